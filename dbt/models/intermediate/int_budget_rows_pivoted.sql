{# Printed rows of activities with budget, outcome and forecast side by side: one row for each period that the report
   follows the row up for. Periods are those of outcomes, and the days on which forecasts were made, so that a report with
   two vintages of forecasts gives two. Levels that are printed as deviations are derived, and say so. #}
with facts as not materialized (
    select
        *,
        {# one number for the printed row and account line within the report #}
        {{ key_of(['row_key', 'account_line']) }} as line_key
    from {{ ref('int_facts_described') }}
    where fact_family = 'cost' and entity = '' and amount_sek is not null
),

parents as (
    select distinct parent_fact_id
    from facts
    where breakdown_kind = 'units'
),

{# the row is shown in parts in another table; or it is itself a part of a row printed in another table #}
row_levels as (
    select
        facts.report_no,
        facts.line_key,
        bool_or(facts.is_breakdown) as is_part,
        bool_or(facts.breakdown_kind = 'account_lines') as is_account_part,
        bool_or(parents.parent_fact_id is not null) as has_parts,
        bool_or(facts.is_additive) as is_additive
    from facts
    left join parents on facts.fact_id = parents.parent_fact_id
    group by facts.report_no, facts.line_key
),

periods as (
    select
        report_no,
        line_key,
        period_start,
        period_end
    from facts
    where value_kind in ('actual', 'period_budget', 'deviation') and period_end is not null
    union
    select
        report_no,
        line_key,
        make_date(year(as_of), 1, 1) as period_start,
        as_of as period_end
    from facts
    where value_kind in ('forecast', 'forecast_deviation') and year(as_of) = year(period_end)
),

printed_rows as (
    select
        report_no,
        line_key,
        any_value(row_key) as row_key,
        any_value(account_line) as account_line,
        any_value(report_id) as report_id,
        any_value(document) as document,
        any_value(municipality_code) as municipality_code,
        any_value(board) as board,
        any_value(report_period_end) as report_period_end,
        any_value(activity_code) as activity_code,
        any_value(side) as side,
        any_value(is_mapped) as is_mapped,
        any_value(is_fictitious) as is_fictitious,
        any_value(row_role) as row_role,
        any_value(row_code) as row_code,
        any_value(row_label) as row_label,
        any_value(section) as section,
        any_value(table_title) as table_title,
        min(page) as page,
        min(table_no) as table_no,
        min(row_no) as row_no
    from facts
    group by report_no, line_key
),

{# a cell of the same printed row that could not be read: then a missing value may be that one #}
unread_rows as (
    select distinct
        document,
        table_no,
        row_no
    from {{ ref('stg_reports__refusals') }}
    where row_no > 0
),

matched as (
    select
        periods.*,
        facts.fact_id,
        facts.value_kind,
        facts.amount_sek,
        facts.is_corrected,
        facts.is_latest_in_year,
        facts.col_no
    from periods
    inner join facts
        on
            periods.report_no = facts.report_no
            and periods.line_key = facts.line_key
            and case
                when facts.value_kind in ('actual', 'period_budget', 'deviation')
                    then
                        facts.period_end = periods.period_end
                        and facts.period_start is not distinct from periods.period_start
                when facts.value_kind = 'budget' then year(facts.period_end) = year(periods.period_end)
                when facts.value_kind in ('forecast', 'forecast_deviation')
                    then
                        facts.as_of = periods.period_end
                        and year(facts.period_end) = year(periods.period_end)
                        and periods.period_start = make_date(year(periods.period_end), 1, 1)
                else false
            end
),

pivoted as (
    select
        report_no,
        line_key,
        period_start,
        period_end,
        {% for kind in ['budget', 'actual', 'period_budget', 'deviation', 'forecast', 'forecast_deviation'] %}
        arg_min(fact_id, col_no) filter (where value_kind = '{{ kind }}') as {{ kind }}_fact_id,
        arg_min(amount_sek, col_no) filter (where value_kind = '{{ kind }}') as {{ kind }}_printed,
        coalesce(arg_min(is_corrected, col_no) filter (where value_kind = '{{ kind }}'), false) as is_{{ kind }}_corrected,
        {% endfor %}
        coalesce(
            bool_or(is_latest_in_year) filter (where value_kind in ('actual', 'deviation', 'forecast', 'forecast_deviation')),
            false
        ) as is_latest_in_year
    from matched
    group by report_no, line_key, period_start, period_end
),

timed as (
    select
        *,
        coalesce(
            period_start = make_date(year(period_end), 1, 1) and period_end = make_date(year(period_end), 12, 31), false
        ) as is_whole_year
    from pivoted
)

select
    md5(
        concat_ws(
            '|', printed_rows.report_id, printed_rows.row_key::varchar, printed_rows.account_line,
            coalesce(timed.period_start::varchar, ''), timed.period_end::varchar
        )
    ) as follow_up_id,
    printed_rows.* exclude (report_period_end),
    timed.* exclude (report_no, line_key),
    year(timed.period_end)::integer as year,
    coalesce(timed.period_end = printed_rows.report_period_end, false) as is_own_period,
    (
        coalesce(row_levels.is_additive, false)
        and not coalesce(row_levels.is_part, false)
        and not coalesce(row_levels.is_account_part, false)
    ) as is_top_row,
    (
        coalesce(row_levels.is_additive, false)
        and not coalesce(row_levels.has_parts, false)
        and not coalesce(row_levels.is_account_part, false)
    ) as is_detail_row,
    unread_rows.row_no is not null as has_unread_cell,
    {# what is not printed, but follows from what is #}
    coalesce(
        timed.period_budget_printed,
        timed.actual_printed - timed.deviation_printed,
        case when timed.is_whole_year then timed.budget_printed end
    ) as period_budget_sek,
    coalesce(
        timed.deviation_printed,
        timed.actual_printed - timed.period_budget_printed,
        case when timed.is_whole_year then timed.actual_printed - timed.budget_printed end
    ) as deviation_sek,
    coalesce(timed.forecast_printed, timed.budget_printed + timed.forecast_deviation_printed) as forecast_sek,
    coalesce(timed.forecast_deviation_printed, timed.forecast_printed - timed.budget_printed) as forecast_deviation_sek
from timed
inner join printed_rows on timed.report_no = printed_rows.report_no and timed.line_key = printed_rows.line_key
left join row_levels on timed.report_no = row_levels.report_no and timed.line_key = row_levels.line_key
left join unread_rows
    on
        printed_rows.document = unread_rows.document
        and printed_rows.table_no = unread_rows.table_no
        and printed_rows.row_no = unread_rows.row_no
