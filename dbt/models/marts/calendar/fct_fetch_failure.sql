select
    md5(concat_ws('|', source_id, address, code)) as fetch_failure_id,
    source_id,
    municipality_code,
    address,
    code,
    detail,
    'fetch' as origin,
    failing_since_at,
    title,
    remedy,
    title_sv,
    remedy_sv
from {{ ref('stg_lake__fetch_failures') }}
