{# How many SEK one printed unit is; 1 for what is not money. #}
{% macro sek_per_unit(unit) -%}
    case {{ unit }} when 'mnkr' then 1000000 when 'tkr' then 1000 else 1 end
{%- endmacro %}

{# How many decimals a number is printed with: 33.200000 has one. #}
{% macro printed_decimals(value) -%}
    length(rtrim(split_part({{ value }}::varchar, '.', 2), '0'))
{%- endmacro %}
