"""Sums of a table: rows that add up to a total or subtotal, columns that add up to a column of totals, women and men.

What lives here: which sums a table promises, as identities. What does not: which rows could be the terms of a total
(`arithmetic/sums`), and whether a sum holds (`reconcile`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from dagster_project.domain.arithmetic.identities import Identity
from dagster_project.domain.arithmetic.sums import SumRow, find_listed, find_sums
from dagster_project.domain.quality.figures import COUNTED, Figure

_TOTAL = re.compile(r"\b(?:tot\w*|summa|samtliga|alla)\b", re.IGNORECASE)
_WOMEN = re.compile(r"\b(?:kvinn\w*|flick\w*)\b", re.IGNORECASE)
_MEN = re.compile(r"\b(?:män\w*|pojk\w*)\b", re.IGNORECASE)
_COSTS = frozenset({"cost", "personnel", "capital", "other"})
Row = tuple[int, int, str]


def row_sums(table: Sequence[Figure]) -> Iterator[Identity]:
    """Totals and subtotals of one printed table, column by column."""
    figures = [f for f in table if f.is_summable and f.fact.part_no == 1]
    rows = sorted({f.row: f for f in figures}.values(), key=lambda f: (f.fact.row_no, f.fact.col_no))
    if len(rows) < 2:
        return
    places = {f.row: i for i, f in enumerate(rows)}
    columns = sorted({f.column for f in figures}, key=str)
    grid: list[list[Figure | None]] = [[None] * len(columns) for _ in rows]
    at = {column: i for i, column in enumerate(columns)}
    for figure in figures:
        grid[places[figure.row]][at[figure.column]] = figure
    for total in _totals(rows, grid):
        yield from _sums_of(total, rows, grid)


def _totals(rows: Sequence[Figure], grid: Sequence[Sequence[Figure | None]]) -> list[SumRow]:
    roles = [f.fact.row_role for f in rows]
    values = [[f.signed if f else None for f in line] for line in grid]
    claimed, excluded = [role in ("total", "subtotal") for role in roles], [role == "of_which" for role in roles]
    groups = [f.fact.section for f in rows]
    kinds = [f.fact.row_label.rpartition(" | ")[2] if " | " in f.fact.row_label else "" for f in rows]
    sums = find_sums(values, claimed, excluded, groups, kinds=kinds)
    return [*sums, *find_listed(values, sums, claimed, excluded, groups)]


def _sums_of(total: SumRow, rows: Sequence[Figure], grid: Sequence[Sequence[Figure | None]]) -> Iterator[Identity]:
    for c, printed in enumerate(grid[total.total]):
        terms = [f for t in total.terms if (f := grid[t][c]) is not None]
        if printed is None or not terms:
            continue
        lines = {f.fact.account_line for f in terms}
        is_net = "revenue" in lines and bool(lines & _COSTS) and printed.fact.account_line in ("", "net")
        kind = "revenue_plus_cost_is_net" if is_net else "rows_sum_to_total"
        form = f"rows|{printed.fact.table_no}|{printed.fact.row_no}|{printed.fact.row_label}|{total.terms[0]}"
        yield Identity(kind, printed.cell, tuple((f.cell, 1) for f in terms), form)


def column_sums(table: Sequence[Figure]) -> Iterator[Identity]:
    """A column headed as total of the other columns of its kind, where most rows say so."""
    by_row: dict[Row, list[Figure]] = defaultdict(list)
    for f in table:
        if f.is_summable and f.fact.part_no == 1:
            by_row[f.row].append(f)
    totals = {f.fact.col_no for f in table if _TOTAL.search(f.fact.col_label.rsplit(" > ", 1)[-1])}
    for col_no in sorted(totals):
        found = [i for line in by_row.values() if (i := _column_sum(line, col_no)) is not None]
        held = sum(
            abs(sum((t.signed for t in terms), Decimal(0)) - p.signed) <= p.step * (len(terms) + 1) / 2
            for p, terms in found
        )
        if held >= 2 and held >= 0.6 * len(found):
            for printed, terms in found:
                form = f"columns|{printed.fact.table_no}|{col_no}"
                yield Identity("columns_sum_to_total", printed.cell, tuple((t.cell, 1) for t in terms), form)


def _column_sum(line: Sequence[Figure], col_no: int) -> tuple[Figure, list[Figure]] | None:
    printed = next((f for f in line if f.fact.col_no == col_no), None)
    if printed is None:
        return None
    alike = [f for f in line if f.fact.col_no != col_no and _kind(f) == _kind(printed)]
    return (printed, alike) if len(alike) >= 2 and any(f.signed for f in alike) else None


def _kind(figure: Figure) -> tuple[object, ...]:
    f = figure.fact
    return f.measure, f.unit, f.period_start, f.period_end, f.as_of


def group_sums(table: Sequence[Figure]) -> Iterator[Identity]:
    """Women and men add up to the total; of shares the total lies between the two."""
    by_column: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for f in table:
        by_column[(*f.column, f.fact.section)].append(f)
    for figures in by_column.values():
        women = [f for f in figures if _WOMEN.search(f.fact.row_label)]
        men = [f for f in figures if _MEN.search(f.fact.row_label)]
        totals = [f for f in figures if f not in women and f not in men and _is_total(f)]
        if len(women) != 1 or len(men) != 1 or len(totals) != 1:
            continue
        total, terms = totals[0], ((women[0].cell, 1), (men[0].cell, 1))
        form = f"groups|{total.fact.table_no}"
        if total.fact.unit in COUNTED:
            yield Identity("groups_sum", total.cell, terms, form)
        elif total.fact.unit == "percent" and total.fact.measure in ("actual", "forecast"):
            yield Identity("share_between_groups", total.cell, terms, form, "between")


def _is_total(figure: Figure) -> bool:
    return figure.fact.row_role == "total" or bool(_TOTAL.search(figure.fact.row_label))


def cell_sums(table: Sequence[Figure]) -> Iterator[Identity]:
    """Several labelled numbers in one cell, the last of which is called their total."""
    parts: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for f in table:
        parts[f.fact.row_no, f.fact.col_no].append(f)
    for figures in parts.values():
        if len(figures) < 3 or not _TOTAL.search(figures[-1].fact.raw):
            continue
        *terms, printed = sorted(figures, key=lambda f: f.fact.part_no)
        yield Identity("parts_sum", printed.cell, tuple((t.cell, 1) for t in terms), f"cell|{printed.fact.table_no}")
