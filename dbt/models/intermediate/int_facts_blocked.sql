{# Where a column adds up: the rows of a table up to and including a printed total, column by column. A total that stands
   above its rows belongs to the rows below it. Here too: which cells are leaves, that is, may be added at all.
   Repeats and breakdowns are found by this; all else that the row says of itself is handed on. #}
with facts as not materialized (
    select
        *,
        amount_reported_sek is not null as is_money
    from {{ ref('int_facts_keyed') }}
),

columns as (
    select
        report_no,
        table_no,
        column_key,
        list(distinct row_no) filter (where row_role = 'total') as total_rows,
        max(row_no) filter (where row_role = 'total') as last_total_row,
        min(row_no) filter (where row_role = 'line') as first_line_row
    from facts
    group by report_no, table_no, column_key
),

{# columns with a total; all others are one block #}
totalled as (
    select
        *,
        {# totals printed before any line: they belong to the block below #}
        len(list_filter(total_rows, lambda total_row: total_row < first_line_row)) as n_totals_on_top
    from columns
    where len(total_rows) > 0
),

placed as not materialized (
    select
        facts.*,
        case
            when totalled.first_line_row is null or facts.row_no < totalled.first_line_row then 1
            when facts.row_no > totalled.last_total_row then len(totalled.total_rows) - totalled.n_totals_on_top + 1
            else
                len(list_filter(totalled.total_rows, lambda total_row: total_row < facts.row_no))
                - totalled.n_totals_on_top + 1
        end as block_no
    from facts
    left join totalled
        on
            facts.report_no = totalled.report_no
            and facts.table_no = totalled.table_no
            and facts.column_key = totalled.column_key
),

printed_totals as (
    select distinct
        report_no,
        table_no,
        column_key,
        block_no
    from placed
    where row_role = 'total' and number is not null
),

{# rows that print revenue or cost beside their other figures, in the same column or in one beside it #}
sided_rows as (
    select
        report_no,
        row_key,
        row_no,
        column_key,
        bool_or(account_line = 'revenue') as has_revenue,
        bool_or(account_line = 'cost') as has_cost
    from facts
    where row_role = 'line' and account_line in ('revenue', 'cost')
    group by report_no, row_key, row_no, column_key
),

judged as (
    select
        placed.*,
        {{ key_of(['placed.table_no', 'placed.block_no', 'placed.column_key']) }} as block_key,
        printed_totals.block_no is not null as has_printed_total,
        placed.number is not null
        and placed.row_role = 'line'
        and placed.entity = ''
        and placed.unit in ('tkr', 'mnkr', 'kr', 'count', 'hours', 'days', 'fte')
        and placed.value_kind not in (
            'change_pct', 'forecast_change_pct', 'percent_of_budget', 'forecast_error', 'comparison_mean',
            'comparison_best', 'comparison_worst', 'status', 'forecast_status', 'trend'
        )
        {# beside revenue and cost, the net of a row is their sum; beside cost, its parts are inside it #}
        and not coalesce(
            placed.account_line = 'net' and sided_rows.has_revenue and sided_rows.has_cost
            or placed.account_line in ('personnel', 'capital', 'other') and sided_rows.has_cost,
            false
        ) as is_summable
    from placed
    left join printed_totals
        on
            placed.report_no = printed_totals.report_no
            and placed.table_no = printed_totals.table_no
            and placed.column_key = printed_totals.column_key
            and placed.block_no = printed_totals.block_no
    left join sided_rows
        on
            placed.report_no = sided_rows.report_no
            and placed.row_key = sided_rows.row_key
            and placed.row_no = sided_rows.row_no
            and placed.column_key = sided_rows.column_key
)

select
    * exclude (is_summable),
    {# counts and unit costs of different things are only added where the report itself adds them up #}
    is_summable
    and (has_printed_total or (is_money and fact_family in ('cost', 'income_statement', 'investment'))) as is_leaf
from judged
