"""What sums say of the columns of an investment table: a whole budget that is only the year's, and one that is not.

Lives here: `Total budget` as the year's budget with what was carried over to it; `Återstår` as the budget less what was
spent in earlier years and in this one. What headings say alone is in `columns.py` and `column_context.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from dagster_project.domain.arithmetic.tolerances import sum_breaks_above, unit_step
from dagster_project.domain.facts.column_identities import Grid
from dagster_project.domain.facts.columns import Column
from dagster_project.domain.swedish.text import fold

#: a sum holds in at least so much of the rows that test it, and in two of them
MOSTLY = 0.8


def with_project_sums(columns: Sequence[Column], grid: Grid) -> list[Column]:
    """The columns, as the sums between them show them. grid: rows of numbers in the columns' order."""
    return _remaining(_totals_of_the_year(columns, grid), grid)


def _totals_of_the_year(columns: Sequence[Column], grid: Grid) -> list[Column]:
    budgets = [k for k, c in enumerate(columns) if c.measures[0] == "budget"]
    found = list(columns)
    for k, column in enumerate(columns):
        if column.measures[0] != "project_budget" or len(column.path) > 1:
            continue
        pairs = combinations(budgets, 2)
        if any(_adds_up(grid, k, (1, 1), pair) for pair in pairs):
            found[k] = replace(column, measures=("budget",))
    return found


def _remaining(columns: Sequence[Column], grid: Grid) -> list[Column]:
    """A budget whose rest is less by what earlier years spent is that of the whole project."""
    earlier = [k for k, c in enumerate(columns) if "tidigare år" in fold(c.label)]
    rests = [k for k, c in enumerate(columns) if {"deviation", "remaining_budget"} & set(c.measures)]
    budgets = [k for k, c in enumerate(columns) if c.measures[0] in ("budget", "project_budget")]
    outcomes = [k for k, c in enumerate(columns) if "actual" in c.measures[:1] and k not in earlier]
    for e, r, b, y in ((e, r, b, y) for e in earlier for r in rests for b in budgets for y in outcomes):
        if _adds_up(grid, r, (1, -1, -1), (b, e, y)):
            named = {b: "project_budget", e: "project_actual", r: "remaining_budget"}
            return [replace(c, measures=(named[k],)) if k in named else c for k, c in enumerate(columns)]
    return list(columns)


def _adds_up(grid: Grid, total: int, signs: Sequence[int], terms: Sequence[int]) -> bool:
    held = tested = 0
    for row in grid:
        values = [row[t] for t in terms]
        if row[total] is None or any(v is None for v in values) or not all(values[:2]):
            continue
        known = [v for v in values if v is not None]
        off = sum((s * v for s, v in zip(signs, known, strict=True)), Decimal(0)) - (row[total] or Decimal(0))
        tested += 1
        held += abs(off) <= sum_breaks_above(len(terms), unit_step(known))
    return held >= 2 and held >= MOSTLY * tested
