{# A declared metric as rows of mart_metric. metric: id; unit; relation and where, the rows it is taken from; numerator and
   denominator, as expressions; value and status, where they are not simply the ratio; subject, where it is not the activity. #}
{% macro metric_rows(metric) -%}
    select
        '{{ metric.id }}' as metric_id,
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        {{ metric.is_latest | default('is_latest_in_year') }} as is_latest_in_year,
        '{{ metric.subject_type | default('activity') }}' as subject_type,
        {{ metric.subject | default('activity_code') }} as subject_id,
        ({{ metric.value | default(ratio(metric)) }})::double as value,
        '{{ metric.unit }}' as unit,
        ({{ metric.numerator | default('null') }})::double as numerator,
        ({{ metric.denominator | default('null') }})::double as denominator,
        {{ metric.status | default(ratio_status(metric)) }} as value_status
    from {{ metric.relation }}
    where {{ metric.where | default('true') }}
{%- endmacro %}

{# A ratio in percent; nothing of nothing. #}
{% macro ratio(metric) -%}
    case when {{ metric.denominator }} != 0 then 100.0 * ({{ metric.numerator }}) / ({{ metric.denominator }}) end
{%- endmacro %}

{% macro ratio_status(metric) -%}
    case
        when {{ metric.denominator }} = 0 then 'not_applicable'
        when {{ metric.numerator }} is null or {{ metric.denominator }} is null then 'amount_missing'
        else 'derived'
    end
{%- endmacro %}
