{# Facts of the served reports, with the keys by which rows, labels and headings are compared. #}
with facts as (
    select * from {{ ref('stg_reports__facts') }}
),

reports as (
    select * from {{ ref('int_reports_versioned') }}
    where is_newest_version
),

scaled as (
    select
        facts.*,
        reports.municipality_code,
        reports.board,
        reports.board_key,
        reports.period_end as report_period_end,
        coalesce(facts.amount_reported_sek, facts.value::decimal(18, 2)) as number,
        max({{ printed_decimals('facts.value') }}) over (
            partition by facts.document, facts.table_no, facts.unit
        ) as table_decimals
    from facts
    inner join reports on facts.document = reports.document
)

select
    *,
    {{ sek_per_unit('unit') }} / pow(10, coalesce(table_decimals, 0)) as step,
    year(coalesce(period_end, as_of)) as year,
    md5(
        concat_ws(
            '|',
            document,
            table_no::varchar,
            fact_family,
            table_title,
            section,
            row_code,
            row_label,
            row_role,
            row_occurrence::varchar
        )
    ) as row_key,
    {{ normalise_label('row_label') }} as label_key,
    {{ normalise_label('row_code') }} as code_key,
    {{ normalise_label('table_title') }} as title_key,
    {{ normalise_label('section') }} as section_key
from scaled
