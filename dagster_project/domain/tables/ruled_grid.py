"""Tables with a full grid: the lattice's cells filled with words.

What lives here: words into the lattice's rectangles, and telling a grid that is drawn only in part. What does not: the
lattice itself (lattice.py), tables without a grid (open_grid.py).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.model import Box
from dagster_project.domain.tables.cells import Grid, GridCell, make_cells
from dagster_project.domain.tables.geometry import Line, PageGeometry, Word, overlap
from dagster_project.domain.tables.lattice import Lattice
from dagster_project.domain.tables.numbers_seen import has_values, is_number, is_wrapped_number
from dagster_project.domain.tables.places import PlacedWords
from dagster_project.domain.tables.words import build_lines, segments

_YEAR = re.compile(r"^(?:19|20)\d\d\s*[-–]?$")
SURE_PIECES = 3  # so many pieces of a line are no heading and its neighbour
EDGE_SLACK = 1.0  # points: a text this little over an edge still keeps to its column
SPACE = 0.2  # of the font size: no space inside a number is narrower
WIDE_GAP = 1.0  # of the font size: pieces further apart inside one cell stand in columns that are not drawn


def ruled_grid(lattice: Lattice, lines: Sequence[Line], page: PageGeometry) -> Grid | None:
    """The grid of a lattice, or None if it holds fewer than two texts."""
    words = PlacedWords(lines)
    if not words.inside(lattice.box):
        return None
    n_rows, n_cols = len(lattice.ys) - 1, len(lattice.xs) - 1
    placed: list[GridCell] = []
    for r, c, height, width in lattice.spans:
        box = Box(lattice.xs[c], lattice.ys[r], lattice.xs[c + width], lattice.ys[r + height])
        inside = words.inside(box)
        placed.append(GridCell(r, c, height, width, inside, 0.0, None if (r, c) in lattice.undrawn else box))
    if sum(1 for g in placed if g.words) < 2:
        return None
    placed = _with_room(placed)
    cells = make_cells(placed, page.page_no)
    header = _shaded_rows(page.fills, lattice.ys, lattice.box)
    beside = [c.text for c in cells if header and c.row_no <= header and c.col_no > 1 and c.text]
    if has_values(beside) or not beside:
        header = None  # a stripe or a shaded section, no header
    return Grid(page.page_no, n_rows, n_cols, tuple(cells), lattice.box, lattice.xs, (), header, True)


def part_merged(lattice: Lattice, lines: Sequence[Line]) -> Lattice:
    """The lattice with cells parted that only look merged: rows whose rules between the columns are not drawn.

    The texts of such a cell stand wide apart and each keeps to a column of its own; a heading over columns does not.
    """
    spans: list[tuple[int, int, int, int]] = []
    undrawn: set[tuple[int, int]] = set()
    words = PlacedWords(lines)
    for r, c, height, width in lattice.spans:
        edges = lattice.xs[c : c + width + 1]
        box = Box(edges[0], lattice.ys[r], edges[-1], lattice.ys[r + height])
        inside = build_lines(words.inside(box)) if width > 1 else []
        if any(_keeps_to_columns(line, edges) for line in inside):
            spans += [(r, c + i, height, 1) for i in range(width)]
            undrawn |= {(r, c + i) for i in range(width)}
        else:
            spans.append((r, c, height, width))
    return replace(lattice, spans=tuple(spans), undrawn=frozenset(undrawn))


def _keeps_to_columns(line: Line, edges: Sequence[float]) -> bool:
    """True if the line is in several pieces, each between two edges of its own.

    A number may end right before an edge and a text begin right after it; two pieces
    alone may be headings.
    """
    pieces = segments(line, WIDE_GAP)
    if len(pieces) >= SURE_PIECES:
        pieces = [part for p in pieces for part in _cut_at_edges(p, edges)]
    places = [(bisect(edges, p[0].x0 + EDGE_SLACK), bisect(edges, p[-1].x1 - EDGE_SLACK)) for p in pieces]
    return len(pieces) > 1 and all(a == b for a, b in places) and len({a for a, _ in places}) == len(places)


def _cut_at_edges(words: Sequence[Word], edges: Sequence[float]) -> list[tuple[Word, ...]]:
    """Cut words beside each other between a number and what stands beyond the next edge."""
    for at in range(1, len(words)):
        left, right = words[at - 1], words[at]
        parts = (words[:at], words[at:])
        is_over = bisect(edges, left.x1 - EDGE_SLACK) < bisect(edges, right.x0 + EDGE_SLACK)
        if is_over and any(_is_amount(" ".join(w.text for w in part)) for part in parts):
            return [tuple(parts[0]), *_cut_at_edges(parts[1], edges)]
    return [tuple(words)]


def contents_of(lattice: Lattice, lines: Sequence[Line]) -> list[GridCell]:
    """The cells of the lattice as drawn, with their words."""
    out = []
    words = PlacedWords(lines)
    for r, c, height, width in lattice.spans:
        box = Box(lattice.xs[c], lattice.ys[r], lattice.xs[c + width], lattice.ys[r + height])
        out.append(GridCell(r, c, height, width, words.inside(box), 0.0, box))
    return out


def is_partial(cells: Sequence[GridCell], n_cols: int) -> bool:
    """True if cells hide rows or columns: numbers under each other, or numbers beside texts on several lines.

    Numbers under each other must do so in two cells of a row (or in the only column of values): one such cell may be a
    list or a year over two lines.
    """
    stacked: Counter[int] = Counter()
    parted_lines: Counter[int] = Counter()
    for cell in cells:
        inside = build_lines(cell.words)
        stacked[cell.row] += sum(_is_amount(line.text) for line in inside) > 1 and not _is_wrapped(inside, cell.box)
        parted = [segments(line, WIDE_GAP) for line in inside]
        with_numbers = [p for p in parted if len(p) > 1 and any(_is_amount(" ".join(w.text for w in s)) for s in p)]
        parted_lines[cell.col] += len(with_numbers)
        if parted_lines[cell.col] > 1 or (n_cols == 1 and any(len(p) > 2 for p in with_numbers)):
            return True
    return any(n > 1 or (n and n_cols == 2) for n in stacked.values())


def _is_wrapped(lines: Sequence[Line], box: Box | None) -> bool:
    """True if the lines of a cell are one number that had no room on a single line."""
    if box is None or len(lines) != 2 or not is_wrapped_number(lines[0].text, lines[1].text):
        return False
    padding = min(box.x1 - max(line.x1 for line in lines), min(line.x0 for line in lines) - box.x0)
    return sum(line.x1 - line.x0 for line in lines) + SPACE * lines[0].size > box.width - 2 * max(0.0, padding)


def _is_amount(text: str) -> bool:
    return is_number(text) and not _YEAR.match(text)


def _with_room(placed: Sequence[GridCell]) -> list[GridCell]:
    """The room for text in every cell: its width without the padding that most cells of the table keep."""
    offsets: Counter[float] = Counter()
    for g in placed:
        if g.words and g.box:
            left, right = min(w.x0 for w in g.words) - g.box.x0, g.box.x1 - max(w.x1 for w in g.words)
            offsets[round(2 * max(0.0, min(left, right))) / 2] += 1
    padding = offsets.most_common(1)[0][0] if offsets else 0.0
    return [
        GridCell(g.row, g.col, g.n_rows, g.n_cols, g.words, g.box.width - 2 * padding if g.box else 0.0, g.box)
        for g in placed
    ]


def _shaded_rows(fills: Sequence[Box], ys: Sequence[float], box: Box) -> int | None:
    """How many first rows are shaded while the row after them is not; None if none is."""
    shaded = []
    for top, bottom in itertools.pairwise(ys):
        middle = (top + bottom) / 2
        width = sum(max(0.0, overlap(f.x0, f.x1, box.x0, box.x1)) for f in fills if f.top - 1 <= middle <= f.bottom + 1)
        shaded.append(width > 0.8 * box.width)
    n = next((i for i, s in enumerate(shaded) if not s), len(shaded))
    return n if 0 < n < len(shaded) else None
