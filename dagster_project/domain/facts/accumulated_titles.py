"""`Intäkter och kostnader ack mars`, `Utfall jan-mars` over columns of bare years: outcomes and budget are of those
months of each year.

Lives here: columns headed by a measure and a year alone under a title that names the months. A year without a
measure is next door in `meaning.py`; `Föregående år` in `last_year.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.facts.column_identities import Grid, match_share
from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.last_year import LATEST_MONTH, is_near
from dagster_project.domain.facts.readings import Reading
from dagster_project.domain.swedish.headings import spell_out
from dagster_project.domain.swedish.periods import Period, shift_years
from dagster_project.domain.swedish.text import fold

#: a difference is that of two columns where it is so in this share of its rows, at least two
PROVEN = 0.8
_ACCUMULATES = re.compile(r"\backumuler\w*|\b(?:t o m|tom|till och med)\b")
_OUTCOME_OF_YEAR = re.compile(r"^(?:ackumuler\w* )?(?:utfall|redovisat|förbrukat) (?:19|20)\d\d$")
_BUDGET_OF_YEAR = re.compile(r"^budget (?:19|20)\d\d$")


def with_months_of_title(
    columns: Sequence[Column], reading: Reading, grid: Grid, title: str, period: Period | None
) -> tuple[list[Column], Reading]:
    """The columns with the months that the title accumulates, and the reading with the budget of those months.

    Sizes must agree: an earlier outcome is about as large as that of the title's year; so is the budget, and the
    deviation is the difference of the two. Late in the year sizes tell nothing, and nothing changes.

    Args: grid: rows of numbers in the columns' order. period: what the title states.
    """
    is_part = period is not None and period.kind in ("to_date", "span") and period.end.month <= LATEST_MONTH
    since_new_year = period is not None and period.kind == "span" and period.start.month == 1
    is_told = since_new_year or bool(_ACCUMULATES.search(fold(spell_out(title))))
    if period is None or not is_part or not is_told:
        return list(columns), reading
    outcomes = [k for k, c in enumerate(columns) if _is(_OUTCOME_OF_YEAR, c) and reading.measures[c.col] == "actual"]
    newest = [k for k in outcomes if _year(columns[k]) == period.end.year]
    found = list(columns)
    measures = dict(reading.measures)
    for k, column in enumerate(columns):
        is_outcome = k in newest or (k in outcomes and is_near(grid, k, newest))
        is_budget = _is(_BUDGET_OF_YEAR, column) and _is_of_months(k, newest, columns, reading, grid)
        if is_outcome or is_budget:
            found[k] = replace(column, period=shift_years(period, _year(column) - period.end.year))
        if is_budget:
            measures[column.col] = "period_budget"
    return found, replace(reading, measures=measures)


def _is_of_months(k: int, newest: Sequence[int], columns: Sequence[Column], reading: Reading, grid: Grid) -> bool:
    """A budget about as large as the outcome of its own year's months, whose difference with it is the deviation."""
    if reading.measures[columns[k].col] != "budget" or not is_near(grid, k, newest):
        return False
    deviations = [i for i, c in enumerate(columns) if reading.measures[c.col] == "deviation" and c.unit != "percent"]
    shares = (match_share(grid, i, lambda x, y: x - y, a, k) for i in deviations for a in newest)
    of_its_year = all(_year(columns[a]) == _year(columns[k]) for a in newest)
    return of_its_year and any(tested >= 2 and held >= PROVEN * tested for held, tested in shares)


def _is(pattern: re.Pattern[str], column: Column) -> bool:
    is_year = column.period is not None and column.period.kind == "year"
    return is_year and bool(pattern.match(fold(spell_out(column.label))))


def _year(column: Column) -> int:
    return column.period.end.year if column.period else 0
