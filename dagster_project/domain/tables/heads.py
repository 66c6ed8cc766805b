"""The header of a table without a full grid: lines above its first parted line that belong to it.

What lives here: headers between rules, under a shaded roof, or over the columns whose texts end where the numbers end.
What does not: the run of parted lines itself (regions.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import HRule, line_gap, overlap
from dagster_project.domain.tables.numbers_seen import has_values
from dagster_project.domain.tables.parted import Row, value_ends

SAME_END = 0.3  # of the font size: numbers that end this near each other end at the same place
MOST_HEADED = 0.6  # part of the columns of numbers that the words of a header end with
ROW_REACH = 2.0  # of the font size: white space that may lie between two rows of one table
HEADER_REACH = 3.0  # of the font size: the same under a bold header, or between numbers that end in the same places
WRAP_REACH = 0.45  # of the font size: the same between the lines of one heading
GROUP_REACH = 1.0  # of the font size: the same under group headings of which one wraps beside another
BESIDE = -0.25  # of the font size: lines that overlap by more stand beside each other
LARGER = 1.12  # times the table's font size: a line set larger is a heading, no row
HEAD_REACH = 0.9  # of the font size: white space between a header and the rules around it
MOST_HEAD = 6.0  # of the font size: the height of a header between two rules
WIDE_HEAD = 0.6  # part of the table's width over which a header in one piece reaches
MOST_SECTIONS = 2  # section rows between a header and the first row of values


def reach_up(rows: Sequence[Row], run: Sequence[int], floor: int, rules: Sequence[HRule], bands: Sequence[Box]) -> int:
    """Take in lines above the first parted line: header lines that stand in one column, or under the top rule."""
    first = run[0]
    head = rows[first].line
    x0 = min(rows[k].line.x0 for k in run)
    x1 = max(rows[k].line.x1 for k in run)
    tops = [r.y for r in rules if r.y < head.top + 2 and overlap(r.x0, r.x1, x0, x1) > 0.6 * (x1 - x0)]
    tops += [
        f.top
        for f in bands
        if f.top < head.top + 2 and f.bottom > head.baseline and overlap(f.x0, f.x1, x0, x1) > 0.6 * (x1 - x0)
    ]
    roof = max((t for t in tops if head.top - t < 6 * head.size), default=None)
    while first - 1 >= floor and rows[first - 1].line.size <= LARGER * head.size:
        above, below = rows[first - 1].line, rows[first].line
        if roof is not None and roof - 1 <= above.top and line_gap(above, below) < 1.0:
            first -= 1
            continue
        starts_right = above.x0 > x0 + 2 * above.size and above.x1 <= x1 + 2 and above.is_bold == head.is_bold
        is_interleaved = first - 2 >= floor and line_gap(rows[first - 2].line, above) < BESIDE
        reach = GROUP_REACH if is_interleaved else WRAP_REACH
        if line_gap(above, below) < reach and starts_right and above.x1 - above.x0 < 0.4 * (x1 - x0):
            first -= 1
            continue
        height = _header_height(rows, run, first, floor)
        if not height or _is_over_shaded_header(rows, first, bands):
            break
        first -= height
    return first


def _is_over_shaded_header(rows: Sequence[Row], first: int, bands: Sequence[Box]) -> bool:
    """True if the line above stands outside the shading of a header: the table's title, however wide it is."""
    above, head = rows[first - 1].line, rows[first].line
    shaded = [b for b in bands if b.top <= head.baseline - 0.3 * head.size <= b.bottom and b.x0 < head.x0 < b.x1]
    is_outside = not any(b.top <= above.baseline - 0.3 * above.size <= b.bottom for b in bands)
    is_header = not has_values([" ".join(w.text for w in p) for p in rows[first].pieces[1:]])
    return bool(shaded) and is_outside and is_header


def _header_height(rows: Sequence[Row], run: Sequence[int], first: int, floor: int) -> int:
    """How many lines above hold a header whose texts stand a space apart: 1, 2 with a section row under it, or 0."""
    for n in (1, 2):
        top = first - n
        gap = line_gap(rows[top].line, rows[top + 1].line) if top >= floor else HEADER_REACH
        if gap >= HEADER_REACH or (gap > ROW_REACH and not rows[top].line.is_bold):
            return 0
        if heads_columns(rows[top], rows, run):
            return n
        if rows[top].line.x1 > max(rows[k].pieces[0][-1].x1 for k in run):
            return 0
    return 0


def heads_columns(row: Row, rows: Sequence[Row], run: Sequence[int]) -> bool:
    """True if words of the line end where the numbers of the run end: a header whose texts stand a space apart."""
    slack = SAME_END * row.line.size
    ends: list[float] = []
    for x in sorted(x for k in run for x in value_ends(rows[k])):
        if not ends or x - ends[-1] > slack:
            ends.append(x)
    headed = [x for x in ends if any(abs(w.x1 - x) < slack for w in row.line.words)]
    is_flush = len(headed) >= max(2, MOST_HEADED * len(ends)) and abs(row.line.x1 - headed[-1]) < slack
    return is_flush or _stands_bold_over(row, rows, run)


def _stands_bold_over(row: Row, rows: Sequence[Row], run: Sequence[int]) -> bool:
    """True if a bold line has words over most of the first numbers that are not bold, and none of them is a number."""
    below = next((rows[k] for k in run if value_ends(rows[k])), None)
    if below is None or not row.line.is_bold or below.line.is_bold:
        return False
    if has_values([w.text for w in row.line.words if w.text.isdigit() and len(w.text) != 4]):
        return False
    spans = [(p[0].x0, p[-1].x1) for p in below.pieces[1:]]
    headed = [s for s in spans if any(overlap(w.x0, w.x1, *s) > 0 for w in row.line.words)]
    return len(headed) >= max(2, MOST_HEADED * len(spans))


def with_heads(rows: Sequence[Row], runs: Sequence[list[int]], rules: Sequence[HRule]) -> list[list[int]]:
    """The runs with the headers between two rules around or right above their first lines, also those that are a run
    of their own."""
    out: list[list[int]] = []
    for run in runs:
        first = _first_between_rules(rows, run, rules)
        while out and out[-1][0] >= first:
            out.pop()
        if out and out[-1][-1] >= first:
            first = run[0]
        out.append([*range(first, run[0]), *run])
    return out


def _first_between_rules(rows: Sequence[Row], run: Sequence[int], rules: Sequence[HRule]) -> int:
    """The first line of the header that fills the room between two rules, or the run's own first line.

    The run begins in that room (only the last line of its header was parted), or right under it, or under section rows
    under it.
    """
    first, head = run[0], rows[run[0]].line
    x0, x1 = min(rows[k].line.x0 for k in run), max(rows[k].line.x1 for k in run)
    wide = sorted(r.y for r in rules if overlap(r.x0, r.x1, x0, x1) > 0.8 * (x1 - x0))
    above = [y for y in wide if y < head.top + 2]
    below = [y for y in wide if y > head.baseline]
    if not above:
        return first
    if below:
        header = _lines_filling(rows, above[-1], below[0], head.size)
        added = [k for k in header if k < first]
        if first in header and added and all(_is_in_columns(rows[k], x0) for k in added):
            return added[0]
    upper = [y for y in above if y < above[-1] - 0.8 * head.size]
    header = _lines_filling(rows, upper[-1], above[-1], head.size) if upper else []
    if not header or max(rows[k].line.x1 for k in header) < x0 + WIDE_HEAD * (x1 - x0):
        return first
    return header[0] if _are_sections(rows, range(header[-1] + 1, first), run) else first


def _lines_filling(rows: Sequence[Row], upper: float, lower: float, size: float) -> list[int]:
    """The lines between two rules if they stand close to both, none is set larger than the table and none holds values:
    a header.

    A heading between two tables has white space around it.
    """
    inside = [k for k, row in enumerate(rows) if upper - 1 <= row.line.top and row.line.baseline <= lower + 1]
    if not inside or lower - upper > MOST_HEAD * size or any(rows[k].line.size > LARGER * size for k in inside):
        return []
    if any(has_values([" ".join(w.text for w in p) for p in rows[k].pieces[1:]]) for k in inside):
        return []
    reach = HEAD_REACH * size
    is_close = lower - rows[inside[-1]].line.baseline < reach and rows[inside[0]].line.top - upper < reach
    return inside if is_close else []


def _is_in_columns(row: Row, x0: float) -> bool:
    """True for a line in several pieces, or one that begins right of where labels do."""
    return row.is_parted or row.line.x0 > x0 + 2 * row.line.size


def _are_sections(rows: Sequence[Row], between: range, run: Sequence[int]) -> bool:
    """True if the lines between a header and the first row of values are section rows of the table, or none."""
    label_right = max(rows[k].pieces[0][-1].x1 for k in run)
    return len(between) <= MOST_SECTIONS and all(
        not row.is_parted and row.line.x1 <= label_right and line_gap(row.line, below.line) < ROW_REACH
        for row, below in ((rows[k], rows[k + 1]) for k in between)
    )
