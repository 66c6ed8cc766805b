with facts as (
    select * from {{ source('reports', 'facts') }}
),

reports as (
    select * from {{ ref('stg_reports__reports') }}
)

select
    facts.fact_id,
    reports.report_id,
    facts.document,
    facts.page,
    facts.table_no,
    facts.row_no,
    facts.col_no,
    facts.part_no,
    facts.table_title,
    facts.table_occurrence,
    facts.section,
    facts.row_code,
    facts.row_label,
    facts.row_occurrence,
    facts.row_role,
    facts.col_label,
    facts.raw,
    facts.value,
    facts.unit,
    facts.is_unit_inferred,
    facts.measure as value_kind,
    facts.period_start,
    facts.period_end,
    {# a forecast without a date is one of an earlier round: the report does not say when it was made #}
    case
        when facts.measure in ('forecast', 'forecast_deviation') then facts.as_of
        else coalesce(facts.as_of, reports.period_end)
    end as as_of,
    facts.fact_family,
    facts.account_line,
    facts.entity,
    facts.amount_reported_sek,
    facts.confidence,
    facts.reading,
    coalesce(facts.is_ocr, false) as is_ocr,
    facts.box_x0,
    facts.box_top,
    facts.box_x1,
    facts.box_bottom
from facts
inner join reports
    on
        facts.document = reports.document
        and facts.reader_version = reports.reader_version
