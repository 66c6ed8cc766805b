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

from dagster_project.domain.facts.column_identities import Grid
from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.rows import Row
from dagster_project.domain.swedish.headings import spell_out
from dagster_project.domain.swedish.periods import Period
from dagster_project.domain.swedish.text import fold

#: so many months in a row are a series
SERIES = 3
#: a row that accumulates ends at least so many times as high as it begins, for every month
RISING = 0.6
_MONTH = re.compile(r"^(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*(?: (?:(?:19|20)\d\d|[123]\d))?$")
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
    whole = Period(ends[0].replace(day=1), ends[-1], "span", True) if ends[0].year == ends[-1].year else None
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


def _rises(grid: Grid, series: Sequence[int]) -> bool:
    """True where most rows add up month by month: the last about so many times the first as there are months."""
    rows = [[v for k in series if (v := row[k]) is not None] for row in grid]
    told = [row for row in rows if len(row) >= SERIES and row[0]]
    rising = [r for r in told if r == sorted(r) and float(r[-1] / r[0]) >= RISING * len(r)]
    return bool(told) and 2 * len(rising) > len(told)
