"""Lines of a page and the pieces that wide gaps part them into.

What lives here: cutting lines before any table is known. What does not: which lines make a table (regions.py), and
cutting them by the table's own columns (pieces.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.domain.tables.geometry import HRule, Line, Word
from dagster_project.domain.tables.numbers_seen import is_value
from dagster_project.domain.tables.rivers import find_rivers
from dagster_project.domain.tables.rules import has_leader
from dagster_project.domain.tables.words import segments

PAGE_GAP = 1.0  # of the font size: parts a line into pieces; wider than any gap in justified prose worth the name
VALUE_GAP = 0.5  # of the font size: enough where everything after the first piece is a number
_BULLET = re.compile(r"^(?:[•●▪■◦‣·\-–—*○\uf0b7\uf0a7]|\(?[0-9a-zA-Z]{1,2}[.)]|\d{1,2}(?:\.\d{1,2})*\.?)$")
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page and its pieces as far as wide gaps part them."""

    line: Line
    pieces: tuple[tuple[Word, ...], ...]

    @property
    def is_parted(self) -> bool:
        return len(self.pieces) > 1

    def gaps(self) -> list[tuple[float, float]]:
        return [(a[-1].x1, b[0].x0) for a, b in zip(self.pieces, self.pieces[1:], strict=False)]


def part_lines(lines: Sequence[Line], leaders: Sequence[HRule]) -> list[Row]:
    """Every line with the pieces that wide gaps, and places where columns begin, part it into."""
    rivers = find_rivers(lines)
    return [_part(line, leaders, rivers.get(i, ())) for i, line in enumerate(lines)]


def _part(line: Line, rules: Sequence[HRule], rivers: Sequence[float]) -> Row:
    pieces = segments(line, PAGE_GAP)
    if rivers:
        pieces = [part for piece in pieces for part in _cut_at(piece, rivers)]
    if len(pieces) < 2:
        near = segments(line, VALUE_GAP)
        if len(near) > 2 and all(is_value(" ".join(w.text for w in p)) for p in near[1:]):
            pieces = near
    if len(pieces) == 2 and _BULLET.match(" ".join(w.text for w in pieces[0])) and not is_value(pieces[1][0].text):
        pieces = [line.words]
    if len(pieces) > 1 and (_LEADERS.search(line.text) or has_leader(line, rules)):
        pieces = [line.words]
    return Row(line, tuple(pieces))


def _cut_at(piece: tuple[Word, ...], places: Sequence[float]) -> list[tuple[Word, ...]]:
    out: list[list[Word]] = [[piece[0]]]
    for w in piece[1:]:
        if any(abs(w.x0 - x) < 0.01 for x in places):
            out.append([w])
        else:
            out[-1].append(w)
    return [tuple(p) for p in out]


def value_ends(row: Row) -> list[float]:
    """Where the numbers of a row end, its first piece apart."""
    return [p[-1].x1 for p in row.pieces[1:] if is_value(" ".join(w.text for w in p))]
