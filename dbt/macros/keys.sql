{# A number for what several columns say together, for joining and grouping within one report and one build: numbers are joined
   many times faster than texts. Two different things of one report share a key about once in 10^14. Never published. #}
{% macro key_of(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{# The column of a table that a number stands in, and what makes two columns comparable: family, kind, period, whose. #}
{% macro column_key() -%}
    {{ key_of(['fact_family', 'value_kind', 'period_start', 'period_end', 'as_of', 'entity']) }}
{%- endmacro %}
