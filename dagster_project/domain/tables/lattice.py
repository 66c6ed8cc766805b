"""Tables drawn with a grid: rules that cross make cells, a missing piece of rule makes a merged cell.

What lives here: from crossing rules to rectangles. What does not: tables without vertical rules (columns.py, rows.py)
and the text of cells (cells.py). Next door: regions.py decides which words belong to which table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import HRule, VRule

CROSSING = 3.0  # points: rules that end this near each other meet
SAME_EDGE = 3.0  # points: rules this near each other bound the same cell (double borders, cell spacing)
MOST_CROSSINGS = 2_000_000  # pairs of rules on a page; more is a drawing (a map, a pattern), no table
COVER = 0.6  # part of a cell's side that a rule must cover to close it


@dataclass(frozen=True, slots=True)
class Lattice:
    """A grid of rules. xs, ys: edges of columns and rows. spans: (row, col, n_rows, n_cols) of every cell, 0-based.

    undrawn: (row, col) of cells that are parted from their neighbours by their texts, not by rules.
    """

    box: Box
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[tuple[int, int, int, int], ...]
    undrawn: frozenset[tuple[int, int]] = frozenset()


def find_lattices(h_rules: Sequence[HRule], v_rules: Sequence[VRule]) -> list[Lattice]:
    """Every group of crossing rules that closes at least two cells."""
    found: list[Lattice] = []
    if len(h_rules) * len(v_rules) > MOST_CROSSINGS:
        return found
    for hs, vs in _components(h_rules, v_rules):
        lattice = _make_lattice(hs, vs)
        if lattice and len(lattice.spans) > 1:
            found.append(lattice)
    return found


def _components(hs: Sequence[HRule], vs: Sequence[VRule]) -> list[tuple[list[HRule], list[VRule]]]:
    parent = list(range(len(hs) + len(vs)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for j, v in enumerate(vs):
        for i, h in enumerate(hs):
            meets_y = v.top - CROSSING <= h.y <= v.bottom + CROSSING
            if meets_y and h.x0 - CROSSING <= v.x <= h.x1 + CROSSING:
                parent[root(len(hs) + j)] = root(i)
    groups: dict[int, tuple[list[HRule], list[VRule]]] = {}
    for i, h in enumerate(hs):
        groups.setdefault(root(i), ([], []))[0].append(h)
    for j, v in enumerate(vs):
        groups.setdefault(root(len(hs) + j), ([], []))[1].append(v)
    return [g for g in groups.values() if len(g[0]) >= 2 and g[1]]


def _make_lattice(hs: list[HRule], vs: list[VRule]) -> Lattice | None:
    x0, x1 = min(h.x0 for h in hs), max(h.x1 for h in hs)
    y0, y1 = min(h.y for h in hs), max(h.y for h in hs)
    xs = merge_edges([v.x for v in vs] + [x0, x1], SAME_EDGE)
    ys = merge_edges(
        [h.y for h in hs] + [v.top for v in vs if v.top < y0] + [v.bottom for v in vs if v.bottom > y1], SAME_EDGE
    )
    if len(xs) < 2 or len(ys) < 2:
        return None
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    if n_rows * n_cols > 20_000:
        return None
    open_right = [
        [not _v_closes(vs, xs[c + 1], ys[r], ys[r + 1]) for c in range(n_cols - 1)] + [False] for r in range(n_rows)
    ]
    open_down = [
        [not _h_closes(hs, ys[r + 1], xs[c], xs[c + 1]) for c in range(n_cols)] if r < n_rows - 1 else [False] * n_cols
        for r in range(n_rows)
    ]
    spans = _merge(open_right, open_down)
    return Lattice(Box(xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(ys), tuple(spans))


def merge_edges(places: Sequence[float], tolerance: float) -> list[float]:
    """Sorted places, those within the tolerance of each other replaced by their mean."""
    groups: list[list[float]] = []
    for p in sorted(places):
        if groups and p - groups[-1][-1] <= tolerance:
            groups[-1].append(p)
        else:
            groups.append([p])
    return [sum(g) / len(g) for g in groups]


def _v_closes(vs: Sequence[VRule], x: float, top: float, bottom: float) -> bool:
    covered = sum(max(0.0, min(v.bottom, bottom) - max(v.top, top)) for v in vs if abs(v.x - x) <= SAME_EDGE)
    return covered >= COVER * (bottom - top)


def _h_closes(hs: Sequence[HRule], y: float, x0: float, x1: float) -> bool:
    covered = sum(max(0.0, min(h.x1, x1) - max(h.x0, x0)) for h in hs if abs(h.y - y) <= SAME_EDGE)
    return covered >= COVER * (x1 - x0)


def _merge(open_right: list[list[bool]], open_down: list[list[bool]]) -> list[tuple[int, int, int, int]]:
    """Grow every cell over its open sides until it is a closed rectangle."""
    n_rows, n_cols = len(open_right), len(open_right[0])
    owner: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for r in range(n_rows):
        for c in range(n_cols):
            if (r, c) in owner:
                continue
            rect = _grow((r, c, r, c), open_right, open_down, owner)
            for i in range(rect[0], rect[2] + 1):
                for j in range(rect[1], rect[3] + 1):
                    owner[i, j] = rect
    return sorted({(a, b, c - a + 1, d - b + 1) for a, b, c, d in owner.values()})


def _grow(
    rect: tuple[int, int, int, int],
    open_right: list[list[bool]],
    open_down: list[list[bool]],
    owner: dict[tuple[int, int], tuple[int, int, int, int]],
) -> tuple[int, int, int, int]:
    r0, c0, r1, c1 = rect
    while True:
        if any(open_right[r][c1] for r in range(r0, r1 + 1)) and c1 + 1 < len(open_right[0]):
            c1 += 1
        elif any(open_down[r1][c] for c in range(c0, c1 + 1)) and r1 + 1 < len(open_down):
            r1 += 1
        elif c0 > 0 and any(open_right[r][c0 - 1] for r in range(r0, r1 + 1)):
            c0 -= 1
        elif r0 > 0 and any(open_down[r0 - 1][c] for c in range(c0, c1 + 1)):
            r0 -= 1
        else:
            break
    met = {owner[i, j] for i in range(r0, r1 + 1) for j in range(c0, c1 + 1) if (i, j) in owner}
    for m in met:
        r0, c0, r1, c1 = min(r0, m[0]), min(c0, m[1]), max(r1, m[2]), max(c1, m[3])
    if met and (r0, c0, r1, c1) != rect and any(m != (r0, c0, r1, c1) for m in met):
        return _grow((r0, c0, r1, c1), open_right, open_down, {})
    return r0, c0, r1, c1
