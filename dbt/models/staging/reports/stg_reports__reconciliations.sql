with reconciliations as (
    select * from {{ source('reports', 'reconciliations') }}
),

reports as (
    select * from {{ ref('stg_reports__reports') }}
)

select
    reports.report_id,
    reconciliations.document,
    reconciliations.table_no,
    reconciliations.table_title,
    reconciliations.identity,
    reconciliations.row_label,
    reconciliations.col_label,
    reconciliations.expected,
    reconciliations.printed,
    reconciliations.difference,
    reconciliations.tolerance,
    reconciliations.unit,
    reconciliations.outcome,
    reconciliations.n_terms,
    reconciliations.suspect_row_label,
    reconciliations.suspect_col_label,
    reconciliations.suspect_printed,
    reconciliations.suspect_expected,
    nullif(reconciliations.suspect_fact_id, '') as suspect_fact_id
from reconciliations
inner join reports
    on
        reconciliations.document = reports.document
        and reconciliations.reader_version = reports.reader_version
