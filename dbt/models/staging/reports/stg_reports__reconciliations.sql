with reconciliations as (
    select * from {{ source('reports', 'reconciliations') }}
),

reports as (
    select * from {{ ref('stg_reports__reports') }}
)

select
    reports.report_id,
    reconciliations.document,
    reconciliations.reconciliation_id,
    reconciliations.table_no,
    reconciliations.table_title,
    reconciliations.kind,
    reconciliations.row_label,
    reconciliations.col_label,
    reconciliations.printed_fact_id,
    reconciliations.cells,
    reconciliations.expected,
    reconciliations.printed,
    reconciliations.difference,
    reconciliations.tolerance,
    reconciliations.usual,
    reconciliations.unit,
    reconciliations.result,
    nullif(reconciliations.reason, '') as reason,
    reconciliations.n_terms,
    reconciliations.is_confirmed,
    reconciliations.fact_ids,
    reconciliations.coefficients,
    nullif(reconciliations.suspect_fact_id, '') as suspect_fact_id,
    nullif(reconciliations.suspect_row_label, '') as suspect_row_label,
    nullif(reconciliations.suspect_col_label, '') as suspect_col_label,
    reconciliations.suspect_printed,
    reconciliations.suspect_expected,
    nullif(reconciliations.suspect_kind, '') as suspect_kind,
    reconciliations.suspect_confidence,
    reconciliations.n_rivals,
    reconciliations.n_repaired
from reconciliations
inner join reports
    on
        reconciliations.document = reports.document
        and reconciliations.reader_version = reports.reader_version
{# a reading by a version of the reader that knew no kinds is replaced when its report is read again #}
where reconciliations.kind is not null
