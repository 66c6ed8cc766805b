{# Every activity hangs, over its parents, under one that has none. Told are those that are their own ancestors. #}
with recursive lost as (
    select
        taxonomy.activity_code,
        taxonomy.parent_code
    from {{ ref('activity_taxonomy') }} as taxonomy
    left join {{ ref('int_activity_paths_walked') }} as paths on taxonomy.activity_code = paths.activity_code
    where paths.activity_code is null
),

upward as (
    select
        activity_code,
        parent_code,
        parent_code as ancestor_code,
        1 as n_steps
    from lost
    union all
    select
        upward.activity_code,
        upward.parent_code,
        lost.parent_code as ancestor_code,
        upward.n_steps + 1 as n_steps
    from upward
    inner join lost on upward.ancestor_code = lost.activity_code
    where upward.ancestor_code != upward.activity_code and upward.n_steps < 50
)

select distinct
    activity_code,
    parent_code
from upward
where ancestor_code = activity_code
order by activity_code
