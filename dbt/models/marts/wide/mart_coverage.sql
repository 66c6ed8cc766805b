{# How much of the board's net stands on rows of one activity. What stands on mixed rows is not split: it is shown as such. #}
with amounts as (
    select
        *,
        case
            when is_fictitious then 'fictitious'
            when not is_mapped then 'unmapped'
            when {{ is_single_activity('activity_code') }} then 'attributed'
            when starts_with(activity_code, 'mixed:') then 'mixed'
            else 'organisational'
        end as attribution
    from {{ ref('int_activity_amounts_levelled') }}
    where measure in ('budget', 'actual', 'forecast')
),

printed_totals as (
    select
        report_id,
        period_start,
        period_end,
        arg_min(budget_printed, (table_no, row_no)) filter (where budget_printed is not null) as budget_total,
        arg_min(actual_printed, (table_no, row_no)) filter (where actual_printed is not null) as actual_total,
        arg_min(forecast_printed, (table_no, row_no)) filter (where forecast_printed is not null) as forecast_total
    from {{ ref('int_budget_rows_pivoted') }}
    where row_role = 'total' and account_line in ('', 'net') and activity_code in ('BOARD', 'unmapped')
    group by report_id, period_start, period_end
),

covered as (
    select
        report_id,
        municipality_code,
        board,
        period_start,
        period_end,
        year,
        is_own_period,
        measure,
        min(level) as level,
        bool_or(is_report_incomplete) as is_report_incomplete,
        count(*)::integer as n_rows,
        count(*) filter (where amount_sek is null)::integer as n_rows_without_value,
        sum(amount_sek) as net_sek,
        {% for attribution in ['attributed', 'mixed', 'unmapped', 'organisational', 'fictitious'] %}
        coalesce(sum(amount_sek) filter (where attribution = '{{ attribution }}'), 0) as {{ attribution }}_sek
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from amounts
    group by all
)

select
    md5(
        concat_ws(
            '|', covered.report_id, coalesce(covered.period_start::varchar, ''), covered.period_end::varchar, covered.measure
        )
    ) as coverage_id,
    covered.municipality_code,
    municipalities.name as municipality_name,
    covered.board,
    reports.board_scope,
    {{ comparison_group(
        "'BOARD'", 'reports.board_scope', 'covered.municipality_code', 'covered.period_start', 'covered.period_end'
    ) }} as comparison_group,
    covered.report_id,
    covered.period_start,
    covered.period_end,
    covered.year,
    covered.is_own_period,
    covered.measure as value_kind,
    covered.level,
    covered.n_rows,
    covered.n_rows_without_value,
    covered.is_report_incomplete,
    covered.net_sek::decimal(18, 2) as net_sek,
    case covered.measure
        when 'budget' then printed_totals.budget_total
        when 'actual' then printed_totals.actual_total
        else printed_totals.forecast_total
    end::decimal(18, 2) as printed_total_sek,
    covered.attributed_sek::decimal(18, 2) as attributed_sek,
    covered.mixed_sek::decimal(18, 2) as mixed_sek,
    covered.unmapped_sek::decimal(18, 2) as unmapped_sek,
    covered.organisational_sek::decimal(18, 2) as organisational_sek,
    covered.fictitious_sek::decimal(18, 2) as fictitious_sek,
    case
        when covered.net_sek != 0 then (100.0 * covered.attributed_sek / covered.net_sek)::decimal(12, 2)
    end as attributed_pct,
    case when covered.net_sek = 0 then 'not_applicable' else 'derived' end as attributed_status,
    'Boards differ in scope: shares may be compared, totals may not.' as comparability_note
from covered
inner join {{ ref('dim_municipality') }} as municipalities on covered.municipality_code = municipalities.municipality_code
inner join {{ ref('dim_report') }} as reports on covered.report_id = reports.report_id
left join printed_totals
    on
        covered.report_id = printed_totals.report_id
        and covered.period_start is not distinct from printed_totals.period_start
        and covered.period_end = printed_totals.period_end
order by covered.municipality_code, covered.period_end, covered.measure
