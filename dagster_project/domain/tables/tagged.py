"""Tables that the file itself says are tables: the structure tree of a tagged PDF, checked against what is drawn.

What lives here: tagged cells and their boxes become a grid, unless the tree contradicts the geometry. What does not:
reading the tree (documents/pdf_tags.py), tables found by their drawing (lattice.py, regions.py).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

from dagster_project.domain.model import Box
from dagster_project.domain.tables.cells import Grid, GridCell, make_cells
from dagster_project.domain.tables.geometry import Line, PageGeometry, TaggedCell, TaggedTable
from dagster_project.domain.tables.numbers_seen import has_values
from dagster_project.domain.tables.places import PlacedWords
from dagster_project.domain.tables.ruled_grid import is_partial

CLOSE = 0.9  # of the font size: texts of two columns this near each other fill the room between
SLACK = 1.5  # points: glyphs reach this far out of the box of the object that draws them
FEWEST_FILLED = 0.25  # part of the places of a table that hold text
LATEST_FIRST = 1  # the place of a table's first row: Chromium has content of the table itself before it
FEWEST_OF_TEXT = 3  # columns of a table without figures; fewer are texts laid out beside each other
MOST_OVERLAP = 3.0  # points: boxes of texts of neighbouring columns or rows may reach this far into each other


def tagged_grid(table: TaggedTable, lines: Sequence[Line], page: PageGeometry) -> Grid | None:
    """The grid of a tagged table, or None where it is no table of figures or texts, or tree and drawing disagree.

    They agree if columns and rows stand beside each other in the order of the tree, every word in the table's box is in
    one cell and no cell hides rows or columns. A part that goes on from the page before may be a single row.
    """
    n_rows, n_cols = len(table.rows.ids), table.n_cols
    is_first = table.rows.ids[0] <= LATEST_FIRST
    if n_cols < 2 or len(table.cells) < (max(2, FEWEST_FILLED * n_rows * n_cols) if is_first else 1):
        return None
    extents = _extents([(c.col, c.box.x0, c.box.x1) for c in table.cells if c.n_cols == 1], n_cols)
    heights = _extents([(c.row, c.box.top, c.box.bottom) for c in table.cells if c.n_rows == 1], n_rows)
    if extents is None or heights is None:
        return None
    placed = _place(table, lines, extents)
    if placed is None:
        return None
    if is_partial(placed, n_cols):
        return None
    made = tuple(make_cells(placed, page.page_no))
    if is_first and n_cols < FEWEST_OF_TEXT and not has_values([c.text for c in made if c.col_no > 1]):
        return None
    box = _box(table)
    edges = (box.x0, *((a[1] + b[0]) / 2 for a, b in itertools.pairwise(extents)), box.x1)
    return Grid(page.page_no, n_rows, n_cols, made, box, edges, extents, _header_rows(table), tagged=table.rows)


def _header_rows(table: TaggedTable) -> int | None:
    """How many first rows hold header cells only; None if the tree does not say."""
    heads = {c.row for c in table.cells if c.is_header} - {c.row for c in table.cells if not c.is_header}
    return next((r for r in range(len(table.rows.ids)) if r not in heads), 0) or None


def _box(table: TaggedTable) -> Box:
    boxes = [c.box for c in table.cells]
    x0, top = min(b.x0 for b in boxes) - SLACK, min(b.top for b in boxes) - SLACK
    return Box(x0, top, max(b.x1 for b in boxes) + SLACK, max(b.bottom for b in boxes) + SLACK)


def _extents(spans: Sequence[tuple[int, float, float]], n: int) -> tuple[tuple[float, float], ...] | None:
    """Where every column (or row) begins and ends; None if they do not follow one another. Empty ones take no room."""
    own = [[span for i, *span in spans if i == k] for k in range(n)]
    out: list[tuple[float, float]] = []
    for parts in own:
        before = out[-1][1] if out else min((a for _, a, _ in spans), default=0.0)
        extent = (min(a for a, _ in parts), max(b for _, b in parts)) if parts else (before, before)
        if extent[0] < before - MOST_OVERLAP:
            return None
        out.append(extent)
    return tuple(out)


def _place(table: TaggedTable, lines: Sequence[Line], extents: Sequence[tuple[float, float]]) -> list[GridCell] | None:
    """The words of every cell, blanks included; None unless every cell has words and every word one cell."""
    placed_words = PlacedWords(lines)
    words = placed_words.inside(_box(table))
    inside = {cell: placed_words.inside(_widened(cell.box)) for cell in table.cells}
    covered = Counter((c.row + r, c.col + k) for c in table.cells for r in range(c.n_rows) for k in range(c.n_cols))
    owners = Counter(id(w) for ws in inside.values() for w in ws)
    if not all(inside.values()) or max(covered.values()) > 1 or [owners[id(w)] for w in words] != [1] * len(words):
        return None
    placed = [GridCell(c.row, c.col, c.n_rows, c.n_cols, ws, _room(c, extents, ws[0].size)) for c, ws in inside.items()]
    rows, columns = range(len(table.rows.ids)), range(table.n_cols)
    return placed + [GridCell(r, k, 1, 1, ()) for r in rows for k in columns if (r, k) not in covered]


def _room(cell: TaggedCell, extents: Sequence[tuple[float, float]], size: float) -> float:
    """The room of a column whose texts come close to a neighbour's (guessed: negative, see GridCell); else unknown."""
    if cell.n_cols > 1:
        return 0.0
    x0, x1 = extents[cell.col]
    beside = [(x0 - b, a - x1)[i > cell.col] for i, (a, b) in enumerate(extents) if abs(i - cell.col) == 1]
    return x0 - x1 if min(beside) < CLOSE * size else 0.0


def _widened(box: Box) -> Box:
    return Box(box.x0 - SLACK, box.top - SLACK, box.x1 + SLACK, box.bottom + SLACK)
