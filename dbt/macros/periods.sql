{# A number, of any kind, belongs to a period that a printed row is followed up for; a forecast to the day it was made. Written for
   joining with periods. #}
{% macro belongs_to_period(number) -%}
    case
        when {{ number }}.value_kind in ('actual', 'period_budget', 'deviation')
            then
                {{ number }}.period_end = periods.period_end
                and {{ number }}.period_start is not distinct from periods.period_start
        when {{ number }}.value_kind = 'budget' then year({{ number }}.period_end) = year(periods.period_end)
        when {{ number }}.value_kind in ('forecast', 'forecast_deviation')
            then
                {{ number }}.as_of = periods.period_end
                and year({{ number }}.period_end) = year(periods.period_end)
                and periods.period_start = make_date(year(periods.period_end), 1, 1)
        else false
    end
{%- endmacro %}

{# The kinds of value that a line is followed up by. #}
{% macro budget_kinds() -%}
    {{ return(['budget', 'actual', 'period_budget', 'deviation', 'forecast', 'forecast_deviation']) }}
{%- endmacro %}
