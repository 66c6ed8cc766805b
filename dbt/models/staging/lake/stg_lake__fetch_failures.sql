with failures as (
    select * from {{ source('lake', 'fetch_failures') }}
)

select
    source_id,
    municipality_code,
    address,
    code,
    nullif(detail, '') as detail,
    title,
    remedy,
    title_sv,
    remedy_sv,
    failing_since_at
from failures
