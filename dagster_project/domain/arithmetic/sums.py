"""Which rows add up to which: totals, subtotals and their terms over a grid of numbers.

Pure arithmetic over columns of values; knows rows only by index, and which of them claim to be totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.arithmetic.tolerances import sum_breaks_above, unit_step

#: an amount of fewer printed steps than this may be the sum of its neighbours by chance
CHANCE_STEPS = 20
#: a row that does not call itself a total is tried against at most this many rows
MOST_TERMS = 60
#: rows times rows that call themselves totals: beyond this (no printed table comes near) a total is tried so too
MOST_PAIRS = 100_000

#: rows that come to this share of a total are meant to be its parts
NEARLY = (Decimal("0.6"), Decimal("1.4"))

#: a sum holds in this part of the columns that test it
MOST = 0.6

Values = Sequence[Sequence[Decimal | None]]  # rows of columns


@dataclass(frozen=True, slots=True)
class SumRow:
    """total: index of the row that is the sum. terms: indexes of its terms. held: columns where it holds, of those
    tested. lacking: columns where it does not hold and a term prints no number."""

    total: int
    terms: tuple[int, ...]
    held: int
    tested: int
    lacking: int = 0

    @property
    def is_proven(self) -> bool:
        """Holds in most columns that test it, or in two and most of those that print all of its terms."""
        if self.held >= 2 and self.held >= MOST * (self.tested - self.lacking):
            return True
        return self.tested > 0 and self.held >= MOST * self.tested


def sum_misses(
    values: Values, total: int, terms: Sequence[int], signs: Sequence[int] | None = None
) -> list[tuple[int, Decimal, Decimal, int]]:
    """For every column that prints the total: (column, sum of terms, printed total, number of printed terms)."""
    found = []
    for c, printed in enumerate(values[total]):
        parts = [(values[t][c], s) for t, s in zip(terms, signs or [1] * len(terms), strict=True)]
        numbers = [v * s for v, s in parts if v is not None]
        if printed is not None and numbers:
            found.append((c, sum(numbers, Decimal(0)), printed, len(numbers)))
    return found


def try_sum(values: Values, total: int, terms: Sequence[int], signs: Sequence[int] | None = None) -> SumRow:
    """Count the columns in which the terms sum to the total, within rounding. Columns of zeros alone prove nothing."""
    step = unit_step(v for r in (*terms, total) for v in values[r] if v is not None)
    held = tested = lacking = 0
    for _, expected, printed, n in sum_misses(values, total, terms, signs):
        if expected == 0 and printed == 0:
            continue
        holds = abs(expected - printed) <= max(sum_breaks_above(n, step), step)
        tested += 1
        held += holds
        lacking += not holds and n < len(terms)
    return SumRow(total, tuple(terms), held, tested, lacking)


def find_sums(
    values: Values,
    claimed: Sequence[bool],
    excluded: Sequence[bool],
    groups: Sequence[object],
    sides: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> list[SumRow]:
    """The sums of a table.

    Args: values: numbers by row and column. claimed: rows whose label says total. excluded: rows that are no terms
        (of which, memo rows). groups: the section of every row; a total first looks for its terms in its own section.
        sides: the side of every row that is on one (`revenue`, `cost`), else empty: a row of one side that claims
        nothing sums none of the other, however their amounts meet.
        kinds: what a row is of the thing that its outer label names (`Kostnader` of `Totalt | Kostnader`), else empty:
        a total is tried over the rows of its kind.
    Returns: one SumRow per total found, in row order. A claimed total whose sum fails is returned with the best terms
        (most columns held, then most terms); a row that claims nothing is a total only if proven in two columns, and
        not where the totals that claim to be some hold by counting it beside its terms.
    """
    found = _find(values, claimed, excluded, groups, sides, kinds, may_be_silent=True)
    if all(claimed[s.total] for s in found):
        return found
    stated = _find(values, claimed, excluded, groups, sides, kinds, may_be_silent=False)
    n_proven = sum(s.is_proven for s in found if claimed[s.total])
    if sum(s.is_proven for s in stated) > n_proven:
        return stated
    whole = [{s.total, *s.terms} for s in found if claimed[s.total] and s.is_proven]
    return [s for s in found if claimed[s.total] or not any({s.total, *s.terms} < terms for terms in whole)]


def _find(
    values: Values,
    claimed: Sequence[bool],
    excluded: Sequence[bool],
    groups: Sequence[object],
    sides: Sequence[str],
    kinds: Sequence[str],
    *,
    may_be_silent: bool,
) -> list[SumRow]:
    """may_be_silent: rows that claim nothing may be totals too."""
    sums: list[SumRow] = []
    used: set[int] = set()
    reach = MOST_TERMS if len(values) * sum(claimed) > MOST_PAIRS else len(values)
    for r in range(len(values)):
        if excluded[r] or not (claimed[r] or may_be_silent) or not any(v is not None for v in values[r]):
            continue
        options = _candidates(r, values, claimed, excluded, groups, used, {s.total for s in sums}, reach)
        if kinds and kinds[r] and claimed[r]:
            options += _of_its_kind(r, excluded, kinds, sums)
        if sides and sides[r] and not claimed[r]:
            options = [terms for terms in options if {sides[t] for t in terms} <= {"", sides[r]}]
        tested = [try_sum(values, r, terms) for terms in options if terms]
        best = max(tested, key=_rank, default=None)
        if best is None:
            continue
        is_whole = best.is_proven and best.held == best.tested and best.held >= 2 and len(best.terms) >= 3
        if claimed[r] or (is_whole and not _restates_one(values, best)):
            sums.append(best)
            used.update(best.terms)
    return sums


def _restates_one(values: Values, found: SumRow) -> bool:
    """True if in no column that prints the row two of the terms are more than rounding: the row only prints the number
    of one of them."""
    step = unit_step(v for r in (*found.terms, found.total) for v in values[r] if v is not None)
    least = sum_breaks_above(len(found.terms), step)
    columns = [c for c, printed in enumerate(values[found.total]) if printed is not None]
    return not any(sum(abs(values[t][c] or Decimal(0)) > least for t in found.terms) > 1 for c in columns)


def find_listed(
    values: Values, sums: Sequence[SumRow], claimed: Sequence[bool], excluded: Sequence[bool], groups: Sequence[object]
) -> list[SumRow]:
    """The rows listed right above a total that was found to restate another one, where they nearly add up to it too.

    That two totals agree does not excuse the list between them: a row of it may be missing or wrong. Rows that come to
    quite another amount are a selection, and promise nothing.
    """
    found = []
    for restated in sums:
        r = restated.total
        if not (claimed[r] and restated.is_proven and len(restated.terms) == 1):
            continue
        above = max((s.total for s in sums if s.total < r), default=-1)
        terms = [i for i in range(above + 1, r) if not excluded[i] and not claimed[i] and groups[i] == groups[r]]
        misses = [m for m in sum_misses(values, r, terms) if m[2]]
        near = sum(NEARLY[0] <= expected / printed <= NEARLY[1] for _, expected, printed, _ in misses)
        if len(terms) >= 2 and near >= 2 and 2 * near > len(misses):
            found.append(try_sum(values, r, terms))
    return found


def _rank(tried: SumRow) -> tuple[bool, float, bool, int]:
    """Several rows above, if proven, before rows below or one total restated: one misprint must not choose other terms.
    Then most columns held, then most terms."""
    is_above = max(tried.terms) < tried.total
    share = tried.held / tried.tested if tried.tested else 0.0
    return is_above and tried.is_proven and len(tried.terms) > 1, share, is_above, len(tried.terms)


def _candidates(
    r: int,
    values: Values,
    claimed: Sequence[bool],
    excluded: Sequence[bool],
    groups: Sequence[object],
    used: set[int],
    totals: set[int],
    reach: int,
) -> list[list[int]]:
    """Sets of rows that could be the terms of row r: lines since the last total, of the section, all, totals, below.

    reach: how many rows away the terms of a row may be that calls itself a total.
    """
    reach = reach if claimed[r] else MOST_TERMS
    first, end = max(0, r - reach), min(len(values), r + 1 + reach)
    terms = [i for i in range(first, r) if not excluded[i]]
    lines = [i for i in terms if i not in totals]
    last_total = max(totals, default=-1)
    since = [i for i in lines if i > last_total]
    same = [i for i in lines if groups[i] == groups[r]]
    open_totals = [i for i in terms if i in totals and i not in used]
    options = [since, same, lines, open_totals, open_totals + [i for i in lines if i not in used]]
    if r == 0 or groups[r] != groups[r - 1] or claimed[r]:
        below = []
        for i in range(r + 1, end):
            if claimed[i] or groups[i] != groups[r]:
                break
            if not excluded[i]:
                below.append(i)
        options.append(below if len(below) >= 2 else [])
    if claimed[r]:
        options.append([i for i in range(r + 1, end) if claimed[i] and not excluded[i]])
    else:
        options.append(_run_below(r, values, claimed, excluded))
    unique: list[list[int]] = []
    for option in options:
        ordered = sorted(set(option))
        if len(ordered) >= (1 if claimed[r] else 3) and ordered not in unique:
            unique.append(ordered)
    return unique


def _of_its_kind(r: int, excluded: Sequence[bool], kinds: Sequence[str], sums: Sequence[SumRow]) -> list[list[int]]:
    """The rows above, and those below, that are of the total's kind: two or more, no terms of another total of it."""
    taken = {t for s in sums if kinds[s.total] == kinds[r] for t in s.terms}
    alike = [i for i, kind in enumerate(kinds) if kind == kinds[r] and i != r and not excluded[i] and i not in taken]
    options = [i for i in alike if i < r], [i for i in alike if i > r]
    return [option for option in options if len(option) > 1]


def _run_below(r: int, values: Values, claimed: Sequence[bool], excluded: Sequence[bool]) -> list[int]:
    """The rows right under r that sum to it in every column: the parts of an unmarked parent (a board, its units).

    At least two columns must show it with amounts that are no chance; empty where no run does.
    """
    step = unit_step(v for v in values[r] if v is not None)
    printed = [(c, v) for c, v in enumerate(values[r]) if v is not None]
    so_far = dict.fromkeys((c for c, _ in printed), Decimal(0))
    counted = dict.fromkeys(so_far, 0)
    telling = {c for c, v in printed if abs(v) >= CHANCE_STEPS * step}
    terms: list[int] = []
    for i in range(r + 1, min(len(values), r + 1 + MOST_TERMS)):
        if claimed[i]:
            break
        if excluded[i]:
            continue
        terms.append(i)
        for c, _ in printed:
            if (value := values[i][c]) is not None:
                so_far[c] += value
                counted[c] += 1
        if len(terms) < 3 or sum(counted[c] > 0 for c in telling) < 2:
            continue
        if all(abs(so_far[c] - v) <= sum_breaks_above(counted[c], step) for c, v in printed if counted[c]):
            return terms
    return []
