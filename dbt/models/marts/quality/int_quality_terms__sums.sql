{{ config(schema='intermediate', materialized='table', contract={'enforced': false}) }}

-- Rows sum to a printed total, column by column. Grain: total cell and term.
-- Which rows a total sums is not printed. Candidates are tried in the order of `candidate`, over all columns of the row
-- at once; the first under which most columns hold is taken, so that a fault in one column cannot choose another. Where
-- there is only one column, or none is shown to be right, the one that breaks least.

with

cells as (

    select *
    from {{ ref('int_quality_cells') }}
    where is_summable and row_role in ('line', 'subtotal', 'total')

),

-- Row by row: where the previous and the next total and subtotal stand.
total_rows as (

    select distinct
        document,
        table_no,
        row_no,
        row_role
    from cells
    where row_role in ('subtotal', 'total')

),

totals as (

    select
        document,
        table_no,
        row_no,
        row_role,
        lag(row_no, 1, 0) over places as previous_any,
        lead(row_no, 1, 1000000) over places as next_any,
        coalesce(max(if(row_role = 'total', row_no, null)) over before, 0) as previous_total,
        coalesce(min(if(row_role = 'total', row_no, null)) over after, 1000000) as next_total
    from total_rows
    window
        places as (partition by document, table_no order by row_no),
        before as (partition by document, table_no order by row_no rows between unbounded preceding and 1 preceding),
        after as (partition by document, table_no order by row_no rows between 1 following and unbounded following)

),

pairs as (

    select
        total.fact_id as printed_id,
        part.fact_id as part_id,
        part.row_no as part_row_no,
        part.row_role as part_role,
        part.account_line as part_line,
        total.account_line as total_line,
        totals.*
    from cells as total
    inner join totals
        on
            total.document = totals.document
            and total.table_no = totals.table_no
            and total.row_no = totals.row_no
            and total.row_role = totals.row_role
    inner join cells as part
        on
            total.document = part.document
            and total.table_no = part.table_no
            and total.col_no = part.col_no
            and total.part_no = part.part_no
            and total.measure = part.measure
            and total.period_end is not distinct from part.period_end
            and total.unit = part.unit
            and total.entity = part.entity
            and total.row_no <> part.row_no
    where
        case total.account_line
            when 'revenue' then part.account_line = 'revenue'
            when 'cost' then part.account_line in ('cost', 'personnel', 'capital', 'other')
            else true
        end

),

candidates as (

    -- 1: the rows above, back to the previous total (a subtotal: back to the previous subtotal or total)
    select
        1 as candidate,
        *
    from pairs
    where
        part_role = 'line' and part_row_no < row_no
        and part_row_no > if(row_role = 'total', previous_total, previous_any)
    union all
    -- 2: the previous total carried on (net cost, then taxes, then the result)
    select
        2 as candidate,
        *
    from pairs
    where
        row_role = 'total' and previous_total > 0
        and (part_row_no = previous_total or (part_role = 'line' and part_row_no between previous_total and row_no))
    union all
    -- 3: every row from the top of the table (a total of totals)
    select
        3 as candidate,
        *
    from pairs
    where row_role = 'total' and previous_total > 0 and part_role = 'line' and part_row_no < row_no
    union all
    -- 4: the rows below, down to the next total
    select
        4 as candidate,
        *
    from pairs
    where
        part_role = 'line' and part_row_no > row_no
        and part_row_no < if(row_role = 'total', next_total, next_any)
    union all
    -- 5: the subtotals above, where their rows do not exhaust them
    select
        5 as candidate,
        *
    from pairs
    where row_role = 'total' and part_role = 'subtotal' and part_row_no between previous_total and row_no

),

-- Where a block holds net rows beside their revenue and cost, a net total sums the net rows only.
narrowed as (

    select
        *,
        bool_or(part_line = 'net') over (partition by printed_id, candidate) as has_net,
        bool_or(part_line in ('revenue', 'cost')) over (partition by printed_id, candidate) as has_sides
    from candidates
    qualify
        not (
            total_line in ('', 'net') and has_net and has_sides
            and part_line in ('revenue', 'cost', 'personnel', 'capital', 'other')
        )

),

sums as (

    select
        narrowed.candidate,
        narrowed.printed_id,
        total.document,
        total.table_no,
        total.row_no,
        count(*) as n_terms,
        abs(any_value(total.amount) - sum(part.amount)) / any_value(total.step) as n_steps_off
    from narrowed
    inner join cells as total on narrowed.printed_id = total.fact_id
    inner join cells as part on narrowed.part_id = part.fact_id
    group by all

),

tried as (

    select
        document,
        table_no,
        row_no,
        candidate,
        count_if(n_steps_off <= 0.5 * (n_terms + 1)) as n_hold,
        count_if(n_steps_off > 0.5 * (n_terms + 1)) as n_break,
        sum(n_steps_off) as n_steps_off
    from sums
    group by document, table_no, row_no, candidate

),

weighed as (

    select
        *,
        n_hold > n_break and n_hold + n_break > 1 as is_shown,
        -- Rows below a total may be its other breakdown; where rows above sum to a total of this table, they do here too.
        candidate = 4
        and sum(if(candidate = 1, n_hold, 0)) over (partition by document, table_no) > 0
        and bool_or(candidate = 1) over (partition by document, table_no, row_no) as is_doubtful
    from tried

),

chosen as (

    select
        document,
        table_no,
        row_no,
        candidate
    from weighed
    qualify
        row_number() over (
            partition by document, table_no, row_no
            order by
                is_shown desc,
                if(is_shown, candidate, 0) asc,
                is_doubtful asc,
                n_break - n_hold asc,
                n_steps_off asc,
                candidate asc
        ) = 1

)

select
    -- An income statement: the net of revenue rows and cost rows.
    if(
        bool_or(narrowed.part_line = 'revenue') over whole and bool_or(narrowed.part_line <> 'revenue') over whole
        and narrowed.total_line in ('', 'net'),
        'revenue_plus_cost_is_net', 'rows_sum_to_total'
    ) as identity,
    narrowed.printed_id,
    narrowed.part_id as fact_id,
    1 as coefficient,
    'rows' as qualifier
from narrowed
inner join cells as total on narrowed.printed_id = total.fact_id
inner join chosen
    on
        total.document = chosen.document
        and total.table_no = chosen.table_no
        and total.row_no = chosen.row_no
        and narrowed.candidate = chosen.candidate
window whole as (partition by narrowed.printed_id)
