with ignored_cells as (
    select * from {{ source('reports', 'ignored_cells') }}
),

reports as (
    select * from {{ ref('stg_reports__reports') }}
)

select
    reports.report_id,
    ignored_cells.document,
    ignored_cells.page,
    ignored_cells.table_no,
    ignored_cells.row_no,
    ignored_cells.col_no,
    ignored_cells.rule,
    ignored_cells.raw
from ignored_cells
inner join reports
    on
        ignored_cells.document = reports.document
        and ignored_cells.reader_version = reports.reader_version
