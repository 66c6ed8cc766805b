{% test same_row_count(model, other) %}
{# No row of the other table is lost on the way here: a circle in a tree would lose its members. #}
select
    (select count(*) from {{ model }}) as n_here,
    (select count(*) from {{ other }}) as n_there
where (select count(*) from {{ model }}) != (select count(*) from {{ other }})
{% endtest %}
