{{ config(schema='intermediate', materialized='table', contract={'enforced': false}) }}

-- Parts that make a whole by their meaning. Grain: printed cell and term.
--   revenue_plus_cost_is_net  a row `X | revenue` and a row `X | cost` against the net of X printed elsewhere; and columns
--                             revenue, cost and net of one row (an income statement's rows are in the sums)
--   parts_sum                 those revenues (or costs) of all X against the income statement's own row
--   budget_parts              budget = submitted + not submitted; remaining = outcome - submitted (canonical signs)
--   groups_sum                women + men = total

with

cells as (

    select
        *,
        regexp_matches(lower(row_label), 'kvinn') as is_women,
        regexp_matches(lower(row_label), '(^|[^\p{L}])män([^\p{L}]|$)') as is_men
    from {{ ref('int_quality_cells') }}

),

money as (

    select *
    from cells
    where is_money and is_summable

),

sides as (

    select *
    from money
    where has_base_label and account_line in ('revenue', 'cost') and row_role = 'line'

),

-- X is net in one table, revenue and cost in another.
net_elsewhere as (

    select
        net.fact_id as printed_id,
        revenue.fact_id as revenue_id,
        cost.fact_id as cost_id,
        net.document,
        net.table_no,
        net.row_no,
        revenue.table_no as sides_table_no,
        abs(net.amount - revenue.amount - cost.amount) <= 1.5 * net.step as is_equal,
        abs(net.amount) >= 10 * net.step as is_telling
    from sides as revenue
    inner join sides as cost
        on
            revenue.document = cost.document
            and revenue.table_no = cost.table_no
            and revenue.col_no = cost.col_no
            and revenue.part_no = cost.part_no
            and revenue.measure = cost.measure
            and revenue.base_label_key = cost.base_label_key
            and revenue.account_line = 'revenue' and cost.account_line = 'cost'
    inner join money as net
        on
            revenue.document = net.document
            and revenue.base_label_key = net.label_key
            and revenue.measure = net.measure
            and revenue.period_end is not distinct from net.period_end
            and revenue.entity = net.entity
            and net.account_line in ('', 'net')

),

net_links as (

    select
        document,
        table_no,
        row_no,
        sides_table_no
    from net_elsewhere
    group by all
    having count_if(is_equal and is_telling) >= 1 and count_if(is_equal) >= count_if(not is_equal)

),

-- Revenue, cost and net as columns of one row.
in_row as (

    select
        net.fact_id as printed_id,
        part.fact_id,
        count(distinct part.account_line) over (partition by net.fact_id) as n_sides,
        count(*) over (partition by net.fact_id) as n_parts
    from money as net
    inner join money as part
        on
            net.document = part.document
            and net.table_no = part.table_no
            and net.row_no = part.row_no
            and net.label_key = part.label_key
            and net.measure = part.measure
            and net.period_end is not distinct from part.period_end
            and net.as_of is not distinct from part.as_of
            and net.entity = part.entity
            and net.part_no = part.part_no
            and net.col_no <> part.col_no
    where net.account_line = 'net' and part.account_line in ('revenue', 'cost')

),

-- All revenues (costs) given activity by activity, against the income statement.
statement_rows as (

    select
        statement.fact_id as printed_id,
        part.fact_id,
        statement.document,
        statement.row_no,
        statement.table_no,
        count(*) over (partition by statement.fact_id) as n_parts,
        abs(statement.amount - sum(part.amount) over (partition by statement.fact_id)) as off,
        statement.step
    from money as statement
    inner join sides as part
        on
            statement.document = part.document
            and statement.account_line = part.account_line
            and statement.measure = part.measure
            and statement.period_end is not distinct from part.period_end
            and statement.entity = part.entity
            and statement.table_no <> part.table_no
    where statement.fact_family = 'income_statement' and not statement.has_base_label and statement.row_role <> 'of_which'

),

statement_links as (

    select
        document,
        table_no
    from statement_rows
    group by all
    having count_if(off <= 0.5 * step * (n_parts + 1) and n_parts > 1) > 0

),

investment as (

    select
        printed.fact_id as printed_id,
        part.fact_id,
        if(printed.measure = 'remaining_budget' and part.measure = 'budget_submitted', -1, 1) as coefficient,
        printed.measure as qualifier
    from money as printed
    inner join money as part
        on
            printed.document = part.document
            and printed.table_no = part.table_no
            and printed.row_no = part.row_no
            and printed.label_key = part.label_key
            and printed.entity = part.entity
            and printed.part_no = part.part_no
    where
        printed.fact_family = 'investment'
        and (
            (printed.measure = 'budget' and part.measure in ('budget_submitted', 'budget_not_submitted'))
            or (printed.measure = 'remaining_budget' and part.measure in ('actual', 'budget_submitted'))
        )

),

groups as (

    select
        total.fact_id as printed_id,
        part.fact_id,
        count_if(part.is_women) over (partition by total.fact_id) as n_women,
        count_if(part.is_men) over (partition by total.fact_id) as n_men
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
        total.unit in ('count', 'fte', 'hours', 'days')
        and not total.is_women and not total.is_men
        and (part.is_women or part.is_men)
        and (total.row_role = 'total' or regexp_matches(lower(total.row_label), 'total|samtliga|alla'))

)

select
    'revenue_plus_cost_is_net' as identity,
    net_elsewhere.printed_id,
    unnest([net_elsewhere.revenue_id, net_elsewhere.cost_id]) as fact_id,
    1 as coefficient,
    'rows of another table ' || net_elsewhere.sides_table_no as qualifier
from net_elsewhere
inner join net_links using (document, table_no, row_no, sides_table_no)
union all
select
    'revenue_plus_cost_is_net' as identity,
    printed_id,
    fact_id,
    1 as coefficient,
    'columns' as qualifier
from in_row
where n_sides = 2 and n_parts = 2
union all
select
    'parts_sum' as identity,
    statement_rows.printed_id,
    statement_rows.fact_id,
    1 as coefficient,
    'income statement' as qualifier
from statement_rows
inner join statement_links using (document, table_no)
where statement_rows.n_parts > 1
union all
select
    'budget_parts' as identity,
    printed_id,
    fact_id,
    coefficient,
    qualifier
from investment
union all
select
    'groups_sum' as identity,
    printed_id,
    fact_id,
    1 as coefficient,
    'women and men' as qualifier
from groups
where n_women = 1 and n_men = 1
