"""A header that stands alone at the foot of a page, over a table whose rows all stand on the next.

What lives here: reading such rows together with the lines before them. What does not: parts of a table that both hold
rows (going_on.py, join_pages.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.model import Box, Cell
from dagster_project.domain.tables.cells import Grid
from dagster_project.domain.tables.find import PageTables, find_tables
from dagster_project.domain.tables.geometry import Line, PageGeometry, make_line
from dagster_project.domain.tables.numbers_seen import has_values
from dagster_project.domain.tables.parted import part_lines

MOST_LINES = 3  # a header of more lines is none that a page break leaves alone
SPACE = 0.6  # of the font size: white space between the header and the rows, as it is read


def with_header_before(
    found: PageTables, header: Sequence[Line], lines: Sequence[Line], page: PageGeometry
) -> PageTables | None:
    """The tables of a page, the first with the lines that end the page before over it; None where they are no header.

    The table begins the page with a row of values; read under those lines it has the same rows and columns, and all of
    them are rows above. found: the page's tables without them. lines: the page's lines.
    """
    first = found.grids[0] if found.grids else None
    if first is None or first.is_ruled or not 0 < len(header) <= MOST_LINES:
        return None
    top = min(line.top for line in lines)
    is_at_top = first.box.top <= top and not first.header_rows and has_values(_texts(first)[0][1:])
    if not is_at_top or not part_lines(header[-1:], ())[0].is_parted:
        return None
    down = top - SPACE * header[-1].size - header[-1].bottom
    above = [make_line(w._replace(baseline=w.baseline + down) for w in line.words) for line in header]
    again = find_tables(page, [*above, *lines])
    whole = again.grids[0] if again.grids else first
    n = whole.n_rows - first.n_rows
    rows = _texts(whole)
    is_same = n > 0 and whole.n_cols == first.n_cols and rows[n:] == _texts(first)
    if not is_same or any(has_values(row[1:]) for row in rows[:n]) or any(line in above for line in again.lines):
        return None
    cells = tuple(_back(c, page.page_no - 1, down) if c.row_no <= n else c for c in whole.cells)
    return replace(again, grids=(replace(whole, cells=cells, header_rows=n, box=first.box), *again.grids[1:]))


def _back(cell: Cell, page: int, down: float) -> Cell:
    """The cell where it is printed."""
    box = cell.box and Box(cell.box.x0, cell.box.top - down, cell.box.x1, cell.box.bottom - down)
    return replace(cell, page=page, box=box)


def _texts(grid: Grid) -> list[list[str]]:
    rows = [[""] * grid.n_cols for _ in range(grid.n_rows)]
    for c in grid.cells:
        rows[c.row_no - 1][c.col_no - 1] = c.text
    return rows
