{# Net cost of an activity for each inhabitant, both sides of it summed. The population is that of the same year's end for a
   whole year, and of the year before for a part of a year; where it has not been verified there is no value, and a reason. #}
with amounts as (
    select
        *,
        count(*) over (partition by report_id, period_start, period_end, activity_code) as n_rows_of_activity
    from {{ ref('int_activity_amounts_levelled') }}
    where measure = 'actual'
),

{# Most activities are one row: only the words of the others are put together, since sorted lists are kept in memory. #}
summed as (
    select
        report_id,
        municipality_code,
        board,
        period_start,
        period_end,
        year,
        is_whole_year,
        is_own_period,
        bool_or(is_latest_in_year) as is_latest_in_year,
        activity_code,
        count(*)::integer as n_rows,
        {# purchaser and provider: there is no third #}
        case when min(side) != max(side) then 2 when count(side) > 0 then 1 else 0 end as n_sides,
        coalesce(
            string_agg(row_label, ' + ' order by row_label, side) filter (where n_rows_of_activity > 1), min(row_label)
        ) as row_labels,
        coalesce(
            string_agg(fact_id, ' ' order by row_label, side) filter (where n_rows_of_activity > 1), min(fact_id)
        ) as fact_ids,
        -sum(amount_sek) as net_cost_sek,
        bool_or(amount_sek is null) as has_missing_amount,
        case when is_whole_year then year else year - 1 end as population_year
    from amounts
    group by
        report_id, municipality_code, board, period_start, period_end, year, is_whole_year, is_own_period, activity_code
),

{# activities of which the same report prints a part as well: what stands on them is the remainder #}
remainders as (
    select distinct
        parts.report_id,
        parts.period_end,
        unnest(paths.path[:-2]) as activity_code
    from summed as parts
    inner join {{ ref('int_activity_paths_walked') }} as paths on parts.activity_code = paths.activity_code
),

coverage as (
    select
        report_id,
        period_start,
        period_end,
        attributed_pct
    from {{ ref('mart_coverage') }}
    where value_kind = 'actual'
),

valued as (
    select
        summed.*,
        populations.population_count,
        populations.source_note,
        {{ is_single_activity('summed.activity_code') }} as is_comparable,
        case
            when summed.net_cost_sek is null or summed.has_missing_amount then 'amount_missing'
            when populations.population_count is null then 'population_not_verified'
            else 'derived'
        end as value_status
    from summed
    left join {{ ref('dim_municipality_population') }} as populations
        on
            summed.municipality_code = populations.municipality_code
            and summed.population_year = populations.year
)

select
    md5(
        concat_ws(
            '|', valued.report_id, coalesce(valued.period_start::varchar, ''), valued.period_end::varchar, valued.activity_code
        )
    ) as cost_per_inhabitant_id,
    valued.municipality_code,
    municipalities.name as municipality_name,
    valued.board,
    valued.report_id,
    valued.period_start,
    valued.period_end,
    valued.year,
    valued.is_whole_year,
    valued.is_own_period,
    valued.is_latest_in_year,
    valued.activity_code,
    activities.name_sv as activity_name_sv,
    activities.name_en as activity_name_en,
    activities.kolada_id,
    valued.row_labels,
    valued.n_rows,
    valued.n_sides,
    valued.is_comparable,
    reports.board_scope,
    {{ comparison_group(
        'valued.activity_code', 'reports.board_scope', 'valued.municipality_code', 'valued.period_start', 'valued.period_end'
    ) }} as comparison_group,
    remainders.activity_code is not null as is_remainder,
    valued.net_cost_sek::decimal(18, 2) as net_cost_sek,
    valued.population_year,
    valued.population_count,
    valued.source_note as population_source,
    case
        when valued.value_status = 'derived' then (valued.net_cost_sek / valued.population_count)::decimal(18, 2)
    end as cost_per_inhabitant_sek,
    valued.value_status,
    case valued.value_status
        when 'population_not_verified'
            then
                'No verified population of 31 December ' || valued.population_year || ' for ' || municipalities.name
                || ': add it to dbt/seeds/municipality_population.csv with its source.'
        when 'amount_missing' then 'The report prints no outcome for a row of this activity.'
    end as missing_reason,
    coverage.attributed_pct as board_attributed_pct,
    valued.fact_ids
from valued
inner join {{ ref('dim_municipality') }} as municipalities on valued.municipality_code = municipalities.municipality_code
inner join {{ ref('dim_activity') }} as activities on valued.activity_code = activities.activity_code
inner join {{ ref('dim_report') }} as reports on valued.report_id = reports.report_id
left join remainders
    on
        valued.report_id = remainders.report_id
        and valued.period_end = remainders.period_end
        and valued.activity_code = remainders.activity_code
left join coverage
    on
        valued.report_id = coverage.report_id
        and valued.period_start is not distinct from coverage.period_start
        and valued.period_end = coverage.period_end
order by valued.municipality_code, valued.period_end, valued.activity_code
