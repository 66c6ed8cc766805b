{# One amount per printed row, period and measure, at the finest level at which the report prints that measure: rows that
   are shown in parts elsewhere give way to their parts, unless only they carry the measure. So sum(...) over a report, period
   and measure is the board's net, and nothing is counted twice. #}
with follow_up as (
    select * from {{ ref('int_budget_rows_pivoted') }}
    where account_line in ('', 'net') or is_top_row or is_detail_row
),

amounts as (
    {% for measure in ['budget', 'actual', 'period_budget', 'deviation', 'forecast', 'forecast_deviation'] %}
    select
        follow_up_id,
        report_id,
        municipality_code,
        board,
        period_start,
        period_end,
        year,
        is_whole_year,
        is_own_period,
        is_latest_in_year,
        row_key,
        account_line,
        row_code,
        row_label,
        row_role,
        activity_code,
        side,
        is_mapped,
        is_fictitious,
        is_top_row,
        is_detail_row,
        '{{ measure }}' as measure,
        {% if measure in ['budget', 'actual'] %}{{ measure }}_printed{% else %}{{ measure }}_sek{% endif %} as amount_sek,
        {{ measure }}_fact_id as fact_id,
        {{ measure }}_printed is null as is_derived
    from follow_up
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

levels as (
    select
        report_id,
        period_start,
        period_end,
        measure,
        count(*) filter (where is_detail_row) as n_detail_rows,
        count(amount_sek) filter (where is_detail_row) as n_detail_amounts,
        count(*) filter (where is_top_row) as n_top_rows,
        count(amount_sek) filter (where is_top_row) as n_top_amounts
    from amounts
    group by report_id, period_start, period_end, measure
    having count(amount_sek) filter (where is_detail_row or is_top_row) > 0
),

chosen as (
    select
        *,
        case
            when n_detail_rows - n_detail_amounts <= n_top_rows - n_top_amounts then 'detail'
            else 'top'
        end as level
    from levels
)

select
    amounts.* exclude (is_top_row, is_detail_row),
    chosen.level,
    chosen.n_detail_rows > n_detail_amounts and chosen.level = 'detail'
    or chosen.n_top_rows > chosen.n_top_amounts and chosen.level = 'top' as is_report_incomplete
from amounts
inner join chosen
    on
        amounts.report_id = chosen.report_id
        and amounts.period_start is not distinct from chosen.period_start
        and amounts.period_end = chosen.period_end
        and amounts.measure = chosen.measure
where case when chosen.level = 'detail' then amounts.is_detail_row else amounts.is_top_row end
