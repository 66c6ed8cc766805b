{# Facts of every version of every report, with the key of the printed row they stand in, the number that is added and
   compared, and the smallest step it is printed in. #}
with facts as (
    select * from {{ ref('stg_reports__facts') }}
),

reports as (
    select * from {{ ref('int_reports_versioned') }}
    where version_no is not null
),

{# One unit of the last decimal that the table prints: `4` beside `3,5` is 4,0. #}
table_steps as (
    select
        document,
        table_no,
        unit,
        {{ sek_per_unit('unit') }} / pow(10, coalesce(max({{ printed_decimals('value') }}), 0)) as step
    from facts
    group by document, table_no, unit
)

select
    facts.*,
    reports.municipality_code,
    reports.board,
    reports.board_key,
    reports.period_end as report_period_end,
    reports.slot_id,
    reports.version_no::integer as version_no,
    reports.is_newest_version,
    reports.known_from,
    reports.known_to,
    year(coalesce(facts.period_end, facts.as_of)) as year,
    coalesce(facts.amount_reported_sek, facts.value::decimal(18, 2)) as number,
    table_steps.step,
    md5(
        concat_ws(
            '|',
            facts.document,
            facts.table_no,
            facts.fact_family,
            facts.table_title,
            facts.section,
            facts.row_code,
            facts.row_label,
            facts.row_role,
            facts.row_occurrence
        )
    ) as row_key
from facts
inner join reports on facts.document = reports.document
inner join table_steps
    on
        facts.document = table_steps.document
        and facts.table_no = table_steps.table_no
        and facts.unit = table_steps.unit
