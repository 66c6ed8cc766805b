"""All identities of one report, derived from the structure of its tables; and what cannot be tested, with the reason.

What lives here: the list of kinds, and cells that promise an identity of which a term is missing. What does not: the
kinds themselves (`row_sums`, `row_formulas`, `wholes`, `restated`), whether an identity holds (`reconcile`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dagster_project.domain.arithmetic.identities import Identity
from dagster_project.domain.quality.figures import Figure
from dagster_project.domain.quality.restated import restated_rows
from dagster_project.domain.quality.row_formulas import row_formulas
from dagster_project.domain.quality.row_sums import cell_sums, column_sums, group_sums, row_sums
from dagster_project.domain.quality.wholes import age_groups, net_elsewhere, of_which, statement_parts

_OF_A_TABLE = (row_sums, column_sums, group_sums, cell_sums, row_formulas, of_which)
_OF_A_REPORT = (restated_rows, net_elsewhere, statement_parts, age_groups)


@dataclass(frozen=True, slots=True)
class Untestable:
    """A printed result whose identity lacks a term."""

    kind: str
    printed: str
    reason: str


def find_identities(figures: Sequence[Figure]) -> list[Identity]:
    """Every identity once, in the order of its printed cell's place."""
    tables: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        tables[figure.fact.table_no].append(figure)
    found = [i for table in tables.values() for kind in _OF_A_TABLE for i in kind(table)]
    found += [i for kind in _OF_A_REPORT for i in kind(figures)]
    place = {figure.cell: n for n, figure in enumerate(figures)}
    unique = {(i.kind, frozenset(i.cells), i.printed): i for i in reversed(found)}
    return sorted(unique.values(), key=lambda i: (place[i.printed], i.kind, i.cells))


def find_untestable(figures: Sequence[Figure], identities: Sequence[Identity]) -> Iterator[Untestable]:
    """Totals without anything to add up, and cells of a formula's column in whose row a term is blank."""
    stated = {(i.kind, i.printed) for i in identities}
    summed = {printed for _, printed in stated}
    by_cell = {f.cell: f for f in figures}
    columns = {(f.fact.table_no, f.fact.col_no, f.fact.measure) for i in identities if i.kind == "deviation_formula"
               for f in (by_cell[i.printed],)}  # fmt: skip
    for f in figures:
        if f.fact.row_role == "total" and f.is_summable and f.cell not in summed:
            yield Untestable("rows_sum_to_total", f.cell, "no rows that it adds up are printed with numbers")
        column = (f.fact.table_no, f.fact.col_no, f.fact.measure)
        if column in columns and f.is_money and ("deviation_formula", f.cell) not in stated:
            yield Untestable("deviation_formula", f.cell, "the row prints no level or no budget to compare")
