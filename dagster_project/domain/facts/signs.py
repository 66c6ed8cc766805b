"""From printed signs to the canonical ones: revenue +, cost -, net = revenue + cost, deviation + = favourable.

Every column of a table is judged by itself and its account lines (DOMAIN.md 2a: two conventions occur in one report,
and in one investment table): costs printed positive are turned, and a deviation is turned only where the identities
with its levels show that + means worse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.arithmetic.tolerances import difference_breaks_above, unit_step

LEVELS = frozenset({"actual", "budget", "period_budget", "forecast", "budget_submitted", "budget_not_submitted", "budget_state", "project_budget", "project_actual", "target"})  # fmt: skip
DIFFERENCES = frozenset({"deviation", "forecast_deviation", "project_deviation", "change"})
COSTS = frozenset({"cost", "personnel", "capital", "other"})
#: below this share of the absolute sum, a column's own sum does not tell its sign
CLEAR = Decimal("0.25")
#: more than this share of the rows must show a deviation turned before it is turned
TURNED = 0.5


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed money value and what decides its sign. line: revenue, cost or net (activities without a line: net)."""

    row: int
    col: int
    measure: str
    line: str
    value: Decimal
    is_sum: bool
    period_end: object = None


def canonical_factors(amounts: Sequence[Amount]) -> dict[tuple[int, int], int]:
    """1 or -1 for every (row, col): the factor that gives the canonical sign."""
    factors = _level_factors([a for a in amounts if a.measure in LEVELS])
    canonical = {(a.row, a.col): a.value * factors[(a.row, a.col)] for a in amounts if a.measure in LEVELS}
    factors.update(_difference_factors(amounts, canonical))
    return {(a.row, a.col): factors.get((a.row, a.col), 1) for a in amounts}


def _level_factors(levels: Sequence[Amount]) -> dict[tuple[int, int], int]:
    groups: dict[tuple[int, str], list[Amount]] = defaultdict(list)
    for amount in levels:
        groups[(amount.col, amount.line)].append(amount)
    table_sign = {line: _sign([a for a in levels if a.line == line]) for line in ("revenue", "cost", "net")}
    factors: dict[tuple[int, int], int] = {}
    for (col, line), group in groups.items():
        sign = _clear_sign(group) or table_sign[line] or 0
        wanted = 1 if line == "revenue" else -1
        factor = -1 if sign and sign != wanted else 1
        if line == "net":
            factor = _net_factor(col, groups, factors, factor)
        for amount in group:
            factors[(amount.row, amount.col)] = factor
    return factors


def _net_factor(
    col: int, groups: dict[tuple[int, str], list[Amount]], factors: dict[tuple[int, int], int], fallback: int
) -> int:
    """A net beside its revenue and cost: the sign under which net = revenue + cost. Else by its own sign."""
    revenue, cost, net = (groups.get((col, line), []) for line in ("revenue", "cost", "net"))
    if not revenue or not cost or len({a.row for a in net}) != len(net):
        return fallback
    total = _canonical_sum(revenue, 1) + _canonical_sum(cost, -1)
    step = unit_step([a.value for a in (*revenue, *cost, *net)])
    for amount in net:
        for factor in (1, -1):
            if total and abs(amount.value * factor - total) <= step * (len(revenue) + len(cost) + 1):
                return factor
    return fallback


def _canonical_sum(group: Sequence[Amount], wanted: int) -> Decimal:
    lines = [a for a in group if not a.is_sum] or list(group)
    total = sum((a.value for a in lines), Decimal(0))
    return abs(total) * wanted


def _sign(group: Sequence[Amount]) -> int:
    lines = [a for a in group if not a.is_sum] or list(group)
    total = sum((a.value for a in lines), Decimal(0))
    return (total > 0) - (total < 0)


def _clear_sign(group: Sequence[Amount]) -> int:
    lines = [a for a in group if not a.is_sum] or list(group)
    total = sum((a.value for a in lines), Decimal(0))
    size = sum((abs(a.value) for a in lines), Decimal(0))
    return _sign(group) if size and abs(total) >= CLEAR * size else 0


def _difference_factors(
    amounts: Sequence[Amount], canonical: dict[tuple[int, int], Decimal]
) -> dict[tuple[int, int], int]:
    """Deviations and changes are kept unless most rows of a column and line show them turned."""
    columns: dict[int, str] = {a.col: a.measure for a in amounts if a.measure in LEVELS}
    groups: dict[tuple[int, str], list[Amount]] = defaultdict(list)
    for amount in amounts:
        if amount.measure in DIFFERENCES:
            groups[(amount.col, amount.line)].append(amount)
    factors: dict[tuple[int, int], int] = {}
    for (_, _line), group in groups.items():
        shares = [_turned_share(group, a, b, canonical) for a, b in _pairs(group[0].measure, columns)]
        turned = max(shares, default=0.0) > TURNED and min(shares, default=0.0) > -TURNED
        for amount in group:
            factors[(amount.row, amount.col)] = -1 if turned else 1
    return factors


def _pairs(measure: str, columns: dict[int, str]) -> list[tuple[int, int]]:
    firsts, seconds = {
        "deviation": (("actual",), ("period_budget", "budget")),
        "forecast_deviation": (("forecast",), ("budget",)),
        "project_deviation": (("project_actual",), ("project_budget",)),
        "change": (("actual", "forecast"), ("actual",)),
    }[measure]
    return [(a, b) for a, m in columns.items() if m in firsts for b, k in columns.items() if k in seconds and a != b]


def _turned_share(group: Sequence[Amount], a: int, b: int, canonical: dict[tuple[int, int], Decimal]) -> float:
    """Share of the rows that show the difference turned, less the share that shows it as it should be."""
    votes = tested = 0
    for amount in group:
        x, y = canonical.get((amount.row, a)), canonical.get((amount.row, b))
        if x is None or y is None or amount.value == 0:
            continue
        tested += 1
        step = difference_breaks_above(unit_step([amount.value, x, y]))
        votes += (abs(x - y + amount.value) <= step) - (abs(x - y - amount.value) <= step)
    return votes / tested if tested else 0.0
