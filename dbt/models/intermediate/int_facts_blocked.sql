{# Where a column adds up: the rows of a table up to and including a printed total, column by column. A total that stands
   above its rows belongs to the rows below it. Here too: which cells are leaves, that is, may be added at all. #}
with facts as (
    select
        fact_id,
        document,
        table_no,
        row_no,
        row_key,
        fact_family,
        value_kind,
        period_start,
        period_end,
        as_of,
        entity,
        row_role,
        account_line,
        unit,
        number,
        amount_reported_sek
    from {{ ref('int_facts_keyed') }}
),

columns as (
    select
        document,
        table_no,
        fact_family,
        value_kind,
        period_start,
        period_end,
        as_of,
        entity,
        row_no,
        bool_or(row_role = 'total') as has_total,
        bool_or(row_role = 'line') as has_line
    from facts
    group by all
),

numbered as (
    select
        *,
        coalesce(
            sum(has_total::integer) over (
                partition by document, table_no, fact_family, value_kind, period_start, period_end, as_of, entity
                order by row_no
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as n_totals_above,
        coalesce(
            sum(has_line::integer) over (
                partition by document, table_no, fact_family, value_kind, period_start, period_end, as_of, entity
                order by row_no
                rows between unbounded preceding and current row
            ),
            0
        ) as n_lines_so_far
    from columns
),

placed as (
    select
        *,
        {# totals printed before any line: they belong to the block below #}
        case
            when n_lines_so_far = 0 then 1
            else n_totals_above - count(*) filter (where n_lines_so_far = 0 and has_total) over (
                partition by document, table_no, fact_family, value_kind, period_start, period_end, as_of, entity
            ) + 1
        end as block_no
    from numbered
),

leaves as (
    select
        facts.*,
        placed.block_no,
        md5(
            concat_ws(
                '|',
                facts.document,
                facts.table_no::varchar,
                placed.block_no::varchar,
                facts.fact_family,
                facts.value_kind,
                coalesce(facts.period_start::varchar, ''),
                coalesce(facts.period_end::varchar, ''),
                coalesce(facts.as_of::varchar, ''),
                facts.entity
            )
        ) as block_key,
        coalesce(
            bool_or(facts.row_role = 'line' and facts.account_line = 'revenue') over cell_row
            and bool_or(facts.row_role = 'line' and facts.account_line = 'cost') over cell_row,
            false
        ) as has_both_sides,
        coalesce(bool_or(facts.row_role = 'line' and facts.account_line = 'cost') over cell_row, false) as has_cost
    from facts
    inner join placed
        on
            facts.document = placed.document
            and facts.table_no = placed.table_no
            and facts.fact_family = placed.fact_family
            and facts.value_kind = placed.value_kind
            and facts.period_start is not distinct from placed.period_start
            and facts.period_end is not distinct from placed.period_end
            and facts.as_of is not distinct from placed.as_of
            and facts.entity = placed.entity
            and facts.row_no = placed.row_no
    window
        cell_row as (
            partition by
                facts.row_key, facts.row_no, facts.value_kind, facts.period_start, facts.period_end, facts.as_of,
                facts.entity
        )
),

judged as (
    select
        *,
        number is not null
        and row_role = 'line'
        and entity = ''
        and unit in ('tkr', 'mnkr', 'kr', 'count', 'hours', 'days', 'fte')
        and value_kind not in (
            'change_pct', 'forecast_change_pct', 'percent_of_budget', 'forecast_error', 'comparison_mean',
            'comparison_best', 'comparison_worst', 'status', 'forecast_status', 'trend'
        )
        {# beside revenue and cost, the net of a row is their sum; beside cost, its parts are inside it #}
        and not (account_line = 'net' and has_both_sides)
        and not (account_line in ('personnel', 'capital', 'other') and has_cost) as is_summable,
        coalesce(
            bool_or(row_role = 'total' and number is not null) over (partition by block_key), false
        ) as has_printed_total
    from leaves
)

select
    fact_id,
    block_no,
    block_key,
    has_printed_total,
    {# counts and unit costs of different things are only added where the report itself adds them up #}
    is_summable
    and (
        has_printed_total
        or (amount_reported_sek is not null and fact_family in ('cost', 'income_statement', 'investment'))
    ) as is_leaf
from judged
