"""Rows of a table without a full grid: which printed lines belong to one row.

What lives here: grouping pieces of lines into rows by rules, by white space, by numbers under each other and, where the
lines are evenly spaced, by how text wraps. What does not: columns (columns.py).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from dagster_project.domain.tables.columns import Columns
from dagster_project.domain.tables.geometry import HRule, Line, line_gap
from dagster_project.domain.tables.heads import BESIDE
from dagster_project.domain.tables.numbers_seen import is_value, is_wrapped_number
from dagster_project.domain.tables.pieces import Piece

CLEARLY_WIDER = 0.14  # of the font size: the space between rows is at least this much wider than inside a cell
SPACE = 0.2  # of the font size: no space inside a number is narrower; used where the lines show no space of their own
HEADER_GAP = 0.6  # of the font size: more white space than this parts two rows of a header without rules between
_OPEN_YEARS = re.compile(r"^(?:19|20)\d\d\s*[-–/]$")  # the first line of `2020-2021`, no number of its own
_YEAR = re.compile(r"^(?:19|20)\d\d$")
#: the rest of a label; a dash by itself or before a figure begins a label of its own (`– Maskiner`, `–29 år`)
_STARTS_LOW = re.compile(r"^(?:[a-zåäöéü(/&]|[-–](?=[a-zåäö]))")
RULE_REACH = 0.5  # part of the table's width that a rule must cover to part rows


def group_rows(
    pieces: Sequence[Piece], columns: Columns, rules: Sequence[HRule], x0: float, x1: float
) -> list[list[Piece]]:
    """Rows from top to bottom, each with the pieces of its lines."""
    lines = _lines_of(pieces)
    parting = sorted(r.y for r in rules if min(r.x1, x1) - max(r.x0, x0) >= RULE_REACH * (x1 - x0))
    bands = _bands(lines, parting)
    by_line = {id(line): [p for p in pieces if p.line is line] for line in lines}
    complete = _rules_part_all_rows(bands, by_line, columns)
    rows: list[list[Line]] = []
    limit = _wrap_limit(lines, by_line)
    for i, band in enumerate(bands):
        if complete and i == 0:
            rows.extend(_part_by_gap(band, HEADER_GAP))
        elif complete:
            rows.append(band)
        else:
            rows.extend(_group_band(band, by_line, columns, limit))
    out: list[list[Piece]] = []
    for row in rows:
        members = [p for line in row for p in by_line[id(line)]]
        out.extend(_part_spans(members))
    return out


def _part_by_gap(band: Sequence[Line], limit: float) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in band:
        if rows and line_gap(rows[-1][-1], line) <= limit:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _lines_of(pieces: Sequence[Piece]) -> list[Line]:
    seen: dict[int, Line] = {}
    for p in pieces:
        seen[id(p.line)] = p.line
    return sorted(seen.values(), key=lambda line: line.baseline)


def _bands(lines: Sequence[Line], parting: Sequence[float]) -> list[list[Line]]:
    bands: list[list[Line]] = []
    last = -1
    for line in lines:
        place = sum(1 for y in parting if y < line.baseline - 0.3 * line.size)
        if place != last:
            bands.append([])
            last = place
        bands[-1].append(line)
    return bands


def _value_columns(line: Line, by_line: dict[int, list[Piece]]) -> set[int]:
    return {
        p.first
        for p in by_line[id(line)]
        if p.first > 0 and p.first == p.last and is_value(p.text) and not _OPEN_YEARS.match(p.text)
    }


def _is_stacked(a: Line, b: Line, by_line: dict[int, list[Piece]]) -> bool:
    """True if both lines hold a number of their own in the same column: they are two rows."""
    return bool(_value_columns(a, by_line) & _value_columns(b, by_line))


def _rules_part_all_rows(bands: Sequence[Sequence[Line]], by_line: dict[int, list[Piece]], columns: Columns) -> bool:
    """True if no band between rules holds two rows of numbers, and there are bands enough to believe it."""
    if len(bands) < 3:
        return False
    return not any(
        _is_stacked(a, b, by_line) and not _goes_on(a, b, band, by_line, columns)
        for band in bands[1:]
        for i, a in enumerate(band)
        for b in band[i + 1 :]
    )


def _goes_on(a: Line, b: Line, band: Sequence[Line], by_line: dict[int, list[Piece]], columns: Columns) -> bool:
    """True if line b is the rest of numbers that had no room on line a: its label, if any, is the rest of a's, and
    other columns of the band hold a single number."""
    broken = {p.first for p in by_line[id(b)]}
    if not any(_value_columns(line, by_line) - broken for line in band):
        return False
    above = {p.first: p for p in by_line[id(a)]}
    space = _space([*by_line[id(a)], *by_line[id(b)]])
    return all(p.first in above and _is_rest(above[p.first], p, columns, space) for p in by_line[id(b)])


def _is_rest(above: Piece, below: Piece, columns: Columns, space: float) -> bool:
    if below.first == 0:
        return _text_goes_on(above, below, columns)
    x0, x1 = columns.extents[below.first]
    has_room = above.x1 - above.x0 + space + below.x1 - below.x0 <= x1 - x0
    return is_wrapped_number(above.text, below.text) and not has_room


def _space(pieces: Sequence[Piece]) -> float:
    """The narrowest space between two words of one piece."""
    gaps = [b.x0 - a.x1 for p in pieces for a, b in itertools.pairwise(p.words)]
    return min([gap for gap in gaps if gap > 0], default=SPACE * pieces[0].line.size)


def _wrap_limit(lines: Sequence[Line], by_line: dict[int, list[Piece]]) -> float | None:
    """Lines nearer than this (in font sizes) belong to one row; None where even spacing does not tell."""
    pairs = list(itertools.pairwise(lines))
    gaps = sorted(gap for a, b in pairs if (gap := line_gap(a, b)) >= BESIDE)
    stacked = [line_gap(a, b) for a, b in pairs if _is_stacked(a, b, by_line)]
    if not gaps:
        return None
    if stacked:
        row_gap = median(stacked)
        gaps = [*(g for g in gaps if g < row_gap - CLEARLY_WIDER), row_gap]
    jumps = [(b - a, (a + b) / 2) for a, b in itertools.pairwise(gaps) if a < 0.6]
    widest = max(jumps, default=(0.0, 0.0))
    return widest[1] if widest[0] > CLEARLY_WIDER * 0.99 else None


def _group_band(
    band: Sequence[Line], by_line: dict[int, list[Piece]], columns: Columns, limit: float | None
) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for i, line in enumerate(band):
        is_inner = len(rows) == 1 and _is_inner_header(rows[-1], line, band[i + 1 : i + 2], by_line)
        if rows and not is_inner and _joins(rows[-1], line, by_line, columns, limit):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _joins(
    row: Sequence[Line], line: Line, by_line: dict[int, list[Piece]], columns: Columns, limit: float | None
) -> bool:
    last = row[-1]
    if any(_is_stacked(a, line, by_line) for a in row):
        return False
    gap = line_gap(last, line)
    if gap < BESIDE:
        return True
    if limit is not None:
        return gap < limit and not _opens_rows(row, line, by_line)
    return _reads_on(row, line, by_line, columns)


def _opens_rows(row: Sequence[Line], line: Line, by_line: dict[int, list[Piece]]) -> bool:
    """True for a label alone under a bold header that is not bold and begins as labels do: its values stand on the page
    before."""
    label = by_line[id(line)]
    if line.is_bold or not all(a.is_bold for a in row) or len(label) > 1 or label[0].first:
        return False
    return len({p.first for a in row for p in by_line[id(a)]}) > 2 and not _STARTS_LOW.match(label[0].text)


def _is_inner_header(row: Sequence[Line], line: Line, after: Sequence[Line], by_line: dict[int, list[Piece]]) -> bool:
    """True if the same heading stands twice on the last line of a header, with nothing over it in its column: only the
    groups above tell such columns apart."""
    if any(_is_header_line(by_line[id(a)]) for a in after):
        return False
    above = [p for a in row for p in by_line[id(a)] if p.last > 0]
    taken = {c for p in above for c in range(p.first, p.last + 1)}
    heads = [p for p in by_line[id(line)] if p.first == p.last > 0 and not is_value(p.text)]
    alone = Counter(p.text for p in heads if p.first not in taken)
    return len({p.text for p in above}) > 1 and max(alone.values(), default=0) > 1


def _is_header_line(pieces: Sequence[Piece]) -> bool:
    """True if nothing beside the label is a number, years apart."""
    return not any(p.first > 0 and is_value(p.text) and not _YEAR.match(p.text) for p in pieces) and len(pieces) > 1


def _reads_on(row: Sequence[Line], line: Line, by_line: dict[int, list[Piece]], columns: Columns) -> bool:
    """Even spacing: a line reads on where only one of it and the row above has numbers, and its text goes on."""
    if row[-1].is_bold != line.is_bold or line_gap(row[-1], line) > 0.6:
        return False
    here, above = by_line[id(line)], [p for a in row for p in by_line[id(a)]]
    has_values = bool(_value_columns(line, by_line))
    row_has_values = any(_value_columns(a, by_line) for a in row)
    if has_values and row_has_values:
        return False
    label = next((p for p in here if p.first == 0), None)
    label_above = next((p for p in reversed(above) if p.first == 0), None)
    if label is None:
        return label_above is None or not has_values or not row_has_values
    if label_above is None:
        return not has_values and not row_has_values
    return _text_goes_on(label_above, label, columns)


def _text_goes_on(above: Piece, below: Piece, columns: Columns) -> bool:
    """True if the label wrapped: the next word had no room on its line, and it does not begin like a new label."""
    _x0, x1 = columns.extents[0]
    room = x1 - above.x1
    first = below.words[0]
    space = 0.25 * first.size
    starts_low = bool(_STARTS_LOW.match(first.text))
    return starts_low or (
        first.x1 - first.x0 + space > room and above.text.endswith(("-", ",", "/", " och", " i", " av"))
    )


def _part_spans(members: list[Piece]) -> list[list[Piece]]:
    """Part a row whose lines cover different spans of the same columns (a group heading over its columns).

    Lines of one piece each that follow one another are running text over several columns: one cell.
    """
    by_line: dict[int, list[Piece]] = {}
    for p in sorted(members, key=lambda p: (p.line.baseline, p.x0)):
        by_line.setdefault(id(p.line), []).append(p)
    rows: list[list[Piece]] = []
    for pieces in by_line.values():
        if rows and len(pieces) == 1 and len(rows[-1]) == 1 and rows[-1][0].first == pieces[0].first:
            whole = replace(pieces[0], last=max(pieces[0].last, rows[-1][0].last))
            rows[-1] = [replace(rows[-1][0], last=whole.last), whole]
        elif rows and all(_is_text_under(p, rows[-1]) for p in pieces):
            rows[-1] += [replace(p, last=max(q.last for q in rows[-1] if q.first == p.first)) for p in pieces]
        elif rows and not any(_clashes(p, q) for p in pieces for q in rows[-1]):
            rows[-1] += pieces
        else:
            rows.append(list(pieces))
    return rows


def _is_text_under(p: Piece, row: Sequence[Piece]) -> bool:
    """True if every piece of the row is one running text and p begins where it begins."""
    return len({(q.first, q.last) for q in row}) == 1 and len(row) > 1 and p.first == row[0].first


def _clashes(p: Piece, q: Piece) -> bool:
    return q.first <= p.last and p.first <= q.last and (q.first, q.last) != (p.first, p.last)
