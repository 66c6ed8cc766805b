with statements as (
    select * from {{ ref('stg_reports__statements') }}
),

reports as (
    select * from {{ ref('int_reports_versioned') }}
    where is_newest_version
)

select
    md5(concat_ws('|', statements.document, statements.statement_no::varchar)) as statement_id,
    statements.report_id,
    statements.document,
    reports.municipality_code,
    reports.board,
    statements.statement_no,
    statements.page,
    statements.section_heading,
    statements.quote,
    statements.subject,
    statements.value_kind,
    statements.value,
    statements.unit,
    case
        when statements.unit in ('kr', 'tkr', 'mnkr')
            then (statements.value * {{ sek_per_unit('statements.unit') }})::decimal(18, 2)
    end as amount_sek,
    statements.period_end,
    nullif(statements.restates, '') as restates,
    statements.agrees,
    nullif(statements.same_as, '') as same_as
from statements
inner join reports on statements.document = reports.document
order by reports.municipality_code, statements.report_id, statements.statement_no
