"""In which of four ways a column of deviations or changes is printed, so that + is favourable, or later less earlier.

Lives here: levels with their canonical factors in, factors of the differences out. What does not: levels (`signs.py`).

A column prints what is meant; its opposite; the difference of the printed levels, whatever their signs; or the opposite
of that. The way under which most of its rows hold is taken, for the whole column, so that one wrong sign cannot choose
it; one whose own levels are not printed (`Diff prognos 1`) goes with the others, and without any evidence a column
prints what is meant.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from dagster_project.domain.arithmetic.tolerances import difference_breaks_above, unit_step
from dagster_project.domain.facts.level_signs import LEVELS, Amount

DIFFERENCES = frozenset({"deviation", "forecast_deviation", "project_deviation", "change", "forecast_error"})
#: the differences against a budget, which one table prints in one way
AGAINST_BUDGET = frozenset({"deviation", "forecast_deviation", "project_deviation"})
#: at least this share of the rows must show a column turned
TURNED = 0.5
Place = tuple[int, int]
#: the factor of a difference from that of its level, and the level's column
Proven = tuple[Callable[[int], int], int]
#: the factor of a difference, from that of its level
_WAYS: tuple[Callable[[int], int], ...] = (lambda f: 1, lambda f: f, lambda f: -f, lambda f: -1)


def difference_factors(
    amounts: Sequence[Amount], levels: Mapping[Place, int], plus_is_worse: bool = False
) -> dict[Place, int]:
    """1 or -1 for every difference.

    Args: levels: the factors of the levels beside them, by (row, col). plus_is_worse: the report says so, which holds
    where nothing is proven.
    """
    said = (_WAYS[3 if plus_is_worse else 0], 0)
    printed = {(a.row, a.col): a for a in amounts}
    columns: dict[tuple[int, str], list[Amount]] = defaultdict(list)
    for amount in amounts:
        if amount.measure in DIFFERENCES:
            columns[amount.col, amount.measure].append(amount)
    measures = {a.col: a for a in amounts if a.measure in LEVELS}
    found = {key: _proven_way(column, printed, levels, measures) for key, column in columns.items()}
    proven = {key: how for key, how in found.items() if how is not None}
    factors: dict[Place, int] = {}
    for key, column in columns.items():
        way, level = (
            proven.get(key) or _way_of_siblings(key[1], proven) or (said if key[1] in AGAINST_BUDGET else (_WAYS[0], 0))
        )
        usual = _usual_factor(levels, level)
        factors |= {(a.row, a.col): way(levels.get((a.row, level), usual)) for a in column}
    return factors


def _proven_way(
    column: Sequence[Amount],
    printed: Mapping[Place, Amount],
    levels: Mapping[Place, int],
    measures: Mapping[int, Amount],
) -> Proven | None:
    """The way under which most rows of a column hold, and the level it goes by; None where no row tells."""
    pairs = _of_its_year(column[0], _pairs(column[0].measure, measures), measures)
    tried = [(way, a, *_count(column, way, a, b, printed, levels)) for way in _WAYS for a, b in pairs]
    held = [t for t in tried if t[2] and t[2] >= TURNED * t[3]]
    return max(held, key=lambda t: (t[2], t[0] is _WAYS[0]))[:2] if held else None


def _way_of_siblings(measure: str, proven: Mapping[tuple[int, str], Proven]) -> Proven | None:
    """What every other difference against a budget in the table proves, for one whose own levels are not printed."""
    found = [way for (_, of), way in proven.items() if of in AGAINST_BUDGET]
    is_one = len({way for way, _ in found}) == 1 and measure in AGAINST_BUDGET
    return found[0] if is_one else None


def _usual_factor(levels: Mapping[Place, int], col: int) -> int:
    """The factor of most levels of a column, for a row whose own cannot be read."""
    found = Counter(factor for (_, c), factor in levels.items() if c == col)
    return found.most_common(1)[0][0] if found else 1


def _count(
    column: Sequence[Amount],
    way: Callable[[int], int],
    a: int,
    b: int,
    printed: Mapping[Place, Amount],
    levels: Mapping[Place, int],
) -> tuple[int, int]:
    """(rows whose difference is that of the columns a and b when printed in this way, rows that can tell)."""
    held = tested = 0
    for amount in column:
        x, y = printed.get((amount.row, a)), printed.get((amount.row, b))
        if x is None or y is None or not amount.value or (x.row, x.col) not in levels or (y.row, y.col) not in levels:
            continue
        tested += 1
        meant = x.value * levels[x.row, x.col] - y.value * levels[y.row, y.col]
        step = difference_breaks_above(unit_step([amount.value, x.value, y.value]))
        held += abs(meant - amount.value * way(levels[x.row, x.col])) <= step
    return held, tested


def _pairs(measure: str, levels: Mapping[int, Amount]) -> list[tuple[int, int]]:
    """The columns whose difference a column may be: outcome against budget, later against earlier."""
    firsts, seconds = {
        "deviation": (("actual",), ("period_budget", "budget")),
        "forecast_deviation": (("forecast",), ("budget",)),
        "project_deviation": (("project_actual",), ("project_budget",)),
        "change": (("actual", "forecast", "budget"), ("actual", "prior_forecast", "budget")),
        "forecast_error": (("actual",), ("forecast", "prior_forecast")),
    }[measure]
    return [
        (a, b)
        for a, x in levels.items()
        if x.measure in firsts
        for b, y in levels.items()
        if y.measure in seconds and a != b and (measure != "change" or _is_later(x, y))
    ]


def _of_its_year(
    difference: Amount, pairs: list[tuple[int, int]], levels: Mapping[int, Amount]
) -> list[tuple[int, int]]:
    """The pairs whose level ends with the difference: the outcome of another year is not held against this budget. All
    of them where none does."""
    own = [(a, b) for a, b in pairs if levels[a].period_end == difference.period_end]
    return own or pairs


def _is_later(a: Amount, b: Amount) -> bool:
    if b.measure == "prior_forecast":
        return a.measure == "forecast"
    return a.period_end is not None and b.period_end is not None and a.period_end > b.period_end
