{# Every identity of the newest version of every report, as the reader evaluated it on the printed numbers. A correction does
   not change them: the violated identity stays and names it. #}
with reconciliations as (
    select * from {{ ref('stg_reports__reconciliations') }}
),

reports as (
    select * from {{ ref('int_reports_versioned') }}
    where is_newest_version
),

repairs as (
    select
        document,
        unnest(repairs) as reconciliation_id,
        erratum_id
    from {{ ref('stg_reports__errata') }}
    where status = 'applied'
),

repaired as (
    select
        document,
        reconciliation_id,
        string_agg(erratum_id, ', ' order by erratum_id) as repaired_by
    from repairs
    group by document, reconciliation_id
)

select
    reconciliations.reconciliation_id,
    reconciliations.report_id,
    reconciliations.document,
    reports.municipality_code,
    reports.board,
    reconciliations.table_no,
    reconciliations.table_title,
    reconciliations.kind,
    reconciliations.row_label,
    reconciliations.col_label,
    reconciliations.cells,
    reconciliations.expected,
    reconciliations.printed,
    reconciliations.difference,
    reconciliations.tolerance,
    reconciliations.unit,
    reconciliations.result,
    reconciliations.reason,
    repaired.repaired_by,
    reconciliations.n_terms,
    reconciliations.is_confirmed,
    reconciliations.printed_fact_id,
    reconciliations.suspect_row_label,
    reconciliations.suspect_col_label,
    reconciliations.suspect_printed,
    reconciliations.suspect_expected,
    reconciliations.suspect_fact_id,
    reconciliations.suspect_kind,
    reconciliations.suspect_confidence,
    reconciliations.n_rivals,
    reconciliations.n_repaired
from reconciliations
inner join reports on reconciliations.document = reports.document
left join repaired
    on
        reconciliations.document = repaired.document
        and reconciliations.reconciliation_id = repaired.reconciliation_id
order by reports.municipality_code, reconciliations.report_id, reconciliations.table_no, reconciliations.reconciliation_id
