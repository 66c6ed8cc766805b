-- Printed numbers that must lie between two others of their report. Both limits carry a step of rounding.
--   of_which_within_parent     an of-which amount is between zero and the row it is part of (levels only)
--   share_between_groups       a total percentage lies between the percentages of its groups (women and men)
--   period_budget_within_year  a period budget, printed or implied (outcome - deviation), is between zero and the year's
-- Grain: bound_id (kind of bound and printed cell).

with

cells as (

    select
        *,
        regexp_matches(lower(row_label), 'kvinn') as is_women,
        regexp_matches(lower(row_label), '(^|[^\p{L}])män([^\p{L}]|$)') as is_men
    from {{ ref('int_quality_cells') }}

),

parts as (

    select
        'of_which_within_parent' as bound,
        part.fact_id,
        part.amount as checked_amount,
        least(parent.amount, 0) - part.step as low_amount,
        greatest(parent.amount, 0) + part.step as high_amount
    from cells as part
    inner join cells as parent
        on
            part.document = parent.document
            and part.table_no = parent.table_no
            and part.col_no = parent.col_no
            and part.part_no = parent.part_no
            and part.measure = parent.measure
            and part.unit = parent.unit
            and part.entity = parent.entity
            and part.row_no > parent.row_no
            and part.row_role = 'of_which' and parent.row_role <> 'of_which'
    where
        part.unit in ('kr', 'tkr', 'mnkr', 'count', 'hours', 'days', 'fte')
        and part.measure in ('actual', 'budget', 'period_budget', 'forecast', 'prior_forecast')
    qualify row_number() over (partition by part.fact_id order by parent.row_no desc) = 1

),

-- An of-which revenue under a net row is no part of it; nor is one of the other sign.
alike as (

    select parts.*
    from parts
    inner join cells on parts.fact_id = cells.fact_id
    where not (cells.is_money and cells.account_line = 'revenue' and parts.high_amount <= cells.step)

),

shares as (

    select
        'share_between_groups' as bound,
        total.fact_id,
        total.amount as checked_amount,
        min(part.amount) - any_value(total.step) as low_amount,
        max(part.amount) + any_value(total.step) as high_amount
    from cells as total
    inner join cells as part
        on
            total.document = part.document
            and total.table_no = part.table_no
            and total.section = part.section
            and total.col_no = part.col_no
            and total.part_no = part.part_no
            and total.measure = part.measure
            and total.unit = part.unit
            and total.row_no <> part.row_no
    where
        total.unit = 'percent'
        and not total.is_women and not total.is_men
        and (part.is_women or part.is_men)
        and (total.row_role = 'total' or regexp_matches(lower(total.row_label), 'total|samtliga|alla'))
        and total.measure in ('actual', 'target', 'forecast')
    group by total.fact_id, total.amount
    having count_if(part.is_women) = 1 and count_if(part.is_men) = 1

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

    select * from alike
    union all
    select * from shares
    union all
    select * from within_year

)

select
    md5(concat_ws('|', bounds.bound, bounds.fact_id))::varchar as bound_id,
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
