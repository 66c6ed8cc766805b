"""What is a table and what only looks like one: contents lists, lists, letter heads, prose in columns.

What does not live here: finding candidates (regions.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dagster_project.domain.model import Box
from dagster_project.domain.tables.columns import Columns
from dagster_project.domain.tables.geometry import HRule, overlap
from dagster_project.domain.tables.numbers_seen import is_number, is_value
from dagster_project.domain.tables.pieces import Piece

VALUE_SHARE = 0.2  # part of a column's pieces (headers and wrapped lines too) that are numbers in a column of numbers
_PAGE = re.compile(r"^\d{1,3}$")
_DATE = re.compile(r"^(?:\d{4}-\d\d-\d\d|\d{6}|\d{1,2}/\d{1,2}(?:[- ]\d{2,4})?|(?:19|20)\d\d)$")


def is_table(
    rows: Sequence[Sequence[Piece]],
    columns: Columns,
    rules: Sequence[HRule],
    fills: Sequence[Box],
    known_header: Sequence[str] = (),
) -> bool:
    """True if rows of pieces make a table.

    With numbers: two rows, one of them with a number outside the first column that is no date and no page number of a
    contents list. Without numbers: drawn rules or shading, or at least three columns filled in three rows, or a bold
    header of three columns over texts that wrap in two of them. A header that repeats the header of the table at the
    end of the page before (known_header: its texts without spaces) is enough.
    """
    parted = [row for row in rows if len({p.first for p in row}) > 1]
    if not parted or len(rows) < 2:
        return False
    if _is_contents(parted):
        return False
    if known_header and any(header_texts(row) == list(known_header) for row in rows[:2]):
        return True
    x0, x1 = columns.extents[0][0], columns.extents[-1][1]
    top, bottom = rows[0][0].line.top, rows[-1][-1].line.bottom
    wide = [r for r in rules if overlap(r.x0, r.x1, x0, x1) > 0.8 * (x1 - x0) and top - 14 <= r.y <= bottom + 14]
    shaded = [f for f in fills if overlap(f.top, f.bottom, top, bottom) > 4 and overlap(f.x0, f.x1, x0, x1) > 4]
    if len(wide) >= 2 or (shaded and len(parted) >= 2):
        return True
    if any(_is_value_column(c, parted) for c in range(1, len(columns.extents))):
        return True
    full = [row for row in parted if len({p.first for p in row}) >= 3]
    if len(full) >= 3 or (full and full[0] is rows[0] and _is_header_over_wrapped_texts(rows)):
        return True
    return (
        len(parted) >= 3
        and all(p.line.is_bold for p in parted[0])
        and not any(p.line.is_bold for row in parted[1:] for p in row)
    )


def _is_value_column(column: int, rows: Sequence[Sequence[Piece]]) -> bool:
    """True if a good part of the column's texts are numbers that are no dates: a number may also end running text."""
    own = [p for row in rows for p in row if p.first == p.last == column]
    numbers = [p for p in own if is_number(p.text) and not _DATE.match(p.text)]
    return bool(numbers) and len(numbers) + sum(is_value(p.text) for p in own) >= VALUE_SHARE * 2 * len(own)


def header_texts(row: Sequence[Piece]) -> list[str]:
    """The texts of a row by column, all spaces left out."""
    texts: dict[int, str] = {}
    for p in row:
        texts[p.first] = texts.get(p.first, "") + "".join(p.text.split())
    return [texts[c] for c in sorted(texts)]


def _is_header_over_wrapped_texts(rows: Sequence[Sequence[Piece]]) -> bool:
    """True if the first row is bold, the others are not, and texts wrap beside each other in two columns."""
    if not all(p.line.is_bold for p in rows[0]) or any(p.line.is_bold for row in rows[1:] for p in row):
        return False
    for row in rows[1:]:
        lines = Counter(id(p.line) for p in row)
        if sum(n > 1 for n in lines.values()) > 1:
            return True
    return False


def _is_contents(rows: Sequence[Sequence[Piece]]) -> bool:
    """Contents lists: label and page number alone on a row, page numbers never falling, three rows or more."""
    last = max(p.last for row in rows for p in row)
    numbers = [[p.text for p in row if p.first == last] for row in rows]
    if len(rows) < 3 or any(len(n) != 1 or not _PAGE.match(n[0]) for n in numbers):
        return False
    if any(is_value(p.text) for row in rows for p in row if 0 < p.first < last):
        return False
    pages = [int(n[0]) for n in numbers]
    return pages == sorted(pages) and len(set(pages)) > 1
