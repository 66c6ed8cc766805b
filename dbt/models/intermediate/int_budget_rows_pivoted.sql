{# Printed rows of activities with budget, outcome and forecast side by side: one row for each period that the report
   follows the row up for. Periods are those of outcomes, and the days on which forecasts were made, so that a report with
   two vintages of forecasts gives two. Levels that are printed as deviations are derived, and say so. #}
{%- set kinds = ['budget', 'actual', 'period_budget', 'deviation', 'forecast', 'forecast_deviation'] %}
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

{# cells of these rows without a number, and why; without a kind where nothing else in the column says what it holds #}
gaps as (
    select
        *,
        coalesce(account_line, '') as line
    from {{ ref('int_cells_without_number') }}
    where coalesce(entity, '') = '' and coalesce(fact_family, 'cost') = 'cost'
),

matched_gaps as (
    select
        periods.*,
        gaps.value_kind,
        gaps.value_status
    from periods
    inner join printed_rows on periods.report_no = printed_rows.report_no and periods.line_key = printed_rows.line_key
    inner join gaps
        on
            printed_rows.document = gaps.document
            and printed_rows.table_no = gaps.table_no
            and printed_rows.row_no = gaps.row_no
            and printed_rows.account_line = gaps.line
            and (gaps.value_kind is null or {{ belongs_to_period('gaps') }})
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
            and {{ belongs_to_period('facts') }}
),

pivoted as (
    select
        report_no,
        line_key,
        period_start,
        period_end,
        {% for kind in kinds %}
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

{# why a row has no number of a kind, by its own cell #}
pivoted_gaps as (
    select
        report_no,
        line_key,
        period_start,
        period_end,
        {% for kind in kinds %}
        min(value_status) filter (where coalesce(value_kind, '{{ kind }}') = '{{ kind }}') as {{ kind }}_gap
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from matched_gaps
    group by report_no, line_key, period_start, period_end
),

{# what the table prints of a period for any of its rows: then a row without it has an empty cell #}
table_columns as (
    select
        printed_rows.report_no,
        printed_rows.table_no,
        printed_rows.account_line,
        pivoted.period_start,
        pivoted.period_end,
        {% for kind in kinds %}
        bool_or(pivoted.{{ kind }}_printed is not null) as has_{{ kind }}_column{% if not loop.last %},{% endif %}
        {% endfor %}
    from pivoted
    inner join printed_rows on pivoted.report_no = printed_rows.report_no and pivoted.line_key = printed_rows.line_key
    group by
        printed_rows.report_no, printed_rows.table_no, printed_rows.account_line, pivoted.period_start, pivoted.period_end
),

{# A row and the total of the table that splits it up are one sum, printed twice: what one says, holds for the other. #}
same_sums as (
    select distinct
        parents.report_no,
        parents.line_key as row_line_key,
        totals.line_key as total_line_key
    from facts as parts
    inner join facts as parents on parts.report_no = parents.report_no and parts.parent_fact_id = parents.fact_id
    inner join facts as totals
        on
            parts.report_no = totals.report_no
            and parts.block_key = totals.block_key
            and totals.row_role = 'total'
            and totals.account_line in ('', 'net')
    where parts.breakdown_kind = 'units'
),

twins as (
    select
        report_no,
        row_line_key as line_key,
        total_line_key as twin_line_key
    from same_sums
    qualify count(*) over (partition by report_no, row_line_key) = 1
    union all
    select
        report_no,
        total_line_key as line_key,
        row_line_key as twin_line_key
    from same_sums
    qualify count(*) over (partition by report_no, total_line_key) = 1
),

timed as (
    select
        pivoted.*,
        coalesce(pivoted.actual_printed, twin_rows.actual_printed) as actual_known,
        coalesce(pivoted.deviation_printed, twin_rows.deviation_printed) as deviation_known,
        coalesce(
            pivoted.period_start = make_date(year(pivoted.period_end), 1, 1)
            and pivoted.period_end = make_date(year(pivoted.period_end), 12, 31),
            false
        ) as is_whole_year
    from pivoted
    left join twins on pivoted.report_no = twins.report_no and pivoted.line_key = twins.line_key
    left join pivoted as twin_rows
        on
            twins.report_no = twin_rows.report_no
            and twins.twin_line_key = twin_rows.line_key
            and pivoted.period_start is not distinct from twin_rows.period_start
            and pivoted.period_end = twin_rows.period_end
)

select
    md5(
        concat_ws(
            '|', printed_rows.report_id, printed_rows.row_key::varchar, printed_rows.account_line,
            coalesce(timed.period_start::varchar, ''), timed.period_end::varchar
        )
    ) as follow_up_id,
    printed_rows.* exclude (report_period_end),
    timed.* exclude (report_no, line_key, actual_known, deviation_known),
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
    {% for kind in kinds %}
    pivoted_gaps.{{ kind }}_gap,
    coalesce(table_columns.has_{{ kind }}_column, false) as has_{{ kind }}_column,
    {% endfor %}
    {# what is not printed, but follows from what is #}
    coalesce(
        timed.period_budget_printed,
        timed.actual_known - timed.deviation_known,
        case when timed.is_whole_year then timed.budget_printed end
    ) as period_budget_sek,
    coalesce(
        timed.deviation_printed,
        timed.actual_printed - timed.period_budget_printed,
        case when timed.is_whole_year then timed.actual_printed - timed.budget_printed end,
        timed.deviation_known
    ) as deviation_sek,
    coalesce(timed.forecast_printed, timed.budget_printed + timed.forecast_deviation_printed) as forecast_sek,
    coalesce(timed.forecast_deviation_printed, timed.forecast_printed - timed.budget_printed) as forecast_deviation_sek
from timed
inner join printed_rows on timed.report_no = printed_rows.report_no and timed.line_key = printed_rows.line_key
left join row_levels on timed.report_no = row_levels.report_no and timed.line_key = row_levels.line_key
left join pivoted_gaps
    on
        timed.report_no = pivoted_gaps.report_no
        and timed.line_key = pivoted_gaps.line_key
        and timed.period_start is not distinct from pivoted_gaps.period_start
        and timed.period_end = pivoted_gaps.period_end
left join table_columns
    on
        printed_rows.report_no = table_columns.report_no
        and printed_rows.table_no = table_columns.table_no
        and printed_rows.account_line = table_columns.account_line
        and timed.period_start is not distinct from table_columns.period_start
        and timed.period_end = table_columns.period_end
