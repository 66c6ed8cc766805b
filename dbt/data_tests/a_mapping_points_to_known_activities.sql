{# Every member of every set in the mapping and in the boards' scopes is an activity of the tree. #}
with targets as (
    select
        'activity_mapping' as seed,
        activity_code as target,
        unnest(string_split(replace(activity_code, 'mixed:', ''), '+')) as member
    from {{ ref('activity_mapping') }}
    union all
    select
        'boards' as seed,
        board_scope as target,
        unnest(string_split(board_scope, ';')) as member
    from {{ ref('boards') }}
)

select targets.*
from targets
left join {{ ref('activity_taxonomy') }} as taxonomy on targets.member = taxonomy.activity_code
where taxonomy.activity_code is null
