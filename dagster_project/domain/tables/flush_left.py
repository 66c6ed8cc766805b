"""Headings flush left over numbers flush right, nothing drawn between: where the columns part.

A heading begins as far right of the numbers before it as the padding of two cells, the same for all columns; a narrow
one ends before its own numbers begin and would pass for a column of its own, or for the heading of the column before.

What lives here: those places. What does not: the columns themselves (columns.py).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

from dagster_project.domain.tables.columns import HEADER_LINES
from dagster_project.domain.tables.geometry import Word
from dagster_project.domain.tables.numbers_seen import is_one_number
from dagster_project.domain.tables.parted import Row, value_ends

SAME_END = 0.3  # of the font size: numbers that end this near each other end at the same place
SAME_PADDING = 0.15  # of the font size: how much the padding of two cells varies
WIDEST = 2.5  # of the font size: the padding of two cells
SURE_GAP = 0.7  # of the font size: before a heading that stands alone as proof
SPACE = 0.4  # of the font size: no space between words is wider
ROWS_SHARE = 0.5  # part of the rows with values that have one in a column of values


def heading_starts(run: Sequence[Row]) -> list[float]:
    """x right before the headings over columns of numbers, from the left, or none where they do not begin as told."""
    first = next((k for k, row in enumerate(run) if value_ends(row) and not _are_years(row)), 0)
    if not 0 < first <= HEADER_LINES:
        return []
    body = [row for row in run[first:] if value_ends(row)]
    ends = _common_ends(body)
    label_right = max(row.pieces[0][-1].x1 for row in body)
    size = body[0].line.size
    heads = [(w, gap) for row in run[:first] for w, gap in _with_gaps(row)]
    begins = min((w.x0 for w, gap in heads if w.x0 > label_right and gap > SURE_GAP), default=None)
    if len(ends) < 2 or begins is None or begins >= ends[0]:
        return []
    starts = [min((w.x0 for w, _ in heads if w.x0 > x), default=x + 1e6) for x in ends[:-1]]
    paddings = [(start - end) / size for start, end in zip(starts, ends, strict=False)]
    is_even = all(abs(p - median(paddings)) <= SAME_PADDING for p in paddings) and max(paddings) < WIDEST
    is_sure = len(starts) > 1 or any(w.x0 == starts[0] and gap > SURE_GAP for w, gap in heads)
    places = [x - 1 for x in (begins, *starts)]
    is_clear = not any(_is_inside_number(row, x) for row in body for x in places)
    return places if is_even and is_sure and is_clear else []


def _is_inside_number(row: Row, x: float) -> bool:
    """True if x is at a space inside a number, no wider than between words."""
    words = row.line.words
    return any(
        a.x0 < x < b.x1 and b.x0 - a.x1 < SPACE * b.size and is_one_number([a.text, b.text])
        for a, b in itertools.pairwise(words)
    )


def _are_years(row: Row) -> bool:
    """True for a line whose only numbers may be years, as headings are."""
    return all(len(p) == 1 and p[0].text[:2] in ("19", "20") and len(p[0].text) == 4 for p in _numbers(row))


def _numbers(row: Row) -> list[tuple[Word, ...]]:
    ends = set(value_ends(row))
    return [p for p in row.pieces[1:] if p[-1].x1 in ends]


def _common_ends(body: Sequence[Row]) -> list[float]:
    """Where the numbers of a good part of the rows end."""
    groups: list[list[float]] = []
    for x in sorted(x for row in body for x in value_ends(row)):
        if groups and x - groups[-1][0] <= SAME_END * body[0].line.size:
            groups[-1].append(x)
        else:
            groups.append([x])
    return [max(g) for g in groups if len(g) >= ROWS_SHARE * len(body)]


def _with_gaps(row: Row) -> list[tuple[Word, float]]:
    """The words of a line, each with the white space before it in font sizes."""
    words = row.line.words
    return [(w, (w.x0 - words[k - 1].x1) / w.size if k else 1e6) for k, w in enumerate(words)]
