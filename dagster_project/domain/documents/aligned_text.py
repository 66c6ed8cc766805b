"""Tables of a text whose columns are aligned with spaces, as programs that turn a PDF into text leave them.

Lives here: such lines as a page drawn in letters of one width, on which the tables room finds columns as on any page
without rules. Next door: `read_text.py` decides which lines to look at; tables with tabs need no finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dagster_project.domain.model import Table
from dagster_project.domain.swedish.numbers import is_blank, is_number, is_year
from dagster_project.domain.tables.cells import Grid
from dagster_project.domain.tables.find import find_tables
from dagster_project.domain.tables.geometry import Line, PageGeometry, Word, make_line

SIZE = 10.0  # points: the size of every letter
STEP = 5.5  # points from one letter to the next
LEADING = 12.0  # points from one line to the next
SPACE = 3.0  # points: one space between words of a cell, narrower than any gap between columns
#: more lines without a break are looked at in parts: no page holds as many
MOST_LINES = 300
_WORD = re.compile(r"\S+")
_PARTS = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table and the lines of the chunk that it was made of: from `first` up to, not including, `last`."""

    table: Table
    first: int
    last: int


def is_value_row(line: str) -> bool:
    """True for a line with a wide gap and, after the first part, nothing but numbers and blanks, not only years."""
    parts = _PARTS.split(line.strip())[1:]
    if not parts or not all(is_number(part) or is_blank(part) for part in parts):
        return False
    return not all(is_year(part) for part in parts)


def is_parted(line: str) -> bool:
    """True for a line with a gap of two spaces or more inside."""
    return bool(_PARTS.search(line.strip()))


def find_aligned(lines: Sequence[str], page: int) -> list[AlignedTable]:
    """The tables among lines without tabs, from top to bottom. A table needs two lines with a gap."""
    found: list[AlignedTable] = []
    for start in range(0, len(lines), MOST_LINES):
        part = lines[start : start + MOST_LINES]
        if sum(is_parted(line) for line in part) < 2:
            continue
        drawn = [make_line(_words(line, i)) for i, line in enumerate(part)]
        width = max(line.x1 for line in drawn) + STEP
        geometry = PageGeometry(page, width, (len(part) + 1) * LEADING)
        for grid in find_tables(geometry, drawn).grids:
            first, last = _extent(grid, drawn)
            found.append(AlignedTable(_table(grid), start + first, start + last))
    return found


def _words(line: str, row: int) -> list[Word]:
    """The words of a line at their places; before a single space a word is drawn out to a narrow gap."""
    matches = list(_WORD.finditer(line))
    words = []
    for match, after in zip(matches, [*matches[1:], None], strict=True):
        x1 = match.end() * STEP
        if after and after.start() - match.end() == 1:
            x1 = after.start() * STEP - SPACE
        words.append(Word(match.group(), match.start() * STEP, x1, (row + 1) * LEADING, SIZE))
    return words


def _extent(grid: Grid, drawn: Sequence[Line]) -> tuple[int, int]:
    inside = [i for i, line in enumerate(drawn) if grid.box.top <= (line.top + line.bottom) / 2 <= grid.box.bottom]
    return inside[0], inside[-1] + 1


def _table(grid: Grid) -> Table:
    cells = tuple(replace(cell, text=cell.text.replace("\u2060", ""), box=None) for cell in grid.cells)
    return Table(0, grid.page, grid.n_rows, grid.n_cols, cells, header_rows=grid.header_rows)
