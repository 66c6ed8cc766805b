"""What one cell means, put together from its row and its column: measure, period, and statuses.

Next door: `columns.py` and `rows.py` say what each side means alone, `readings.py` which reading of columns holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.periods import covered
from dagster_project.domain.facts.rows import Row
from dagster_project.domain.facts.values import Placed
from dagster_project.domain.model import ReportProfile
from dagster_project.domain.swedish.lexicon import lexicon
from dagster_project.domain.swedish.periods import Period, find_period
from dagster_project.domain.swedish.text import fold, join_lines

_LEVELS = frozenset({"budget", "period_budget", "forecast", "actual", "target"})


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


def measure_of_row(row: Row, column: Column, column_measure: str) -> str:
    """The measure of a cell where the row's label names one too.

    A row that is a deviation is one in every column (of the forecast where the column is a forecast); a row that names
    a level decides only where the column says nothing but a period or a body. Comparisons are rows or columns.
    """
    if not row.measures:
        return column_measure
    named = row.measures[0]
    if named in ("deviation", "forecast_deviation"):
        if column_measure in ("deviation", "forecast_deviation"):
            return column_measure
        return "forecast_deviation" if column_measure == "forecast" else named
    if named in _LEVELS and column.worded and column.measures[0] != "actual":
        return column_measure
    return named


def stated_period(row: Row, column: Column, section: tuple[str, ...], year: int) -> Period | None:
    """The period printed for a cell: the row's (years as rows), else the column's, else the section's."""
    if row.period is not None:
        return row.period
    if column.period is not None:
        return column.period
    return next((p for p in (find_period(s, year) for s in reversed(section)) if p), None)


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
