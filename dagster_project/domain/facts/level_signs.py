"""Canonical signs of levels: outcomes, budgets, forecasts. Revenue +, cost -, net = revenue + cost.

Net costs are judged column by column (two conventions occur in one report, and in one investment table: DOMAIN.md
2a): a column of them printed positive is turned. Revenues and costs follow one of three conventions, told by all of
them together. One wrong sign must stay visible and may not turn its column: cells, sums and the columns beside vote,
and a column of one cell does not go against its like. Deviations are next door in `difference_signs.py`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dagster_project.domain.arithmetic.tolerances import unit_step
from dagster_project.domain.swedish.units import MONEY

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
#: below this share of the absolute sum, a column's own sum does not tell its sign
CLEAR = Decimal("0.25")
#: a column follows another convention than its table where so many more of its cells say so
OWN_CONVENTION = 2
#: factors for printed (revenue, cost): costs printed -; both printed +; revenue printed - and costs +
SIGNED, SIZES, LEDGER = (1, 1), (1, -1), (-1, -1)
#: revenue printed - where no costs are
TURNED_REVENUE = (-1, 1)

#: what a row or its column is; `result`: a surplus is + wherever revenue is; `grant`: the appropriation as a line of a
#: statement, + as revenue is, but no term of the net; `unclear`: a line of a statement whose words do not say which
#: side it is on (slutavräkningar, fordringar)
Line = Literal["revenue", "cost", "net", "result", "grant", "unclear"]
Convention = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed money value and what decides its sign. Activities without an account line are `net`.

    is_statement: its row is a line of a statement (income statement, balance sheet, cash flow), no activity. unit: of
    money; one table may print several. is_net_cost: a net called a cost.
    """

    row: int
    col: int
    measure: str
    line: Line
    value: Decimal
    is_sum: bool
    is_statement: bool = False
    period_end: date | None = None
    unit: str = "kr"
    is_net_cost: bool = False

    @property
    def sek(self) -> Decimal:
        """The amount in SEK, sign as printed."""
        return self.value * MONEY[self.unit]


#: amounts by column and line
Groups = dict[tuple[int, Line], list[Amount]]


def level_factors(amounts: Sequence[Amount]) -> dict[tuple[int, int], int]:
    """1 or -1 for every (row, col) of a level."""
    levels = [a for a in amounts if a.measure in LEVELS]
    return {**_factors([a for a in levels if not a.is_statement]), **_factors([a for a in levels if a.is_statement])}


def _factors(levels: Sequence[Amount]) -> dict[tuple[int, int], int]:
    """Of levels that are activities, or of those that are lines of a statement."""
    groups: Groups = defaultdict(list)
    for amount in levels:
        groups[amount.col, amount.line].append(amount)
    conventions = _conventions(levels)
    chosen = {key: _own_factor(*key, groups, conventions[key[0]]) for key in groups}
    is_ledger = {col: group[0].is_statement and conventions[col] == LEDGER for (col, _), group in groups.items()}
    proven = {key: factor for key in groups if not is_ledger[key[0]] and (factor := _net_factor(*key, groups))}
    proven = _without_lone(proven, groups)
    elsewhere = {line: factor for (_, line), factor in proven.items()} if levels and levels[0].is_statement else {}
    for col, line in groups:
        if not is_ledger[col]:
            chosen[col, line] = proven.get((col, line)) or elsewhere.get(line) or chosen[col, line]
    chosen = _without_lone(chosen, groups)
    return {(a.row, a.col): chosen[key] for key, group in groups.items() for a in group}


def _conventions(levels: Sequence[Amount]) -> dict[int, Convention]:
    """For every column the convention of its revenues and costs: its table's, unless its own cells clearly differ."""
    sides = [a for a in levels if a.value and a.line in ("revenue", "cost")]
    lines = {a.line for a in sides}
    possible = [SIGNED, SIZES, LEDGER] if len(lines) == 2 else [SIGNED, SIZES if "cost" in lines else TURNED_REVENUE]
    votes: dict[int, Counter[Convention]] = {a.col: Counter() for a in levels}
    for amount in sides:
        for convention in possible:
            votes[amount.col][convention] += _canonical(amount, convention)
    table = sum(votes.values(), Counter[Convention]())
    best = max(possible, key=lambda c: table[c])
    is_tied = any(table[c] == table[best] for c in possible if c != best)
    chosen = {}
    for col, own in votes.items():
        nearest = max(possible, key=lambda c: (own[c], c == best))
        chosen[col] = nearest if is_tied or own[nearest] >= own[best] + OWN_CONVENTION else best
    return chosen


def _canonical(amount: Amount, convention: Convention) -> bool:
    """Whether the convention gives a revenue a + or a cost a -."""
    is_revenue = amount.line == "revenue"
    return (amount.value * convention[not is_revenue] > 0) == is_revenue


def _own_factor(col: int, line: Line, groups: Groups, convention: Convention) -> int:
    """By the convention and by the signs of its column, before the net of revenue and cost is tried."""
    group = groups[col, line]
    if group[0].is_statement and convention == LEDGER:
        return -1
    if line == "revenue":
        return convention[0]
    if line == "cost" or (line == "unclear" and convention == SIZES):
        return convention[1]
    if line == "net" and _is_within_rounding(col, groups) and (convention == SIGNED or group[0].is_net_cost):
        return 1 if convention == SIGNED else -1
    return -1 if line == "net" and _sign_of_column(col, line, groups) > 0 else 1


def _net_factor(col: int, line: Line, groups: Groups) -> int:
    """A net beside its revenue and cost: the sign under which net = revenue + cost.

    Returns: 1 or -1; 0 where nothing is proved (a net as small as its rounding fits both).
    """
    net, revenue, cost = groups[col, line], groups.get((col, "revenue"), []), groups.get((col, "cost"), [])
    if line not in ("net", "result") or (line == "result" and not net[0].is_statement) or not revenue or not cost:
        return 0
    total, rounding, steps = _net_of_lines(net, revenue, cost)
    for amount in net:
        fits = [f for f in (1, -1) if abs(amount.sek * f - total) <= rounding + steps[amount.unit]]
        if total and len(fits) == 1:
            return fits[0]
    return 0


def _net_of_lines(
    net: Sequence[Amount], revenue: Sequence[Amount], cost: Sequence[Amount]
) -> tuple[Decimal, Decimal, dict[str, Decimal]]:
    """(revenue less cost, how far rounding may move it, the printed step of every unit), in SEK."""
    total = abs(_sum(_lines(revenue))) - abs(_sum(_lines(cost)))
    steps = _steps((*revenue, *cost, *net))
    return total, sum((steps[a.unit] for a in (*revenue, *cost)), Decimal(0)), steps


def _is_within_rounding(col: int, groups: Groups) -> bool:
    """True for a column whose revenues and costs cancel out but for rounding: the sign of its net says nothing of how
    nets are printed."""
    revenue, cost = groups.get((col, "revenue"), []), groups.get((col, "cost"), [])
    if not revenue or not cost:
        return False
    total, rounding, _ = _net_of_lines((), revenue, cost)
    return abs(total) <= rounding


def _without_lone(factors: dict[tuple[int, Line], int], groups: Groups) -> dict[tuple[int, Line], int]:
    """A column of one cell that goes against all of its like, two or more, is a wrong sign and no convention."""
    mended = dict(factors)
    for (col, line), factor in factors.items():
        group = groups[col, line]
        like = [f for (c, of), f in factors.items() if of == line and c != col and _is_like(group[0], groups[c, of][0])]
        if len(group) == 1 and len(like) >= 2 and set(like) == {-factor}:
            mended[col, line] = -factor
    return mended


def _is_like(a: Amount, b: Amount) -> bool:
    """Columns that follow one convention: those of a statement; of activities only those of one measure."""
    return a.is_statement or a.measure == b.measure


def _steps(amounts: Sequence[Amount]) -> dict[str, Decimal]:
    """The printed step of every unit among the amounts, in SEK."""
    units = {a.unit for a in amounts}
    return {unit: unit_step([a.value for a in amounts if a.unit == unit]) * MONEY[unit] for unit in units}


def _sum(amounts: Iterable[Amount]) -> Decimal:
    return sum((a.sek for a in amounts), Decimal(0))


def _size(amounts: Iterable[Amount]) -> Decimal:
    return sum((abs(a.sek) for a in amounts), Decimal(0))


def _lines(group: Sequence[Amount]) -> list[Amount]:
    """The lines of a group without its sums, which count them again; all of it where it holds nothing else."""
    return [a for a in group if not a.is_sum] or list(group)


def _sign_of_column(col: int, line: Line, groups: Groups) -> int:
    """The sign that most of three witnesses give: how many lines have it, what they come to, what the sums print.

    What the lines come to speaks alone; the others only together. Else the columns beside it decide.
    """
    group = groups[col, line]
    lines, sums = _lines(group), [a for a in group if a.is_sum]
    counted = Decimal(sum((a.value > 0) - (a.value < 0) for a in lines))
    by_count, by_size = _clear(counted, Decimal(len(lines))), _clear(_sum(lines), _size(lines))
    said = by_count + by_size + _clear(_sum(sums), _size(sums))
    if len(lines) > 3 and abs(counted) == len(lines) - 2:
        said += by_count  # all but one agree
    if said == 0 or (by_size == 0 and abs(said) < 2):
        said = _clear(_sum(a for (_, of), beside in groups.items() if of == line for a in _lines(beside)), Decimal(0))
    return (said > 0) - (said < 0)


def _clear(total: Decimal, size: Decimal) -> int:
    """The sign of a sum that is not small beside its terms, else 0."""
    return (total > 0) - (total < 0) if abs(total) >= CLEAR * size else 0
