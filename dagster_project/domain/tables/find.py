"""Front desk of the table room: the geometry of one page in, grids and the lines outside them out.

What lives here: the chain of steps. What does not: the steps themselves (lattice, regions, columns, rows, cells).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.domain.model import Box
from dagster_project.domain.tables.accept import is_table
from dagster_project.domain.tables.cells import Grid, GridCell, make_cells
from dagster_project.domain.tables.columns import Piece, assign_pieces, find_columns
from dagster_project.domain.tables.geometry import HRule, Line, PageGeometry, VRule, Word, make_line, overlap
from dagster_project.domain.tables.lattice import Lattice, find_lattices
from dagster_project.domain.tables.regions import Row, find_runs
from dagster_project.domain.tables.rows import group_rows
from dagster_project.domain.tables.rules import drop_underlines, join_h_rules, join_v_rules

NOTE_START = re.compile(r"^(?:\*+|\d{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹†])\s*\(?\w")
CLOSE = 0.9  # of the font size: texts of two columns this near each other fill the room between


@dataclass(frozen=True, slots=True)
class PageTables:
    """Grids of a page from top to bottom, and the lines that are in none."""

    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]


def find_tables(page: PageGeometry, lines: Sequence[Line]) -> PageTables:
    """All tables among the lines of a page."""
    h_rules = drop_underlines(join_h_rules(page.h_rules), lines)
    v_rules = join_v_rules(page.v_rules)
    grids: list[Grid] = []
    rest = list(lines)
    for lattice in find_lattices(h_rules, v_rules):
        grid = _lattice_grid(lattice, rest, page)
        if grid:
            grids.append(grid)
            rest = _outside(rest, lattice.box)
    open_rules = [r for r in h_rules if not any(_is_inside(r, g.box) for g in grids)]
    bands = shaded_bands(page.fills)
    leaders = join_h_rules(page.h_rules)
    for run in find_runs(rest, open_rules, bands, leaders):
        run = _without_notes(run)
        found = _open_grid(run, open_rules, v_rules, page)
        if found:
            grids.append(found)
            taken = {id(row.line) for row in run}
            rest = [line for line in rest if id(line) not in taken]
    return PageTables(tuple(sorted(grids, key=lambda g: (g.box.top, g.box.x0))), tuple(rest))


def _lattice_grid(lattice: Lattice, lines: Sequence[Line], page: PageGeometry) -> Grid | None:
    words = [w for line in lines for w in line.words if _holds(lattice.box, w)]
    if not words:
        return None
    n_rows, n_cols = len(lattice.ys) - 1, len(lattice.xs) - 1
    placed: list[GridCell] = []
    for r, c, height, width in lattice.spans:
        box = Box(lattice.xs[c], lattice.ys[r], lattice.xs[c + width], lattice.ys[r + height])
        inside = tuple(w for w in words if _holds(box, w))
        placed.append(GridCell(r, c, height, width, inside, 0.0, box))
    if sum(1 for g in placed if g.words) < 2:
        return None
    placed = _with_room(placed)
    cells = make_cells(placed, page.page_no)
    header = _shaded_rows(page.fills, lattice.ys, lattice.box)
    return Grid(page.page_no, n_rows, n_cols, tuple(cells), lattice.box, lattice.xs, (), header, True)


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


def _without_notes(run: Sequence[Row]) -> list[Row]:
    """Leave out footnotes at the end of a run: lines in one piece from the first one that begins with a mark."""
    last_parted = max(i for i, row in enumerate(run) if row.is_parted)
    for i in range(last_parted + 1, len(run)):
        if NOTE_START.match(run[i].line.text):
            return list(run[:i])
    return list(run)


def _open_grid(
    run: Sequence[Row], h_rules: Sequence[HRule], v_rules: Sequence[VRule], page: PageGeometry
) -> Grid | None:
    lines = [row.line for row in run]
    top, bottom = lines[0].top, lines[-1].bottom
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    em = lines[0].size
    near = [r for r in h_rules if top - em <= r.y <= bottom + em and overlap(r.x0, r.x1, x0, x1) > 0]
    drawn = _drawn_borders(near, v_rules, page.fills, top, bottom)
    columns = find_columns([row.pieces for row in run], drawn)
    if len(columns.extents) < 2:
        return None
    pieces = assign_pieces(lines, columns)
    shades = [f for f in shaded_bands(page.fills) if overlap(f.top, f.bottom, top, bottom) > 0.3 * em]
    parting = [*near, *(HRule(y, f.x0, f.x1) for f in shades for y in (f.top, f.bottom))]
    rows = group_rows(pieces, columns, parting, x0, x1)
    if not is_table(rows, columns, near, page.fills):
        return None
    placed: list[GridCell] = []
    n_cols = len(columns.extents)
    room = _guessed_room(pieces, n_cols)
    for r, row in enumerate(rows):
        taken: set[int] = set()
        spans = sorted({(p.first, p.last) for p in row})
        for first, last in spans:
            if any(c in taken for c in range(first, last + 1)):
                continue
            words = tuple(w for p in row if first <= p.first and p.last <= last for w in p.words)
            taken.update(range(first, last + 1))
            placed.append(
                GridCell(r, first, 1, last - first + 1, words, room.get(first, 0.0) if first == last else 0.0)
            )
        placed.extend(GridCell(r, c, 1, 1, ()) for c in range(n_cols) if c not in taken)
    box = Box(x0, top, x1, bottom)
    edges = (x0, *columns.borders, x1)
    return Grid(page.page_no, len(rows), n_cols, tuple(make_cells(placed, page.page_no)), box, edges, columns.extents)


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


def _drawn_borders(
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


def _shaded_rows(fills: Sequence[Box], ys: Sequence[float], box: Box) -> int | None:
    """How many first rows are shaded while the row after them is not; None if none is."""
    shaded = []
    for top, bottom in itertools.pairwise(ys):
        middle = (top + bottom) / 2
        width = sum(max(0.0, overlap(f.x0, f.x1, box.x0, box.x1)) for f in fills if f.top - 1 <= middle <= f.bottom + 1)
        shaded.append(width > 0.8 * box.width)
    n = next((i for i, s in enumerate(shaded) if not s), len(shaded))
    return n if 0 < n < len(shaded) else None


def _holds(box: Box, w: Word) -> bool:
    x, y = (w.x0 + w.x1) / 2, w.baseline - 0.3 * w.size
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def _is_inside(rule: HRule, box: Box) -> bool:
    return box.top - 3 <= rule.y <= box.bottom + 3 and overlap(rule.x0, rule.x1, box.x0, box.x1) > 0


def _outside(lines: Sequence[Line], box: Box) -> list[Line]:
    out = []
    for line in lines:
        words = [w for w in line.words if not _holds(box, w)]
        if len(words) == len(line.words):
            out.append(line)
        elif words:
            out.append(make_line(words))
    return out
