{# The sign a target is printed with: `≤40`, `= 100 %`; empty where none is printed. #}
{% macro comparator(text) -%}
    nullif(regexp_extract({{ text }}, '[≤≥<>=]+'), '')
{%- endmacro %}
