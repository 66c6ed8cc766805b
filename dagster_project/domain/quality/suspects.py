"""Which single cell explains the broken identities of a table.

What lives here: identities as sums over printed cells, and the search for the cell that, changed alone, makes every
identity it takes part in hold again. What does not: where identities come from (`dbt/models/marts/quality/`), what a
misprint looks like (`misprints`), how it is told (`findings`).

The rule: a suspect is named only when it is the only one. A cell is possible when one new value repairs all its
broken identities and leaves its intact ones intact. Among the possible cells those that explain most breaks remain;
if more than one remains, those whose new value is a usual misprint of the printed one. Still more than one: nobody
is named. So where exactly one cell is misprinted in a usual way, it is found or none is, never another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.quality.misprints import KINDS, OTHER, meant_values


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A number in a cell. `scale` turns the printed number into the amount that the identities add up (tkr with
    cost printed positive: -1000)."""

    cell_id: str
    value: Decimal
    scale: Decimal = Decimal(1)

    @property
    def amount(self) -> Decimal:
        return self.value * self.scale


@dataclass(frozen=True, slots=True)
class Identity:
    """Sum of coefficient x amount over `terms` is zero. `tolerance`: what rounding explains; `error_tolerance`: above
    it the identity is broken. Both in the unit of the amounts."""

    identity_id: str
    terms: tuple[tuple[str, int], ...]
    tolerance: Decimal
    error_tolerance: Decimal

    def residual(self, cells: Mapping[str, PrintedCell]) -> Decimal:
        return sum((cells[cell].amount * factor for cell, factor in self.terms), Decimal(0))

    def is_broken(self, cells: Mapping[str, PrintedCell]) -> bool:
        return abs(self.residual(cells)) > self.error_tolerance

    def factor_of(self, cell_id: str) -> int:
        return sum(factor for cell, factor in self.terms if cell == cell_id)


@dataclass(frozen=True, slots=True)
class Suspect:
    """The cell that explains `explains` (identity ids): printed `printed`, meant `expected`; `kind` of misprint."""

    cell_id: str
    printed: Decimal
    expected: Decimal
    kind: str
    explains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Range:
    low: Decimal
    high: Decimal

    def holds(self, value: Decimal) -> bool:
        return self.low <= value <= self.high

    @property
    def is_empty(self) -> bool:
        return self.low > self.high


def find_suspects(cells: Mapping[str, PrintedCell], identities: Sequence[Identity]) -> dict[str, Suspect]:
    """Suspect per broken identity id; an identity for which nobody can be named is not in the answer."""
    broken = {i.identity_id for i in identities if i.is_broken(cells)}
    by_cell: dict[str, list[Identity]] = {}
    for identity in identities:
        for cell_id in {cell for cell, _ in identity.terms}:
            by_cell.setdefault(cell_id, []).append(identity)
    found: dict[str, Suspect] = {}
    for identity in identities:
        if identity.identity_id in broken:
            possible = [
                suspect
                for cell_id in sorted({cell for cell, _ in identity.terms})
                if (suspect := _repair(cells, cell_id, by_cell[cell_id], broken)) is not None
            ]
            chosen = _only(possible)
            if chosen is not None:
                found[identity.identity_id] = chosen
    return found


def _only(possible: Iterable[Suspect]) -> Suspect | None:
    ranked = sorted(possible, key=lambda s: -len(s.explains))
    most = [s for s in ranked if len(s.explains) == len(ranked[0].explains)]
    if len(most) != 1:
        most = [s for s in most if s.kind != OTHER]
    return most[0] if len(most) == 1 else None


def _repair(
    cells: Mapping[str, PrintedCell], cell_id: str, identities: Sequence[Identity], broken: set[str]
) -> Suspect | None:
    """The cell with the value that makes all its identities hold, or None if there is no such value."""
    cell = cells[cell_id]
    allowed = _allowed(cells, cell, identities, broken)
    if allowed is None or allowed.is_empty:
        return None
    explains = tuple(i.identity_id for i in identities if i.identity_id in broken)
    usual = [(KINDS.index(kind), value) for kind, value in meant_values(cell.value) if allowed.holds(value)]
    middle = (allowed.low + allowed.high) / 2
    if usual:
        rank, value = min(usual, key=lambda pair: (pair[0], abs(pair[1] - middle)))
        return Suspect(cell_id, cell.value, value, KINDS[rank], explains)
    return Suspect(cell_id, cell.value, _as_printed(middle, cell.value, allowed), OTHER, explains)


def _allowed(
    cells: Mapping[str, PrintedCell], cell: PrintedCell, identities: Sequence[Identity], broken: set[str]
) -> _Range | None:
    """Printed values under which every identity of the cell holds; broken ones have to come within rounding."""
    low, high = Decimal("-Infinity"), Decimal("Infinity")
    for identity in identities:
        slope = identity.factor_of(cell.cell_id) * cell.scale
        if slope == 0:
            continue
        slack = identity.tolerance if identity.identity_id in broken else identity.error_tolerance
        centre = cell.value - identity.residual(cells) / slope
        width = slack / abs(slope)
        low, high = max(low, centre - width), min(high, centre + width)
    return None if low.is_infinite() else _Range(low, high)


def _as_printed(value: Decimal, printed: Decimal, allowed: _Range) -> Decimal:
    """`value` with as many decimals as `printed` where that stays inside the range, else as it is."""
    exponent = printed.as_tuple().exponent
    rounded = value.quantize(Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0))
    return rounded if allowed.holds(rounded) else value
