"""Tables without a full grid: a run of lines becomes rows and columns.

What lives here: the chain from a run to a grid. What does not: its steps (columns.py, rows.py, accept.py, cells.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from dagster_project.domain.model import Box, Cell
from dagster_project.domain.tables.accept import is_table
from dagster_project.domain.tables.cells import Grid, GridCell, make_cells
from dagster_project.domain.tables.columns import Columns, find_columns
from dagster_project.domain.tables.flush_left import WIDEST, heading_starts
from dagster_project.domain.tables.geometry import HRule, Line, PageGeometry, VRule, overlap
from dagster_project.domain.tables.numbers_seen import is_value
from dagster_project.domain.tables.parted import Row
from dagster_project.domain.tables.pieces import Piece, assign_pieces
from dagster_project.domain.tables.rows import group_rows

CLOSE = 0.9  # of the font size: texts of two columns this near each other fill the room between
MOSTLY = 0.6  # part of a column's texts that must be values for a column of values
APART = 2.0  # of the font size: free strip between two tables side by side
OFF_LINE = 0.3  # of the font size: a text further than this from a baseline is not on that line
MOST_ROWS_BESIDE = 8
WIDER = 1.3  # times the other strips of the line: the same


def open_grid(
    run: Sequence[Row],
    h_rules: Sequence[HRule],
    v_rules: Sequence[VRule],
    page: PageGeometry,
    known_header: Sequence[str] = (),
) -> Grid | None:
    """The grid of a run of lines, or None if it is no table. known_header: see accept.is_table."""
    lines = [row.line for row in run]
    top, bottom = lines[0].top, lines[-1].bottom
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    em = lines[0].size
    near = _rules_near(run, h_rules)
    columns = columns_of_run(run, h_rules, v_rules, page)
    if len(columns.extents) < 2:
        return None
    pieces = assign_pieces(lines, columns)
    shades = [f for f in shaded_bands(page.fills) if overlap(f.top, f.bottom, top, bottom) > 0.3 * em]
    parting = [*near, *(HRule(y, f.x0, f.x1) for f in shades for y in (f.top, f.bottom))]
    rows = group_rows(pieces, columns, parting, x0, x1)
    if not is_table(rows, columns, near, page.fills, known_header):
        return None
    placed = _place(rows, pieces, columns)
    box = Box(x0, top, x1, bottom)
    edges = (x0, *columns.borders, x1)
    cells = tuple(make_cells(placed, page.page_no))
    n_cols = len(columns.extents)
    return Grid(page.page_no, len(rows), n_cols, cells, box, edges, columns.extents)


def columns_of_run(
    run: Sequence[Row], h_rules: Sequence[HRule], v_rules: Sequence[VRule], page: PageGeometry
) -> Columns:
    """The columns of a run of lines, by its words and by what is drawn there."""
    top, bottom = run[0].line.top, run[-1].line.bottom
    drawn = drawn_borders(_rules_near(run, h_rules), v_rules, page.fills, top, bottom)
    near = WIDEST * run[0].line.size
    starts = [x for x in heading_starts(run) if not any(abs(x - d) <= near for d in drawn)]
    return find_columns([row.pieces for row in run], [*drawn, *starts])


def _rules_near(run: Sequence[Row], h_rules: Sequence[HRule]) -> list[HRule]:
    lines = [row.line for row in run]
    top, bottom, em = lines[0].top, lines[-1].bottom, lines[0].size
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return [r for r in h_rules if top - em <= r.y <= bottom + em and overlap(r.x0, r.x1, x0, x1) > 0]


def rows_in_columns(lines: Sequence[Line], columns: Columns, page_no: int) -> tuple[int, tuple[Cell, ...]]:
    """Lines as rows of a table whose columns are known: how many rows, and their cells."""
    pieces = assign_pieces(lines, columns)
    rows = group_rows(pieces, columns, (), lines[0].x0, lines[0].x1)
    return len(rows), tuple(make_cells(_place(rows, pieces, columns), page_no))


def _place(rows: Sequence[Sequence[Piece]], pieces: Sequence[Piece], columns: Columns) -> list[GridCell]:
    """Cells of every row, blanks included; a label that stands in height between two rows covers both."""
    placed: list[GridCell] = []
    n_cols = len(columns.extents)
    room = _guessed_room(pieces, n_cols)
    below: set[tuple[int, int]] = set()  # places covered by a label from the row above
    for r, row in enumerate(rows):
        taken = {c for i, c in below if i == r}
        for first, last in _joined_spans(row):
            words = tuple(w for p in row if first <= p.first and p.last <= last for w in p.words)
            height = _rows_beside(r, first, last, rows)
            below |= {(r + i, c) for i in range(1, height) for c in range(first, last + 1)}
            taken.update(range(first, last + 1))
            width = room.get(first, 0.0) if first == last else 0.0
            placed.append(GridCell(r, first, height, last - first + 1, words, width))
        placed.extend(GridCell(r, c, 1, 1, ()) for c in range(n_cols) if c not in taken)
    return placed


def _joined_spans(row: Sequence[Piece]) -> list[tuple[int, int]]:
    """The columns that the pieces of a row cover; pieces that share a column share a cell."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted({(p.first, p.last) for p in row}):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def _rows_beside(r: int, first: int, last: int, rows: Sequence[Sequence[Piece]]) -> int:
    """How many rows a text covers that stands in height in the middle of this row and the next ones; 1 is its own."""
    own = [p.line.baseline for p in rows[r] if first <= p.first and p.last <= last]
    beside = [p.line.baseline for p in rows[r] if p.first > last and is_value(p.text)]
    off_line = OFF_LINE * rows[r][0].line.size
    if first != 0 or not beside or min(abs(a - b) for a in own for b in beside) < off_line:
        return 1
    on_line = {p.first for p in rows[r] if p.first > last and min(abs(a - p.line.baseline) for a in own) < off_line}
    if len(on_line) > 1:
        return 1  # a line of headings, of which one in two lines ends its first with a year
    middle = (min(own) + max(own)) / 2
    for k in range(r + 1, min(r + MOST_ROWS_BESIDE, len(rows))):
        if any(p.first <= last for p in rows[k]):
            break
        if abs((beside[0] + rows[k][0].line.baseline) / 2 - middle) < off_line:
            return k - r + 1
    return 1


def split_place(run: Sequence[Row], columns: Columns) -> float | None:
    """Where two tables stand side by side: x of the free strip between them; None for one table.

    Left of it a label column and columns of values, right of it the same again, and the strip is clearly wider than the
    others.
    """
    pieces = assign_pieces([row.line for row in run], columns)
    kinds = [_is_value_column(c, pieces) for c in range(len(columns.extents))]
    strips = [b[0] - a[1] for a, b in zip(columns.extents, columns.extents[1:], strict=False)]
    em = run[0].line.size
    for c in range(2, len(kinds) - 1):
        if kinds[0] or kinds[c] or not kinds[c - 1] or not kinds[c + 1]:
            continue
        others = [s for i, s in enumerate(strips) if i != c - 1 and kinds[i] and kinds[i + 1]] or [APART * em / WIDER]
        if strips[c - 1] > APART * em and strips[c - 1] > WIDER * median(others):
            return columns.borders[c - 1]
    return None


def _is_value_column(column: int, pieces: Sequence[Piece]) -> bool:
    """True if most of the column's texts on lines with values are values (headers do not count)."""
    with_values = {id(p.line) for p in pieces if p.first > 0 and is_value(p.text)}
    own = [p for p in pieces if p.first == p.last == column and id(p.line) in with_values]
    return bool(own) and sum(is_value(p.text) for p in own) >= MOSTLY * len(own)


def _guessed_room(pieces: Sequence[Piece], n_cols: int) -> dict[int, float]:
    """Columns that may have cut words: minus the width of the widest text, if it comes close to a neighbour's text."""
    out: dict[int, float] = {}
    for c in range(n_cols):
        own = [p for p in pieces if p.first == p.last == c]
        if not own:
            continue
        widest = max(own, key=lambda p: p.x1 - p.x0)
        beside = [p for p in pieces if p.line is not widest.line or p.first != c]
        left = max((p.x1 for p in beside if p.last == c - 1), default=-1e6)
        right = min((p.x0 for p in beside if p.first == c + 1), default=1e6)
        if min(widest.x0 - left, right - widest.x1) < CLOSE * widest.line.size:
            out[c] = -(widest.x1 - widest.x0)
    return out


def shaded_bands(fills: Sequence[Box]) -> list[Box]:
    """Shadings of one height that touch each other sideways, as one band each (cells shaded one by one)."""
    bands: list[Box] = []
    for f in sorted(fills, key=lambda f: (round(f.top), round(f.bottom), f.x0)):
        last = bands[-1] if bands else None
        if last and abs(last.top - f.top) < 1.5 and abs(last.bottom - f.bottom) < 1.5 and f.x0 - last.x1 < 2.5:
            bands[-1] = Box(last.x0, last.top, max(last.x1, f.x1), last.bottom)
        else:
            bands.append(f)
    return bands


def drawn_borders(
    h_rules: Sequence[HRule], v_rules: Sequence[VRule], fills: Sequence[Box], top: float, bottom: float
) -> list[float]:
    """Column borders that are drawn: vertical rules, joints of rules at two heights or more, joints of shadings."""
    borders = [v.x for v in v_rules if overlap(v.top, v.bottom, top, bottom) > 0.5 * (bottom - top)]
    seams: dict[int, list[float]] = {}
    for r in h_rules:
        for s in r.seams:
            seams.setdefault(round(s / 2), []).append(s)
    borders += [sum(v) / len(v) for v in seams.values() if len(v) > 1]
    inside = [f for f in fills if overlap(f.top, f.bottom, top, bottom) > 0]
    for f in inside:
        borders += [f.x1 for g in inside if abs(g.x0 - f.x1) < 1.5 and overlap(f.top, f.bottom, g.top, g.bottom) > 2]
    return sorted(set(borders))
