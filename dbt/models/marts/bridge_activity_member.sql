{# Which single activities a code holds: itself, or the members of a mixed set. #}
with codes as (
    select activity_code from {{ ref('activity_taxonomy') }}
    union
    select activity_code from {{ ref('activity_mapping') }}
)

select
    activity_code,
    unnest(
        case
            when starts_with(activity_code, 'mixed:')
                then string_split(replace(activity_code, 'mixed:', ''), '+')
            else [activity_code]
        end
    ) as member_activity_code
from codes
