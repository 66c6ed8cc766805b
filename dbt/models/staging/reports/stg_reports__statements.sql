with statements as (
    select * from {{ source('reports', 'statements') }}
),

reports as (
    select * from {{ ref('stg_reports__reports') }}
)

select
    reports.report_id,
    statements.document,
    statements.statement_no,
    statements.page,
    statements.section_heading,
    statements.quote,
    statements.subject,
    statements.measure as value_kind,
    statements.value,
    statements.unit,
    statements.period_end,
    statements.restates,
    statements.agrees,
    statements.same_as
from statements
inner join reports
    on
        statements.document = reports.document
        and statements.reader_version = reports.reader_version
