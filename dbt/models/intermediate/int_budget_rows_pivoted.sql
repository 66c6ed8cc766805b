{# Printed lines of activities with budget, outcome and forecast side by side, by period, with what is not printed but follows
   from what is, and why what is missing is missing. #}
{%- set kinds = budget_kinds() %}
with lines as (
    select * from {{ ref('int_budget_lines_keyed') }}
),

periods as (
    select
        *,
        coalesce(
            period_start = make_date(year(period_end), 1, 1) and period_end = make_date(year(period_end), 12, 31), false
        ) as is_whole_year
    from {{ ref('int_budget_periods_pivoted') }}
),

reports as (
    select * from {{ ref('int_reports_versioned') }}
),

wordings as (
    select * from {{ ref('int_wordings_keyed') }}
),

{# cells of these lines without a number, and why; without a kind where nothing else in the column says what it holds #}
gaps as (
    select
        reports.report_no,
        cells.*,
        coalesce(cells.account_line, '') as line
    from {{ ref('int_cells_without_number') }} as cells
    inner join reports on cells.document = reports.document
    where coalesce(cells.entity, '') = '' and coalesce(cells.fact_family, 'cost') = 'cost'
),

{# why a line has no number of a kind, by its own cell #}
line_gaps as (
    select
        periods.report_no,
        periods.line_key,
        periods.period_start,
        periods.period_end,
        {% for kind in kinds %}
        min(gaps.value_status) filter (where coalesce(gaps.value_kind, '{{ kind }}') = '{{ kind }}') as {{ kind }}_gap
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from gaps
    inner join lines
        on
            gaps.report_no = lines.report_no
            and gaps.table_no = lines.table_no
            and gaps.row_no = lines.row_no
            and gaps.line = lines.account_line
    inner join periods
        on
            lines.report_no = periods.report_no
            and lines.line_key = periods.line_key
            and (gaps.value_kind is null or {{ belongs_to_period('gaps') }})
    group by periods.report_no, periods.line_key, periods.period_start, periods.period_end
),

{# what the table prints of a period for any of its lines: then a line without it has an empty cell #}
table_columns as (
    select
        lines.report_no,
        lines.table_no,
        lines.account_line,
        periods.period_start,
        periods.period_end,
        {% for kind in kinds %}
        bool_or(periods.{{ kind }}_printed is not null) as has_{{ kind }}_column{% if not loop.last %},{% endif %}
        {% endfor %}
    from periods
    inner join lines on periods.report_no = lines.report_no and periods.line_key = lines.line_key
    group by lines.report_no, lines.table_no, lines.account_line, periods.period_start, periods.period_end
)

select
    md5(
        concat_ws(
            '|', reports.report_id, lines.row_key::varchar, lines.account_line,
            coalesce(periods.period_start::varchar, ''), periods.period_end::varchar
        )
    ) as follow_up_id,
    lines.* exclude (twin_line_key, is_part, is_account_part, has_parts, is_additive),
    reports.report_id,
    reports.document,
    reports.municipality_code,
    reports.board,
    wordings.table_title,
    wordings.section,
    wordings.row_code,
    wordings.row_label,
    periods.* exclude (report_no, line_key),
    year(periods.period_end)::integer as year,
    coalesce(periods.period_end = reports.period_end, false) as is_own_period,
    lines.is_additive and not lines.is_part and not lines.is_account_part as is_top_row,
    lines.is_additive and not lines.has_parts and not lines.is_account_part as is_detail_row,
    {% for kind in kinds %}
    line_gaps.{{ kind }}_gap,
    coalesce(table_columns.has_{{ kind }}_column, false) as has_{{ kind }}_column,
    {% endfor %}
    coalesce(
        periods.period_budget_printed,
        coalesce(periods.actual_printed, twin_periods.actual_printed)
        - coalesce(periods.deviation_printed, twin_periods.deviation_printed),
        case when periods.is_whole_year then periods.budget_printed end
    ) as period_budget_sek,
    coalesce(
        periods.deviation_printed,
        periods.actual_printed - periods.period_budget_printed,
        case when periods.is_whole_year then periods.actual_printed - periods.budget_printed end,
        twin_periods.deviation_printed
    ) as deviation_sek,
    coalesce(periods.forecast_printed, periods.budget_printed + periods.forecast_deviation_printed) as forecast_sek,
    coalesce(periods.forecast_deviation_printed, periods.forecast_printed - periods.budget_printed) as forecast_deviation_sek
from periods
inner join lines on periods.report_no = lines.report_no and periods.line_key = lines.line_key
inner join reports on lines.report_no = reports.report_no
inner join wordings on lines.wording_key = wordings.wording_key
left join periods as twin_periods
    on
        lines.report_no = twin_periods.report_no
        and lines.twin_line_key = twin_periods.line_key
        and periods.period_start is not distinct from twin_periods.period_start
        and periods.period_end = twin_periods.period_end
left join line_gaps
    on
        periods.report_no = line_gaps.report_no
        and periods.line_key = line_gaps.line_key
        and periods.period_start is not distinct from line_gaps.period_start
        and periods.period_end = line_gaps.period_end
left join table_columns
    on
        lines.report_no = table_columns.report_no
        and lines.table_no = table_columns.table_no
        and lines.account_line = table_columns.account_line
        and periods.period_start is not distinct from table_columns.period_start
        and periods.period_end = table_columns.period_end
