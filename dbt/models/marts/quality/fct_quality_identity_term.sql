-- Which cells each identity adds up. The printed side stands here too, with coefficient -1 and term_role `printed`, so that
-- the sum of coefficient x amount over an identity is what it is off by. Grain: identity and cell.

with

terms as (

    {% for part in ['sums', 'deviations', 'restated', 'parts', 'implied'] %}
    select
        identity,
        printed_id,
        fact_id,
        coefficient,
        qualifier
    from {{ ref('int_quality_terms__' ~ part) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

named as (

    select
        *,
        md5(concat_ws('|', identity, printed_id, qualifier)) as identity_id
    from terms

),

both_sides as (

    select
        identity_id,
        identity,
        printed_id,
        fact_id,
        qualifier,
        'part' as term_role,
        coefficient
    from named
    union all
    select distinct
        identity_id,
        identity,
        printed_id,
        printed_id as fact_id,
        qualifier,
        'printed' as term_role,
        -1 as coefficient
    from named

)

select
    both_sides.identity_id::varchar as identity_id,
    both_sides.identity::varchar as identity,
    both_sides.printed_id::varchar as printed_fact_id,
    both_sides.fact_id::varchar as fact_id,
    cells.document::varchar as document,
    both_sides.qualifier::varchar as qualifier,
    cells.table_title::varchar as table_title,
    cells.row_label::varchar as row_label,
    cells.col_label::varchar as col_label,
    both_sides.term_role::varchar as term_role,
    both_sides.coefficient::integer as coefficient,
    cells.value::decimal(18, 6) as value,
    cells.unit::varchar as unit,
    cells.amount::decimal(24, 6) as amount,
    cells.scale::decimal(24, 6) as scale
from both_sides
inner join {{ ref('int_quality_cells') }} as cells on both_sides.fact_id = cells.fact_id
