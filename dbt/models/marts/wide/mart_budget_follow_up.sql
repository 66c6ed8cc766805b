with follow_up as (
    select * from {{ ref('int_budget_rows_pivoted') }}
),

municipalities as (
    select * from {{ ref('dim_municipality') }}
),

activities as (
    select * from {{ ref('dim_activity') }}
),

reports as (
    select * from {{ ref('dim_report') }}
)

select
    follow_up.follow_up_id,
    follow_up.municipality_code,
    municipalities.name as municipality_name,
    follow_up.board,
    reports.board_scope,
    follow_up.report_id,
    reports.report_type,
    follow_up.period_start,
    follow_up.period_end,
    follow_up.year,
    follow_up.is_own_period,
    follow_up.is_whole_year,
    follow_up.is_latest_in_year,
    follow_up.activity_code,
    activities.name_sv as activity_name_sv,
    activities.name_en as activity_name_en,
    activities.parent_path as activity_path,
    follow_up.side,
    follow_up.row_code,
    follow_up.row_label,
    follow_up.row_role,
    follow_up.account_line,
    follow_up.is_top_row,
    follow_up.is_detail_row,
    follow_up.is_mapped,
    activities.is_mixed,
    follow_up.is_fictitious,
    {{ is_overhead('follow_up.activity_code') }} as is_overhead,
    {{ is_single_activity('follow_up.activity_code') }} as is_comparable,
    {{ comparison_group(
        'follow_up.activity_code', 'reports.board_scope', 'follow_up.municipality_code', 'follow_up.period_start',
        'follow_up.period_end', 'follow_up.side'
    ) }} as comparison_group,
    follow_up.budget_printed as budget_sek,
    {{ amount_status(
        'budget_printed', 'budget_printed', 'is_budget_corrected', 'false', 'budget_gap', 'has_budget_column'
    ) }} as budget_status,
    follow_up.period_budget_sek,
    {{ amount_status(
        'period_budget_sek', 'period_budget_printed', 'is_period_budget_corrected', 'false', 'period_budget_gap', 'has_period_budget_column'
    ) }} as period_budget_status,
    follow_up.actual_printed as actual_sek,
    {{ amount_status(
        'actual_printed', 'actual_printed', 'is_actual_corrected', 'false', 'actual_gap', 'has_actual_column'
    ) }} as actual_status,
    follow_up.deviation_sek,
    {{ amount_status(
        'deviation_sek', 'deviation_printed', 'is_deviation_corrected', 'false', 'deviation_gap', 'has_deviation_column'
    ) }} as deviation_status,
    follow_up.forecast_sek,
    {{ amount_status(
        'forecast_sek', 'forecast_printed', 'is_forecast_corrected', 'is_whole_year', 'forecast_gap', 'has_forecast_column'
    ) }} as forecast_status,
    follow_up.forecast_deviation_sek,
    {{ amount_status(
        'forecast_deviation_sek', 'forecast_deviation_printed', 'is_forecast_deviation_corrected', 'is_whole_year', 'forecast_deviation_gap', 'has_forecast_deviation_column'
    ) }} as forecast_deviation_status,
    case
        when follow_up.budget_printed != 0
            then (100.0 * follow_up.actual_printed / follow_up.budget_printed)::decimal(12, 2)
    end as budget_used_pct,
    case
        when follow_up.budget_printed = 0 then 'not_applicable'
        when follow_up.budget_printed is null or follow_up.actual_printed is null then 'amount_missing'
        else 'derived'
    end as budget_used_status,
    follow_up.budget_fact_id,
    follow_up.period_budget_fact_id,
    follow_up.actual_fact_id,
    follow_up.deviation_fact_id,
    follow_up.forecast_fact_id,
    follow_up.forecast_deviation_fact_id,
    follow_up.table_title,
    follow_up.section,
    follow_up.page,
    follow_up.table_no,
    follow_up.row_no
from follow_up
inner join municipalities on follow_up.municipality_code = municipalities.municipality_code
inner join activities on follow_up.activity_code = activities.activity_code
inner join reports on follow_up.report_id = reports.report_id
order by follow_up.municipality_code, follow_up.period_end, follow_up.table_no, follow_up.row_no
