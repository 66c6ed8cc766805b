select * exclude ({{ history_columns() }})
from {{ ref('fct_goal_status_history') }}
where is_newest_version
order by municipality_code, year, report_id, page, table_no, row_no, col_no
