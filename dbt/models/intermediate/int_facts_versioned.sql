{# Every fact of every version of a report, with all that later tables ask of it: activity, measure, correction, and
   whether it may be added. #}
with facts as (
    select * from {{ ref('int_facts_keyed') }}
),

blocks as (
    select * from {{ ref('int_facts_blocked') }}
),

activities as (
    select * from {{ ref('int_activity_rows_mapped') }}
),

measures as (
    select * from {{ ref('int_measure_rows_mapped') }}
),

repeats as (
    select * from {{ ref('int_facts_repeated') }}
),

breakdowns as (
    select * from {{ ref('int_facts_broken_down') }}
),

errata as (
    select * from {{ ref('stg_reports__errata') }}
    where status = 'applied'
),

described as (
    select
        facts.*,
        blocks.block_no,
        blocks.block_key,
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
        repeats.repeats_fact_id,
        coalesce(repeats.is_repeat_consistent, true) as is_repeat_consistent,
        repeats.repeats_fact_id is null as is_primary,
        blocks.is_leaf and repeats.repeats_fact_id is null as is_additive,
        breakdowns.parent_fact_id,
        breakdowns.breakdown_kind,
        breakdowns.fact_id is not null as is_breakdown
    from facts
    inner join blocks on facts.fact_id = blocks.fact_id
    left join activities on facts.row_key = activities.row_key
    left join measures on facts.row_key = measures.row_key
    left join repeats on facts.fact_id = repeats.fact_id
    left join breakdowns on facts.fact_id = breakdowns.fact_id
    left join errata
        on
            facts.fact_id = errata.fact_id
            and facts.document = errata.document
),

{# For every year and kind of value, the report to use: the one that reaches furthest into the year; for a year that is
   over, rather the year's own report than a comparison column of a later one; then the youngest report. Versions that
   were superseded have no say. #}
vintages as (
    select
        municipality_code,
        board_key,
        fact_family,
        value_kind,
        entity,
        year,
        document,
        is_newest_version and row_number() over (
            partition by municipality_code, board_key, fact_family, value_kind, entity, year, is_newest_version
            order by
                max(period_end) desc nulls last,
                (max(year(report_period_end)) = year) desc,
                max(report_period_end) desc,
                document asc
        ) = 1 as is_latest_report
    from described
    group by municipality_code, board_key, fact_family, value_kind, entity, year, document, is_newest_version
)

select
    described.*,
    described.is_additive and not described.is_breakdown as is_additive_in_report,
    vintages.is_latest_report
    and rank() over (
        partition by
            described.document, described.fact_family, described.value_kind, described.entity, described.year,
            described.row_key, described.account_line, described.unit, described.row_no
        order by described.period_end desc nulls last, described.as_of desc nulls last
    ) = 1 as is_latest_in_year
from described
inner join vintages
    on
        described.document = vintages.document
        and described.fact_family = vintages.fact_family
        and described.value_kind = vintages.value_kind
        and described.entity = vintages.entity
        and described.year is not distinct from vintages.year
