{{ config(schema='intermediate', materialized='table', contract={'enforced': false}) }}

-- Every printed number of the marts once, as the checks need it: its amount, its unit step and its place.
-- `amount` is what identities add up: SEK with the canonical sign for money, else the printed value.

with

numbers as (

    {% for mart, family in [
        ('fct_cost_by_activity', 'cost'),
        ('fct_income_statement', 'income_statement'),
        ('fct_investment', 'investment'),
        ('fct_volume', 'volume'),
        ('fct_kpi', 'kpi'),
        ('fct_staffing', 'staffing'),
    ] %}
    select
        fact_id,
        report_id,
        document,
        municipality_code,
        page,
        table_no,
        table_title,
        section,
        row_no,
        col_no,
        part_no,
        row_code,
        row_label,
        row_role,
        col_label,
        raw,
        value,
        unit,
        value_kind,
        period_start,
        period_end,
        as_of,
        '{{ family }}' as fact_family,
        account_line,
        entity,
        amount_reported_sek
    from {{ ref(mart) }}
    -- an indicator about personnel stands in fct_staffing as well as in fct_kpi or fct_volume
    where value is not null {% if family == 'staffing' %}and fact_family = 'staffing'{% endif %}

    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

stepped as (

    select
        *,
        -- Decimals as the table prints them: "4" beside "3,5" is 4,0.
        max({{ printed_decimals('value') }}) over (partition by document, table_no, unit) as n_decimals,
        {{ sek_per_unit('unit') }} as unit_factor
    from numbers

),

signed as (

    select
        *,
        if(amount_reported_sek is null, 1, unit_factor) as factor,
        if(value <> 0 and amount_reported_sek is not null, sign(amount_reported_sek / value), null) as own_sign
    from stepped

)

select
    fact_id,
    report_id,
    document,
    municipality_code,
    page,
    table_no,
    table_title,
    section,
    row_no,
    col_no,
    part_no,
    row_code,
    row_label,
    {{ normalise_label('row_label') }} as label_key,
    {{ normalise_label("regexp_replace(row_label, '\\s*\\|[^|]*$', '')") }} as base_label_key,
    row_label like '% | %' as has_base_label,
    {{ normalise_label('table_title') }} as title_key,
    row_role,
    col_label,
    raw,
    value,
    unit,
    value_kind as measure,
    period_start,
    period_end,
    as_of,
    fact_family,
    coalesce(account_line, '') as account_line,
    coalesce(entity, '') as entity,
    unit in ('kr', 'tkr', 'mnkr') as is_money,
    unit in ('kr', 'tkr', 'mnkr', 'count', 'hours', 'days', 'fte')
    and fact_family in ('cost', 'income_statement', 'investment', 'volume', 'staffing')
    and (unit not in ('kr', 'tkr', 'mnkr') or amount_reported_sek is not null)
    and value_kind not in ('comparison_mean', 'comparison_best', 'comparison_worst', 'percent_of_budget')
        as is_summable,
    coalesce(amount_reported_sek, value)::decimal(24, 6) as amount,
    (10.0 ** (-n_decimals) * factor)::decimal(24, 6) as step,
    factor::decimal(24, 6) as unit_factor,
    -- What turns the printed number into the amount; a printed 0 has the sign of its kind in this table.
    (
        factor
        * coalesce(own_sign, mode(own_sign) over (partition by document, table_no, value_kind, account_line = 'revenue'), 1)
    )::decimal(24, 6) as scale
from signed
