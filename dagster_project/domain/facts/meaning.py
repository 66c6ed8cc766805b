"""What one cell means, put together from its row and its column: measure, period, and statuses.

Next door: `columns.py` and `rows.py` say what each side means alone, `readings.py` which reading of columns holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.families import family_of, topic
from dagster_project.domain.facts.months import is_mean
from dagster_project.domain.facts.parts import Part, TableView
from dagster_project.domain.facts.periods import Covered, covered, day_of_label, moved_to, names_a_day
from dagster_project.domain.facts.rows import Row, account_line_of
from dagster_project.domain.facts.units import unit_of
from dagster_project.domain.facts.values import Placed
from dagster_project.domain.model import ReportProfile
from dagster_project.domain.swedish.headings import forecast_round, spell_out
from dagster_project.domain.swedish.lexicon import lexicon
from dagster_project.domain.swedish.numbers import is_number
from dagster_project.domain.swedish.periods import Period, find_period, shift_years, whole_year
from dagster_project.domain.swedish.text import fold, join_lines
from dagster_project.domain.swedish.units import MONEY

_SHARES = frozenset({"change_pct", "forecast_change_pct", "percent_of_budget"})
_LIKE_THEIR_OUTCOME = frozenset(
    {"deviation", "percent_of_budget", "change", "change_pct", "period_budget", "actual"}
    | {"comparison_mean", "comparison_best", "comparison_worst"}
)
#: a column that adds up what was so far
_ACCUMULATED = re.compile(r"\backumuler\w*")
_OF_WHOLE_YEAR = re.compile(r"\bhelår\w*|\bhela (?:året|år)|\bårets slut|\bår (?:19|20)\d\d")
_LEVELS = frozenset({"budget", "period_budget", "forecast", "prior_forecast", "actual", "target"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """Everything about a value but the value."""

    measure: str
    unit: str
    is_unit_inferred: bool
    family: str
    period_start: date | None
    period_end: date | None
    as_of: date | None
    account_line: str
    entity: str


def measure_of_row(
    row: Row, column: Column, column_measure: str, *, is_whole_year: bool, columns_are_worded: bool
) -> str:
    """The measure of a cell where the row's label names one too.

    A row that is a deviation is one in every column (of the forecast where the column is a forecast); a row that names
    a level decides only where the column says nothing but a period or a body. Comparisons are rows or columns. A budget
    under an outcome is that of its period (is_whole_year: the outcome is a year's), under a forecast the year's, in the
    row of a month the month's; an appropriation (`Kommunbidrag`) is what its column is where columns name measures
    (columns_are_worded: some do).
    """
    if not row.measures:
        return "period_budget" if _names_part_of_year(row) and column_measure == "budget" else column_measure
    named = row.measures[0]
    if named == "budget" and columns_are_worded and column_measure in ("actual", "forecast"):
        if "budget" not in fold(row.inner):
            return column_measure
        if not column.worded:
            return "period_budget" if _is_part_of_year(column) else named
        return "budget" if column_measure == "forecast" or is_whole_year else "period_budget"
    if named in ("deviation", "forecast_deviation"):
        if column_measure in ("deviation", "forecast_deviation"):
            return column_measure
        return "forecast_deviation" if column_measure == "forecast" else named
    if named == "budget" and not column.worded and _is_part_of_year(column):
        return "period_budget"
    if named in _LEVELS and column.worded and column.measures[0] != "actual":
        return column_measure
    return named


def _names_part_of_year(row: Row) -> bool:
    """A row that is a month, or a part of the year (`Januari-oktober`, `Kvartal 2`)."""
    period = row.period
    is_part = period is not None and period.kind in ("to_date", "span") and period.end.month < 12
    return row.names_month or is_part


def _is_part_of_year(column: Column) -> bool:
    """A column headed by a month or a part of the year (`Feb`, `jan-aug`)."""
    period = column.period
    return period is not None and period.kind in ("to_date", "span") and period.end.month < 12


def meaning_of_number(view: TableView, part: Part, placed: Placed, cell_unit: str) -> Meaning:
    """What a number means. cell_unit: the unit printed in its cell, empty if none."""
    row, column, corner = placed.row, part.columns[placed.col], part.segment.corner
    measure = measure_of_row(
        row,
        column,
        part.reading.measures[placed.col],
        is_whole_year=_is_whole_year(column, view.profile),
        columns_are_worded=any(c.worded for c in part.columns.values()),
    )
    has_decimals = placed.col in part.decimal_columns if row.period else row.row_no in part.decimal_rows
    has_decimals = has_decimals and not part.adds_up
    unit, inferred = unit_of(
        cell_unit, row, column, view.context, corner, part.money_unit, part.is_money, has_decimals, part.has_target
    )
    if measure in _SHARES and unit in MONEY:
        unit, inferred = "percent", False
    nearest = topic(view.context, corner, row.section, unit) or ("staffing" if part.about_staff else "")
    headings = [c.label for c in part.columns.values()]
    is_statement = part.statements[row.section]
    family = family_of(row, unit, part.has_target, nearest, view.context, is_statement, column.label, headings)
    stated = stated_period(row, column, row.section, view.year)
    if measure == "actual":
        stated = _same_part_of(stated, column, view.title_period)
    months = _months_above(part, placed) if stated is None or stated.kind == "year" else None
    if months and measure in ("budget", "period_budget"):
        measure = "budget" if (months.start.month, months.end.month) == (1, 12) else "period_budget"
    if months and measure in ("actual", "deviation", "period_budget", "change"):
        stated = months
    fallback = _partner_period(part, measure, view) or view.title_period
    stated = (view.period_of_mark(placed.cell.text) if measure == "actual" else None) or stated
    noted = view.noted_period if measure == "actual" else None
    if noted:
        base = stated or fallback
        stated = moved_to(base, noted, view.profile) if base else noted
    read = set(part.reading.measures.values())
    of_forecasts = ("forecast" in read and "actual" not in read) or placed.col in part.forecast_changes
    is_of_budget = measure == "deviation" and part.reading.measures[placed.col] == "budget"
    dated_as = "budget" if is_of_budget else measure
    dates = covered(dated_as, stated, fallback, view.profile, spell_out(column.label), of_forecasts=of_forecasts)
    if 0 < forecast_round(column.label) < max(forecast_round(c.label) for c in part.columns.values()):
        dates = replace(dates, as_of=None)
    dated = stated or fallback
    counts = unit in ("count", "fte") and measure == "actual" and dated is not None
    if counts and dated and dated.kind == "year":
        days = day_of_label(row.inner) or day_of_label(corner) or view.noted_days
        dates = _at_day(dates, days, view.profile)
    start = dates.end if counts and dated and names_a_day(dated) else dates.start
    entity = row.entity or column.entity
    entity = "" if entity in (view.profile.municipality, "Kommunen") else entity
    line = column.account_line or row.account_line
    if unit in MONEY and not column.account_line:
        line = _line_of(row, corner, view.context.title)
    return Meaning(measure, unit, inferred, family, start, dates.end, dates.as_of, line, entity)


def _at_day(dates: Covered, days: dict[int, tuple[int, int]], profile: ReportProfile) -> Covered:
    """A count of a year at the day that label, corner or note give; one beyond the report's end is not taken."""
    if dates.end is None or not days:
        return dates
    at = date(dates.end.year, *days.get(dates.end.year, days[0]))
    is_later = profile.period_end is not None and at > profile.period_end
    return dates if is_later else Covered(at, at, dates.as_of)


def _is_whole_year(column: Column, profile: ReportProfile) -> bool:
    end = covered("actual", column.period, None, profile, column.label).end
    return end is not None and (end.month, end.day) == (12, 31)


def _line_of(row: Row, corner: str, title: str) -> str:
    """The row's account line, or what section, corner or title name.

    Under `Not 1 Verksamhetens intäkter` or the section `Intäkter` all is revenue but what calls itself a cost or a net.
    """
    titled = account_line_of(re.sub(r"^(?:not )?\d+\W+", "", title, flags=re.I))
    headed = {titled, *(account_line_of(s) for s in row.section)}
    if "revenue" in headed and row.account_line in ("", "other") and "kostnad" not in fold(row.inner):
        return "revenue"
    named = "net" if "netto" in fold(" ".join(row.section) + " " + corner) else ""
    return row.account_line or named or titled


def _partner_period(part: Part, measure: str, view: TableView) -> Period | None:
    """A deviation, share or comparison without a period of its own covers what the newest outcome beside it covers.

    An outcome of another year than the report's is no partner, where the report says which year is its own; where it
    does not, a target is of the newest outcome's year too. An outcome without a period (`Korttid`) beside one since New
    Year (`Jan-aug 2024`) is of those months.
    """
    is_known = view.profile.period_end is not None
    if measure not in _LIKE_THEIR_OUTCOME and (is_known or measure != "target"):
        return None
    wanted = ("actual",) if measure != "actual" else ("period_budget", "deviation")
    columns = [c for c in part.columns.values() if part.reading.measures[c.col] in wanted]
    periods = [c.period for c in columns if c.period and (c.period.end.year == view.year or not is_known)]
    if measure == "actual" and is_known and not periods:
        levels = [c.period for c in part.columns.values() if part.reading.measures[c.col] == "actual" and c.period]
        periods = [p for p in levels if p.end.year == view.year and _is_to_date(p, view.profile)]
    return max(periods, key=lambda p: p.end) if periods else None


def _is_to_date(period: Period, profile: ReportProfile) -> bool:
    """From 1 January on; January alone, one of a series of months, only in a report of that month."""
    is_month = period.kind == "span" and period.end.month == 1
    is_reports = profile.period_end is not None and profile.period_end.month == 1
    return (period.start.month, period.start.day) == (1, 1) and (is_reports or not is_month)


def stated_period(row: Row, column: Column, section: tuple[str, ...], year: int) -> Period | None:
    """The period printed for a cell: the row's (years as rows), else the column's, else the section's.

    A row that names a month (`Mars`, one of a column of months) is that month, of the year that the column names, and
    all from January to it in a column that accumulates. A
    year at the end of a label completes a column of months (`Hemtjänsttimmar 2022` under `jan`), and is the period of a
    row under columns without one (`Sjukfrånvaro 2022` under `Kvinnor`), if it is past.
    """
    own_year = 0 if column.worded else row.year_at_end
    if row.period is not None and row.period.kind == "year":
        own_year = row.period.end.year
    if own_year and column.period and not column.period.year_stated:
        return shift_years(column.period, own_year - column.period.end.year)
    if row.period is not None and row.period.kind == "previous_year" and column.period and column.period.year_stated:
        return whole_year(column.period.end.year - 1) if column.period.kind == "year" else row.period
    if row.period is not None:
        named = _month_of(row.period, column.period) if row.names_month else row.period
        return _since_new_year(named) if _ACCUMULATED.search(spell_out(column.label).casefold()) else named
    if column.period is not None:
        return _since_new_year(column.period) if _ACCUMULATED.search(spell_out(row.inner).casefold()) else column.period
    if own_year and own_year <= year:
        return whole_year(own_year)
    return next((p for p in (find_period(s, year) for s in reversed(section)) if p), None)


def _months_above(part: Part, placed: Placed) -> Period | None:
    """What a sum or a mean under rows of months covers: those that its column prints. None for every other row."""
    is_of_all = placed.row.role in ("total", "subtotal") or is_mean(placed.row.label)
    if not is_of_all or placed.row.period:
        return None
    column = part.columns[placed.col].period
    printed = [row for row in part.rows if row.names_month and placed.col in row.cells]
    months = [
        _month_of(row.period, column)
        for row in printed
        if row.period is not None and is_number(join_lines(row.cells[placed.col].text))
    ]
    if not months:
        return None
    return Period(min(m.start for m in months), max(m.end for m in months), "span", True)


def _month_of(named: Period, column: Period | None) -> Period:
    moved = named
    if column is not None and not named.year_stated:
        moved = shift_years(named, column.end.year - named.end.year)
    return Period(moved.end.replace(day=1), moved.end, "span", True, named.text)


def _since_new_year(named: Period) -> Period:
    is_part = named.kind in ("to_date", "span") and named.start.year == named.end.year
    return replace(named, start=named.start.replace(month=1, day=1)) if is_part else named


def _same_part_of(stated: Period | None, column: Column, title: Period | None) -> Period | None:
    """A bare year, or a year of something (`Vårddygn 2023`), under a title that names a part of the year
    (`januari-augusti`): the same part of that year."""
    if stated is None or title is None or stated.kind != "year" or title.kind not in ("to_date", "span"):
        return stated
    is_bare = re.fullmatch(r"(?:\D* > )?(?:19|20)\d\d(?: > \D*)?", column.label)
    is_of_thing = not column.worded and re.fullmatch(r"\D*(?:19|20)\d\d(?: ?\D*)", column.label)
    is_whole = _OF_WHOLE_YEAR.search(fold(column.label))
    if is_whole or not (is_bare or is_of_thing) or title.end.month == 12:
        return stated
    return shift_years(title, stated.end.year - title.end.year)


def meaning_of_status(placed: Placed, column: Column, profile: ReportProfile, year: int) -> Meaning:
    """A status, a forecast of one, or a trend: by the column's heading, and by the sign where it is an arrow."""
    measure = column.status
    text = join_lines(placed.cell.text)
    is_arrow = bool(lexicon().status_signs.match(text)) and any(sign in text for sign in "↑↓→←↗↘↖↙➡⬆⬇➔➜⇧⇩⇨▲▼►◄")
    if is_arrow:
        measure = "trend"
    elif measure == "trend":
        measure = "status"
    elif column.measures[0] == "forecast" and fold(column.label).startswith(("prognos", "års")):
        measure = "forecast_status"
    dates = covered(measure, stated_period(placed.row, column, placed.row.section, year), None, profile, column.label)
    return Meaning(measure, "status", False, "goal_status", dates.start, dates.end, dates.as_of, "", "")
