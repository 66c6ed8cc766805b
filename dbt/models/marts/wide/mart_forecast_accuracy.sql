{# Every forecast of the year's deviation beside what the year ended at. The final outcome is the deviation that the same
   board's own report of the whole year prints. A forecast whose year has no such report yet stays, and says so. #}
with stated_changes as (
    {# a change since the last forecast that the text states of a row, said once or always the same #}
    select
        report_id,
        {{ normalise_label('subject') }} as label_key,
        min(amount_sek) as change_sek
    from {{ ref('fct_statement') }}
    where value_kind = 'forecast_change' and amount_sek is not null
    group by report_id, label_key
    having min(amount_sek) = max(amount_sek)
),

keyed as (
    select
        *,
        {{ normalise_label('row_label') }} as label_key
    from {{ ref('int_activity_amounts_levelled') }}
    where
        (measure = 'forecast_deviation' and not is_whole_year)
        or (measure = 'deviation' and is_whole_year and is_own_period)
        or measure = 'budget'
),

amounts as (
    select
        keyed.*,
        case when measure = 'forecast_deviation' and is_own_period then stated_changes.change_sek end as change_sek,
        case
            when {{ is_single_activity('activity_code') }} or starts_with(activity_code, 'mixed:')
                then 'activity|' || activity_code
            else 'row|' || keyed.label_key
        end as subject_key
    from keyed
    left join stated_changes on keyed.report_id = stated_changes.report_id and keyed.label_key = stated_changes.label_key
),

{# every subject, and the board as a whole #}
subjects as (
    select
        report_id,
        municipality_code,
        board,
        year,
        period_end,
        measure,
        subject_key,
        string_agg(distinct row_label, ' + ' order by row_label) filter (where measure = 'forecast_deviation') as subject_label,
        min(activity_code) as activity_code,
        case when count(*) = count(change_sek) then sum(change_sek) end as change_sek,
        sum(amount_sek) as amount_sek
    from amounts
    group by report_id, municipality_code, board, year, period_end, measure, subject_key
    having count(*) = count(amount_sek)
    union all
    select
        report_id,
        municipality_code,
        board,
        year,
        period_end,
        measure,
        'board' as subject_key,
        board || ', total' as subject_label,
        'BOARD' as activity_code,
        case when count(*) = count(change_sek) then sum(change_sek) end as change_sek,
        sum(amount_sek) as amount_sek
    from amounts
    group by report_id, municipality_code, board, year, period_end, measure
    having count(*) = count(amount_sek)
),

{# the same forecast in two reports (Gnesta's August report prints April's again): the report that made it comes first #}
forecasts as (
    select subjects.*
    from subjects
    inner join {{ ref('dim_report') }} as reports on subjects.report_id = reports.report_id
    where subjects.measure = 'forecast_deviation'
    qualify
        row_number() over (
            partition by
                subjects.municipality_code, subjects.board, subjects.year, subjects.period_end, subjects.subject_key
            order by reports.period_end asc, subjects.report_id asc
        ) = 1
),

finals as (
    select * from subjects
    where measure = 'deviation'
),

budgets as (
    select * from subjects
    where measure = 'budget'
),

closed_years as (
    select distinct
        municipality_code,
        board,
        year
    from finals
),

judged as (
    select
        forecasts.*,
        budgets.amount_sek as budget_sek,
        finals.amount_sek as final_deviation_sek,
        finals.report_id as final_report_id,
        case
            when finals.amount_sek is not null then 'final'
            when closed_years.year is not null then 'subject_not_in_final_report'
            else 'no_final_report'
        end as final_status,
        lag(forecasts.amount_sek) over vintages as vintage_before_sek,
        row_number() over vintages as vintage_no
    from forecasts
    left join budgets
        on
            forecasts.report_id = budgets.report_id
            and forecasts.period_end = budgets.period_end
            and forecasts.subject_key = budgets.subject_key
    left join finals
        on
            forecasts.municipality_code = finals.municipality_code
            and forecasts.board = finals.board
            and forecasts.year = finals.year
            and forecasts.subject_key = finals.subject_key
    left join closed_years
        on
            forecasts.municipality_code = closed_years.municipality_code
            and forecasts.board = closed_years.board
            and forecasts.year = closed_years.year
    window
        vintages as (
            partition by forecasts.municipality_code, forecasts.board, forecasts.year, forecasts.subject_key
            order by forecasts.period_end
        )
)

select
    md5(concat_ws('|', judged.report_id, judged.period_end::varchar, judged.subject_key)) as forecast_accuracy_id,
    judged.municipality_code,
    municipalities.name as municipality_name,
    judged.board,
    judged.year,
    judged.period_end as as_of,
    case month(judged.period_end) when 4 then 'T1' when 8 then 'T2' else strftime(judged.period_end, 'M%m') end as made_in,
    judged.vintage_no::integer as vintage_no,
    judged.subject_label,
    judged.activity_code,
    judged.report_id,
    judged.final_report_id,
    judged.budget_sek::decimal(18, 2) as budget_sek,
    judged.amount_sek::decimal(18, 2) as forecast_deviation_sek,
    coalesce(judged.vintage_before_sek, judged.amount_sek - judged.change_sek)::decimal(18, 2)
        as previous_forecast_deviation_sek,
    case
        when judged.vintage_before_sek is not null then 'printed'
        when judged.change_sek is not null then 'derived_from_text'
        else 'not_printed'
    end as previous_status,
    coalesce(judged.amount_sek - judged.vintage_before_sek, judged.change_sek)::decimal(18, 2) as forecast_change_sek,
    judged.final_deviation_sek::decimal(18, 2) as final_deviation_sek,
    (judged.final_deviation_sek - judged.amount_sek)::decimal(18, 2) as forecast_error_sek,
    case
        when judged.budget_sek != 0
            then (100.0 * (judged.final_deviation_sek - judged.amount_sek) / abs(judged.budget_sek))::decimal(12, 2)
    end as forecast_error_pct,
    judged.final_status
from judged
inner join {{ ref('dim_municipality') }} as municipalities on judged.municipality_code = municipalities.municipality_code
order by judged.municipality_code, judged.year, judged.subject_label, judged.period_end
