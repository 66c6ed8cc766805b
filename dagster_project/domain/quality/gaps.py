"""Sums of a column that miss a term which nobody sees: a cell that could not be read, one that prints a dash, a blank.

Lives here: why a sum cannot be tested. What does not: which sums there are (`row_sums`).

A blank is not zero. Where a sum is off by about what the row of a blank prints in the other columns, the total counts
what is not printed; where it is off by another amount, the blank does not explain it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from dagster_project.domain.arithmetic.identities import Identity, Outcome
from dagster_project.domain.model import IgnoredCell, Refusal
from dagster_project.domain.quality.figures import LEVELS, Figure

_UNREAD = "a cell of the column could not be read"
_NOT_REPORTED = "a cell of the column prints that nothing is reported"
_BLANK = "a row of the sum prints nothing in the column, and what is missing is about what it prints elsewhere"
#: a blank explains what is missing up to this factor of what its row prints elsewhere
_ABOUT = Decimal(3)
Row = tuple[int, int, str]


class Gaps:
    """Where numbers are not there: unread and unreported cells by column, blanks of the rows of a sum."""

    def __init__(
        self,
        refusals: Iterable[Refusal],
        ignored: Iterable[IgnoredCell],
        identities: Sequence[Identity],
        figures: Mapping[str, Figure],
    ) -> None:
        self._figures = figures
        self._unread = {(r.table_no, r.col_no) for r in refusals if r.table_no and r.col_no}
        self._unreported: dict[tuple[int, int], list[int]] = defaultdict(list)
        for left in ignored:
            if left.rule == "blank":
                self._unreported[left.table_no, left.col_no].append(left.row_no)
        self._terms: dict[str, dict[Row, list[Figure]]] = defaultdict(lambda: defaultdict(list))
        for identity in identities:
            if is_column_sum(identity):
                for cell, _ in identity.terms:
                    self._terms[identity.form][figures[cell].row].append(figures[cell])

    def why_untestable(self, identity: Identity, outcome: Outcome) -> str:
        """The reason, or empty."""
        if not is_column_sum(identity):
            return ""
        facts = [self._figures[c].fact for c in identity.cells]
        column, rows = (facts[0].table_no, facts[0].col_no), [f.row_no for f in facts]
        if column in self._unread:
            return _UNREAD
        if not outcome.is_violated:
            return ""
        if any(min(rows) <= row <= max(rows) for row in self._unreported.get(column, [])):
            return _NOT_REPORTED
        return _BLANK if self._blank_explains(identity, outcome.difference) else ""

    def _blank_explains(self, identity: Identity, missing: Decimal) -> bool:
        printed = {self._figures[c].row for c in identity.cells}
        is_level = self._figures[identity.printed].fact.measure in LEVELS
        return any(
            is_level and beside.fact.measure in LEVELS and _is_about(missing, beside.amount.value)
            for row, figures in self._terms[identity.form].items()
            if row not in printed
            for beside in figures
        )


def is_column_sum(identity: Identity) -> bool:
    return identity.form.startswith("rows|")


def _is_about(missing: Decimal, elsewhere: Decimal) -> bool:
    return missing * elsewhere > 0 and abs(elsewhere) <= _ABOUT * abs(missing) <= _ABOUT * _ABOUT * abs(elsewhere)
