{# The metrics of models/marts/_metrics.yml as rows, for tools that cannot ask a semantic layer: one value for each metric,
   report, period and subject, with numerator and denominator, and a status where there is no value. #}
with follow_up as (
    select
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        is_latest_in_year,
        is_own_period,
        activity_code,
        measure,
        case when count(*) = count(amount_sek) then sum(amount_sek) end as amount_sek
    from {{ ref('int_activity_amounts_levelled') }}
    where measure in ('actual', 'budget', 'forecast_deviation')
    group by all
),

boards as (
    select
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        bool_or(is_latest_in_year) as is_latest_in_year,
        is_own_period,
        'BOARD' as activity_code,
        measure,
        case when count(*) = count(amount_sek) then sum(amount_sek) end as amount_sek
    from follow_up
    group by municipality_code, board, report_id, period_start, period_end, is_own_period, measure
),

amounts as (
    select * from follow_up
    union all
    select * from boards
),

wide as (
    select
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        bool_or(is_latest_in_year) as is_latest_in_year,
        activity_code,
        max(amount_sek) filter (where measure = 'actual') as actual_sek,
        max(amount_sek) filter (where measure = 'budget') as budget_sek,
        max(amount_sek) filter (where measure = 'forecast_deviation') as forecast_deviation_sek,
        bool_or(measure = 'actual') as has_actual,
        bool_or(measure = 'budget') as has_budget,
        bool_or(measure = 'forecast_deviation') as has_forecast
    from amounts
    group by municipality_code, board, report_id, period_start, period_end, activity_code
),

metrics as (
    select
        'net_cost' as metric_id,
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        is_latest_in_year,
        'activity' as subject_type,
        activity_code as subject_id,
        -actual_sek as value,
        'kr' as unit,
        -actual_sek as numerator,
        null::double as denominator,
        case when actual_sek is null then 'amount_missing' else 'derived' end as value_status
    from wide
    where has_actual
    union all
    select
        'budget_used_pct' as metric_id,
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        is_latest_in_year,
        'activity' as subject_type,
        activity_code as subject_id,
        case when budget_sek != 0 then 100.0 * actual_sek / budget_sek end as value,
        'percent' as unit,
        actual_sek as numerator,
        budget_sek as denominator,
        case
            when budget_sek = 0 then 'not_applicable'
            when actual_sek is null or budget_sek is null then 'amount_missing'
            else 'derived'
        end as value_status
    from wide
    where has_actual and has_budget
    union all
    select
        'forecast_deviation_pct' as metric_id,
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        is_latest_in_year,
        'activity' as subject_type,
        activity_code as subject_id,
        case when budget_sek != 0 then 100.0 * forecast_deviation_sek / abs(budget_sek) end as value,
        'percent' as unit,
        forecast_deviation_sek as numerator,
        abs(budget_sek) as denominator,
        case
            when budget_sek = 0 then 'not_applicable'
            when forecast_deviation_sek is null or budget_sek is null then 'amount_missing'
            else 'derived'
        end as value_status
    from wide
    where has_forecast and has_budget
    union all
    select
        'cost_per_inhabitant' as metric_id,
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        is_latest_in_year,
        'activity' as subject_type,
        activity_code as subject_id,
        cost_per_inhabitant_sek as value,
        'kr per inhabitant' as unit,
        net_cost_sek as numerator,
        population_count as denominator,
        value_status
    from {{ ref('mart_cost_per_inhabitant') }}
    union all
    select
        'attributed_pct' as metric_id,
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        is_own_period as is_latest_in_year,
        'activity' as subject_type,
        'BOARD' as subject_id,
        attributed_pct as value,
        'percent' as unit,
        attributed_sek as numerator,
        net_sek as denominator,
        attributed_status as value_status
    from {{ ref('mart_coverage') }}
    where value_kind = 'actual'
    union all
    select
        'sick_leave_pct' as metric_id,
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        is_latest_in_year,
        'measure' as subject_type,
        measure_id as subject_id,
        value,
        'percent' as unit,
        null::double as numerator,
        null::double as denominator,
        value_status
    from {{ ref('mart_staffing') }}
    where
        measure_id = 'sick_leave_total_pct'
        and period_end is not null
        and value_kind = 'actual'
        and coalesce(sex, 'total') = 'total'
        and age is null
        and subunit is null
        and unit = 'percent'
    qualify row_number() over (partition by report_id, period_start, period_end order by table_no, row_no, fact_id) = 1
)

select
    md5(
        concat_ws(
            '|', metrics.metric_id, metrics.report_id, coalesce(metrics.period_start::varchar, ''),
            metrics.period_end::varchar, metrics.subject_id
        )
    ) as metric_value_id,
    metrics.metric_id,
    metrics.municipality_code,
    municipalities.name as municipality_name,
    metrics.board,
    metrics.report_id,
    metrics.period_start,
    metrics.period_end,
    year(metrics.period_end)::integer as year,
    metrics.is_latest_in_year,
    metrics.subject_type,
    metrics.subject_id,
    metrics.value::decimal(18, 4) as value,
    metrics.unit,
    metrics.numerator::decimal(18, 2) as numerator,
    metrics.denominator::decimal(18, 2) as denominator,
    metrics.value_status,
    metrics.subject_type = 'activity' and {{ is_single_activity('metrics.subject_id') }} as is_comparable
from metrics
inner join {{ ref('dim_municipality') }} as municipalities on metrics.municipality_code = municipalities.municipality_code
order by metrics.metric_id, metrics.municipality_code, metrics.period_end, metrics.subject_id
