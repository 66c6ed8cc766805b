{# The metrics of models/marts/_metrics.yml as rows, for tools that cannot ask a semantic layer: one value for each metric,
   report, period and subject, with numerator and denominator, and a status where there is no value. #}
{%- set metrics = [
    {
        'id': 'net_cost', 'unit': 'kr', 'relation': 'wide', 'where': 'has_actual',
        'numerator': '-actual_sek', 'value': '-actual_sek',
        'status': "case when actual_sek is null then 'amount_missing' else 'derived' end",
    },
    {
        'id': 'budget_used_pct', 'unit': 'percent', 'relation': 'wide', 'where': 'has_actual and has_budget',
        'numerator': 'actual_sek', 'denominator': 'budget_sek',
    },
    {
        'id': 'forecast_deviation_pct', 'unit': 'percent', 'relation': 'wide', 'where': 'has_forecast and has_budget',
        'numerator': 'forecast_deviation_sek', 'denominator': 'abs(budget_sek)',
    },
    {
        'id': 'cost_per_inhabitant', 'unit': 'kr per inhabitant', 'relation': ref('mart_cost_per_inhabitant'),
        'numerator': 'net_cost_sek', 'denominator': 'population_count',
        'value': 'cost_per_inhabitant_sek', 'status': 'value_status',
    },
    {
        'id': 'attributed_pct', 'unit': 'percent', 'relation': ref('mart_coverage'), 'where': "value_kind = 'actual'",
        'subject': "'BOARD'", 'is_latest': 'is_own_period',
        'numerator': 'attributed_sek', 'denominator': 'net_sek',
        'value': 'attributed_pct', 'status': 'attributed_status',
    },
    {
        'id': 'sick_leave_pct', 'unit': 'percent', 'relation': 'sick_leave',
        'subject_type': 'measure', 'subject': 'measure_id', 'value': 'value', 'status': 'value_status',
    },
] %}
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

{# of all staff, once for each report and period #}
sick_leave as (
    select * from {{ ref('mart_staffing') }}
    where
        measure_id = 'sick_leave_total_pct'
        and period_end is not null
        and value_kind = 'actual'
        and coalesce(sex, 'total') = 'total'
        and age is null
        and subunit is null
        and unit = 'percent'
    qualify row_number() over (partition by report_id, period_start, period_end order by table_no, row_no, fact_id) = 1
),

metrics as (
    {% for metric in metrics %}
    {{ metric_rows(metric) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
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
    metrics.subject_type = 'activity' and {{ is_single_activity('metrics.subject_id') }} as is_comparable,
    reports.board_scope,
    case
        when metrics.subject_type = 'activity'
            then
                {{ comparison_group(
                    'metrics.subject_id', 'reports.board_scope', 'metrics.municipality_code', 'metrics.period_start',
                    'metrics.period_end'
                ) }}
        else metrics.subject_id || ' of ' || coalesce(reports.board_scope, metrics.municipality_code)
    end as comparison_group
from metrics
inner join {{ ref('dim_municipality') }} as municipalities on metrics.municipality_code = municipalities.municipality_code
inner join {{ ref('dim_report') }} as reports on metrics.report_id = reports.report_id
order by metrics.metric_id, metrics.municipality_code, metrics.period_end, metrics.subject_id
