-- Printed numbers that must lie between two others of their report. Both limits carry a step of rounding.
--   of_which_within_parent     an of-which amount is between zero and the row it is part of (levels only)
--   share_between_groups       a total percentage lies between the percentages of its groups (women and men)
--   period_budget_within_year  a period budget, printed or implied (outcome - deviation), is between zero and the year's
-- Grain: bound_id (kind of bound, printed cell and limits).

with

cells as (

    select *
    from {{ ref('int_quality_cells') }}

),

-- Evaluated by the reader; here only the limits in the unit of the page, a step of rounding included.
evaluated as (

    select
        reconciliations.kind as bound,
        reconciliations.printed_fact_id as fact_id,
        any_value(cells.amount) as checked_amount,
        if(reconciliations.kind = 'of_which_within_parent', least(min(terms.amount), 0), min(terms.amount))
        - any_value(reconciliations.tolerance * cells.unit_factor) as low_amount,
        if(reconciliations.kind = 'of_which_within_parent', greatest(max(terms.amount), 0), max(terms.amount))
        + any_value(reconciliations.tolerance * cells.unit_factor) as high_amount
    from (
        select
            *,
            unnest(fact_ids) as term_id
        from {{ ref('stg_reports__reconciliations') }}
        where kind in ('of_which_within_parent', 'share_between_groups') and result <> 'not_testable'
    ) as reconciliations
    inner join cells on reconciliations.printed_fact_id = cells.fact_id
    inner join cells as terms
        on reconciliations.term_id = terms.fact_id and reconciliations.term_id <> reconciliations.printed_fact_id
    group by reconciliations.kind, reconciliations.printed_fact_id, reconciliations.reconciliation_id

),

year_budgets as (

    select *
    from cells
    where measure = 'budget' and is_money and is_summable and amount <> 0

),

period_budgets as (

    select
        fact_id,
        document,
        table_no,
        row_no,
        label_key,
        part_no,
        entity,
        period_end,
        step,
        amount
    from cells
    where measure = 'period_budget' and is_money and is_summable
    union all
    select
        actual.fact_id,
        actual.document,
        actual.table_no,
        actual.row_no,
        actual.label_key,
        actual.part_no,
        actual.entity,
        actual.period_end,
        actual.step,
        actual.amount - deviation.amount as amount
    from cells as actual
    inner join cells as deviation
        on
            actual.document = deviation.document
            and actual.table_no = deviation.table_no
            and actual.row_no = deviation.row_no
            and actual.label_key = deviation.label_key
            and actual.part_no = deviation.part_no
            and actual.entity = deviation.entity
            and actual.period_start = deviation.period_start
            and actual.period_end = deviation.period_end
    where
        actual.measure = 'actual' and deviation.measure = 'deviation' and actual.is_money and actual.is_summable
        and strftime(actual.period_end, '%m-%d') <> '12-31'

),

within_year as (

    select
        'period_budget_within_year' as bound,
        period_budgets.fact_id,
        period_budgets.amount as checked_amount,
        least(year_budgets.amount, 0) - 1.5 * period_budgets.step as low_amount,
        greatest(year_budgets.amount, 0) + 1.5 * period_budgets.step as high_amount
    from period_budgets
    inner join year_budgets
        on
            period_budgets.document = year_budgets.document
            and period_budgets.table_no = year_budgets.table_no
            and period_budgets.row_no = year_budgets.row_no
            and period_budgets.label_key = year_budgets.label_key
            and period_budgets.part_no = year_budgets.part_no
            and period_budgets.entity = year_budgets.entity
            and year(period_budgets.period_end) = year(year_budgets.period_end)
    qualify row_number() over (partition by period_budgets.fact_id order by year_budgets.col_no) = 1

),

bounds as (

    select * from evaluated
    union all
    select * from within_year

)

select
    md5(concat_ws('|', bounds.bound, bounds.fact_id, bounds.low_amount, bounds.high_amount))::varchar as bound_id,
    bounds.bound::varchar as bound,
    cells.report_id::varchar as report_id,
    cells.document::varchar as document,
    cells.municipality_code::varchar as municipality_code,
    cells.page::integer as page,
    cells.table_no::integer as table_no,
    cells.table_title::varchar as table_title,
    cells.row_label::varchar as row_label,
    cells.col_label::varchar as col_label,
    cells.measure::varchar as value_kind,
    bounds.fact_id::varchar as fact_id,
    cells.unit::varchar as unit,
    (bounds.checked_amount / cells.unit_factor)::decimal(24, 6) as checked_value,
    (bounds.low_amount / cells.unit_factor)::decimal(24, 6) as low_value,
    (bounds.high_amount / cells.unit_factor)::decimal(24, 6) as high_value,
    (bounds.checked_amount between bounds.low_amount and bounds.high_amount)::boolean as is_within
from bounds
inner join cells on bounds.fact_id = cells.fact_id
