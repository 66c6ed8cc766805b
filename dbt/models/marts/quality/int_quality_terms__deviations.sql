{{ config(schema='intermediate', materialized='table', contract={'enforced': false}) }}

-- A deviation is the difference its words say, row by row. Amounts carry the canonical sign (a favourable deviation is
-- positive, a cost negative), so that every deviation is level minus budget:
--   forecast_deviation = forecast - budget (same year)
--   deviation          = actual - period_budget (same period), or actual - budget where the actual covers the year
--   project_deviation  = project_actual - project_budget
-- Where a row offers several levels or budgets, the pair of columns under which fewest rows of the table break is taken.
-- A deviation printed once for a revenue row and a cost row of one label is held against the sum of both.
-- Grain: deviation cell and term.

with

cells as (

    select
        *,
        period_start = date_trunc('year', period_end) and strftime(period_end, '%m-%d') = '12-31' as is_whole_year,
        if(has_base_label, base_label_key, label_key) as group_key
    from {{ ref('int_quality_cells') }}
    where is_money and is_summable

),

triples as (

    select
        deviation.fact_id as printed_id,
        deviation.document,
        deviation.table_no,
        deviation.col_no,
        deviation.amount - level.amount + budget.amount as residual,
        deviation.step,
        level.fact_id as level_id,
        budget.fact_id as budget_id,
        level.col_no as level_col_no,
        budget.col_no as budget_col_no,
        deviation.row_role
    from cells as deviation
    inner join cells as level
        on
            deviation.document = level.document
            and deviation.table_no = level.table_no
            and deviation.row_no = level.row_no
            and deviation.label_key = level.label_key
            and deviation.entity = level.entity
            and deviation.part_no = level.part_no
    inner join cells as budget
        on
            deviation.document = budget.document
            and deviation.table_no = budget.table_no
            and deviation.row_no = budget.row_no
            and deviation.label_key = budget.label_key
            and deviation.entity = budget.entity
            and deviation.part_no = budget.part_no
    where
        (
            deviation.measure = 'forecast_deviation'
            and level.measure = 'forecast' and budget.measure = 'budget'
            and year(deviation.period_end) = year(level.period_end)
            and year(deviation.period_end) = year(budget.period_end)
        )
        or (
            deviation.measure = 'deviation'
            and level.measure = 'actual' and deviation.period_end = level.period_end
            and (
                (budget.measure = 'period_budget' and budget.period_end = level.period_end)
                or (
                    budget.measure = 'budget' and level.is_whole_year
                    and year(budget.period_end) = year(level.period_end)
                )
            )
        )
        or (
            deviation.measure = 'project_deviation'
            and level.measure = 'project_actual' and budget.measure = 'project_budget'
        )

),

chosen as (

    select
        document,
        table_no,
        col_no,
        level_col_no,
        budget_col_no
    from triples
    group by document, table_no, col_no, level_col_no, budget_col_no
    qualify
        row_number() over (
            partition by document, table_no, col_no
            order by
                count_if(abs(residual) > 1.5 * step) - count_if(abs(residual) <= 1.5 * step),
                sum(abs(residual)),
                level_col_no,
                budget_col_no
        ) = 1

),

in_row as (

    select triples.*
    from triples
    inner join chosen using (document, table_no, col_no, level_col_no, budget_col_no)

),

-- `Analysis | revenue` and `Analysis | cost` with one deviation for both.
over_rows as (

    select
        deviation.fact_id as printed_id,
        part.fact_id,
        if(part.measure = 'actual', 1, -1) as coefficient,
        count(distinct part.account_line) over (partition by deviation.fact_id) as n_sides,
        count(distinct part.measure) over (partition by deviation.fact_id) as n_measures
    from cells as deviation
    inner join cells as part
        on
            deviation.document = part.document
            and deviation.table_no = part.table_no
            and deviation.section = part.section
            and deviation.entity = part.entity
            and deviation.label_key = part.base_label_key
            and part.has_base_label
    where
        deviation.measure = 'deviation'
        and deviation.label_key <> ''
        and part.account_line in ('revenue', 'cost')
        and year(part.period_end) = year(deviation.period_end)
        and (
            (part.measure = 'actual' and part.period_end = deviation.period_end and part.is_whole_year)
            or part.measure = 'budget'
        )
        and deviation.fact_id not in (select printed_id from in_row)

)

select
    'deviation_formula' as identity,
    printed_id,
    level_id as fact_id,
    1 as coefficient,
    'row' as qualifier
from in_row
union all
select
    'deviation_formula' as identity,
    printed_id,
    budget_id as fact_id,
    -1 as coefficient,
    'row' as qualifier
from in_row
union all
select
    'deviation_formula' as identity,
    printed_id,
    fact_id,
    coefficient,
    'revenue and cost rows' as qualifier
from over_rows
where n_sides = 2 and n_measures = 2
