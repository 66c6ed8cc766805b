"""Front desk of the table room: the geometry of one page in, grids and the lines outside them out.

What lives here: the chain of steps. What does not: the steps themselves (lattice, regions, columns, rows, cells).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.domain.model import Box
from dagster_project.domain.tables.beside import part_beside
from dagster_project.domain.tables.cells import Grid
from dagster_project.domain.tables.charts import find_charts, without_charts
from dagster_project.domain.tables.geometry import HRule, Line, PageGeometry, VRule, make_line, overlap
from dagster_project.domain.tables.lattice import Lattice, find_lattices
from dagster_project.domain.tables.open_grid import columns_of_run, open_grid, shaded_bands, split_place
from dagster_project.domain.tables.parted import Row, part_lines
from dagster_project.domain.tables.places import PlacedWords, outside
from dagster_project.domain.tables.regions import find_runs
from dagster_project.domain.tables.ruled_grid import contents_of, is_partial, part_merged, ruled_grid
from dagster_project.domain.tables.rules import drop_underlines, join_h_rules, join_v_rules
from dagster_project.domain.tables.shaded_header import rules_of_headers
from dagster_project.domain.tables.tagged import tagged_grid
from dagster_project.domain.tables.words import build_lines

NOTE_START = re.compile(r"^(?:\*+|\d{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹†])\s*\(?\w")


@dataclass(frozen=True, slots=True)
class PageTables:
    """Grids of a page from top to bottom, the lines that are in none, and the lines of charts."""

    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]
    chart_lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The rules of a page that can belong to tables without a full grid, and all strokes for dot leaders."""

    page: PageGeometry
    h_rules: tuple[HRule, ...]
    v_rules: tuple[VRule, ...]
    bands: tuple[Box, ...]
    leaders: tuple[HRule, ...]
    known_header: tuple[str, ...]


def find_tables(page: PageGeometry, lines: Sequence[Line], known_header: Sequence[str] = ()) -> PageTables:
    """All tables among the lines of a page. known_header: see accept.is_table."""
    leaders = tuple(join_h_rules(page.h_rules))
    h_rules = drop_underlines(leaders, lines)
    v_rules = tuple(join_v_rules(page.v_rules))
    grids, rest = _find_tagged(page, lines)
    tagged = [g.box for g in grids]
    bands = tuple(shaded_bands(page.fills))
    for drawn in _drawn_grids(h_rules, v_rules, page.fills):
        if any(_lies_over(drawn.box, box) for box in tagged):
            continue
        lattice = part_merged(drawn, rest)
        grid = ruled_grid(lattice, rest, page)
        if not grid:
            continue
        if is_partial(contents_of(lattice, rest), grid.n_cols):
            inside = build_lines(PlacedWords(rest).inside(lattice.box))
            rows = part_lines(inside, leaders)
            grid = open_grid(rows, h_rules, v_rules, page) or grid
        grids.append(grid)
        rest = outside(rest, lattice.box)
    rest, chart_lines = without_charts(rest, find_charts(page.drawings, bands, h_rules, v_rules, lines))
    open_rules = tuple(r for r in h_rules if not any(_is_inside(r, g.box) for g in grids))
    drawing = _Drawing(page, open_rules, v_rules, bands, leaders, tuple(known_header))
    rest, beside = part_beside(rest, open_rules, bands)
    found, rest = _find_open(rest, drawing)
    grids += found
    rest = sorted([*rest, *beside], key=lambda line: (line.baseline, line.x0))
    return PageTables(tuple(sorted(grids, key=lambda g: (g.box.top, g.box.x0))), tuple(rest), tuple(chart_lines))


def _drawn_grids(h_rules: Sequence[HRule], v_rules: Sequence[VRule], fills: Sequence[Box]) -> list[Lattice]:
    """The full grids of a page; what the rules leave out of a header, its shading draws."""
    lattices = find_lattices(h_rules, v_rules)
    more_h, more_v = rules_of_headers(lattices, fills)
    return find_lattices([*h_rules, *more_h], [*v_rules, *more_v]) if more_h else lattices


def _find_tagged(page: PageGeometry, lines: Sequence[Line]) -> tuple[list[Grid], list[Line]]:
    """The tables that the file's own structure tells of, where the drawing bears it out, and the lines that remain."""
    grids: list[Grid] = []
    rest = list(lines)
    for table in page.tagged:
        grid = tagged_grid(table, rest, page)
        if grid:
            grids.append(grid)
            rest = outside(rest, grid.box)
    return grids, rest


def _find_open(lines: Sequence[Line], drawing: _Drawing, deep: int = 0) -> tuple[list[Grid], list[Line]]:
    """Tables without a full grid among the lines, and the lines that remain."""
    grids: list[Grid] = []
    rest = list(lines)
    for whole in find_runs(lines, drawing.h_rules, drawing.bands, drawing.leaders):
        run = _without_notes(whole)
        columns = columns_of_run(run, drawing.h_rules, drawing.v_rules, drawing.page) if deep < 2 else None
        border = split_place(run, columns) if columns else None
        if border is not None:
            found, left = _find_halves(run, border, drawing, deep)
        else:
            grid = open_grid(run, drawing.h_rules, drawing.v_rules, drawing.page, drawing.known_header)
            found, left = ([grid] if grid else []), []
        if found:
            grids += found
            taken = {id(row.line) for row in run}
            rest = [line for line in rest if id(line) not in taken] + left
    return grids, sorted(rest, key=lambda line: (line.baseline, line.x0))


def _find_halves(run: Sequence[Row], border: float, drawing: _Drawing, deep: int) -> tuple[list[Grid], list[Line]]:
    """Two tables side by side: each half of the lines is looked at by itself."""
    grids: list[Grid] = []
    rest: list[Line] = []
    for is_left in (True, False):
        half = [[w for w in row.line.words if ((w.x0 + w.x1) / 2 < border) == is_left] for row in run]
        found, left = _find_open([make_line(ws) for ws in half if ws], drawing, deep + 1)
        grids += found
        rest += left
    return grids, rest


def _without_notes(run: Sequence[Row]) -> list[Row]:
    """Leave out footnotes at the end of a run: lines in one piece from the first one that begins with a mark."""
    last_parted = max(i for i, row in enumerate(run) if row.is_parted)
    for i in range(last_parted + 1, len(run)):
        if NOTE_START.match(run[i].line.text):
            return list(run[:i])
    return list(run)


def _lies_over(box: Box, other: Box) -> bool:
    """True if the boxes share some of their area."""
    return overlap(box.x0, box.x1, other.x0, other.x1) > 0 and overlap(box.top, box.bottom, other.top, other.bottom) > 0


def _is_inside(rule: HRule, box: Box) -> bool:
    return box.top - 3 <= rule.y <= box.bottom + 3 and overlap(rule.x0, rule.x1, box.x0, box.x1) > 0
