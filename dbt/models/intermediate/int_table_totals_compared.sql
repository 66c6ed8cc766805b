{# Every printed total beside the sum of what may be added above it, in the numbers as printed. Where a row prints revenue,
   cost and net, the lines are revenue and cost, and the total to compare with is the net. A total may also carry on from
   the one above it (net cost, then taxes, then the result): then it is the sum from the top of the table. #}
with facts as not materialized (
    select * from {{ ref('int_facts_described') }}
    where number is not null
),

reports as (
    select * from {{ ref('int_reports_versioned') }}
),

wordings as (
    select * from {{ ref('int_wordings_keyed') }}
),

{# without the words of report and table: they are put beside the compared blocks at the end #}
lines as (
    select
        report_no,
        block_key,
        any_value(wording_key) as wording_key,
        any_value(fact_family) as fact_family,
        any_value(table_no) as table_no,
        any_value(block_no) as block_no,
        any_value(col_label) as col_label,
        any_value(value_kind) as value_kind,
        any_value(period_start) as period_start,
        any_value(period_end) as period_end,
        any_value(as_of) as as_of,
        any_value(entity) as entity,
        sum(number) filter (where is_additive) as lines_sum,
        count(*) filter (where is_additive) as n_lines,
        max(step) as step
    from facts
    group by report_no, block_key
    {# a table that repeats another has no additive line; one that repeats a part of another has all its own #}
    having count(*) filter (where is_additive) > 0
),

totals as (
    select
        report_no,
        block_key,
        {# the net of several columns, or the only total there is #}
        coalesce(
            max(number) filter (where account_line = 'net'),
            max(number) filter (where account_line = ''),
            sum(number)
        ) as printed_total,
        count(*) as n_totals
    from facts
    where row_role = 'total'
    group by report_no, block_key
),

running as (
    select
        *,
        sum(lines_sum) over from_the_top as running_sum,
        sum(n_lines) over from_the_top as n_running_lines
    from lines
    window
        from_the_top as (
            partition by report_no, table_no, fact_family, value_kind, period_start, period_end, as_of, entity
            order by block_no
        )
),

compared as (
    select
        running.*,
        totals.printed_total,
        abs(running.lines_sum - totals.printed_total) > abs(running.running_sum - totals.printed_total) as is_carried_on
    from running
    inner join totals on running.report_no = totals.report_no and running.block_key = totals.block_key
)

select
    compared.report_no,
    compared.block_key,
    reports.document,
    reports.municipality_code,
    compared.fact_family,
    compared.table_no,
    wordings.table_title,
    compared.col_label,
    compared.value_kind,
    compared.period_start,
    compared.period_end,
    compared.n_lines,
    compared.is_carried_on,
    compared.printed_total,
    case when compared.is_carried_on then compared.running_sum else compared.lines_sum end as lines_sum,
    case when compared.is_carried_on then compared.running_sum else compared.lines_sum end - compared.printed_total
        as difference,
    0.5 * compared.step * (1 + case when compared.is_carried_on then compared.n_running_lines else compared.n_lines end)
        as tolerance,
    abs(
        case when compared.is_carried_on then compared.running_sum else compared.lines_sum end - compared.printed_total
    )
    <= 0.5 * compared.step * (1 + case when compared.is_carried_on then compared.n_running_lines else compared.n_lines end)
        as is_within_rounding
from compared
inner join reports on compared.report_no = reports.report_no
inner join wordings on compared.wording_key = wordings.wording_key
