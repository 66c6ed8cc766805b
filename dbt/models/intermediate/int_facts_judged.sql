{# Every fact of every version of every report, with all that later tables ask of it: activity, measure, correction, and
   whether it may be added. Sorted once, here: tables made of it by filtering keep the order. The words of report and row
   stand beside it in int_facts_versioned. #}
with facts as not materialized (
    select * from {{ ref('int_facts_blocked') }}
),

reports as (
    select
        report_no,
        document,
        period_end,
        is_newest_version,
        {{ key_of(['municipality_code', 'board_key']) }} as board_no
    from {{ ref('int_reports_versioned') }}
),

activities as (
    select * from {{ ref('int_activity_rows_mapped') }}
),

measures as (
    select * from {{ ref('int_measure_rows_mapped') }}
),

errata as (
    select
        reports.report_no,
        errata.fact_id,
        errata.erratum_id,
        errata.corrected_value,
        errata.corrected_amount_sek
    from {{ ref('stg_reports__errata') }} as errata
    inner join reports on errata.document = reports.document
    where errata.status = 'applied'
),

{% for kind, relation, key in [
    ('repeats', ref('int_facts_repeated'), 'repeats_fact_key'),
    ('breakdowns', ref('int_facts_broken_down'), 'parent_fact_key'),
] %}
{{ kind }} as (
    select
        found.*,
        facts.fact_id as other_fact_id
    from {{ relation }} as found
    inner join {{ ref('int_facts_keyed') }} as facts
        on found.report_no = facts.report_no and found.{{ key }} = facts.fact_key
),
{% endfor %}

printed_vintages as (
    select
        report_no,
        vintage_key,
        any_value(year) as year,
        max(period_end) as period_end,
        min(lateness) != max(lateness) as has_several_periods
    from {{ ref('int_facts_keyed') }}
    group by report_no, vintage_key
),

{# For every year and kind of value, the report to use: the one that reaches furthest into the year; for a year that is
   over, rather the year's own report than a comparison column of a later one; then the youngest report. Versions that
   were superseded have no say. #}
vintages as (
    select
        vintages.report_no,
        vintages.vintage_key,
        vintages.has_several_periods,
        reports.is_newest_version and row_number() over (
            partition by reports.board_no, vintages.vintage_key, reports.is_newest_version
            order by
                vintages.period_end desc nulls last,
                (year(reports.period_end) = vintages.year) desc,
                reports.period_end desc,
                reports.document asc
        ) = 1 as is_latest_report
    from printed_vintages as vintages
    inner join reports on vintages.report_no = reports.report_no
),

{# of a row that such a report prints for several periods of the year: all but the last #}
outdated as (
    select
        facts.report_no,
        facts.fact_key
    from {{ ref('int_facts_keyed') }} as facts
    inner join vintages
        on
            facts.report_no = vintages.report_no
            and facts.vintage_key = vintages.vintage_key
    where vintages.is_latest_report and vintages.has_several_periods
    qualify
        facts.lateness < max(facts.lateness) over (
            partition by
                facts.report_no, facts.vintage_key, facts.row_key, facts.account_line, facts.unit, facts.row_no
        )
)

select
    facts.* exclude (vintage_key, lateness, is_money, has_printed_total, is_leaf),
    activities.activity_code,
    activities.side,
    activities.is_fictitious,
    activities.mapping_confidence,
    measures.measure_id,
    measures.sex,
    measures.age,
    measures.subunit,
    coalesce(activities.is_mapped, measures.is_mapped, false) as is_mapped,
    coalesce(activities.mapping_rule, measures.mapping_rule) as mapping_rule,
    errata.erratum_id,
    errata.corrected_value,
    errata.erratum_id is not null as is_corrected,
    coalesce(errata.corrected_amount_sek, facts.amount_reported_sek) as amount_sek,
    repeats.other_fact_id as repeats_fact_id,
    coalesce(repeats.is_repeat_consistent, true) as is_repeat_consistent,
    repeats.fact_key is null as is_primary,
    facts.is_leaf and repeats.fact_key is null as is_additive,
    facts.is_leaf and repeats.fact_key is null and breakdowns.fact_key is null as is_additive_in_report,
    breakdowns.other_fact_id as parent_fact_id,
    breakdowns.breakdown_kind,
    breakdowns.fact_key is not null as is_breakdown,
    vintages.is_latest_report and outdated.fact_key is null as is_latest_in_year
from facts
inner join vintages on facts.report_no = vintages.report_no and facts.vintage_key = vintages.vintage_key
left join activities on facts.wording_key = activities.wording_key
left join measures on facts.wording_key = measures.wording_key
left join outdated on facts.report_no = outdated.report_no and facts.fact_key = outdated.fact_key
left join repeats on facts.report_no = repeats.report_no and facts.fact_key = repeats.fact_key
left join breakdowns on facts.report_no = breakdowns.report_no and facts.fact_key = breakdowns.fact_key
left join errata on facts.report_no = errata.report_no and facts.fact_id = errata.fact_id
order by facts.report_no, facts.page, facts.table_no, facts.row_no, facts.col_no, facts.part_no
