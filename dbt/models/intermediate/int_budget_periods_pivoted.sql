{# What a printed line says of each period that the report follows it up for, the kinds of value side by side. Periods are
   those of outcomes, and the days on which forecasts were made, so that a report with two vintages of forecasts gives two. #}
{%- set kinds = budget_kinds() %}
with facts as not materialized (
    select * from {{ ref('int_budget_facts_keyed') }}
),

periods as (
    select
        report_no,
        line_key,
        period_start,
        period_end
    from facts
    where value_kind in ('actual', 'period_budget', 'deviation') and period_end is not null
    union
    select
        report_no,
        line_key,
        make_date(year(as_of), 1, 1) as period_start,
        as_of as period_end
    from facts
    where value_kind in ('forecast', 'forecast_deviation') and year(as_of) = year(period_end)
),

matched as (
    select
        periods.*,
        facts.fact_id,
        facts.value_kind,
        facts.amount_sek,
        facts.is_corrected,
        facts.is_latest_in_year,
        facts.col_no
    from periods
    inner join facts
        on
            periods.report_no = facts.report_no
            and periods.line_key = facts.line_key
            and {{ belongs_to_period('facts') }}
)

select
    report_no,
    line_key,
    period_start,
    period_end,
    {% for kind in kinds %}
    arg_min(fact_id, col_no) filter (where value_kind = '{{ kind }}') as {{ kind }}_fact_id,
    arg_min(amount_sek, col_no) filter (where value_kind = '{{ kind }}') as {{ kind }}_printed,
    coalesce(arg_min(is_corrected, col_no) filter (where value_kind = '{{ kind }}'), false) as is_{{ kind }}_corrected,
    {% endfor %}
    coalesce(
        bool_or(is_latest_in_year) filter (where value_kind in ('actual', 'deviation', 'forecast', 'forecast_deviation')),
        false
    ) as is_latest_in_year
from matched
group by report_no, line_key, period_start, period_end
