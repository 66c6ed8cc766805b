"""Three questions to begin with: title, Swedish title, SQL. A test runs them on a built warehouse.

SQL of one line without double quotes, so that it can be pasted after `utfall query`.
"""

from __future__ import annotations

EXAMPLES: tuple[tuple[str, str, str], ...] = (
    (
        "What each activity has cost so far in the year, million SEK",
        "Vad varje verksamhet har kostat hittills under året, mnkr",
        "select m.name as kommun, f.year, a.name_sv as verksamhet, round(sum(f.amount_sek) / 1e6, 1) as mnkr"
        " from fct_cost_by_activity f join dim_municipality m using (municipality_code)"
        " join dim_activity a using (activity_code)"
        " where f.value_kind = 'actual' and f.is_additive_in_report and f.is_latest_in_year"
        " group by all order by mnkr limit 15",
    ),
    (
        "The largest deficits that are forecast, each with the cell that says so",
        "De största underskott som prognostiseras, vart och ett med cellen där det står",
        "select m.name as kommun, f.row_label, f.raw, f.unit, f.as_of,"
        " r.file_name, f.page, f.table_no, f.row_no, f.col_no"
        " from fct_cost_by_activity f join dim_report r using (report_id)"
        " join dim_municipality m on m.municipality_code = f.municipality_code"
        " where f.value_kind = 'forecast_deviation' and f.is_additive_in_report"
        " and not f.is_fictitious order by f.amount_sek limit 10",
    ),
    (
        "Sick leave, percent of working time, all staff",
        "Sjukfrånvaro, procent av arbetstiden, alla anställda",
        "select m.name as kommun, f.period_end, f.value as procent, f.row_label, f.page"
        " from fct_staffing f join dim_municipality m using (municipality_code)"
        " where f.measure_id = 'sick_leave_total_pct' and f.value_kind = 'actual' and f.is_primary"
        " and coalesce(f.sex, 'total') = 'total' and f.age is null order by all",
    ),
)
