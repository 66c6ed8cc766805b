{# Which activities explain the deviation. Purchaser and provider of one activity are one driver, since only their sum has a
   meaning; everything else is a driver by printed row. #}
with amounts as (
    select * from {{ ref('int_activity_amounts_levelled') }}
    where measure in ('deviation', 'forecast_deviation') and amount_sek is not null
),

{# activities of which the report prints both sides in several rows #}
two_sided as (
    select
        report_id,
        period_start,
        period_end,
        measure,
        activity_code,
        account_line
    from amounts
    group by report_id, period_start, period_end, measure, activity_code, account_line
    having min(side) != max(side)
),

keyed as (
    select
        amounts.*,
        two_sided.activity_code is not null and amounts.side is not null as is_one_of_several,
        case
            when is_one_of_several then amounts.activity_code || '|' || amounts.account_line
            else amounts.row_key::varchar || '|' || amounts.account_line
        end as driver_key
    from amounts
    left join two_sided
        on
            amounts.report_id = two_sided.report_id
            and amounts.period_start is not distinct from two_sided.period_start
            and amounts.period_end = two_sided.period_end
            and amounts.measure = two_sided.measure
            and amounts.activity_code = two_sided.activity_code
            and amounts.account_line = two_sided.account_line
),

{# Nearly every driver is one row: only the words of the others are put together, since sorted lists are kept in memory. #}
drivers as (
    select
        report_id,
        municipality_code,
        board,
        period_start,
        period_end,
        year,
        is_latest_in_year,
        measure,
        driver_key,
        coalesce(
            string_agg(row_label, ' + ' order by row_label, side) filter (where is_one_of_several), min(row_label)
        ) as driver_label,
        min(activity_code) as activity_code,
        bool_or(is_fictitious) as is_fictitious,
        {# purchaser and provider: there is no third #}
        case when min(side) != max(side) then 2 when count(side) > 0 then 1 else 0 end as n_sides,
        count(*)::integer as n_rows,
        bool_or(is_derived) as is_derived,
        min(level) as level,
        coalesce(
            string_agg(fact_id, ' ' order by row_label, side) filter (where is_one_of_several), min(fact_id)
        ) as fact_ids,
        sum(amount_sek) as deviation_sek
    from keyed
    group by
        report_id, municipality_code, board, period_start, period_end, year, is_latest_in_year, measure, driver_key
),

summed as (
    select
        *,
        sum(deviation_sek) over per_report as total_deviation_sek
    from drivers
    window per_report as (partition by report_id, period_start, period_end, measure)
)

select
    md5(concat_ws('|', summed.report_id, summed.period_end::varchar, summed.measure, summed.driver_key)) as driver_id,
    summed.municipality_code,
    municipalities.name as municipality_name,
    summed.board,
    summed.report_id,
    summed.period_start,
    summed.period_end,
    summed.year,
    summed.is_latest_in_year,
    summed.measure as value_kind,
    summed.driver_label,
    summed.activity_code,
    activities.name_sv as activity_name_sv,
    case
        when summed.is_fictitious then 'fictitious'
        when {{ is_overhead('summed.activity_code') }} then 'overhead'
        when summed.activity_code in ('unmapped', 'NONE', 'ORG', 'BOARD') then 'unattributed'
        when activities.is_mixed then 'mixed'
        else 'activity'
    end as driver_kind,
    summed.n_sides,
    summed.n_rows,
    summed.level,
    summed.is_derived,
    summed.deviation_sek::decimal(18, 2) as deviation_sek,
    summed.total_deviation_sek::decimal(18, 2) as total_deviation_sek,
    case
        when summed.total_deviation_sek != 0
            then (100.0 * summed.deviation_sek / summed.total_deviation_sek)::decimal(12, 2)
    end as contribution_pct,
    case when summed.total_deviation_sek = 0 then 'total_is_zero' else 'derived' end as contribution_status,
    row_number() over (
        partition by summed.report_id, summed.period_start, summed.period_end, summed.measure
        order by summed.deviation_sek, summed.driver_label, summed.driver_key
    )::integer as deficit_rank,
    summed.fact_ids
from summed
inner join {{ ref('dim_municipality') }} as municipalities on summed.municipality_code = municipalities.municipality_code
inner join {{ ref('dim_activity') }} as activities on summed.activity_code = activities.activity_code
order by summed.municipality_code, summed.period_end, summed.measure, deficit_rank
