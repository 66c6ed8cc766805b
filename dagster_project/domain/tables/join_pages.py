"""Tables that go on over a page break: the parts become one grid, a repeated header is dropped.

What lives here: deciding that two grids are one table, and joining them. What does not: finding grids on a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.model import Cell
from dagster_project.domain.tables.cells import Grid
from dagster_project.domain.tables.numbers_seen import is_value

SAME_EDGE = 12.0  # points: outer edges of the parts of one table agree within this
MOST_HEADER_ROWS = 6


def repeated_rows(first: Grid, second: Grid) -> int:
    """How many first rows of the second grid repeat the first rows of the first."""
    a, b = _texts(first), _texts(second)
    n = 0
    while n < min(len(a), len(b) - 1, MOST_HEADER_ROWS) and a[n] == b[n] and any(a[n]):
        n += 1
    return n


def is_continued(first: Grid, second: Grid, is_last: bool, is_first: bool) -> bool:
    """True if the second grid goes on with the first.

    Nothing but page furniture may lie between (is_last, is_first), the columns must be the same in number and place;
    then either the header is repeated, or the second has no header of its own: its first row already holds values.
    """
    if not (is_last and is_first) or first.n_cols != second.n_cols or second.page != _last_page(first) + 1:
        return False
    width = abs((first.box.x1 - first.box.x0) - (second.box.x1 - second.box.x0))
    if repeated_rows(first, second):
        return True
    if first.is_ruled != second.is_ruled or width > SAME_EDGE or second.header_rows:
        return False
    if first.is_ruled and max(abs(a - b) for a, b in zip(first.edges, second.edges, strict=True)) > 3:
        return False
    return _goes_on(first, second)


def join_grids(first: Grid, second: Grid) -> Grid:
    """One grid of both, without the repeated header rows of the second. Every cell keeps its page."""
    drop = repeated_rows(first, second)
    shift = first.n_rows - drop
    cells = [_shifted(c, shift) for c in second.cells if c.row_no > drop]
    header = drop or first.header_rows
    return replace(first, n_rows=first.n_rows + second.n_rows - drop, cells=(*first.cells, *cells), header_rows=header)


def _shifted(cell: Cell, rows: int) -> Cell:
    return replace(cell, row_no=cell.row_no + rows)


def _last_page(grid: Grid) -> int:
    return max((c.page for c in grid.cells), default=grid.page)


def _texts(grid: Grid) -> list[list[str]]:
    rows = [[""] * grid.n_cols for _ in range(grid.n_rows)]
    for c in grid.cells:
        rows[c.row_no - 1][c.col_no - 1] = "".join(c.text.split()).replace("\u2060", "")
    return rows


def _goes_on(first: Grid, second: Grid) -> bool:
    """True if the columns that hold values in the first part hold values from the first row of the second on."""
    a, b = _texts(first), _texts(second)
    columns = [c for c in range(1, first.n_cols) if sum(is_value(row[c]) for row in a) * 2 >= len(a)]
    if columns:
        return any(is_value(b[0][c]) for c in columns) or (len(b) > 1 and not any(b[0][1:]))
    return not any(cell.is_bold for cell in second.cells if cell.row_no == 1 and cell.text)
