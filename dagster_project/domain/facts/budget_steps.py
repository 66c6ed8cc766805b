"""From one budget to another: `Ursprunglig budget`, what was added and taken in between, `Reviderad budget`.

Lives here: columns without a measure of their own that lead from a budget to a later one, which arithmetic shows. What
headings say alone is next door in `columns.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from dagster_project.domain.arithmetic.tolerances import sum_breaks_above, unit_step
from dagster_project.domain.facts.column_identities import Grid
from dagster_project.domain.facts.columns import Column
from dagster_project.domain.swedish.periods import Period

#: the sum holds in this share of its rows, at least two
PROVEN = 0.8
_BUDGETS = ("budget", "period_budget")


def with_steps(columns: Sequence[Column], grid: Grid) -> list[Column]:
    """The columns; those between two budgets of which the later is the sum of all before it are parts of that budget,
    and both are the year's.

    Args: grid: rows of numbers in the columns' order; a blank adds nothing.
    """
    budgets = [k for k, c in enumerate(columns) if c.measures[0] in _BUDGETS and c.unit != "percent"]
    found = list(columns)
    for first in budgets:
        for last in (k for k in budgets if k > first + 1):
            between = [k for k in range(first + 1, last) if columns[k].unit != "percent"]
            if not all(_may_be_step(columns[k]) for k in between) or not _adds_up(grid, [first, *between], last):
                continue
            for k in (first, *between, last):
                found[k] = _of_year(found[k], columns[last].period if k in between else columns[k].period)
    return found


def _of_year(column: Column, period: Period | None) -> Column:
    """A step is a budget of the last one's period, whatever account line its heading is called after; what calls itself
    a change is one. A budget whose heading leaves open of which period it is, is the year's."""
    if column.measures[0] in ("budget", "change"):
        return column
    if column.measures[0] == "period_budget":
        return replace(column, measures=("budget",)) if "budget" in column.measures else column
    return replace(column, measures=("budget",), period=period, worded=True, account_line="")


def _may_be_step(column: Column) -> bool:
    """A heading without a measure, a budget too, or a change."""
    return not column.worded or column.measures[0] in (*_BUDGETS, "change", "result_disposition", "budget_submitted")


def _adds_up(grid: Grid, terms: Sequence[int], total: int) -> bool:
    held = tested = 0
    step = unit_step(v for row in grid for k in (*terms, total) if (v := row[k]) is not None)
    for row in grid:
        whole, parts = row[total], [row[k] or Decimal(0) for k in terms]
        if whole is None or not any(parts[1:]):
            continue
        tested += 1
        held += abs(sum(parts) - whole) <= sum_breaks_above(1 + len(parts), step)
    return tested >= 2 and held >= PROVEN * tested
