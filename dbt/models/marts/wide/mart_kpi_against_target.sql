{# Every printed row with a target, its outcome of the same year and its forecast. Whether the target is met follows the sign
   printed with it; without one, the direction in which the measure is better; without that, nothing is said. #}
with facts as (
    select
        *,
        {{ comparator('raw') }} as comparator
    from {{ ref('int_facts_described') }}
    where fact_family in ('kpi', 'volume', 'staffing') and entity = ''
),

targets as (
    select * from facts
    where value_kind = 'target'
    qualify
        row_number() over (
            partition by report_id, row_key, part_no, year(period_end)
            order by is_primary desc, col_no asc, fact_id asc
        ) = 1
),

{# cells beside the target without a number, and why #}
gaps as (
    select
        targets.fact_id as target_fact_id,
        min(missing.value_status) filter (where coalesce(missing.value_kind, 'actual') = 'actual') as actual_gap,
        min(missing.value_status) filter (where coalesce(missing.value_kind, 'forecast') = 'forecast') as forecast_gap
    from targets
    inner join {{ ref('int_cells_without_number') }} as missing
        on
            targets.document = missing.document
            and targets.table_no = missing.table_no
            and targets.row_no = missing.row_no
            and year(targets.period_end) = coalesce(year(missing.period_end), year(targets.period_end))
    group by targets.fact_id
),

{# what the target's table prints for any row #}
table_columns as (
    select
        report_id,
        table_no,
        year(period_end) as year,
        bool_or(value_kind = 'actual') as has_actual_column,
        bool_or(value_kind = 'forecast') as has_forecast_column
    from facts
    group by report_id, table_no, year(period_end)
),

outcomes as (
    select
        targets.fact_id as target_fact_id,
        {% for kind in ['actual', 'forecast'] %}
        arg_max(facts.fact_id, (facts.period_end, -facts.col_no)) filter (where facts.value_kind = '{{ kind }}')
            as {{ kind }}_fact_id,
        {% endfor %}
        count(*) filter (where facts.value_kind = 'actual') as n_actuals
    from targets
    inner join facts
        on
            targets.report_id = facts.report_id
            and targets.row_key = facts.row_key
            and targets.part_no = facts.part_no
            and year(targets.period_end) = year(facts.period_end)
    group by targets.fact_id
),

paired as (
    select
        targets.*,
        measures.name_sv as measure_name_sv,
        measures.better_direction,
        measures.time_basis,
        measures.population_scope,
        actuals.fact_id as actual_fact_id,
        {{ is_withheld_number('actuals.raw', 'actuals.value_kind') }} as is_actual_withheld,
        case when not is_actual_withheld then actuals.value end as actual_value,
        actuals.raw as actual_raw,
        actuals.unit as actual_unit,
        actuals.period_end as actual_period_end,
        actuals.is_corrected as is_actual_corrected,
        forecasts.fact_id as forecast_fact_id,
        forecasts.value as forecast_value,
        forecasts.raw as forecast_raw,
        forecasts.unit as forecast_unit,
        forecasts.is_corrected as is_forecast_corrected,
        {% for kind in ['actual', 'forecast'] %}
        coalesce(
            gaps.{{ kind }}_gap, case when table_columns.has_{{ kind }}_column then 'not_reported' else 'not_printed' end
        ) as {{ kind }}_gap,
        {% endfor %}
        coalesce(
            targets.comparator,
            case measures.better_direction when 'higher' then '≥' when 'lower' then '≤' end
        ) as comparator_used,
        case
            when targets.comparator is not null then 'printed'
            when measures.better_direction in ('higher', 'lower') then 'direction'
            else 'none'
        end as comparator_source
    from targets
    left join gaps on targets.fact_id = gaps.target_fact_id
    left join table_columns
        on
            targets.report_id = table_columns.report_id
            and targets.table_no = table_columns.table_no
            and year(targets.period_end) = table_columns.year
    left join outcomes on targets.fact_id = outcomes.target_fact_id
    left join facts as actuals on outcomes.actual_fact_id = actuals.fact_id
    left join facts as forecasts on outcomes.forecast_fact_id = forecasts.fact_id
    left join {{ ref('dim_measure') }} as measures on targets.measure_id = measures.measure_id
),

judged as (
    select
        *,
        {% for kind in ['actual', 'forecast'] %}
        case
            when value is null then 'target_not_a_number'
            when {{ kind }}_value is null then 'not_measured'
            when {{ kind }}_unit != unit then 'unit_differs'
            when comparator_used is null then 'direction_unknown'
            when
                case comparator_used
                    when '≤' then {{ kind }}_value <= value
                    when '<=' then {{ kind }}_value <= value
                    when '≥' then {{ kind }}_value >= value
                    when '>=' then {{ kind }}_value >= value
                    when '<' then {{ kind }}_value < value
                    when '>' then {{ kind }}_value > value
                    else {{ kind }}_value = value
                end
                then 'met'
            else 'not_met'
        end as {{ kind }}_outcome{% if not loop.last %},{% endif %}
        {% endfor %}
    from paired
)

select
    judged.fact_id as target_fact_id,
    judged.municipality_code,
    municipalities.name as municipality_name,
    judged.board,
    judged.report_id,
    judged.year,
    judged.measure_id,
    judged.measure_name_sv,
    judged.row_label,
    judged.sex,
    judged.age,
    judged.subunit,
    judged.unit,
    judged.better_direction,
    judged.time_basis,
    judged.population_scope,
    judged.value as target_value,
    judged.raw as target_raw,
    judged.comparator_used as comparator,
    judged.comparator_source,
    judged.actual_value,
    case
        when judged.actual_fact_id is null then judged.actual_gap
        else {{ cell_status('judged.actual_value', 'judged.actual_raw', 'judged.is_actual_corrected', "'actual'") }}
    end as actual_status,
    judged.actual_period_end,
    judged.actual_outcome,
    judged.forecast_value,
    case
        when judged.forecast_fact_id is null then judged.forecast_gap
        else {{ cell_status('judged.forecast_value', 'judged.forecast_raw', 'judged.is_forecast_corrected', "'forecast'") }}
    end as forecast_status,
    judged.forecast_outcome,
    judged.actual_fact_id,
    judged.forecast_fact_id,
    judged.table_title,
    judged.page,
    judged.table_no,
    judged.row_no
from judged
inner join {{ ref('dim_municipality') }} as municipalities on judged.municipality_code = municipalities.municipality_code
order by judged.municipality_code, judged.year, judged.table_no, judged.row_no
