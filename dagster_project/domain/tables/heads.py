"""The header of a table without a full grid: lines above its first parted line that belong to it.

What lives here: headers between rules, under a shaded roof, or over the columns whose texts end where the numbers end.
What does not: the run of parted lines itself (regions.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import HRule, line_gap, overlap
from dagster_project.domain.tables.parted import Row, value_ends

SAME_END = 0.3  # of the font size: numbers that end this near each other end at the same place
MOST_HEADED = 0.6  # part of the columns of numbers that the words of a header end with
ROW_REACH = 2.0  # of the font size: white space that may lie between two rows of one table
LARGER = 1.12  # times the table's font size: a line set larger is a heading, no row
HEAD_REACH = 0.9  # of the font size: white space between a header and the rules around it
MOST_HEAD = 6.0  # of the font size: the height of a header between two rules


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
        if line_gap(above, below) < 0.45 and starts_right and above.x1 - above.x0 < 0.4 * (x1 - x0):
            first -= 1
            continue
        height = _header_height(rows, run, first, floor)
        if not height:
            break
        first -= height
    return first


def _header_height(rows: Sequence[Row], run: Sequence[int], first: int, floor: int) -> int:
    """How many lines above hold a header whose texts stand a space apart: 1, 2 with a section row under it, or 0."""
    for n in (1, 2):
        top = first - n
        if top < floor or line_gap(rows[top].line, rows[top + 1].line) > ROW_REACH:
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
    return len(headed) >= max(2, MOST_HEADED * len(ends)) and abs(row.line.x1 - headed[-1]) < slack


def with_heads(rows: Sequence[Row], runs: Sequence[list[int]], rules: Sequence[HRule]) -> list[list[int]]:
    """The runs with the headers between two rules right above them, also those that are a run of their own."""
    out: list[list[int]] = []
    for run in runs:
        x0, x1 = min(rows[k].line.x0 for k in run), max(rows[k].line.x1 for k in run)
        wide = [r.y for r in rules if overlap(r.x0, r.x1, x0, x1) > 0.8 * (x1 - x0)]
        tops = [y for y in wide if y < rows[run[0]].line.top + 2]
        first = _head_between_rules(rows, run[0], tops, (x0, x1))
        while out and out[-1][0] >= first:
            out.pop()
        if out and out[-1][-1] >= first:
            first = run[0]
        out.append([*range(first, run[0]), *run])
    return out


def _head_between_rules(rows: Sequence[Row], first: int, tops: Sequence[float], extent: tuple[float, float]) -> int:
    """Take in a header whose columns are too near each other to part it: it fills the room between two rules.

    The lower rule is the one right above the first parted line; the lines between the two stand close to both, reach
    over most of the table's width, and are no larger. A heading between two tables has white space around it.
    """
    head = rows[first].line
    lower = max((t for t in tops if head.top - t < HEAD_REACH * head.size), default=None)
    upper = max((t for t in tops if lower is not None and t < lower - 0.8 * head.size), default=None)
    if lower is None or upper is None or lower - upper > MOST_HEAD * head.size:
        return first
    inside = [k for k in range(first) if upper - 1 <= rows[k].line.top and rows[k].line.baseline <= lower + 1]
    if not inside or inside[-1] != first - 1 or inside != list(range(inside[0], first)):
        return first
    lines = [rows[k].line for k in inside]
    close = HEAD_REACH * head.size
    is_close = lower - lines[-1].baseline < close and lines[0].top - upper < close
    is_wide = max(line.x1 for line in lines) > extent[0] + 0.6 * (extent[1] - extent[0])
    return inside[0] if is_close and is_wide and all(n.size <= LARGER * head.size for n in lines) else first
