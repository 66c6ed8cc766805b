"""Tables of a text whose columns are aligned with spaces, as programs that turn a PDF into text leave them.

Lives here: such lines as a page drawn in letters of one width, on which the tables room finds columns as on any page
without rules. Next door: `read_text.py` decides which lines to look at; tables with tabs need no finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, zip_longest

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
MOST_LINES = 100
GAP = 11.0  # points: between columns
#: pieces of a line before its values: a code and a label
MOST_LABELS = 2
#: a piece of more words is no row of headings
MOST_WORDS = 12
#: spaces between columns, at least
APART = 2
_WORD = re.compile(r"\S+")
_PIECE = re.compile(r"\S+(?: \S+)*")
_Span = tuple[int, int]
#: spaces that stand inside numbers, as wide as any letter here
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f", " "))
#: raised footnote marks on a line of their own
_MARKS = re.compile(r"^\s*(?:\d{1,2}\)\s*)+$")
_PARTS = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table and the lines of the chunk that it was made of: from `first` up to, not including, `last`."""

    table: Table
    first: int
    last: int


def is_value_row(line: str) -> bool:
    """True for a label, perhaps with a code before it, and after a wide gap nothing but values, not only years."""
    values = _values(line.translate(_SPACES))
    return bool(values) and not all(is_year(value.group()) for value in values)


def _values(line: str) -> list[re.Match[str]]:
    """The numbers and blanks that end a line; none if more than a code and a label stand before them."""
    pieces = list(_PIECE.finditer(line))
    labels = max((i for i, piece in enumerate(pieces) if not _is_value(piece.group())), default=-1) + 1
    return pieces[max(labels, 1) :] if labels <= MOST_LABELS else []


def _is_value(text: str) -> bool:
    return is_number(text) or is_blank(text)


def is_parted(line: str) -> bool:
    """True for a line with a gap of two spaces or more inside."""
    return bool(_PARTS.search(line.translate(_SPACES).strip()))


def find_aligned(lines: Sequence[str], page: int) -> list[AlignedTable]:
    """The tables among lines without tabs, from top to bottom. A table needs two lines with a gap."""
    found: list[AlignedTable] = []
    lines = [line.translate(_SPACES) for line in lines]
    kept = [i for i, line in enumerate(lines) if not _MARKS.match(line)]
    for start in range(0, len(kept), MOST_LINES):
        places = kept[start : start + MOST_LINES]
        part = [lines[i] for i in places]
        if sum(is_parted(line) for line in part) < 2:
            continue
        drawn = _drawn(part)
        geometry = PageGeometry(page, max(line.x1 for line in drawn) + STEP, (len(part) + 1) * LEADING)
        for grid in find_tables(geometry, drawn).grids:
            rows = [i for k, i in enumerate(places) if grid.box.top <= (k + 1) * LEADING <= grid.box.bottom]
            found.append(AlignedTable(_table(grid), rows[0], rows[-1] + 1))
    return found


def _drawn(lines: Sequence[str]) -> list[Line]:
    """The lines with their words in places, one below the other."""
    bands = _bands(lines)
    first = next((i for i, line in enumerate(lines) if is_value_row(line)), 0)
    left = min((len(line) - len(line.lstrip()) for line in lines if is_value_row(line)), default=0)
    drawn = []
    for i, line in enumerate(lines):
        headings = _one_for_each(line, bands, left) if i < first else _full_row(line, bands)
        words = _over_bands(headings, bands, i) if headings else []
        rest = line[: headings[0][0].start()] if headings else line
        cuts = _cuts(line, bands) if i < first and not headings else set()
        drawn.append(make_line([*_words(rest, i, cuts), *words]))
    return drawn


def _one_for_each(line: str, bands: Sequence[_Span], left: int) -> list[list[re.Match[str]]]:
    """The words of a line's headings where there is one for each column, each with a capital letter or apart.

    Their places say nothing then: where a heading is set narrower than figures, the columns of a text drift apart.
    left: where labels begin; what stands there is the heading of the labels.
    """
    pieces = list(_PIECE.finditer(line))
    has_corner = bool(pieces) and pieces[0].start() <= left
    for skipped in (1,) if has_corner else (1, 0):
        begin = pieces[skipped].start() if len(pieces) > skipped else len(line)
        headings: list[list[re.Match[str]]] = []
        for word in _WORD.finditer(line, begin):
            is_apart = bool(headings) and word.start() - headings[-1][-1].end() >= APART
            if not headings or is_apart or word.group()[0].isupper():
                headings.append([])
            headings[-1].append(word)
        if len(headings) == len(bands) > 1 and headings[0][0].group()[0].isupper():
            return headings
    return []


def _full_row(line: str, bands: Sequence[_Span]) -> list[list[re.Match[str]]]:
    """The words of the values of a row that has one for each column: each belongs to its own, wherever it stands."""
    values = _values(line) if is_value_row(line) else []
    if len(values) != len(bands) or len(values) < 2:
        return []
    return [list(_WORD.finditer(line, *value.span())) for value in values]


def _over_bands(headings: Sequence[Sequence[re.Match[str]]], bands: Sequence[_Span], row: int) -> list[Word]:
    """Each heading over its column, flush right, drawn narrower where it would reach the column before."""
    words = []
    border = 0.0
    for heading, band in zip(headings, bands, strict=True):
        right = band[1] * STEP
        start, end = heading[0].start(), heading[-1].end()
        step = min(STEP, (right - border - GAP) / (end - start)) if border else STEP
        for match, after in zip_longest(heading, heading[1:]):
            x0 = right - (end - match.start()) * step
            x1 = right - (end - match.end()) * step if after is None else right - (end - after.start()) * step - SPACE
            words.append(Word(match.group(), x0, max(x1, x0 + 1), (row + 1) * LEADING, SIZE))
        border = right
    return words


def _bands(lines: Sequence[str]) -> list[_Span]:
    """Where the values of each column stand, from the rows that have one in every column."""
    rows = [[value.span() for value in _values(line)] for line in lines if is_value_row(line)]
    n_cols = max((len(row) for row in rows), default=0)
    full = [row for row in rows if len(row) == n_cols]
    if 2 * len(full) < len(rows) or len(full) < 2:
        return _shared(sorted(span for row in rows for span in row))
    bands: list[_Span] = []
    for column in zip(*full, strict=True):
        width = max(end - start for start, end in column)
        end = max(end for _, end in column)
        end = max(end, bands[-1][1] + width + APART) if bands else end
        bands.append((end - width, end))
    return bands


def _shared(spans: Sequence[_Span]) -> list[_Span]:
    """Spans that share places as one."""
    bands: list[_Span] = []
    for start, end in spans:
        if bands and start < bands[-1][1]:
            bands[-1] = (bands[-1][0], max(end, bands[-1][1]))
        else:
            bands.append((start, end))
    return bands


def _cuts(line: str, bands: Sequence[_Span]) -> set[int]:
    """Where headings of two columns stand only one space apart: the starts of the words after the space.

    A piece over several columns is taken for as many headings, if each of them can begin with a word; else it is one
    heading of them all (`Budget 2024` over two columns).
    """
    cuts: set[int] = set()
    for piece in _PIECE.finditer(line):
        over = [band for band in bands if piece.start() < band[1] and band[0] < piece.end()]
        words = [(m.start() + piece.start(), m.end() + piece.start()) for m in _WORD.finditer(piece.group())]
        starts = [start for start, _ in words[1:] if line[start].isalpha() and _begins(line, piece.start(), start)]
        if len(over) < 2 or len(starts) < len(over) - 1 or len(words) > MOST_WORDS:
            continue
        choices = [tuple(choice) for choice in combinations(starts, len(over) - 1)]
        best = min(choices, key=lambda choice: _misfit(words, choice, over))
        cuts.update(best)
    return cuts


def _begins(line: str, first: int, start: int) -> bool:
    """Whether a word can begin a heading: with a capital letter where the first of its piece has one."""
    return line[start].isupper() or not line[first].isupper()


def _misfit(words: Sequence[_Span], starts: Sequence[int], bands: Sequence[_Span]) -> int:
    """How far headings that begin at these places are from their columns, by right edges or by middles."""
    firsts = [words[0][0], *starts]
    ends = [max(end for start, end in words if start < after) for after in [*starts, words[-1][1]]]
    right = sum(abs(end - band[1]) for end, band in zip(ends, bands, strict=True))
    middle = sum(abs(a + b - sum(band)) // 2 for a, b, band in zip(firsts, ends, bands, strict=True))
    return min(right, middle)


def _words(line: str, row: int, cuts: set[int]) -> list[Word]:
    """The words of a line at their places. One space is drawn as a narrow gap, but at a cut as a wide one."""
    matches = list(_WORD.finditer(line))
    words = []
    for match, after in zip_longest(matches, matches[1:]):
        x1 = match.end() * STEP
        if after and after.start() - match.end() == 1:
            x1 = after.start() * STEP - (GAP if after.start() in cuts else SPACE)
        words.append(Word(match.group(), match.start() * STEP, x1, (row + 1) * LEADING, SIZE))
    return words


def _table(grid: Grid) -> Table:
    """The boxes of cells say where letters stand beside each other (group headings), not where on a page."""
    cells = tuple(replace(cell, text=cell.text.replace("\u2060", "")) for cell in grid.cells)
    return Table(0, grid.page, grid.n_rows, grid.n_cols, cells, header_rows=grid.header_rows)
