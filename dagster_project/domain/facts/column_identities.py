"""Identities between the columns of a table: one the difference of two, a percentage of two, a sum with a budget in it.

Lives here: testing them row by row within rounding. What follows for the meaning of a column is next door in
`readings.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import combinations, product

from dagster_project.domain.arithmetic.tolerances import difference_breaks_above, sum_breaks_above, unit_step
from dagster_project.domain.facts.columns import Column
from dagster_project.domain.swedish.text import fold

Grid = Sequence[Sequence[Decimal | None]]
#: a cost to compare with: reckoned from structure, or that of others
_NORM = re.compile(r"\b(?:referens|standard|strukturårs?|struktur|norm)kostnad\w*|\bförväntad (?:netto)?kostnad\w*")


def combinations_of(columns: Sequence[Column], options: Sequence[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Every combination of the measures; forecasts that differ in their period alone (`Prognos januari`, `Prognos
    mars`) are levels or deviations together."""
    rounds: dict[str, list[int]] = {}
    for k, (column, option) in enumerate(zip(columns, options, strict=True)):
        if option == ("forecast", "forecast_deviation") and column.period is not None:
            rounds.setdefault(fold(column.label.casefold().replace(column.period.text, "")), []).append(k)
    for measures in product(*options):
        if all(len({measures[k] for k in alike}) == 1 for alike in rounds.values()):
            yield measures


def is_norm(column: Column) -> bool:
    """`Referenskostnad`, `Standardkostnad`: what things should cost, no outcome of another time."""
    return bool(_NORM.search(fold(column.label)))


def match_share(
    grid: Grid, target: int, formula: Callable[[Decimal, Decimal], Decimal], a: int, b: int, either_sign: bool = True
) -> tuple[int, int]:
    """(rows where target = ±formula(a, b) within rounding, rows that test it). Rows of zeros test nothing."""
    held = tested = 0
    step = unit_step(row[c] or Decimal(0) for row in grid for c in (target, a, b))
    for row in grid:
        t, x, y = row[target], row[a], row[b]
        if t is None or x is None or y is None or (t == 0 and x == 0 and y == 0):
            continue
        expected = formula(x, y)
        tested += 1
        close = abs(expected - t) <= difference_breaks_above(step)
        held += close or (either_sign and abs(expected + t) <= difference_breaks_above(step))
    return held, tested


def match_percent(
    grid: Grid, target: int, formula: Callable[[Decimal, Decimal], Decimal], a: int, b: int
) -> tuple[int, int]:
    """(rows where a printed percentage equals the formula within its rounding, either sign; rows that test it)."""
    held = tested = 0
    step = unit_step(row[target] or Decimal(0) for row in grid)
    for row in grid:
        t, x, y = row[target], row[a], row[b]
        if t is None or x is None or not y or (t == 0 and x == 0):
            continue
        tested += 1
        held += min(abs(formula(x, y) - t), abs(formula(x, y) + t)) <= step * Decimal("0.6")
    return held, tested


def changes_between(levels: Sequence[str], measures: Sequence[str], grid: Grid) -> dict[int, tuple[int, int]]:
    """The changes that are the difference of two columns of these measures in most rows -> the two columns."""
    found = {}
    candidates = [k for k, m in enumerate(measures) if m in levels]
    for i, measure in enumerate(measures):
        if measure != "change":
            continue
        for a, b in combinations(candidates, 2):
            held, tested = match_share(grid, i, lambda x, y: x - y, a, b)
            if tested >= 2 and held >= 0.8 * tested:
                found[i] = (a, b)
                break
    return found


def percents_between(level: str, measures: Sequence[str], grid: Grid) -> dict[int, tuple[int, int]]:
    """The changes in percent from one column of the measure to another, in most rows -> the two columns."""
    found = {}
    candidates = [k for k, m in enumerate(measures) if m == level]
    for i, measure in enumerate(measures):
        if measure != "change_pct":
            continue
        for a, b in combinations(candidates, 2):
            held, tested = match_percent(grid, i, lambda x, y: 100 * (x - y) / y, b, a)
            if tested >= 2 and held >= 0.7 * tested:
                found[i] = (a, b)
                break
    return found


def nets_an_appropriation(i: int, columns: Sequence[Column], grid: Grid) -> bool:
    """Result = appropriation + revenue - cost: the appropriation is a term of its sum, so the result is a deviation."""
    budget = next((k for k, c in enumerate(columns) if c.measures[0] in ("budget", "period_budget")), None)
    level = "forecast" if columns[i].measures[0] == "forecast" else "actual"
    revenues = _terms(columns, {"revenue"}, {i, budget}, level)
    costs = _terms(columns, {"cost", "personnel", "capital", "other"}, {i, budget}, level)
    if budget is None or not costs:
        return False
    held = tested = 0
    for row in grid:
        result, grant = row[i], row[budget]
        spent = [row[k] or Decimal(0) for k in costs]
        if result is None or grant is None or not any(spent):
            continue
        tested += 1
        income = [row[k] or Decimal(0) for k in revenues]
        limit = sum_breaks_above(1 + len(income) + len(spent), unit_step([result, grant, *spent]))
        held += any(abs(grant + sum(income) + sign * sum(spent) - result) <= limit for sign in (1, -1))
    return tested > 0 and held >= 0.6 * tested


def _terms(columns: Sequence[Column], lines: set[str], others: set[int | None], level: str) -> list[int]:
    """The columns of the first outcome, or forecast, that hold these account lines, without their sums."""
    found = [
        k
        for k, c in enumerate(columns)
        if k not in others and c.account_line in lines and c.measures[0] == level and not _is_sum(c)
    ]
    return [k for k in found if same_group(columns[k], columns[found[0]]) or len(columns[k].path) < 2]


def _is_sum(column: Column) -> bool:
    return bool(column.path) and fold(column.path[-1]).startswith(("summa", "total"))


def same_group(a: Column, b: Column) -> bool:
    return len(a.path) < 2 or len(b.path) < 2 or a.path[0] == b.path[0]
