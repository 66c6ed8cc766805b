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
    """The rules that shaded first rows lack: under the last of them, between them, and where their shadings meet.

    Only for grids whose shading ends inside a row as drawn; a header with a rule under it has no need of them.
    """
    h_rules: list[HRule] = []
    v_rules: list[VRule] = []
    for lattice in lattices:
        rows = _shaded_rows(lattice.box, fills)
        if not rows or any(abs(rows[-1][0].bottom - y) <= SAME_EDGE for y in lattice.ys):
            continue
        for row in rows:
            h_rules.append(HRule(row[0].bottom, lattice.box.x0, lattice.box.x1))
            v_rules += [VRule(f.x1, row[0].top, row[0].bottom) for f in row[:-1]]
    return h_rules, v_rules


def _shaded_rows(box: Box, fills: Sequence[Box]) -> list[list[Box]]:
    """The shadings of each of the first rows, from the left, as long as they cover the row."""
    inside = [f for f in fills if overlap(f.x0, f.x1, box.x0, box.x1) > 0 and f.bottom <= box.bottom + SAME_EDGE]
    rows: list[list[Box]] = []
    top = box.top
    while len(rows) < MOST_ROWS:
        row = sorted((f for f in inside if abs(f.top - top) <= SAME_EDGE), key=lambda f: f.x0)
        is_even = bool(row) and max(f.bottom for f in row) - min(f.bottom for f in row) <= SAME_ROW
        if not is_even or sum(f.width for f in row) < WHOLE * box.width or row[0].height <= SAME_EDGE:
            break
        rows.append(row)
        top = row[0].bottom
    return rows
