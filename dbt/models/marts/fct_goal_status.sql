select * exclude ({{ history_columns() }})
from {{ ref('fct_goal_status_history') }}
where is_newest_version
