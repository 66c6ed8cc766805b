{# The way from the root of the activity tree to each activity. #}
with recursive walked as (
    select
        activity_code,
        [activity_code] as path
    from {{ ref('activity_taxonomy') }}
    where parent_code is null
    union all
    select
        children.activity_code,
        list_append(walked.path, children.activity_code) as path
    from {{ ref('activity_taxonomy') }} as children
    inner join walked on children.parent_code = walked.activity_code
)

select
    activity_code,
    path,
    array_to_string(path, ' > ') as parent_path
from walked
