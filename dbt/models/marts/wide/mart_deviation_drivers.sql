{# Which activities explain the deviation. Purchaser and provider of one activity are one driver, since only their sum has a
   meaning; everything else is a driver by printed row. #}
with amounts as (
    select * from {{ ref('int_activity_amounts_levelled') }}
    where measure in ('deviation', 'forecast_deviation') and amount_sek is not null
),

sided as (
    select
        *,
        count(distinct side) over (
            partition by report_id, period_start, period_end, measure, activity_code, account_line
        ) as n_sides_of_activity
    from amounts
),

keyed as (
    select
        *,
        case
            when n_sides_of_activity > 1 and side is not null then activity_code || '|' || account_line
            else row_key::varchar || '|' || account_line
        end as driver_key,
        count(*) over (
            partition by report_id, period_start, period_end, is_latest_in_year, measure, driver_key
        ) as n_rows
    from sided
),

{# Nearly every driver is one row: only the others are put together, since sorted lists of words are kept in memory. #}
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
        row_label as driver_label,
        activity_code,
        is_fictitious,
        (side is not null)::integer as n_sides,
        1 as n_rows,
        is_derived,
        level,
        fact_id as fact_ids,
        amount_sek as deviation_sek
    from keyed
    where n_rows = 1
    union all
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
        string_agg(row_label, ' + ' order by row_label, side) as driver_label,
        min(activity_code) as activity_code,
        bool_or(is_fictitious) as is_fictitious,
        count(distinct side)::integer as n_sides,
        count(*)::integer as n_rows,
        bool_or(is_derived) as is_derived,
        min(level) as level,
        string_agg(fact_id, ' ' order by row_label, side) as fact_ids,
        sum(amount_sek) as deviation_sek
    from keyed
    where n_rows > 1
    group by all
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
