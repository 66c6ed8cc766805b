with refusals as (
    select * from {{ source('reports', 'refusals') }}
),

reports as (
    select * from {{ ref('stg_reports__reports') }}
)

select
    reports.report_id,
    refusals.document,
    refusals.code as refusal_code,
    refusals.detail,
    refusals.page,
    refusals.table_no,
    refusals.row_no,
    refusals.col_no,
    refusals.row_label,
    refusals.col_label,
    refusals.raw,
    refusals.title,
    refusals.remedy,
    refusals.title_sv,
    refusals.remedy_sv
from refusals
inner join reports
    on
        refusals.document = reports.document
        and refusals.reader_version = reports.reader_version
