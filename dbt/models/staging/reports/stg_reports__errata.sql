with errata as (
    select * from {{ source('reports', 'errata') }}
)

select
    erratum_id,
    nullif(document, '') as document,
    nullif(fact_id, '') as fact_id,
    status,
    municipality_code,
    report_type,
    period_end,
    table_title,
    row_code,
    row_label,
    col_label,
    printed_value,
    met_value,
    corrected_value,
    unit,
    corrected_amount_sek,
    repairs,
    reason,
    reason_sv,
    decided_on,
    decided_by,
    detail
from errata
