"""From the cells of a segment to numbers, statuses and refusals, with every cell accounted for.

Lives here: parsing cells in value columns, and values that belong to a group of rows. What they mean is next door.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from dagster_project.domain.facts.anatomy import Segment
from dagster_project.domain.facts.cells import is_cross, is_status
from dagster_project.domain.facts.rows import Row
from dagster_project.domain.model import Cell
from dagster_project.domain.swedish.headings import named_measures
from dagster_project.domain.swedish.numbers import (
    NumberPart,
    RefusedCell,
    is_blank,
    is_number,
    is_year,
    read_number_cell,
)
from dagster_project.domain.swedish.text import join_lines


@dataclass(frozen=True, slots=True)
class Placed:
    """A value cell in its row and column. parts: its numbers; empty for a status. is_group: it belongs to the common
    label of several rows."""

    row: Row
    col: int
    cell: Cell
    parts: tuple[NumberPart, ...]
    is_group: bool = False

    @property
    def number(self) -> Decimal | None:
        """The cell's one number, None where it has none or several."""
        return self.parts[0].value if len(self.parts) == 1 else None


@dataclass
class Values:
    """What the cells of a segment gave: placed values, cells refused and cells ignored by a named rule."""

    placed: list[Placed] = field(default_factory=list)
    refused: list[tuple[Row, int, Cell]] = field(default_factory=list)
    ignored: dict[tuple[int, int], str] = field(default_factory=dict)


def read_values(segment: Segment, rows: list[Row]) -> Values:
    """Read every non-empty cell in the value columns of a segment, once (a merged cell stands in its first place)."""
    values = Values()
    years_only = {c for c in segment.headers if _holds_years(c, segment.headers[c], rows)}
    numbered = {c for row in rows for c, cell in row.cells.items() if is_number(cell.text)}
    of_statuses = {c for c in segment.headers if c not in numbered and _holds_statuses(c, rows)}
    seen: set[int] = set()
    for row in rows:
        for col, cell in sorted(row.cells.items()):
            if id(cell) in seen:
                continue
            seen.add(id(cell))
            if col in of_statuses and is_status(cell.text.split()[0] if cell.text.split() else ""):
                values.placed.append(Placed(row, col, cell, ()))
                continue
            _read_cell(values, row, col, cell, holds_years=col in years_only, holds_numbers=col in numbered)
    values.placed = _lift_groups(values.placed, rows)
    return values


def _holds_statuses(col: int, rows: list[Row]) -> bool:
    """A column of statuses, in which `Verkställt 1 september` is one too."""
    cells = [row.cells[col].text for row in rows if col in row.cells and row.cells[col].text.strip()]
    return sum(is_status(join_lines(t)) for t in cells) > max(1, len(cells) / 2)


def _holds_years(col: int, header: tuple[str, ...], rows: list[Row]) -> bool:
    """A column of years that is no measure: when something starts or ends. Under a year stand values."""
    cells = [row.cells[col].text for row in rows if col in row.cells]
    if not cells or any(is_year(part) for part in header):
        return False
    return all(is_year(t) for t in cells) and not named_measures(" ".join(header))


def _read_cell(values: Values, row: Row, col: int, cell: Cell, *, holds_years: bool, holds_numbers: bool) -> None:
    place = (cell.row_no, cell.col_no)
    if holds_years:
        values.ignored[place] = "year"
        return
    if holds_numbers and is_cross(cell.text):
        values.ignored[place] = "blank"
        return
    try:
        parts = read_number_cell(cell.text)
    except RefusedCell:
        values.refused.append((row, col, cell))
        return
    if parts:
        values.placed.append(Placed(row, col, cell, parts))
    elif is_blank(cell.text):
        values.ignored[place] = "blank"
    elif is_status(join_lines(cell.text)):
        values.placed.append(Placed(row, col, cell, ()))
    else:
        values.ignored[place] = "prose"


def _lift_groups(placed: list[Placed], rows: list[Row]) -> list[Placed]:
    """Values merged over the rows of a group belong to their common label.

    Drawn: a cell that spans the group's rows. Not drawn: a column with exactly one value in every group of two or more
    rows, while other columns have a value in each row.
    """
    sizes: dict[tuple[tuple[str, ...], str], int] = {}
    for row in rows:
        if row.group:
            sizes[(row.section, row.group)] = sizes.get((row.section, row.group), 0) + 1
    groups = {key for key, n in sizes.items() if n >= 2}
    if not groups:
        return placed
    per_column: dict[int, dict[tuple[tuple[str, ...], str], int]] = {}
    for p in placed:
        key = (p.row.section, p.row.group)
        if key in groups:
            per_column.setdefault(p.col, {})[key] = per_column.setdefault(p.col, {}).get(key, 0) + 1
    full = [c for c, counts in per_column.items() if all(counts.get(k, 0) == sizes[k] for k in groups)]
    lone = {
        c for c, counts in per_column.items() if full and set(counts) == groups and all(n == 1 for n in counts.values())
    }
    return [
        Placed(p.row, p.col, p.cell, p.parts, is_group=True)
        if (p.row.section, p.row.group) in groups and (p.col in lone or p.cell.row_span > 1)
        else p
        for p in placed
    ]
