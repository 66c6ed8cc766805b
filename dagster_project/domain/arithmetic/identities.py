"""Identities over printed numbers: what one promises, how far rounding may miss it, and what would make it hold.

Lives here: pure arithmetic over amounts and half units; cells are known only by their id. What does not: which
identities a table promises (`quality/`), and which of its cells is to blame (`diagnose`).

Tolerance: every printed figure is rounded to its own unit, so it may be off by half of it; an identity may miss by the
sum of those halves. Source: DOMAIN.md section 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

#: equals: printed = sum of coefficient x term. at_most: printed lies between zero and its term. between: printed lies
#: between the least and the largest term. share: printed = 100 x coefficient x first / |second|.
#: product: printed = coefficient x first x second
Relation = Literal["equals", "at_most", "between", "share", "product"]
ZERO = Decimal(0)


class Amount(NamedTuple):
    """A printed number as identities add it: `value` with its canonical sign, `half` a printed unit, in one scale."""

    value: Decimal
    half: Decimal


@dataclass(frozen=True, slots=True)
class Identity:
    """printed: the cell that states the result. terms: (cell, coefficient). form: identities of one form are alike, so
    that those which hold vouch for the reading of the others; slack widens the tolerance (figures adjusted twice)."""

    kind: str
    printed: str
    terms: tuple[tuple[str, int], ...]
    form: str = ""
    relation: Relation = "equals"
    slack: int = 1

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.printed, *(cell for cell, _ in self.terms))

    @property
    def is_exact(self) -> bool:
        """Promises a value, not only bounds."""
        return self.relation in ("equals", "share", "product")


class Outcome(NamedTuple):
    """expected: what the terms give (for bounds: the nearest allowed value). tolerance: what rounding explains."""

    expected: Decimal
    printed: Decimal
    tolerance: Decimal

    @property
    def difference(self) -> Decimal:
        return self.printed - self.expected

    @property
    def is_violated(self) -> bool:
        return abs(self.difference) > self.tolerance


def evaluate(identity: Identity, amounts: Mapping[str, Amount]) -> Outcome:
    """What an identity expects, what is printed, and the tolerance; in the scale of the amounts.

    Raises: ZeroDivisionError, if a share has no whole.
    """
    printed = amounts[identity.printed]
    terms = [(amounts[cell], factor) for cell, factor in identity.terms]
    if identity.relation == "equals":
        expected = sum((a.value * factor for a, factor in terms), ZERO)
        halves = sum((a.half * abs(factor) for a, factor in terms), ZERO)
        return Outcome(expected, printed.value, halves * identity.slack + printed.half)
    if identity.relation in ("share", "product"):
        return _ratio(identity, printed, terms)
    values = [a.value for a, _ in terms] + ([ZERO] if identity.relation == "at_most" else [])
    expected = min(max(printed.value, min(values)), max(values))
    return Outcome(expected, printed.value, printed.half + max(a.half for a, _ in terms))


def _ratio(identity: Identity, printed: Amount, terms: list[tuple[Amount, int]]) -> Outcome:
    (first, sign), (second, _) = terms
    if identity.relation == "product":
        spread = abs(first.value) * second.half + abs(second.value) * first.half
        return Outcome(first.value * second.value * sign, printed.value, spread + printed.half)
    whole = abs(second.value)
    expected = 100 * sign * first.value / whole
    spread = 100 * (first.half / whole + abs(first.value) * second.half / whole**2)
    return Outcome(expected, printed.value, spread + printed.half)


def solve(identity: Identity, cell: str, amounts: Mapping[str, Amount]) -> Decimal | None:
    """The value of one cell that makes an exact identity hold, all others as printed; None where there is none."""
    outcome = evaluate(identity, amounts)
    if identity.relation == "equals":
        slope = sum(factor for c, factor in identity.terms if c == cell) - (cell == identity.printed)
        return amounts[cell].value + outcome.difference / slope if slope else None
    if not identity.is_exact:
        return None
    if cell == identity.printed:
        return outcome.expected
    (first, sign), (second, _) = identity.terms
    other = amounts[second if cell == first else first].value
    if identity.relation == "product":
        return sign * outcome.printed / other if other else None
    if cell == first:
        return sign * outcome.printed * abs(other) / 100
    return abs(100 * other / outcome.printed) if outcome.printed else None
