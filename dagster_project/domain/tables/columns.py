"""Columns of a table without a full grid: where the words leave vertical strips free.

What lives here: the extents of columns, and which columns a piece of a line covers. What does not: rows (rows.py).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.domain.tables.geometry import Word, overlap
from dagster_project.domain.tables.lattice import merge_edges
from dagster_project.domain.tables.numbers_seen import is_one_number, is_span_of_years, is_value
from dagster_project.domain.tables.words import cut_at_gaps

SEGMENT_GAP = 0.7  # of the font size: words further apart may stand in different columns (a space is 0.25-0.35)
TOUCH = 0.25  # of the font size: pieces that overlap less than this do not share a column
HEADER_LINES = 4  # first lines of a table among which group headings are looked for
OUT = 0.2  # of the font size: a piece that sticks out of a column by more does not keep to it
CENTRED = 1.2  # of the font size: how far the middle of a group heading may be from the middle of its columns
SPACE = 0.42  # of the font size: a gap narrower than this may stand inside a number
WIDER_STRIP = 1.4  # times the gaps inside numbers: a gap on every row that parts two of them
_YEAR = re.compile(r"^(?:19|20)\d\d$")
SAME_PLACE = 2.0  # points: borders seen at several heights this near each other are one border


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns from left to right: extents of their words, and the borders between them (len(extents) - 1)."""

    extents: tuple[tuple[float, float], ...]
    borders: tuple[float, ...]

    def at(self, x: float) -> int:
        """The column whose strip holds x."""
        return sum(1 for b in self.borders if x > b)


def find_columns(lines: Sequence[Sequence[tuple[Word, ...]]], drawn: Sequence[float] = ()) -> Columns:
    """The columns of one table, its lines given in pieces. `drawn`: borders that are drawn (rules, joints of rules).

    Drawn borders that no word crosses are kept. Between them the free strips decide: a strip counts when no piece of a
    line covers it, apart from pieces that span (over them other lines show several pieces side by side).
    """
    pieces = [[s for piece in line for s in cut_at_gaps(piece, SEGMENT_GAP)] for line in lines]
    rows = [p for p in pieces if len(p) > 1]
    spans = [[(s[0].x0, s[-1].x1, s[0].size) for s in row] for row in rows]
    kept = [s for i, row in enumerate(spans) for s in row if not _is_spanning(s, i, spans)]
    headings = _centred_spans(spans, kept)
    kept = [s for s in kept if s not in headings]
    strays = _stray_headings(rows, spans, kept)
    extents = _with_strays(_extents([s for s in kept if s not in strays]), strays)
    borders = [b for b in merge_edges(drawn, SAME_PLACE) if _is_free(b, rows)]
    if borders:
        extents = _cut(extents, borders, rows)
    extents = [*_labels_beside(extents, pieces), *extents]
    extents = _split_touching(extents, [[w for piece in line for w in piece] for line in lines])
    return Columns(tuple(extents), tuple(_borders(extents, borders)))


def _is_spanning(
    s: tuple[float, float, float], row_no: int, rows: Sequence[Sequence[tuple[float, float, float]]]
) -> bool:
    split = same = 0
    touch = TOUCH * s[2]
    left, right = s[0] + touch, s[1] - touch
    if right <= s[0]:
        return False
    for i, row in enumerate(rows):
        if i == row_no:
            continue
        under = [t for t in row if t[0] < right and t[1] > left and t[1] - t[0] > touch]
        if len(under) > 1:
            split += 1
        elif under and under[0][0] <= s[0] + s[2] and under[0][1] >= s[1] - s[2]:
            same += 1
    return split > same


def _centred_spans(
    rows: Sequence[Sequence[tuple[float, float, float]]], kept: Sequence[tuple[float, float, float]]
) -> list[tuple[float, float, float]]:
    """Pieces of header lines that stand in the middle over several columns, alone over them on their line."""
    out = []
    usable = set(kept)
    for i, row in enumerate(rows[:HEADER_LINES]):
        below = _extents([s for other in rows[i + 1 :] for s in other if s in usable])
        for s in row:
            if s in usable and centred_over(s, [t for t in row if t != s], below):
                out.append(s)
    return out


def _stray_headings(
    rows: Sequence[Sequence[tuple[Word, ...]]],
    spans: Sequence[Sequence[tuple[float, float, float]]],
    kept: Sequence[tuple[float, float, float]],
) -> list[tuple[float, float, float]]:
    """Headings in the middle of wide columns whose figures stand flush right: under them there is nothing.

    They make no columns of their own where each of their line is nearest to another column of the rows with values.
    Left of all columns that holds over codes only: a heading over labels in lines of their own has them under it.
    """
    first = next((i for i, row in enumerate(rows) if any(_is_figure(s) for s in row[1:])), 0)
    if not 0 < first <= HEADER_LINES:
        return []
    usable = set(kept)
    body = _extents([s for row in spans[first:] for s in row if s in usable])
    if not body:
        return []
    borders = [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(body)]
    strays: list[tuple[float, float, float]] = []
    opening = [row[0] for row in rows[first:] if len(row) > 2 and row[0][0].x0 < body[0][1]]
    begins_with_codes = all(_is_figure(s) for s in opening)
    left = body[0][0] if not begins_with_codes else -1.0
    for row in spans[:first]:
        own = [s for s in row if s in usable]
        over = [sum(1 for b in borders if (s[0] + s[1]) / 2 > b) for s in own]
        if len(set(over)) == len(over):
            strays += [s for s in own if s[0] > left and not any(overlap(s[0], s[1], a, b) > 0 for a, b in body)]
    return strays


def _with_strays(
    extents: Sequence[tuple[float, float]], strays: Sequence[tuple[float, float, float]]
) -> list[tuple[float, float]]:
    """Columns as wide as the headings in their middle, where these keep off the columns beside them."""
    out = list(extents)
    borders = [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(extents)]
    for x0, x1, _ in strays if out else []:
        k = sum(1 for b in borders if (x0 + x1) / 2 > b)
        if not any(overlap(x0, x1, a, b) > 0 for i, (a, b) in enumerate(out) if i != k):
            out[k] = (min(out[k][0], x0), max(out[k][1], x1))
    return out


def _labels_beside(
    extents: Sequence[tuple[float, float]], lines: Sequence[Sequence[Sequence[Word]]]
) -> list[tuple[float, float]]:
    """The column of labels, where each wraps around its numbers: lines in one piece, left of numbers without labels."""
    if not extents:
        return []
    left = [s for line in lines if len(line) == 1 for s in line if s[-1].x1 < extents[0][0] and not _is_figure(s)]
    first = [line[0] for line in lines if len(line) > 1 and line[0][0].x0 < extents[0][1]]
    figures = sum(_is_figure(s) for s in first)
    if len(left) < 2 or 2 * figures < len(first):
        return []
    return [(min(s[0].x0 for s in left), max(s[-1].x1 for s in left))]


def _is_figure(piece: Sequence[Word]) -> bool:
    text = " ".join(w.text for w in piece)
    return is_value(text) and not _YEAR.match(text)


def centred_over(
    s: tuple[float, float, float], beside: Sequence[tuple[float, float, float]], extents: Sequence[tuple[float, float]]
) -> tuple[int, int] | None:
    """The columns that a piece stands centred over (first and last), if it sticks out of any one column."""
    x0, x1, size = s
    if any(a - OUT * size <= x0 and x1 <= b + OUT * size for a, b in extents):
        return None
    if any(overlap(x0, x1, a, b) > 0 and _is_aligned(x0, x1, a, b, OUT * size) for a, b in extents):
        return None
    best: tuple[float, int, int] | None = None
    for i in range(len(extents)):
        for j in range(i + 1, len(extents)):
            a, b = extents[i][0], extents[j][1]
            off = abs((a + b) / 2 - (x0 + x1) / 2)
            alone = not any(overlap(t[0], t[1], a, b) > 0 for t in beside)
            if alone and a < x0 and x1 < b and off < CENTRED * size and (best is None or off < best[0]):
                best = (off, i, j)
    return (best[1], best[2]) if best else None


def _is_aligned(x0: float, x1: float, a: float, b: float, slack: float) -> bool:
    """True if two intervals share their left edge, their right edge or their middle."""
    return abs(x0 - a) < slack or abs(x1 - b) < slack or abs(x0 + x1 - a - b) / 2 < slack


def _extents(pieces: Sequence[tuple[float, float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for x0, x1, size in sorted(pieces):
        if out and (x0 == out[-1][0] or x0 < out[-1][1] - TOUCH * size * 0.2):
            out[-1] = (out[-1][0], max(out[-1][1], x1))
        else:
            out.append((x0, x1))
    return out


def _is_free(x: float, rows: Sequence[Sequence[tuple[Word, ...]]]) -> bool:
    """True if hardly any line has a word across x."""
    crossing = sum(any(w.x0 + 1 < x < w.x1 - 1 for s in row for w in s) for row in rows)
    return crossing <= 0.1 * len(rows)


def _cut(
    extents: list[tuple[float, float]], borders: Sequence[float], rows: Sequence[Sequence[tuple[Word, ...]]]
) -> list[tuple[float, float]]:
    """Cut extents at drawn borders; between two drawn borders without words an empty column stays."""
    words = [w for row in rows for s in row for w in s]
    edges = [min([w.x0 for w in words], default=0.0) - 1, *borders, max([w.x1 for w in words], default=0.0) + 1]
    out: list[tuple[float, float]] = []
    for left, right in itertools.pairwise(edges):
        if right - left < SAME_PLACE:
            continue
        inside = [w for w in words if left <= (w.x0 + w.x1) / 2 < right]
        if not inside:
            out.append((left + 1, right - 1))
            continue
        band = (max(left, min(w.x0 for w in inside)), min(right, max(w.x1 for w in inside)))
        parts = [(max(a, band[0]), min(b, band[1])) for a, b in extents if overlap(a, b, *band) > 1]
        parts = [p for p in parts if p[1] - p[0] > 1]
        out.extend(parts if len(parts) > 1 and _stand_side_by_side(parts, rows) else [band])
    return out


def _stand_side_by_side(parts: Sequence[tuple[float, float]], rows: Sequence[Sequence[tuple[Word, ...]]]) -> bool:
    """True if some line has words in two of the parts: else they are one column, its header flush left over numbers
    flush right."""
    for row in rows:
        words = [w for piece in row for w in piece]
        if sum(any(a <= (w.x0 + w.x1) / 2 <= b for w in words) for a, b in parts) > 1:
            return True
    return False


def _split_touching(extents: list[tuple[float, float]], lines: Sequence[Sequence[Word]]) -> list[tuple[float, float]]:
    """Split a column in which neighbouring words cannot be one number, where all lines leave a narrow strip free."""
    out: list[tuple[float, float]] = []
    for x0, x1 in extents:
        inside = [[w for w in line if x0 - 1 <= w.x0 and w.x1 <= x1 + 1] for line in lines if _begins_in(line, x0, x1)]
        rows = [ws for ws in inside if ws and all(is_value(w.text) for w in ws)]
        rows = [ws for ws in rows if not is_span_of_years([w.text for w in ws])]
        if any(len(ws) > 1 and not is_one_number([w.text for w in ws]) for ws in rows):
            out.extend(_strips(rows, x0, x1))
        else:
            out.extend(_wide_strips(rows, x0, x1))
    return out


def _begins_in(line: Sequence[Word], x0: float, x1: float) -> bool:
    """False for a line whose number in the column begins left of it, one space away: in other rows it is shorter."""
    for before, w in itertools.pairwise(line):
        if before.x0 < x0 - 1 <= w.x0 and w.x1 <= x1 + 1:
            return not (is_value(before.text) and w.x0 - before.x1 < SPACE * w.size)
    return True


def _wide_strips(rows: Sequence[Sequence[Word]], x0: float, x1: float) -> list[tuple[float, float]]:
    """Split what could be one number on every row, but has the same wide gap among narrow ones on all of them."""
    gaps = [((a.x1, b.x0), (b.x0 - a.x1) / b.size) for ws in rows for a, b in itertools.pairwise(ws)]
    narrow = [g for _, g in gaps if g < SPACE]
    for a, b in {where for where, g in gaps if g >= SPACE}:
        middle = (a + b) / 2
        over = [g for (left, right), g in gaps if left < middle < right]
        is_free = not any(w.x0 < middle < w.x1 for ws in rows for w in ws)
        if narrow and is_free and len(over) >= 2 and min(over) > max(SPACE, WIDER_STRIP * max(narrow)):
            left = [[w for w in ws if w.x1 <= middle] for ws in rows]
            right = [[w for w in ws if w.x0 >= middle] for ws in rows]
            return [*_wide_strips(left, x0, a), *_wide_strips(right, b, x1)]
    return [(x0, x1)]


def _strips(rows: Sequence[Sequence[Word]], x0: float, x1: float) -> list[tuple[float, float]]:
    """The best split of rows of touching numbers: at strips free in all rows, so that every part is one number.

    As few columns as will do; of two such splits the one whose narrowest strip is widest.
    """
    if all(not ws or is_one_number([w.text for w in ws]) for ws in rows):
        return [(x0, x1)]
    covered = _extents([(w.x0, w.x1, 0.0) for ws in rows for w in ws])
    splits: list[list[tuple[float, float]]] = []
    for cut in range(1, len(covered)):
        border = (covered[cut - 1][1] + covered[cut][0]) / 2
        left = [[w for w in ws if w.x1 <= border] for ws in rows]
        right = [[w for w in ws if w.x0 >= border] for ws in rows]
        if all(not ws or is_one_number([w.text for w in ws]) for ws in left) and any(left) and any(right):
            rest = _strips(right, covered[cut][0], x1)
            if all(_is_empty_or_number(ws, part) for ws in right for part in rest):
                splits.append([(x0, covered[cut - 1][1]), *rest])
    return min(splits, key=lambda s: (len(s), -_narrowest(s)), default=[(x0, x1)])


def _is_empty_or_number(words: Sequence[Word], part: tuple[float, float]) -> bool:
    inside = [w.text for w in words if w.x0 >= part[0] - 1 and w.x1 <= part[1] + 1]
    return not inside or is_one_number(inside)


def _narrowest(extents: Sequence[tuple[float, float]]) -> float:
    return min(b[0] - a[1] for a, b in itertools.pairwise(extents))


def _borders(extents: Sequence[tuple[float, float]], drawn: Sequence[float]) -> list[float]:
    out = []
    for (_, right), (left, _) in itertools.pairwise(extents):
        inside = [d for d in drawn if right - 1 <= d <= left + 1]
        out.append(inside[0] if inside else (right + left) / 2)
    return out
