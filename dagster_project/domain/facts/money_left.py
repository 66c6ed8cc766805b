"""What is left of the year's budget when a part of the year is over: `Återstår`, the budget less the outcome to date.

Lives here: telling it from a deviation by arithmetic and by the part of the year. Against a budget of the same period
the difference is a deviation (`readings.py`); headings that say it outright are in the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.facts.column_identities import Grid, match_share
from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.readings import Reading
from dagster_project.domain.model import ReportProfile
from dagster_project.domain.swedish.headings import spell_out
from dagster_project.domain.swedish.text import fold

_LEFT = re.compile(r"^(?:återstår|återstående|rest|kvar)\b(?! mot\b)")
#: a difference holds in at least so much of the rows that test it, and in two of them
MOSTLY = 0.8


def with_money_left(reading: Reading, columns: Sequence[Column], grid: Grid, profile: ReportProfile) -> Reading:
    """The reading; `Återstår` that is the year's budget less an outcome of a part of the year is remaining_budget.

    Args: grid: rows of numbers in the columns' order. profile: of a report whose year is not over; one that does not
    say when it ends, or ends with the year, changes nothing.
    """
    end = profile.period_end
    if end is None or end.month == 12:
        return reading
    kinds = [reading.measures[c.col] for c in columns]
    budgets = [k for k, m in enumerate(kinds) if m == "budget"]
    outcomes = [k for k, m in enumerate(kinds) if m == "actual" and _is_of_part(columns[k], end.year)]
    left = {}
    for i, column in enumerate(columns):
        if kinds[i] not in ("deviation", "forecast_deviation") or not _LEFT.match(fold(spell_out(column.label))):
            continue
        pairs = [match_share(grid, i, lambda x, y: x - y, b, a) for b in budgets for a in outcomes]
        if any(tested >= 2 and held >= MOSTLY * tested for held, tested in pairs):
            left[column.col] = "remaining_budget"
    return replace(reading, measures=reading.measures | left) if left else reading


def _is_of_part(column: Column, year: int) -> bool:
    """An outcome of the running year, which is not over: of no other year."""
    return column.period is None or column.period.end.year == year
