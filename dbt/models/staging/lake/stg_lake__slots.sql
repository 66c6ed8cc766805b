with slots as (
    select * from {{ source('lake', 'slots') }}
)

select
    municipality_code,
    board as board_source,
    report_type,
    period_end,
    nullif(evidence, '') as evidence,
    expected_by_date,
    late_at_date,
    status,
    is_late
from slots
