{{ config(materialized='view') }}
{# One amount per printed row, period and measure, at the finest level at which the report prints that measure: rows that
   are shown in parts elsewhere give way to their parts, unless only they carry the measure. So sum(...) over a report, period
   and measure is the board's net, and nothing is counted twice. A view: whoever reads one measure works out that one alone. #}
{%- set amounts = {
    'budget': 'budget_printed',
    'actual': 'actual_printed',
    'period_budget': 'period_budget_sek',
    'deviation': 'deviation_sek',
    'forecast': 'forecast_sek',
    'forecast_deviation': 'forecast_deviation_sek',
} %}
with follow_up as not materialized (
    select * from {{ ref('int_budget_rows_pivoted') }}
    where is_top_row or is_detail_row
),

{# by measure: how many of a report's rows carry it at either level #}
{% for measure, amount in amounts.items() %}
{{ measure }}_levels as (
    select
        report_no,
        period_start,
        period_end,
        count(*) filter (where is_detail_row) as n_detail_rows,
        count({{ amount }}) filter (where is_detail_row) as n_detail_amounts,
        count(*) filter (where is_top_row) as n_top_rows,
        count({{ amount }}) filter (where is_top_row) as n_top_amounts,
        case
            when n_detail_rows - n_detail_amounts <= n_top_rows - n_top_amounts then 'detail'
            else 'top'
        end as level
    from follow_up
    group by report_no, period_start, period_end
    having count({{ amount }}) > 0
){% if not loop.last %},{% endif %}
{% endfor %}

{% for measure, amount in amounts.items() %}
select
    follow_up.follow_up_id,
    follow_up.report_id,
    follow_up.municipality_code,
    follow_up.board,
    follow_up.period_start,
    follow_up.period_end,
    follow_up.year,
    follow_up.is_whole_year,
    follow_up.is_own_period,
    follow_up.is_latest_in_year,
    follow_up.row_key,
    follow_up.account_line,
    follow_up.row_code,
    follow_up.row_label,
    follow_up.row_role,
    follow_up.activity_code,
    follow_up.side,
    follow_up.is_mapped,
    follow_up.is_fictitious,
    '{{ measure }}' as measure,
    follow_up.{{ amount }} as amount_sek,
    follow_up.{{ measure }}_fact_id as fact_id,
    follow_up.{{ measure }}_printed is null as is_derived,
    chosen.level,
    chosen.n_detail_rows > n_detail_amounts and chosen.level = 'detail'
    or chosen.n_top_rows > chosen.n_top_amounts and chosen.level = 'top' as is_report_incomplete
from follow_up
inner join {{ measure }}_levels as chosen
    on
        follow_up.report_no = chosen.report_no
        and follow_up.period_start is not distinct from chosen.period_start
        and follow_up.period_end = chosen.period_end
where case when chosen.level = 'detail' then follow_up.is_detail_row else follow_up.is_top_row end
{% if not loop.last %}union all{% endif %}
{% endfor %}
