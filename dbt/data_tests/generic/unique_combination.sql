{% test unique_combination(model, columns) %}
{# The columns together are a key: no combination stands twice. Empty counts as a value. #}
select {{ columns | join(', ') }}, count(*) as n_rows
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
