{# What a report says beside what Kolada says of the same municipality and year: key figures of the measure catalogue, and net
   cost per inhabitant of the activities that Kolada knows. Kolada speaks of the whole municipality and a whole year, so that
   a difference is not an error: kolada_note says what differs. Rows stand here before anything is loaded, and say so. #}
with measured as (
    select
        facts.fact_id as comparison_id,
        facts.report_id,
        facts.municipality_code,
        facts.board,
        facts.period_end,
        facts.year,
        facts.period_start = make_date(facts.year, 1, 1) and facts.period_end = make_date(facts.year, 12, 31)
            as is_whole_year,
        'measure' as subject_kind,
        measures.measure_id as subject_code,
        measures.name_sv as subject_name_sv,
        facts.row_label as row_labels,
        coalesce(facts.sex, 'total') as sex,
        measures.kolada_id,
        measures.kolada_match,
        measures.kolada_note,
        facts.value as reported_value,
        facts.unit as reported_unit,
        facts.fact_id as fact_ids
    from {{ ref('int_facts_described') }} as facts
    inner join {{ ref('dim_measure') }} as measures on facts.measure_id = measures.measure_id
    where
        measures.kolada_id is not null
        and facts.fact_family in ('kpi', 'volume', 'staffing')
        and facts.value_kind = 'actual'
        and facts.is_primary
        and facts.entity = ''
        and facts.age is null
        and facts.subunit is null
),

costed as (
    select
        cost_per_inhabitant_id as comparison_id,
        report_id,
        municipality_code,
        board,
        period_end,
        year,
        is_whole_year,
        'activity' as subject_kind,
        activity_code as subject_code,
        activity_name_sv as subject_name_sv,
        row_labels,
        'total' as sex,
        kolada_id,
        'near' as kolada_match,
        'RS distributes overhead and moves health care and assessment: compare trends, not levels.' as kolada_note,
        cost_per_inhabitant_sek as reported_value,
        'kr' as reported_unit,
        fact_ids
    from {{ ref('mart_cost_per_inhabitant') }}
    where kolada_id is not null and is_comparable and not is_remainder
),

reported as (
    select * from measured
    union all
    select * from costed
),

{# `A+B` names indicators that together are the same as the printed number. #}
parts as (
    select
        comparison_id,
        municipality_code,
        year,
        sex,
        unnest(string_split(kolada_id, '+')) as part_id
    from reported
),

found as (
    select
        parts.comparison_id,
        case when count(values_of.value) = count(*) then sum(values_of.value) end as kolada_value,
        string_agg(values_of.title, ' + ' order by parts.part_id) as kolada_title
    from parts
    left join {{ ref('stg_reports__kolada') }} as values_of
        on
            parts.part_id = values_of.kolada_id
            and parts.municipality_code = values_of.municipality_code
            and parts.year = values_of.year
            and parts.sex = values_of.sex
    group by parts.comparison_id
),

loaded as (
    select distinct
        municipality_code,
        year
    from {{ ref('stg_reports__kolada') }}
)

select
    reported.comparison_id,
    reported.municipality_code,
    municipalities.name as municipality_name,
    reported.board,
    reported.report_id,
    reported.period_end,
    reported.year::integer as year,
    reported.is_whole_year,
    reported.subject_kind,
    reported.subject_code,
    reported.subject_name_sv,
    reported.row_labels,
    reported.sex,
    reported.reported_value::decimal(18, 6) as reported_value,
    reported.reported_unit,
    reported.kolada_id,
    found.kolada_title,
    reported.kolada_match,
    reported.kolada_note,
    found.kolada_value::decimal(18, 6) as kolada_value,
    case
        when loaded.municipality_code is null then 'not_loaded'
        when found.kolada_value is null then 'not_published'
        when reported.reported_value is null then 'not_reported'
        when not reported.is_whole_year then 'part_of_year'
        else 'compared'
    end as comparison_status,
    (reported.reported_value - found.kolada_value)::decimal(18, 6) as difference,
    (reported.reported_value / nullif(found.kolada_value, 0))::double as ratio,
    case
        when reported.subject_kind = 'activity' and reported.is_whole_year
            then reported.reported_value / nullif(found.kolada_value, 0) between 1.0 / 3 and 3
    end as is_plausible,
    reported.fact_ids
from reported
inner join {{ ref('dim_municipality') }} as municipalities on reported.municipality_code = municipalities.municipality_code
inner join found on reported.comparison_id = found.comparison_id
left join loaded on reported.municipality_code = loaded.municipality_code and reported.year = loaded.year
order by reported.municipality_code, reported.period_end, reported.subject_kind, reported.subject_code, reported.comparison_id
