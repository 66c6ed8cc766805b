"""From printed signs to the canonical ones: revenue +, cost -, net = revenue + cost, deviation + = favourable.

Rows that are activities are judged column by column (two conventions occur in one report, and in one investment table:
DOMAIN.md 2a): a column of net costs printed positive is turned. Rows of a statement follow one of three conventions,
told by its costs and revenues together (`_Convention`). A deviation is turned only where the identities with its
levels show that + means worse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dagster_project.domain.arithmetic.tolerances import difference_breaks_above, unit_step
from dagster_project.domain.swedish.text import fold

LEVELS = frozenset(
    {
        "actual",
        "budget",
        "period_budget",
        "forecast",
        "prior_forecast",
        "budget_submitted",
        "budget_not_submitted",
        "project_budget",
        "project_actual",
        "target",
    }
)
DIFFERENCES = frozenset({"deviation", "forecast_deviation", "project_deviation", "change"})
COSTS = frozenset({"cost", "personnel", "capital", "other"})
#: below this share of the absolute sum, a column's own sum does not tell its sign
CLEAR = Decimal("0.25")
#: more than this share of the rows must show a deviation turned before it is turned
TURNED = 0.5

#: what a row or its column is; `result`: a surplus is + wherever revenue is; `grant`: the appropriation as a line of a
#: statement, + as revenue is, but no term of the net; `unclear`: a line of a statement whose words do not say which
#: side it is on (slutavräkningar, fordringar)
Line = Literal["revenue", "cost", "net", "result", "grant", "unclear"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed money value and what decides its sign. Activities without an account line are `net`.

    is_statement: its row is a line of a statement (income statement, balance sheet, cash flow), no activity.
    """

    row: int
    col: int
    measure: str
    line: Line
    value: Decimal
    is_sum: bool
    is_statement: bool = False
    period_end: date | None = None


def sign_line(account_line: str, label: str, heading: str, is_statement: bool) -> Line:
    """What decides the sign: the account line; else what label or heading say about a result, which keeps its sign."""
    if account_line in COSTS:
        return "cost"
    if account_line == "revenue":
        return "revenue"
    words = fold(label)
    if is_statement and words.startswith(("kommunbidrag", "anslag", "budgetram", "ram")):
        return "grant"
    if "resultat" in fold(heading) or (is_statement and "resultat" in words):
        return "result"
    return "net" if account_line == "net" or not is_statement else "unclear"


def canonical_factors(amounts: Sequence[Amount]) -> dict[tuple[int, int], int]:
    """1 or -1 for every (row, col): the factor that gives the canonical sign."""
    levels = [a for a in amounts if a.measure in LEVELS]
    factors = _activity_factors([a for a in levels if not a.is_statement])
    factors |= _statement_factors([a for a in levels if a.is_statement])
    canonical = {(a.row, a.col): a.value * factors[(a.row, a.col)] for a in levels}
    factors |= _difference_factors(amounts, canonical)
    return {(a.row, a.col): factors.get((a.row, a.col), 1) for a in amounts}


def _activity_factors(levels: Sequence[Amount]) -> dict[tuple[int, int], int]:
    groups = _grouped(levels)
    table_sign = {line: _sign([a for a in levels if a.line == line]) for line in ("revenue", "cost", "net")}
    factors: dict[tuple[int, int], int] = {}
    for (col, line), group in groups.items():
        sign = _clear_sign(group) or table_sign.get(line, 0)
        wanted = 1 if line in ("revenue", "result") else -1
        factor = -1 if sign and sign != wanted and line != "result" else 1
        if line == "net":
            factor = _net_factor(group, groups[(col, "revenue")], groups[(col, "cost")]) or factor
        for amount in group:
            factors[(amount.row, amount.col)] = factor
    return factors


def _grouped(levels: Sequence[Amount]) -> dict[tuple[int, str], list[Amount]]:
    groups: dict[tuple[int, str], list[Amount]] = defaultdict(list)
    for amount in levels:
        groups[(amount.col, amount.line)].append(amount)
    for col in {a.col for a in levels}:
        for line in ("revenue", "cost"):
            groups.setdefault((col, line), [])
    return groups


def _net_factor(net: Sequence[Amount], revenue: Sequence[Amount], cost: Sequence[Amount]) -> int:
    """A net beside its revenue and cost: the sign under which net = revenue + cost.

    Returns: 1 or -1; 0 where nothing is proved (a net as small as its rounding fits both).
    """
    if not revenue or not cost:
        return 0
    total = _canonical_sum(revenue, 1) + _canonical_sum(cost, -1)
    step = unit_step([a.value for a in (*revenue, *cost, *net)])
    for amount in net:
        fits = [f for f in (1, -1) if abs(amount.value * f - total) <= step * (len(revenue) + len(cost) + 1)]
        if total and len(fits) == 1:
            return fits[0]
    return 0


def _canonical_sum(group: Sequence[Amount], wanted: int) -> Decimal:
    return abs(sum((a.value for a in _lines(group)), Decimal(0))) * wanted


def _lines(group: Iterable[Amount]) -> list[Amount]:
    """The lines of a group without its sums, which count them again; all of it where it holds nothing else."""
    amounts = list(group)
    return [a for a in amounts if not a.is_sum] or amounts


def _sign(group: Iterable[Amount]) -> int:
    total = sum((a.value for a in _lines(group)), Decimal(0))
    return (total > 0) - (total < 0)


def _clear_sign(group: Sequence[Amount]) -> int:
    lines = _lines(group)
    total = sum((a.value for a in lines), Decimal(0))
    size = sum((abs(a.value) for a in lines), Decimal(0))
    return _sign(group) if size and abs(total) >= CLEAR * size else 0


def _statement_factors(levels: Sequence[Amount]) -> dict[tuple[int, int], int]:
    """Signed (costs printed -): all as printed. Ledger (revenue -, costs +): all turned. Sizes (both +): costs turned,
    and a net by the identity of its column or another one's, else a net cost is turned and a result kept."""
    table = _sides(levels)
    groups = _grouped(levels)
    proven = {
        (col, line): factor
        for (col, line), group in groups.items()
        if line in ("net", "result") and (factor := _net_factor(group, groups[(col, "revenue")], groups[(col, "cost")]))
    }
    elsewhere = {line: factor for (_, line), factor in proven.items()}
    factors: dict[tuple[int, int], int] = {}
    for (col, line), group in groups.items():
        if not group:
            continue
        own = _sides([a for a in levels if a.col == col])
        revenue, cost = own[0] or table[0], own[1] or table[1]
        factor = _statement_factor(line, revenue, cost, _sign(group))
        if (revenue, cost) != (-1, 1):
            factor = proven.get((col, line)) or elsewhere.get(line) or factor
        for amount in group:
            factors[(amount.row, amount.col)] = factor
    return factors


def _sides(levels: Sequence[Amount]) -> tuple[int, int]:
    """The signs with which revenues and costs are printed; 0 where there are none or they do not say."""
    revenue = _clear_sign([a for a in levels if a.line == "revenue"])
    return revenue, _clear_sign([a for a in levels if a.line == "cost"])


def _statement_factor(line: str, revenue: int, cost: int, own: int) -> int:
    if revenue < 0 < cost:
        return -1
    if line == "net":
        return -1 if own > 0 else 1
    if line == "cost":
        return -1 if cost > 0 else 1
    if line == "unclear":
        return -1 if cost > 0 else 1
    return -1 if line == "revenue" and revenue < 0 else 1


def _difference_factors(
    amounts: Sequence[Amount], canonical: dict[tuple[int, int], Decimal]
) -> dict[tuple[int, int], int]:
    """Deviations and changes are kept unless most rows of a column and line show them turned."""
    levels = {a.col: a for a in amounts if a.measure in LEVELS}
    groups: dict[tuple[int, str], list[Amount]] = defaultdict(list)
    for amount in amounts:
        if amount.measure in DIFFERENCES:
            groups[(amount.col, amount.line)].append(amount)
    factors: dict[tuple[int, int], int] = {}
    for group in groups.values():
        shares = [_turned_share(group, a, b, canonical) for a, b in _pairs(group[0].measure, levels)]
        turned = max(shares, default=0.0) > TURNED and min(shares, default=0.0) > -TURNED
        for amount in group:
            factors[(amount.row, amount.col)] = -1 if turned else 1
    return factors


def _pairs(measure: str, levels: dict[int, Amount]) -> list[tuple[int, int]]:
    """The columns whose difference a column may be: outcome against budget, later against earlier."""
    firsts, seconds = {
        "deviation": (("actual",), ("period_budget", "budget")),
        "forecast_deviation": (("forecast",), ("budget",)),
        "project_deviation": (("project_actual",), ("project_budget",)),
        "change": (("actual", "forecast"), ("actual", "prior_forecast")),
    }[measure]
    return [
        (a, b)
        for a, x in levels.items()
        if x.measure in firsts
        for b, y in levels.items()
        if y.measure in seconds and a != b and (measure != "change" or _is_later(x, y))
    ]


def _is_later(a: Amount, b: Amount) -> bool:
    if b.measure == "prior_forecast":
        return a.measure == "forecast"
    return a.period_end is not None and b.period_end is not None and a.period_end > b.period_end


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
