{# How many SEK one printed unit is; 1 for what is not money. #}
{% macro sek_per_unit(unit) -%}
    case {{ unit }} when 'mnkr' then 1000000 when 'tkr' then 1000 else 1 end
{%- endmacro %}

{# How many decimals a number is printed with: 33.200000 has one. Raw values have at most six (raw_schema.VALUE). #}
{% macro printed_decimals(value) -%}
    case
        {% for power in ['1', '0.1', '0.01', '0.001', '0.0001', '0.00001'] -%}
        when {{ value }} % {{ power }} = 0 then {{ loop.index0 }}
        {% endfor -%}
        when {{ value }} is not null then 6
    end
{%- endmacro %}
