"""The amounts of a made-up money table, in SEK with the canonical sign, finer than they will be printed.

Printed sums and differences therefore miss by rounding, as in real reports. Next door: `tables.py` prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from generator.columns import DIFFERENCES, Column
from generator.words import When
from hypothesis import strategies as st

#: per account line (revenue, cost, net) what each column kind holds, in SEK
Amounts = dict[str, dict[str, Decimal]]
LEVELS = ("budget", "period_budget", "actual", "earlier", "forecast")


@dataclass(frozen=True)
class Line:
    """A printed line of a money table. line: revenue, cost or net; kind as in PrintedRow."""

    label: str
    line: str
    amounts: Amounts
    kind: str = "line"


@st.composite
def levels(draw: st.DrawFn, when: When, sign: int, may_agree: bool) -> dict[str, Decimal]:
    """Budget, outcome and forecast of one line. may_agree: the outcome may be exactly as budgeted."""
    budget = sign * Decimal(draw(st.integers(900, 300_000)) * 1000 + draw(st.integers(0, 999)))
    off = st.integers(8, 130).flatmap(lambda n: st.sampled_from([n, -n]))
    off = st.one_of(st.just(0), off) if may_agree else off
    period = budget * when.month / 12
    if not when.is_annual:
        period = period * (1000 + draw(st.integers(-40, 40))) / 1000
    actual = period * (1000 + draw(off)) / 1000
    forecast = budget * (1000 + draw(off)) / 1000
    earlier = actual * (1000 - draw(st.integers(15, 120))) / 1000
    return {
        "budget": budget,
        "period_budget": period,
        "actual": actual,
        "forecast": forecast,
        "earlier": earlier,
    }


@st.composite
def net_amounts(draw: st.DrawFn, when: When, may_agree: bool, has_accounts: bool) -> Amounts:
    """Amounts of an activity: its net cost, and its revenue and cost where columns show them."""
    if not has_accounts:
        return {"net": draw(levels(when, -1, may_agree))}
    cost = draw(levels(when, -1, may_agree))
    share = Decimal(draw(st.integers(2, 45))) / 100
    revenue = {name: -amount * share for name, amount in cost.items()}
    net = {name: revenue[name] + cost[name] for name in cost}
    return {"revenue": revenue, "cost": cost, "net": net}


def part_of(amounts: Amounts, share: Decimal) -> Amounts:
    return {line: {name: a * share for name, a in values.items()} for line, values in amounts.items()}


def sum_of(lines: list[Amounts]) -> Amounts:
    return {
        line: {name: sum((a[line][name] for a in lines), Decimal(0)) for name in lines[0][line]} for line in lines[0]
    }


def amount_in(column: Column, amounts: Amounts, line: str, columns: tuple[Column, ...]) -> Decimal:
    """What a column holds of these amounts: a level, a difference in favour (+) or a percentage."""
    values = amounts[column.line or line]
    held = {c.holds for c in columns}
    if column.holds == "deviation":
        return values["actual"] - values["period_budget" if "period_budget" in held else "budget"]
    if column.holds == "forecast_deviation":
        return values["forecast"] - values["budget"]
    if column.holds == "percent":
        return values["actual"] / values["budget"] * 100
    return values[column.holds]


#: (line) -> the sign that turns a canonical level into the printed one
CONVENTIONS: dict[str, dict[str, int]] = {
    "cost_negative": {"revenue": 1, "cost": 1, "net": 1},
    "cost_positive": {"revenue": -1, "cost": -1, "net": -1},
    "all_positive": {"revenue": 1, "cost": -1, "net": -1},
}


def printed_sign(column: Column, line: str, convention: str, is_adverse: bool) -> int:
    """is_adverse: differences are printed with + for worse than budget."""
    if column.holds in DIFFERENCES:
        return -1 if is_adverse else 1
    return CONVENTIONS[convention][column.line or line]
