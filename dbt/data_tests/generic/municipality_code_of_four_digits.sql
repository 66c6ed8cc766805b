{% test municipality_code_of_four_digits(model, column_name) %}
{# SCB's code is text of four digits; 665 for 0665 has been through a spreadsheet. #}
select {{ column_name }}
from {{ model }}
where {{ column_name }} is not null and not regexp_full_match({{ column_name }}, '\d{4}')
{% endtest %}
