{{ config(schema='intermediate', materialized='table', contract={'enforced': false}) }}

-- Outcome to date and its deviation imply a period budget (outcome - deviation). A row whose printed budget for the year is
-- zero has no period budget either, so the two must cancel out. Grain: the printed zero and term.

with

cells as (

    select *
    from {{ ref('int_quality_cells') }}
    where is_money and is_summable

),

rows_with_period_budget as (

    select distinct
        document,
        table_no,
        row_no
    from cells
    where measure = 'period_budget'

),

pairs as (

    select
        budget.fact_id as printed_id,
        actual.fact_id as actual_id,
        deviation.fact_id as deviation_id
    from cells as budget
    inner join cells as actual
        on
            budget.document = actual.document
            and budget.table_no = actual.table_no
            and budget.row_no = actual.row_no
            and budget.label_key = actual.label_key
            and budget.entity = actual.entity
            and budget.part_no = actual.part_no
    inner join cells as deviation
        on
            actual.document = deviation.document
            and actual.table_no = deviation.table_no
            and actual.row_no = deviation.row_no
            and actual.label_key = deviation.label_key
            and actual.period_start = deviation.period_start
            and actual.period_end = deviation.period_end
            and actual.entity = deviation.entity
            and actual.part_no = deviation.part_no
    anti join rows_with_period_budget as printed
        on
            budget.document = printed.document
            and budget.table_no = printed.table_no
            and budget.row_no = printed.row_no
    where
        budget.measure = 'budget' and budget.value = 0
        and actual.measure = 'actual' and deviation.measure = 'deviation'
        and year(budget.period_end) = year(actual.period_end)
        and strftime(actual.period_end, '%m-%d') <> '12-31'

)

select
    'no_budget_no_period_budget' as identity,
    printed_id,
    unnest([actual_id, deviation_id]) as fact_id,
    unnest([1, -1]) as coefficient,
    'implied' as qualifier
from pairs
