"""Which cell explains the violated identities: the fewest changes that make all identities over their cells hold.

What lives here: the search over one report's identities. What does not: where identities come from (`quality/`), what a
misprint looks like (`misprints`), how it is told (`quality/findings`).

An explanation is one event: one cell prints another number than was meant, two neighbouring cells changed places, or a
row that a total counts is not there. It has to make every violated identity of its cells hold and may violate none of
the others. Each is weighed by how probable the event is (`misprints`), how well the repaired numbers add up, and how
much liker its row the meant number is than the printed one (`likeness`); what explains all violated identities of a
cluster goes before what explains some. `confidence` is its share of the weights
of all explanations of the same identities; a suspect is named from NAMED_FROM on, and "cannot tell" is an answer.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.arithmetic.identities import Amount, Identity, evaluate, solve
from dagster_project.domain.arithmetic.likeness import Prediction
from dagster_project.domain.arithmetic.misprints import (
    MISSING_ROW,
    NEIGHBOUR,
    OTHER,
    SHARES,
    STALE_TOTAL,
    SWAPPED,
    meant_values,
)

#: share of the weights from which a cell is named
NAMED_FROM = 0.6
#: an explanation with less than this share of the weights is no rival
RIVAL_FROM = 0.01
#: a number that goes wrong in no usual way may become any of so many, at least
_ANY_NUMBER = 2000.0
#: neighbours that a cell usually has
_NEIGHBOURS = 4
#: about how many values a cell may have meant before any identity asks for one
_ANY_CELL = 40
#: terms added up: a report with so much to weigh is not misprinted, it is not understood, and no cell is accused
MOST_WORK = 50_000_000
#: a stale total is usually off by less than this share of itself
_STALE_WITHIN = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """value: as printed. scale turns it into the amount that identities add (tkr with cost printed positive: -1000).
    step: a printed unit. neighbours: the cells beside, above and below. is_total: it states a sum. predicted: the
    amount that the rest of its table makes expect, if it does."""

    value: Decimal
    scale: Decimal
    step: Decimal
    neighbours: tuple[str, ...] = ()
    is_total: bool = False
    predicted: Prediction | None = None

    def liker(self, value: Decimal) -> float:
        """How much better a value fits the rest of the table than the printed one."""
        if self.predicted is None:
            return 1.0
        return self.predicted.likeness(value * self.scale) / self.predicted.likeness(self.value * self.scale)

    @property
    def amount(self) -> Amount:
        return Amount(self.value * self.scale, abs(self.scale) * self.step / 2)


@dataclass(frozen=True, slots=True)
class Explanation:
    """changes: (cell, meant value), empty for a missing row. repairs: places of the identities in the list given."""

    kind: str
    changes: tuple[tuple[str, Decimal], ...]
    repairs: frozenset[int]
    weight: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """ranked: the explanations of one violated identity, best first, with their confidence (shares of 1)."""

    ranked: tuple[tuple[Explanation, float], ...]

    @property
    def named(self) -> Explanation | None:
        """The one to be named, or None: cannot tell."""
        best = self.ranked[0] if self.ranked else None
        return best[0] if best and best[1] >= NAMED_FROM else None

    @property
    def n_rivals(self) -> int:
        return max(0, sum(share >= RIVAL_FROM for _, share in self.ranked) - 1)


def diagnose(
    cells: Mapping[str, PrintedCell],
    identities: Sequence[Identity],
    totals: Iterable[frozenset[int]] = (),
) -> dict[int, Diagnosis]:
    """A diagnosis for every violated identity, by its place in the list.

    Args: totals: for every total row, the places of its sums; a lost row violates them together.
    """
    return _Search(cells, identities).run(tuple(totals))


class _Search:
    """The identities of one report with what they come to as printed."""

    def __init__(self, cells: Mapping[str, PrintedCell], identities: Sequence[Identity]) -> None:
        self.cells, self.identities = cells, identities
        self.amounts = {name: cell.amount for name, cell in cells.items()}
        self.of_cell: dict[str, list[int]] = defaultdict(list)
        for i, identity in enumerate(identities):
            for cell in dict.fromkeys(identity.cells):
                self.of_cell[cell].append(i)
        self.printed = [evaluate(i, self.amounts) for i in identities]
        self.violated = frozenset(i for i, outcome in enumerate(self.printed) if outcome.is_violated)

    def run(self, totals: Sequence[frozenset[int]]) -> dict[int, Diagnosis]:
        suspects = sorted({cell for i in self.violated for cell in self.identities[i].cells})
        if sum(map(self._work_of, suspects)) > MOST_WORK:
            return {i: Diagnosis(()) for i in self.violated}
        found = [e for cell in suspects for e in self._of_cell(cell)]
        found += [e for a, b in self._neighbours(suspects) if (e := self._swapped(a, b)) is not None]
        found += self._missing_rows(totals)
        return {i: Diagnosis(_ranked([e for e in found if i in e.repairs])) for i in self.violated}

    def _work_of(self, cell: str) -> int:
        """About how many terms are added up to weigh every value that the cell may have meant."""
        values = _ANY_CELL + sum(i in self.violated for i in self.of_cell[cell])
        return values * sum(len(self.identities[i].cells) for i in self.of_cell[cell])

    def _of_cell(self, cell: str) -> Iterator[Explanation]:
        """What the cell may have meant: the likeliest reading of every value that fits, and the value that must be."""
        best: Explanation | None = None
        printed = self.cells[cell]
        usual = [(kind, value, share) for kind, value, share in meant_values(printed.value)]
        for kind, value, share in [*usual, *self._solved(cell)]:
            weight = self._weigh({cell: value})
            if weight is not None and (best is None or weight * share > best.weight):
                repairs = self.violated & frozenset(self.of_cell[cell])
                best = Explanation(kind, ((cell, value),), repairs, weight * share)
        if best is not None:
            yield best

    def _solved(self, cell: str) -> Iterator[tuple[str, Decimal, float]]:
        """Values that some violated identity asks for, as printed numbers; any number may be printed for another."""
        printed = self.cells[cell]
        copied = any(self.cells[n].value == printed.value for n in printed.neighbours) and abs(printed.value) >= 10
        stated = [self.identities[i] for i in self.of_cell[cell] if self.identities[i].printed == cell]
        n_summed = max((len(i.cells) for i in stated), default=0) if printed.is_total else 0
        for i in self.of_cell[cell]:
            if i not in self.violated or not printed.scale:
                continue
            amount = solve(self.identities[i], cell, self.amounts)
            if amount is None:
                continue
            value = (amount / printed.scale).quantize(printed.step)
            if value == printed.value:
                continue
            if copied:
                yield NEIGHBOUR, value, SHARES[NEIGHBOUR] / _NEIGHBOURS
            if n_summed and abs(value - printed.value) <= _STALE_WITHIN * abs(printed.value):
                spread = float(2 * _STALE_WITHIN * abs(printed.value) / printed.step)
                # Of all the cells of the sum only the total can be stale.
                yield STALE_TOTAL, value, SHARES[STALE_TOTAL] * n_summed / max(1.0, spread)
            spread = float(2 * max(abs(printed.value), abs(value)) / printed.step)
            yield OTHER, value, SHARES[OTHER] / max(_ANY_NUMBER, spread)

    def _neighbours(self, suspects: Sequence[str]) -> set[tuple[str, str]]:
        return {(min(c, n), max(c, n)) for c in suspects for n in self.cells[c].neighbours if n in self.cells}

    def _swapped(self, a: str, b: str) -> Explanation | None:
        one, other = self.cells[a].value, self.cells[b].value
        if one == other:
            return None
        weight = self._weigh({a: other, b: one})
        if weight is None:
            return None
        repairs = self.violated & (frozenset(self.of_cell[a]) | frozenset(self.of_cell[b]))
        return Explanation(SWAPPED, ((a, other), (b, one)), repairs, weight * SHARES[SWAPPED])

    def _missing_rows(self, totals: Sequence[frozenset[int]]) -> Iterator[Explanation]:
        for sums in totals:
            repairs = sums & self.violated
            if len(repairs) >= 2:
                # What the row printed is not known: any number would do, in every column.
                spread = math.prod(max(1.0, float(abs(self.printed[i].printed) / self._step(i))) for i in repairs)
                yield Explanation(MISSING_ROW, (), repairs, SHARES[MISSING_ROW] / spread)

    def _step(self, place: int) -> Decimal:
        return 2 * self.amounts[self.identities[place].printed].half

    def _weigh(self, values: Mapping[str, Decimal]) -> float | None:
        """How much better the changed numbers fit than the printed ones, or None where an identity does not hold."""
        printed = {cell: self.amounts[cell] for cell in values}
        self.amounts |= {c: Amount(v * self.cells[c].scale, self.amounts[c].half) for c, v in values.items()}
        try:
            return self._weigh_changed(values)
        finally:
            self.amounts |= printed

    def _weigh_changed(self, values: Mapping[str, Decimal]) -> float | None:
        weight, repaired = math.prod(self.cells[c].liker(v) for c, v in values.items()), 0
        for i in dict.fromkeys(i for cell in values for i in self.of_cell[cell]):
            identity = self.identities[i]
            try:
                outcome = evaluate(identity, self.amounts)
            except ZeroDivisionError:
                return None
            if outcome.is_violated:
                return None
            repaired += i in self.violated
            if identity.is_exact:
                weight *= _fit(outcome.difference, outcome.tolerance, len(identity.terms))
                if i not in self.violated:
                    before = self.printed[i]
                    weight /= _fit(before.difference, before.tolerance, len(identity.terms))
        return weight if repaired else None


def _fit(difference: Decimal, tolerance: Decimal, n_terms: int) -> float:
    """How probable rounding is to miss by this much: the halves are even, so their sum is nearly normal."""
    if not tolerance:
        return 1.0
    halves = n_terms + 1
    deviation = 0.05 + math.sqrt(halves / 12) / (halves / 2)
    return math.exp(-0.5 * (float(difference / tolerance) / deviation) ** 2) / (deviation * halves)


def _ranked(found: Sequence[Explanation]) -> tuple[tuple[Explanation, float], ...]:
    """Best first: those that explain most identities, then by weight; shares are among those that explain as many."""
    most = max((len(e.repairs) for e in found), default=0)
    best = sorted((e for e in found if len(e.repairs) == most), key=lambda e: -e.weight)
    total = sum(e.weight for e in best)
    rest = sorted((e for e in found if len(e.repairs) < most), key=lambda e: (-len(e.repairs), -e.weight))
    return (*((e, e.weight / total if total else 0.0) for e in best), *((e, 0.0) for e in rest))
