"""Months in a series: each is that month alone, and a sum or a mean beside them is of all of them.

Lives here: `Jan`, `Feb`, `Mar` side by side with `Totalt` or `Snitt` after them, and a mean under rows of months. A
month that stands alone in a heading is the end of a period to date (`columns.py`); the months that rows name, and the
sums under them, are next door in `meaning.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from dagster_project.domain.facts.column_identities import Grid
from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.rows import Row
from dagster_project.domain.swedish.headings import spell_out
from dagster_project.domain.swedish.periods import Period, shift_years
from dagster_project.domain.swedish.text import fold

#: so many months in a row are a series
SERIES = 3
#: a row that accumulates ends at least so many times as high as it begins, for every month
RISING = 0.6
_MONTH = re.compile(r"^(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*(?: (?:(?:19|20)\d\d|[123]\d))?$")
#: `31 dec`: the end of a month
_MONTH_OR_DAY = re.compile(
    r"^(?:\d{1,2} )?(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*$|" + _MONTH.pattern
)
_MEAN = re.compile(r"^(?:snitt|medel|medeltal|medelvärde|genomsnitt)(?: (?:per|i) (?:månad|mån|perioden|år))?$")
_ALL = re.compile(r"^(?:totalt?|summa|ackumulerat|hittills|perioden|helår|hela året|året)$")


def with_months(columns: Sequence[Column], grid: Grid, words: str) -> list[Column]:
    """The columns; those of a series of months cover their month, a sum or a mean beside them all of it.

    Args: grid: rows of numbers in the columns' order. words: title and corner, which may say that months accumulate.
    """
    series = [k for k, c in enumerate(columns) if c.measures[0] == "actual" and _MONTH.match(_inner(c)) and c.period]
    ends = sorted({p.end for k in series if (p := columns[k].period)})
    if not _is_series(ends) or "ackumulera" in spell_out(words).casefold() or _rises(grid, series):
        return list(columns)
    whole = Period(ends[0].replace(day=1), ends[-1], "span", True) if _run_on(ends) else None
    columns = _expected(columns, ends)
    found = []
    for k, column in enumerate(columns):
        if k in series and column.period:
            column = replace(column, period=replace(column.period, start=column.period.end.replace(day=1), kind="span"))
        elif column.period is None and is_mean(_inner(column)):
            column = replace(column, period=whole, measures=("actual",), worded=True)
        elif column.period is None and not column.worded and _ALL.match(_inner(column)):
            column = replace(column, period=whole)
        found.append(column)
    return found


def _expected(columns: Sequence[Column], ends: Sequence[date]) -> list[Column]:
    """`Prognos > Nov`, `Dec` after a series of outcomes: forecasts of those months alone."""
    found = []
    for column in columns:
        period = column.period
        is_of_month = column.measures[0] == "forecast" and _MONTH.match(_inner(column)) and len(column.path) > 1
        if is_of_month and period is not None and period.end > ends[-1]:
            month = replace(period, start=period.end.replace(day=1), kind="span")
            column = replace(column, measures=("forecast",), period=month)
        found.append(column)
    return found


def over_new_year(columns: Sequence[Column], end: date | None) -> list[Column]:
    """The columns; bare months that run over the turn of the year (`Okt`, `Nov`, `Dec`, `Jan`) are of two years, those
    after the report's end of the year before. end: of the report."""
    series = [k for k, c in enumerate(columns) if c.measures[0] == "actual" and _MONTH_OR_DAY.match(_inner(c))]
    back = _years_back([columns[k].period for k in series], end)
    found = list(columns)
    for k, years in zip(series, back, strict=True):
        period = columns[k].period
        if years and period is not None:
            found[k] = replace(columns[k], period=shift_years(period, -years))
    return found


def rows_over_new_year(rows: Sequence[Row], end: date | None) -> list[Row]:
    """The rows; the same of months that name them."""
    series = [k for k, row in enumerate(rows) if row.names_month]
    back = _years_back([rows[k].period for k in series], end)
    found = list(rows)
    for k, years in zip(series, back, strict=True):
        period = rows[k].period
        if years and period is not None:
            found[k] = replace(rows[k], period=shift_years(period, -years))
    return found


def _years_back(periods: Sequence[Period | None], end: date | None) -> list[int]:
    """How many years before the report's each of a series of months is, in printed order; zeros for every other."""
    none = [0] * len(periods)
    if len(periods) < SERIES or any(p is None or p.year_stated for p in periods):
        return none
    months = [p.end.month for p in periods if p]
    steps = list(pairwise(months))
    turns = [i for i, (a, b) in enumerate(steps, start=1) if (a, b) == (12, 1)]
    if len(turns) > 1 or any(b != a % 12 + 1 for a, b in steps):
        return none
    first = turns[0] if turns else 0
    last = periods[-1]
    later = int(end is not None and bool(turns) and last is not None and last.end.replace(day=1) > end)
    return [later + (i < first) for i in range(len(months))]


def without_comparison(rows: Sequence[Row]) -> list[Row]:
    """The rows; a mean under rows of months is theirs, no other municipality's."""
    if sum(row.names_month for row in rows) < SERIES:
        return list(rows)
    return [replace(row, measures=()) if is_mean(row.label) else row for row in rows]


def is_mean(label: str) -> bool:
    """True for a label or heading that says no more than that it is a mean (`Snitt`, `Medel per månad`)."""
    return bool(_MEAN.match(fold(label)))


def _inner(column: Column) -> str:
    return fold(spell_out(column.path[-1])) if column.path else ""


def _is_series(ends: Sequence[date]) -> bool:
    """At least so many months, one after the other in each of their years."""
    years = {day.year: [d.month for d in ends if d.year == day.year] for day in ends}
    return len(ends) >= SERIES and all(months[-1] - months[0] + 1 == len(months) for months in years.values())


def _run_on(ends: Sequence[date]) -> bool:
    """One month after the other, over the turn of a year too; months of two years side by side do not."""
    return all((b.year - a.year) * 12 + b.month - a.month == 1 for a, b in pairwise(ends))


def _rises(grid: Grid, series: Sequence[int]) -> bool:
    """True where most rows add up month by month: the last about so many times the first as there are months."""
    rows = [[v for k in series if (v := row[k]) is not None] for row in grid]
    told = [row for row in rows if len(row) >= SERIES and row[0]]
    rising = [r for r in told if r == sorted(r) and float(r[-1] / r[0]) >= RISING * len(r)]
    return bool(told) and 2 * len(rising) > len(told)
