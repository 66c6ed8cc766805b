{# Of every document, served or not: a refused file must be seen here. #}
with refusals as (
    select * from {{ ref('stg_reports__refusals') }}
),

reports as (
    select * from {{ ref('int_reports_versioned') }}
),

numbered as (
    select
        *,
        row_number() over (
            partition by document
            order by page, table_no, row_no, col_no, refusal_code, detail
        ) as refusal_no
    from refusals
)

select
    md5(concat_ws('|', numbered.document, numbered.refusal_no::varchar)) as refusal_id,
    numbered.report_id,
    numbered.document,
    reports.municipality_code,
    reports.file_name,
    numbered.refusal_code,
    case
        when numbered.page = 0 and numbered.table_no = 0 then 'file'
        when numbered.table_no = 0 then 'page'
        else 'cell'
    end as scope,
    nullif(numbered.page, 0) as page,
    nullif(numbered.table_no, 0) as table_no,
    nullif(numbered.row_no, 0) as row_no,
    nullif(numbered.col_no, 0) as col_no,
    numbered.row_label,
    numbered.col_label,
    numbered.raw,
    numbered.detail,
    numbered.title,
    numbered.remedy,
    numbered.title_sv,
    numbered.remedy_sv
from numbered
inner join reports on numbered.document = reports.document
