"""Rows around a page break that belong to the table that goes on over it, but are no table by themselves.

What lives here: a single last row on the next page, a section row above the rest of a table or last on the page before,
the rest of a label. What does not: joining the parts (join_pages.py), finding tables by their own rows (find.py).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.model import Box, Cell
from dagster_project.domain.tables.cells import Grid
from dagster_project.domain.tables.columns import Columns
from dagster_project.domain.tables.find import PageTables
from dagster_project.domain.tables.geometry import Line, line_gap
from dagster_project.domain.tables.heads import BESIDE
from dagster_project.domain.tables.join_pages import (
    MOST_HEADER_ROWS,
    fit_columns,
    is_continued,
    is_rest_of_row,
    lacks_label,
)
from dagster_project.domain.tables.numbers_seen import has_values, is_value
from dagster_project.domain.tables.open_grid import rows_in_columns
from dagster_project.domain.tables.pieces import Piece, assign_pieces
from dagster_project.domain.tables.words import segments

SAME_END = 0.35  # of the font size: a number ends, or begins, this near where the numbers of its column do
MARK = 0.4  # of the font size: the width of a raised mark, which moves its number to the left
INDENT = 3.0  # of the font size: labels begin at most so far right of the leftmost one
LARGER = 1.15  # times the height of the table's texts: a line set larger is a heading of its own
NEAR = 1.6  # of the font size: rows of one table are at most so far apart
LOOSER = 0.25  # of the font size: a section row may stand this much further off than the rows of its table
WIDE_GAP = 1.0  # of the font size: no space inside a sentence is wider
WRAPPED = 0.45  # of the font size: the lines of one label are at most so far apart
MOST_REMARKS = 2  # lines of remarks among the first rows of a page
MOST_ROWS = 6  # more rows than this make a table by themselves
VALUE_SHARE = 0.5  # part of a column's texts, or of the columns of values, that must be values


def with_rows_going_on(found: PageTables, before: Grid | None, page_no: int) -> PageTables:
    """The tables of a page, its first lines made rows where they go on with the table that ends the page before."""
    if before is None or before.page + 1 != page_no or before.is_ruled or len(before.extents) < 2:
        return found
    values = _value_columns(before)
    ceiling = found.grids[0].box.top if found.grids else 1e6
    above = [line for line in found.lines if line.top < ceiling]
    if not values or not above:
        return found
    columns = Columns(before.extents, before.edges[1:-1])
    taken = _leading_rows(above, columns, before, values)
    rest = _rest_below(found, above, taken, before)
    while taken and not rest and not _ends_a_row(taken, columns):
        if len(taken) == 1 and is_rest_of_row(before, _as_grid(taken, columns, before, page_no)):
            break
        taken = taken[:-1]  # a line after the last row of numbers is no section without rows
    repeated: list[Line] = []
    is_label = not taken and lacks_label(before)
    if is_label:
        taken, repeated = _label_alone(above, columns, before, values)
    if not taken:
        return found
    rows = _as_grid(taken, columns, before, page_no)
    rows = _in_one_row(rows) if is_label else rows
    grids = (_stacked(rows, rest), *found.grids[1:]) if rest else (rows, *found.grids)
    kept = tuple(line for line in found.lines if not any(line is t for t in [*taken, *repeated]))
    return replace(found, grids=grids, lines=kept)


def with_section_below(grid: Grid, line: Cell) -> Grid | None:
    """The table with the line under it as its last row, or None where that is no section row: a label in one line, in
    the columns of labels, no further off than the table's rows are from each other. line: its text, page and box."""
    values = _value_columns(grid)
    if grid.is_ruled or len(grid.extents) < 2 or not values or not line.box or "\n" in line.text:
        return None
    size = line.box.bottom - line.box.top
    starts = [k for k in range(values[0]) if -1 <= line.box.x0 - grid.extents[k][0] <= INDENT * size]
    is_label = starts and line.box.x1 < grid.extents[values[0]][0] and line.text[0].isalnum() and line.text[-1] != "."
    is_near = line.box.top - grid.box.bottom <= _widest_space(grid) + LOOSER * size
    if not is_label or not is_near or size > LARGER * _text_height(grid):
        return None
    row_no = grid.n_rows + 1
    at = starts[-1] + 1
    blanks = [Cell(row_no, k, "", line.page) for k in range(1, grid.n_cols + 1) if k != at]
    cells = (*grid.cells, replace(line, row_no=row_no, col_no=at), *blanks)
    box = Box(grid.box.x0, grid.box.top, grid.box.x1, line.box.bottom)
    return replace(grid, n_rows=row_no, cells=cells, box=box)


def _widest_space(grid: Grid) -> float:
    """Points of white space between two rows of the table where it is widest."""
    boxes = [[c.box for c in grid.cells if c.row_no == r and c.box and c.text] for r in range(1, grid.n_rows + 1)]
    rows = [(min(b.top for b in row), max(b.bottom for b in row)) for row in boxes if row]
    return max((below[0] - above[1] for above, below in itertools.pairwise(rows)), default=0.0)


def _value_columns(grid: Grid) -> list[int]:
    """The columns (0-based) of which a good part holds values."""
    texts = [[c.text for c in grid.cells if c.col_no == k + 1 and c.text] for k in range(grid.n_cols)]
    shares = [sum(is_value(t) for t in own) / len(own) if own else 0.0 for own in texts]
    return [k for k in range(1, grid.n_cols) if shares[k] >= VALUE_SHARE and has_values(texts[k])]


def _leading_rows(lines: Sequence[Line], columns: Columns, before: Grid, values: Sequence[int]) -> list[Line]:
    """The first lines that are rows of the table or may be section rows over them."""
    taken: list[Line] = []
    size = _text_height(before)
    for line in lines[:MOST_ROWS]:
        if line.size > LARGER * size or (taken and line_gap(taken[-1], line) > NEAR):
            break
        pieces = assign_pieces([line], columns)
        is_beside = bool(taken) and line_gap(taken[-1], line) < BESIDE and _is_label_line(taken[-1], columns, values)
        is_remark = _is_remark(line, columns, values, size) and len(taken) < MOST_REMARKS
        if not (_is_row(pieces, before, values, is_beside) or _is_label(pieces, columns, values) or is_remark):
            break
        taken.append(line)
    return taken


def _label_alone(
    lines: Sequence[Line], columns: Columns, before: Grid, values: Sequence[int]
) -> tuple[list[Line], list[Line]]:
    """The lines of a label at the top of a page, and those of the table's header repeated over it."""
    rows = [{w for c in before.cells if c.row_no == k for w in c.text.split()} for k in range(1, MOST_HEADER_ROWS)]
    header = set().union(*rows[: before.header_rows or 1])
    start = next((k for k, line in enumerate(lines) if not {w.text for w in line.words} <= header), len(lines))
    label: list[Line] = []
    for line in lines[start:]:
        is_far = bool(label) and line_gap(label[-1], line) > WRAPPED
        if is_far or line.size > LARGER * _text_height(before) or not _is_label_line(line, columns, values):
            break
        label.append(line)
    return label, list(lines[:start])


def _text_height(grid: Grid) -> float:
    return min((c.box.bottom - c.box.top for c in grid.cells if c.box and c.text), default=0.0)


def _is_row(pieces: Sequence[Piece], before: Grid, values: Sequence[int], is_beside: bool) -> bool:
    """True for a label and numbers that stand in half of the columns of numbers or more, each as its column's do.

    is_beside: the numbers stand in the middle of a label in two lines, the first of which is the line before.
    """
    numbers = [p for p in pieces if p.first in values]
    if not numbers or len(numbers) < VALUE_SHARE * len(values) or (pieces[0].first >= values[0] and not is_beside):
        return False
    return all(p.first == p.last and is_value(p.text) and _stands_in(p, before) for p in numbers)


def _stands_in(piece: Piece, before: Grid) -> bool:
    """True if a number begins, ends or has its middle where one of the numbers of its column has."""
    slack = (SAME_END + MARK * bool(piece.words[-1].marks)) * piece.line.size
    boxes = [c.box for c in before.cells if c.col_no == piece.first + 1 and c.box and is_value(c.text)]
    return any(
        min(abs(piece.x1 - b.x1), abs(piece.x0 - b.x0), abs(piece.x0 + piece.x1 - b.x0 - b.x1) / 2) <= slack
        for b in boxes
    )


def _is_label(pieces: Sequence[Piece], columns: Columns, values: Sequence[int]) -> bool:
    """True for a line in one piece that begins where labels begin and ends before the numbers do."""
    if len(pieces) != 1 or is_value(pieces[0].text):
        return False
    starts = [columns.extents[k][0] for k in range(values[0])]
    reach = INDENT * pieces[0].line.size
    return any(-1 <= pieces[0].x0 - x <= reach for x in starts) and pieces[0].x1 < columns.extents[values[0]][0]


def _is_remark(line: Line, columns: Columns, values: Sequence[int], size: float) -> bool:
    """True for words without a gap, set no larger than the table's, that begin where labels do and run over numbers."""
    if line.size > size or len(segments(line, WIDE_GAP)) > 1 or has_values([line.words[0].text]):
        return False
    return any(-1 <= line.x0 - columns.extents[k][0] <= INDENT * line.size for k in range(values[0]))


def _is_label_line(line: Line, columns: Columns, values: Sequence[int]) -> bool:
    return _is_label(assign_pieces([line], columns), columns, values)


def _ends_a_row(taken: Sequence[Line], columns: Columns) -> bool:
    """True for a line with values, and for the rest of a label that stands in height beside one."""
    is_beside = len(taken) > 1 and line_gap(taken[-2], taken[-1]) < BESIDE
    return _has_values(taken[-1], columns) or (is_beside and _has_values(taken[-2], columns))


def _has_values(line: Line, columns: Columns) -> bool:
    return any(p.first > 0 and is_value(p.text) for p in assign_pieces([line], columns))


def _rest_below(found: PageTables, above: Sequence[Line], taken: Sequence[Line], before: Grid) -> Grid | None:
    """The page's first table, in the columns of the one before, where it goes on with it right under the rows taken."""
    if not found.grids or len(taken) < len(above):
        return None
    rest = fit_columns(before, found.grids[0])
    is_near = not taken or rest.box.top - taken[-1].bottom <= NEAR * taken[-1].size
    return rest if is_near and is_continued(before, rest, True, True) else None


def _as_grid(lines: Sequence[Line], columns: Columns, before: Grid, page: int) -> Grid:
    n_rows, cells = rows_in_columns(lines, columns, page)
    cells = tuple(cell for k in range(1, n_rows + 1) for cell in _as_remark([c for c in cells if c.row_no == k]))
    box = Box(before.box.x0, lines[0].top, before.box.x1, lines[-1].bottom)
    return Grid(page, n_rows, before.n_cols, cells, box, before.edges, before.extents)


def _as_remark(row: Sequence[Cell]) -> list[Cell]:
    """The cells of a row; words that run over columns of numbers without one are a remark in the first of them."""
    texts = [c for c in row if c.text]
    if len(texts) < 2 or has_values([c.text for c in texts]):
        return list(row)
    whole = replace(texts[0], text=" ".join(c.text for c in texts))
    return [whole if c is texts[0] else replace(c, text="") for c in row]


def _in_one_row(grid: Grid) -> Grid:
    """The lines of one label as one cell."""
    own = [c for c in grid.cells if c.text]
    whole = replace(own[0], row_no=1, text="\n".join(c.text for c in own))
    blanks = [Cell(1, k, "", grid.page) for k in range(1, grid.n_cols + 1) if k != whole.col_no]
    return replace(grid, n_rows=1, cells=(whole, *blanks))


def _stacked(rows: Grid, rest: Grid) -> Grid:
    """One grid of both, the rows first; a last line of them that reads on in the first label below is part of it."""
    n_rows, cells = rows.n_rows, rows.cells
    over = [c for c in cells if c.row_no == n_rows and c.text]
    below = list(rest.cells)
    at = next((i for i, c in enumerate(below) if c.row_no == 1 and over and c.col_no == over[0].col_no), None)
    first = [c.box.top for c in below if c.row_no == 1 and c.box and c.text]
    is_beside = bool(over and over[0].box and first and over[0].box.bottom > min(first))
    reads_on = at is not None and (is_beside or below[at].text[:1].islower() or below[at].text[:1] == "(")
    if at is not None and len(over) == 1 and reads_on:
        below[at] = replace(below[at], text=f"{over[0].text}\n{below[at].text}")
        n_rows, cells = n_rows - 1, tuple(c for c in cells if c.row_no < n_rows)
    moved = (replace(c, row_no=c.row_no + n_rows) for c in below)
    box = Box(rest.box.x0, rows.box.top, rest.box.x1, rest.box.bottom)
    return replace(rest, n_rows=n_rows + rest.n_rows, cells=(*cells, *moved), box=box)
