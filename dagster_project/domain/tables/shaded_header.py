"""Header rows that a grid bounds with their shading alone: the edges of the shading stand for the rules left out.

What lives here: which edges those are. What does not: from rules to cells (lattice.py), which rows are headers
(ruled_grid.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import HRule, VRule, overlap
from dagster_project.domain.tables.lattice import SAME_EDGE, Lattice

WHOLE = 0.95  # part of the grid's width that the shading of a header row covers
SAME_ROW = 1.5  # points: shadings that begin and end this near each other shade one row
MOST_ROWS = 6


def rules_of_headers(lattices: Sequence[Lattice], fills: Sequence[Box]) -> tuple[list[HRule], list[VRule]]:
    """The rules that shaded first rows lack: around them, between them, and where their shadings meet.

    Only for grids whose shading ends inside a row as drawn, or that begin where a shading of their width ends; a header
    with rules around it has no need of them.
    """
    h_rules: list[HRule] = []
    v_rules: list[VRule] = []
    for lattice in lattices:
        box = lattice.box
        rows = _shaded_rows(box, fills)
        if not rows or any(abs(rows[-1][0].bottom - y) <= SAME_EDGE for y in lattice.ys):
            rows = _rows_above(box, fills)
        for row in rows:
            h_rules += [HRule(y, box.x0, box.x1) for y in (row[0].top, row[0].bottom)]
            v_rules += [VRule(x, row[0].top, row[0].bottom) for x in (box.x0, *(f.x1 for f in row[:-1]), box.x1)]
    return h_rules, v_rules


def _rows_above(box: Box, fills: Sequence[Box]) -> list[list[Box]]:
    """The shadings of the rows right over the grid, from the lowest row up, as long as they are as wide as it is."""
    over = [f for f in fills if box.x0 - SAME_EDGE <= f.x0 and f.x1 <= box.x1 + SAME_EDGE]
    rows: list[list[Box]] = []
    bottom = box.top
    while len(rows) < MOST_ROWS:
        row = sorted((f for f in over if abs(f.bottom - bottom) <= SAME_ROW), key=lambda f: f.x0)
        if not _is_row(row, box):
            break
        rows.append(row)
        bottom = row[0].top
    return rows


def _shaded_rows(box: Box, fills: Sequence[Box]) -> list[list[Box]]:
    """The shadings of each of the first rows, from the left, as long as they cover the row."""
    inside = [f for f in fills if overlap(f.x0, f.x1, box.x0, box.x1) > 0 and f.bottom <= box.bottom + SAME_EDGE]
    rows: list[list[Box]] = []
    top = box.top
    while len(rows) < MOST_ROWS:
        row = sorted((f for f in inside if abs(f.top - top) <= SAME_EDGE), key=lambda f: f.x0)
        if not _is_row(row, box):
            break
        rows.append(row)
        top = row[0].bottom
    return rows


def _is_row(row: Sequence[Box], box: Box) -> bool:
    """True for shadings of one height that cover the width of the box."""
    ends = [f.top for f in row], [f.bottom for f in row]
    is_even = bool(row) and all(max(y) - min(y) <= SAME_ROW for y in ends)
    return is_even and sum(f.width for f in row) >= WHOLE * box.width and row[0].height > SAME_EDGE
