"""Tables that go on over a page break: the parts become one grid, a repeated header is dropped.

What lives here: deciding that two grids are one table, and joining them. What does not: finding grids on a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.model import Cell
from dagster_project.domain.tables.cells import Grid
from dagster_project.domain.tables.geometry import TaggedRows
from dagster_project.domain.tables.numbers_seen import has_values, is_value

SAME_EDGE = 12.0  # points: outer edges of the parts of one table agree within this
SAME_PLACE = 1.0  # points: texts that begin this near each other begin at the same place
MOST_HEADER_ROWS = 6


def repeated_rows(first: Grid, second: Grid) -> int:
    """How many first rows of the second grid repeat header rows of the first.

    The repeat may begin below a title row that only one of the parts counts as its own.
    """
    a, b = _texts(first), _texts(second)
    best = 0
    for i in range(min(3, len(a))):
        for j in range(min(2, len(b))):
            if not all(sum(map(bool, row)) == 1 for row in b[:j]):
                continue
            n = 0
            while n < MOST_HEADER_ROWS and i + n < len(a) and j + n < len(b) - 1 and a[i + n] == b[j + n]:
                n += 1
            if n and any(sum(map(bool, row)) > 1 for row in b[j : j + n]):
                best = max(best, j + n)
    return best


def fit_columns(first: Grid, second: Grid) -> Grid:
    """The second grid in the columns of the first, where some of those are empty in it; else unchanged.

    Only for grids without drawn columns: each of its columns must lie in a column of the first of its own.
    """
    if second.n_cols >= first.n_cols or not second.extents or not first.extents:
        return second
    places = [_column_at(first, x0, x1) for x0, x1 in second.extents]
    if any(p is None for p in places) or len(set(places)) < len(places):
        return second
    at = [p for p in places if p is not None]
    cells = [replace(c, col_no=at[c.col_no - 1] + 1, col_span=_span(at, c)) for c in second.cells]
    covered = {(c.row_no + r, c.col_no + k) for c in cells for r in range(c.row_span) for k in range(c.col_span)}
    blanks = [
        Cell(r, k, "", second.page)
        for r in range(1, second.n_rows + 1)
        for k in range(1, first.n_cols + 1)
        if (r, k) not in covered
    ]
    return replace(second, n_cols=first.n_cols, cells=(*cells, *blanks), edges=first.edges, extents=first.extents)


def _span(at: Sequence[int], cell: Cell) -> int:
    return at[cell.col_no + cell.col_span - 2] - at[cell.col_no - 1] + 1


def _column_at(grid: Grid, x0: float, x1: float) -> int | None:
    """The one column of the grid whose texts share an edge with, or lie over, the given extent."""
    over = [i for i, (a, b) in enumerate(grid.extents) if min(b, x1) - max(a, x0) > 0]
    if len(over) > 1:
        over = [i for i in over if abs(grid.extents[i][0] - x0) < 2 or abs(grid.extents[i][1] - x1) < 2]
    return over[0] if len(over) == 1 else None


def is_continued(first: Grid, second: Grid, is_last: bool, is_first: bool) -> bool:
    """True if the second grid goes on with the first.

    Nothing but page furniture may lie between (is_last, is_first), the columns must be the same in number and place;
    then either the header is repeated, or the second has no header of its own: its first row already holds values.
    """
    if not (is_last and is_first) or first.n_cols != second.n_cols or second.page != _last_page(first) + 1:
        return False
    if follows_by_tags(first, second):
        return True
    if repeated_rows(first, second):
        return True
    is_alike = first.is_ruled == second.is_ruled and _is_as_wide(first, second)
    if second.header_rows or not (is_alike or _have_same_borders(first, second)):
        return False
    off = max(abs(a - b) for a, b in zip(first.edges, second.edges, strict=True))
    if first.is_ruled and second.is_ruled and off > 3:
        return False
    return _goes_on(first, second)


def _is_as_wide(first: Grid, second: Grid) -> bool:
    """True if both parts are equally wide, or begin at the same place and have every text in the same columns.

    A table without a full grid is as wide as its texts, which may end elsewhere in the column that comes last.
    """
    width = abs((first.box.x1 - first.box.x0) - (second.box.x1 - second.box.x0))
    if width <= SAME_EDGE or not first.extents or not second.extents:
        return width <= SAME_EDGE
    over = [[k for k, (a, b) in enumerate(first.extents) if a < x1 and x0 < b] for x0, x1 in second.extents]
    begins = abs(first.extents[0][0] - second.extents[0][0])
    return begins <= SAME_PLACE and all(own == [k] for k, own in enumerate(over))


def _have_same_borders(first: Grid, second: Grid) -> bool:
    """True if the columns of both, two borders between them or more, part at the same places."""
    inner = list(zip(first.edges[1:-1], second.edges[1:-1], strict=True))
    return len(inner) > 1 and all(abs(a - b) <= SAME_PLACE for a, b in inner)


def join_grids(first: Grid, second: Grid) -> Grid:
    """One grid of both, without the repeated header rows of the second. Every cell keeps its page.

    A row that breaks over the page inside its cells is one row, where the file's own structure or its label says so.
    """
    drop = repeated_rows(first, second)
    header, tagged = drop or first.header_rows, None
    breaks_inside_row = is_rest_of_row(first, second, drop)
    if follows_by_tags(first, second):
        assert first.tagged and second.tagged
        tagged = TaggedRows((*first.tagged.ids, *second.tagged.ids[drop:]), first.tagged.n_rows)
        breaks_inside_row = second.tagged.ids[drop] == first.tagged.ids[-1]
    if breaks_inside_row or parts_label_from_values(first, second, drop):
        drop += 1
        first = _with_rest_of_row(first, [c for c in second.cells if c.row_no == drop])
    shift = first.n_rows - drop
    cells = (*first.cells, *(_shifted(c, shift) for c in second.cells if c.row_no > drop))
    n_rows = first.n_rows + second.n_rows - drop
    return replace(first, n_rows=n_rows, cells=cells, header_rows=header, tagged=tagged)


def follows_by_tags(first: Grid, second: Grid) -> bool:
    """True if the file's own structure says that the second part goes on with the first.

    Both are parts of tables with as many rows, and its rows come after those of the first, or begin with its last.
    """
    if not first.tagged or not second.tagged or first.tagged.n_rows != second.tagged.n_rows:
        return False
    if len(first.tagged.ids) == len(second.tagged.ids) == first.tagged.n_rows:
        return False
    last, new = first.tagged.ids[-1], second.tagged.ids[repeated_rows(first, second) :]
    return last < new[0] or last == second.tagged.ids[0]


def is_rest_of_row(first: Grid, second: Grid, drop: int = 0) -> bool:
    """True if the second part begins, after `drop` rows of repeated header, with the rest of texts that had no room on
    the page before: in small letters, each under a text of a row with values."""
    a, new = _texts(first)[-1], _texts(second)[drop:][:1]
    places = [k for k, text in enumerate(new[0]) if text] if new else []
    if not places or not has_values(a[places[0] + 1 :]):
        return False
    return all(new[0][k][0].islower() and a[k] and not is_value(a[k]) for k in places)


def parts_label_from_values(first: Grid, second: Grid, drop: int = 0) -> bool:
    """True if the page breaks between the numbers of a row and its label, which stand at different heights.

    The first part ends with numbers and no label under rows that have labels; the second begins, after `drop` rows of
    repeated header, with a label as bold as they are that has no numbers.
    """
    new = _texts(second)[drop:][:1]
    if not lacks_label(first) or not new or not new[0][0] or any(new[0][1:]):
        return False
    return _is_bold(first, first.n_rows) == _is_bold(second, drop + 1)


def lacks_label(grid: Grid) -> bool:
    """True if the last row has numbers and no label, and the other rows with numbers have labels."""
    rows = [row for row in _texts(grid) if has_values(row[1:])]
    last = _texts(grid)[-1]
    return grid.n_rows > 1 and not last[0] and has_values(last[1:]) and all(row[0] for row in rows[:-1])


def _is_bold(grid: Grid, row_no: int) -> bool:
    return any(c.is_bold for c in grid.cells if c.row_no == row_no and c.text)


def _with_rest_of_row(grid: Grid, rest: Sequence[Cell]) -> Grid:
    """The grid with the texts of its last row going on in the given cells."""
    more = {c.col_no: c.text for c in rest if c.text}
    cells = tuple(
        replace(c, text="\n".join(t for t in (c.text, more.get(c.col_no, "")) if t)) if c.row_no == grid.n_rows else c
        for c in grid.cells
    )
    return replace(grid, cells=cells)


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
    body = a[next((i for i, row in enumerate(a) if has_values(row[1:])), len(a)) :]
    columns = [c for c in range(1, first.n_cols) if body and sum(is_value(row[c]) for row in body) * 2 >= len(body)]
    if columns:
        has_rows = len(b) > 1 and not any(b[0][1:])
        is_rest = is_rest_of_row(first, second) or parts_label_from_values(first, second)
        return any(is_value(b[0][c]) for c in columns) or has_rows or is_rest
    return not any(cell.is_bold for cell in second.cells if cell.row_no == 1 and cell.text)
