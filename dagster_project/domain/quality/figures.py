"""Printed numbers as identities need them: the amount with its canonical sign, half a printed unit, and plain labels.

What lives here: facts in, figures out. What does not: what a number means (facts/) or which identities it is in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.arithmetic.identities import Amount
from dagster_project.domain.model import Fact
from dagster_project.domain.swedish.units import MONEY

LEVELS = frozenset({"actual", "budget", "period_budget", "forecast", "prior_forecast"})
COUNTED = frozenset({"count", "fte", "hours", "days"})
_ADDED_FAMILIES = frozenset({"cost", "income_statement", "investment", "volume", "staffing"})
_NEVER_ADDED = frozenset({"comparison_mean", "comparison_best", "comparison_worst", "percent_of_budget", "change_pct"})
#: one thing in relation to another (`ÅA per plats`), not a moment (`per augusti`)
_RATE = re.compile(
    r"\bper\s+(?!\d|(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec|kvartal|tertial|månad|sista)\w*)", re.IGNORECASE
)
_PLAIN = re.compile(r"[^\w]|_")
_BASE = re.compile(r"\s*\|[^|]*$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number. signed: the value with the canonical sign, in the printed unit; `sign` turns the one into the
    other; `factor` is SEK for a printed unit of money, else 1. base_key: the label without its last part
    (`Äldreomsorg | Kostnad`), empty where it has one part only. is_summable: may be added to its like."""

    cell: str
    fact: Fact
    value: Decimal
    sign: int
    factor: Decimal
    step: Decimal
    label_key: str
    base_key: str
    is_money: bool
    is_summable: bool

    @property
    def signed(self) -> Decimal:
        return self.value * self.sign

    @property
    def amount(self) -> Amount:
        return Amount(self.signed * self.factor, self.step * self.factor / 2)

    @property
    def column(self) -> tuple[object, ...]:
        """Numbers of one table may be added when they are alike in all of this."""
        f = self.fact
        return (f.col_no, f.part_no, f.measure, f.unit, f.entity, f.period_end, f.as_of)

    @property
    def row(self) -> tuple[int, int, str]:
        """Rows of one number share a label where a merged cell has one of its own."""
        return (self.fact.table_no, self.fact.row_no, self.fact.row_label)


def find_figures(facts: Iterable[Fact]) -> list[Figure]:
    """Every fact with a number, in the order given; a fact without an id is called by its place."""
    printed = [f for f in facts if f.value is not None]
    steps = _steps(printed)
    signs = _signs_of_zeros(printed)
    return [_figure(f, steps[f.table_no, f.unit], signs) for f in printed]


def _figure(fact: Fact, step: Decimal, signs: dict[tuple[object, ...], int]) -> Figure:
    assert fact.value is not None
    has_amount = fact.amount_reported_sek is not None
    is_money = fact.unit in MONEY and has_amount
    is_added = fact.fact_family in _ADDED_FAMILIES and fact.measure not in _NEVER_ADDED
    is_count = fact.unit in COUNTED and not _RATE.search(fact.col_label)
    return Figure(
        cell=fact.fact_id or f"{fact.table_no}.{fact.row_no}.{fact.col_no}.{fact.part_no}",
        fact=fact,
        value=fact.value,
        sign=_own_sign(fact) or signs.get(_kind(fact), 1),
        factor=MONEY[fact.unit] if is_money else Decimal(1),
        step=step,
        label_key=plain(fact.row_label),
        base_key=plain(_BASE.sub("", fact.row_label)) if " | " in fact.row_label else "",
        is_money=is_money,
        is_summable=is_added and (is_money or is_count),
    )


def plain(text: str) -> str:
    """Letters and digits only, lower case: for comparing labels."""
    return _PLAIN.sub("", text.casefold())


def _steps(printed: Sequence[Fact]) -> dict[tuple[int, str], Decimal]:
    """The finest decimal that a table prints of a unit: `4` beside `3,5` is 4,0."""
    finest: dict[tuple[int, str], int] = defaultdict(int)
    for fact in printed:
        exponent = fact.value.as_tuple().exponent if fact.value is not None else 0
        if isinstance(exponent, int):
            finest[fact.table_no, fact.unit] = min(finest[fact.table_no, fact.unit], exponent)
    return {key: Decimal(1).scaleb(exponent) for key, exponent in finest.items()}


def _own_sign(fact: Fact) -> int:
    if not fact.value or not fact.amount_reported_sek:
        return 0 if fact.amount_reported_sek is not None else 1
    return 1 if (fact.value > 0) == (fact.amount_reported_sek > 0) else -1


def _kind(fact: Fact) -> tuple[object, ...]:
    return fact.table_no, fact.measure, fact.account_line == "revenue"


def _signs_of_zeros(printed: Sequence[Fact]) -> dict[tuple[object, ...], int]:
    """A printed zero turns as the other numbers of its kind in the table."""
    seen: dict[tuple[object, ...], Counter[int]] = defaultdict(Counter)
    for fact in printed:
        if fact.value and fact.amount_reported_sek:
            seen[_kind(fact)][_own_sign(fact)] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in seen.items()}
