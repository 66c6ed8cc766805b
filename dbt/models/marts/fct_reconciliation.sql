with reconciliations as (
    select * from {{ ref('stg_reports__reconciliations') }}
),

reports as (
    select * from {{ ref('int_reports_versioned') }}
    where is_newest_version
),

numbered as (
    select
        *,
        row_number() over (
            partition by document
            order by table_no, identity, row_label, col_label, table_title, printed, expected
        ) as reconciliation_no
    from reconciliations
)

select
    md5(concat_ws('|', numbered.document, numbered.reconciliation_no::varchar)) as reconciliation_id,
    numbered.report_id,
    numbered.document,
    reports.municipality_code,
    reports.board,
    numbered.table_no,
    numbered.table_title,
    numbered.identity,
    numbered.row_label,
    numbered.col_label,
    numbered.expected,
    numbered.printed,
    numbered.difference,
    numbered.tolerance,
    numbered.unit,
    numbered.outcome,
    numbered.n_terms,
    nullif(numbered.suspect_row_label, '') as suspect_row_label,
    nullif(numbered.suspect_col_label, '') as suspect_col_label,
    numbered.suspect_printed,
    numbered.suspect_expected,
    numbered.suspect_fact_id
from numbered
inner join reports on numbered.document = reports.document
order by reports.municipality_code, numbered.report_id, numbered.table_no
