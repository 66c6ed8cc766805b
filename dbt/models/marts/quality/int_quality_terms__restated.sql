{{ config(schema='intermediate', materialized='table', contract={'enforced': false}) }}

-- Rows that state the same thing twice: a sub-table's total and its parent row, a table repeated, two tables that end in
-- the same total. Grain: restated cell and term (one term: the cell it repeats).
-- A label alone proves nothing (the same unit stands in two divisions with other figures), and nor does one equal figure.
-- Two rows with two figures or more to compare are linked when they agree on one and share a label, or on two large ones
-- without sharing a label, and agree more often than not. Then every figure that both state under the same measure and
-- period is compared; columns whose measures differ (a result that is a deviation here and an outcome there) never are.

with

total_rows as (

    select distinct
        document,
        table_no,
        row_no
    from {{ ref('int_quality_cells') }}
    where row_role = 'total'

),

-- One printed table may hold several: a total ends a block.
blocks as (

    select
        rows_.document,
        rows_.table_no,
        rows_.row_no,
        count(total_rows.row_no) as block_no
    from (
        select distinct
            document,
            table_no,
            row_no
        from {{ ref('int_quality_cells') }}
    ) as rows_
    left join total_rows
        on
            rows_.document = total_rows.document
            and rows_.table_no = total_rows.table_no
            and rows_.row_no > total_rows.row_no
    group by rows_.document, rows_.table_no, rows_.row_no

),

cells as (

    select
        cells.*,
        blocks.block_no,
        if(cells.account_line = 'net', '', cells.account_line) as line_key
    from {{ ref('int_quality_cells') }} as cells
    inner join blocks
        on cells.document = blocks.document and cells.table_no = blocks.table_no and cells.row_no = blocks.row_no
    where cells.is_money and cells.is_summable and cells.fact_family in ('cost', 'income_statement', 'investment')

),

shared as (

    select
        first.document,
        first.table_no as first_table_no,
        first.row_no as first_row_no,
        second.table_no as second_table_no,
        second.row_no as second_row_no,
        first.fact_id as first_id,
        second.fact_id as second_id,
        first.row_role as first_role,
        second.row_role as second_role,
        first.label_key <> ''
        and (
            first.label_key = second.label_key
            or contains(second.title_key, first.label_key)
            or contains(first.title_key, second.label_key) and second.label_key <> ''
        ) as has_shared_label,
        abs(first.amount - second.amount) <= greatest(first.step, second.step) as is_equal,
        abs(first.amount) >= 10 * first.step as is_telling,
        abs(first.amount) >= 100 * first.step as is_large
    from cells as first
    inner join cells as second
        on
            first.document = second.document
            and first.measure = second.measure
            and first.period_start is not distinct from second.period_start
            and first.period_end is not distinct from second.period_end
            and first.as_of is not distinct from second.as_of
            and first.line_key = second.line_key
            and first.entity = second.entity
            and first.part_no = second.part_no
    where
        first.table_no < second.table_no
        or (
            first.table_no = second.table_no and first.block_no < second.block_no and second.row_role = 'total'
        )

),

links as (

    select
        document,
        first_table_no,
        first_row_no,
        second_table_no,
        second_row_no,
        any_value(first_role) as first_role,
        any_value(second_role) as second_role,
        bool_or(has_shared_label) as has_shared_label,
        count_if(is_equal and is_telling) as n_equal,
        count_if(is_equal and is_large) as n_large_equal,
        count_if(not is_equal) as n_different,
        count(*) as n_compared
    from shared
    group by all
    having
        (has_shared_label and n_equal >= 1 and n_equal >= n_different and n_compared >= 2)
        or (n_large_equal >= 2 and n_equal > n_different)

),

-- Each restating row once: against the first row that says the same.
first_link as (

    select *
    from links
    qualify
        row_number() over (
            partition by document, second_table_no, second_row_no
            order by has_shared_label desc, n_equal - n_different desc, first_table_no asc, first_row_no asc
        ) = 1

)

select
    case
        when (first_link.first_role = 'line') = (first_link.second_role = 'line') then 'same_fact'
        else 'subtable_is_parent_row'
    end as identity,
    shared.second_id as printed_id,
    shared.first_id as fact_id,
    1 as coefficient,
    'restated' as qualifier
from first_link
inner join shared
    using (document, first_table_no, first_row_no, second_table_no, second_row_no)
