"""Where tables without a full grid are on a page: runs of lines whose pieces stand under each other.

What lives here: deciding which lines belong to one table. What does not: its columns and rows (columns.py, rows.py).
A line counts for a table when wide gaps part it into pieces; lines in one piece between such lines (wrapped labels,
section rows, remarks) belong to it when they are as near as its rows are or stand between its rules.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import HRule, Line, Word, overlap
from dagster_project.domain.tables.numbers_seen import is_value
from dagster_project.domain.tables.rivers import find_rivers
from dagster_project.domain.tables.rules import has_leader
from dagster_project.domain.tables.words import segments

PAGE_GAP = 1.0  # of the font size: parts a line into pieces; wider than any gap in justified prose worth the name
VALUE_GAP = 0.5  # of the font size: enough where everything after the first piece is a number
SAME_END = 0.3  # of the font size: numbers that end this near each other end at the same place
HEADER_REACH = 3.0  # of the font size: the same between a header and numbers that end where its texts end
MOST_HEADED = 0.6  # part of the columns of numbers that the words of a header end with
ROW_REACH = 2.0  # of the font size: white space that may lie between two rows of one table
RULED_REACH = 1.6  # of the font size: the same for any line where a rule parts the rows
APART_RULES = 1.0  # of the font size: rules further apart, with nothing between, close one table and open the next
NEAR = 1.35  # times the table's own row spacing: lines in one piece this near are part of it
LARGER = 1.12  # times the table's font size: a line set larger is a heading, no row
WRAP_NEARER = 0.12  # of the font size: wrapped lines are at least this much nearer than rows, where rows have spacing
NARROW_REACH = 0.75  # of the font size: white space around a line that keeps to the first columns
SEEN_AHEAD = 6  # lines looked at to learn the spacing of rows
WIDEST_ROW_GAP = 1.2  # of the font size: wider white space is not spacing of rows
HEAD_REACH = 0.9  # of the font size: white space between a header and the rules around it
MOST_HEAD = 6.0  # of the font size: the height of a header between two rules
MOST_BETWEEN = 8  # lines in one piece between two rows
_BULLET = re.compile(r"^(?:[•●▪■◦‣·\-–—*○\uf0b7\uf0a7]|\(?[0-9a-zA-Z]{1,2}[.)]|\d{1,2}(?:\.\d{1,2})*\.?)$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
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


def find_runs(
    lines: Sequence[Line], rules: Sequence[HRule], bands: Sequence[Box], leaders: Sequence[HRule]
) -> list[list[Row]]:
    """Runs of lines that may be tables, top to bottom.

    rules: horizontal rules. bands: shaded bands. leaders: all strokes, also those that only lead to a page number.
    """
    rows = part_lines(lines, leaders)
    runs: list[list[int]] = []
    for i, row in enumerate(rows):
        if not row.is_parted:
            continue
        if runs and _belongs(rows, runs[-1], i, rules):
            runs[-1].append(i)
        else:
            runs.append([i])
    runs = _with_heads(rows, runs, rules)
    out = []
    for k, run in enumerate(runs):
        floor = runs[k - 1][-1] + 1 if k else 0
        ceiling = runs[k + 1][0] if k + 1 < len(runs) else len(rows)
        first = _reach_up(rows, run, floor, rules, bands)
        last = _reach_down(rows, run, ceiling, rules)
        out.append(rows[first : last + 1])
    return out


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


def _gap(a: Line, b: Line) -> float:
    return (b.baseline - a.baseline) / max(a.size, b.size) - 1


def _belongs(rows: Sequence[Row], run: Sequence[int], i: int, rules: Sequence[HRule]) -> bool:
    """True if row i continues the run: a strip is free in both, and what lies between is part of the table."""
    last = run[-1]
    is_beside = any(_share_strip(rows[k], rows[i]) for k in run[-4:]) or _next_shares(rows, run, i)
    if not is_beside and not _heads_columns(rows[last], rows, [i]):
        return False
    chain = [rows[k].line for k in range(last, i + 1)]
    between = chain[1:-1]
    size = rows[last].line.size
    if any(line.size > LARGER * size for line in between) or rows[i].line.size > 1.25 * size:
        return False
    if len(between) > MOST_BETWEEN:
        return False
    usual, largest = _row_spacing(rows, run, i)
    opens = _opens_table(rows, run, i)
    if not between and opens and _gap(chain[0], chain[1]) > max(NEAR * usual, usual + 0.25):
        return False
    strips = _strips(rows, run, i)
    narrow = not any(line.x0 < a and b < line.x1 for line in between for a, b in strips)
    own = largest if narrow and not opens else usual
    plain = max(NEAR * own, own + 0.25, NARROW_REACH if narrow else 0) if between else ROW_REACH
    if not opens and (narrow or not between) and _repeats_values(rows, run, i):
        plain = ROW_REACH if any(_value_ends(rows[k]) for k in run) else HEADER_REACH
    return all(_gap(a, b) <= max(plain, _ruled_reach(a, b, rules)) for a, b in itertools.pairwise(chain))


def _repeats_values(rows: Sequence[Row], run: Sequence[int], i: int) -> bool:
    """True if row i has numbers in two places or more, and all end where texts of one of the last rows end."""
    own = _value_ends(rows[i])
    slack = SAME_END * rows[i].line.size
    before = [[p[-1].x1 for p in rows[k].pieces] for k in run[-4:]]
    return len(own) > 1 and any(all(any(abs(x - y) < slack for y in ends) for x in own) for ends in before)


def _value_ends(row: Row) -> list[float]:
    return [p[-1].x1 for p in row.pieces[1:] if is_value(" ".join(w.text for w in p))]


def _ruled_reach(a: Line, b: Line, rules: Sequence[HRule]) -> float:
    """How far two lines may be apart because of the rules between them: one rule parts rows, two apart part tables."""
    x0, x1 = min(a.x0, b.x0), max(a.x1, b.x1)
    here = [r.y for r in rules if a.baseline - 2 <= r.y <= b.top + 2 and overlap(r.x0, r.x1, x0, x1) > 0.8 * (x1 - x0)]
    if not here:
        return 0.0
    return RULED_REACH if max(here) - min(here) <= APART_RULES * b.size else 0.0


def _opens_table(rows: Sequence[Row], run: Sequence[int], i: int) -> bool:
    """True if row i is a header after rows of values: no number in it but years, or bold after rows that are not."""
    texts = [" ".join(w.text for w in p) for p in rows[i].pieces[1:]]
    words_only = not any(is_value(t) and not _YEAR.match(t) for t in texts)
    has_values = any(is_value(" ".join(w.text for w in p)) for k in run[1:] for p in rows[k].pieces[1:])
    return has_values and words_only and (rows[i].line.is_bold or not rows[run[-1]].line.is_bold)


def _next_shares(rows: Sequence[Row], run: Sequence[int], i: int) -> bool:
    """True if row i is close under the run and the parted row right after it shares a strip with the run."""
    if i != run[-1] + 1 or _gap(rows[run[-1]].line, rows[i].line) > 0.6:
        return False
    after = [k for k in (i + 1, i + 2) if k < len(rows) and rows[k].is_parted]
    return any(
        _share_strip(rows[k], rows[run[-1]]) and _gap(rows[k - 1].line, rows[k].line) <= ROW_REACH for k in after
    )


def _strips(rows: Sequence[Row], run: Sequence[int], i: int) -> list[tuple[float, float]]:
    """Strips that are free in row i and in one of the last rows of the run."""
    shared = [(max(g[0], h[0]), min(g[1], h[1])) for k in run[-4:] for g in rows[k].gaps() for h in rows[i].gaps()]
    return [s for s in shared if s[1] - s[0] > 0.4 * rows[i].line.size]


def _row_spacing(rows: Sequence[Row], run: Sequence[int], i: int) -> tuple[float, float]:
    """White space between rows in font sizes, seen before and after row i: upper quarter and second largest.

    Wide white space counts only where the numbers below it end under those above it.
    """
    seen = range(max(run[0], i - SEEN_AHEAD), min(i + SEEN_AHEAD, len(rows) - 1))
    gaps = sorted(g for k in seen if (g := _gap(rows[k].line, rows[k + 1].line)) < _widest_gap(rows, k + 1))
    return (gaps[3 * len(gaps) // 4], gaps[-2] if len(gaps) > 1 else gaps[-1]) if gaps else (0.8, 0.8)


def _widest_gap(rows: Sequence[Row], k: int) -> float:
    above = [j for j in range(max(0, k - MOST_BETWEEN), k) if rows[j].is_parted][-1:]
    return ROW_REACH if _repeats_values(rows, above, k) else WIDEST_ROW_GAP


def _share_strip(a: Row, b: Row) -> bool:
    em = min(a.line.size, b.line.size)
    return any(overlap(*g, *h) > 0.4 * em for g in a.gaps() for h in b.gaps())


def _reach_up(rows: Sequence[Row], run: Sequence[int], floor: int, rules: Sequence[HRule], bands: Sequence[Box]) -> int:
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
        if roof is not None and roof - 1 <= above.top and _gap(above, below) < 1.0:
            first -= 1
            continue
        starts_right = above.x0 > x0 + 2 * above.size and above.is_bold == head.is_bold
        if _gap(above, below) < 0.45 and starts_right and above.x1 - above.x0 < 0.4 * (x1 - x0) and above.x1 <= x1 + 2:
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
        if top < floor or _gap(rows[top].line, rows[top + 1].line) > ROW_REACH:
            return 0
        if _heads_columns(rows[top], rows, run):
            return n
        if rows[top].line.x1 > max(rows[k].pieces[0][-1].x1 for k in run):
            return 0
    return 0


def _heads_columns(row: Row, rows: Sequence[Row], run: Sequence[int]) -> bool:
    """True if words of the line end where the numbers of the run end: a header whose texts stand a space apart."""
    slack = SAME_END * row.line.size
    ends: list[float] = []
    for x in sorted(x for k in run for x in _value_ends(rows[k])):
        if not ends or x - ends[-1] > slack:
            ends.append(x)
    headed = [x for x in ends if any(abs(w.x1 - x) < slack for w in row.line.words)]
    return len(headed) >= max(2, MOST_HEADED * len(ends)) and abs(row.line.x1 - headed[-1]) < slack


def _with_heads(rows: Sequence[Row], runs: Sequence[list[int]], rules: Sequence[HRule]) -> list[list[int]]:
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


def _reach_down(rows: Sequence[Row], run: Sequence[int], ceiling: int, rules: Sequence[HRule]) -> int:
    """Take in lines below the last parted line: its wrapped cells, and remark rows above the bottom rule."""
    last = run[-1]
    x0 = min(rows[k].line.x0 for k in run)
    x1 = max(rows[k].line.x1 for k in run)
    wide = sorted(r.y for r in rules if overlap(r.x0, r.x1, x0, x1) > 0.8 * (x1 - x0))
    spacing = sorted(_gap(rows[a].line, rows[b].line) for a, b in itertools.pairwise(run))
    tight, usual = (spacing[0], spacing[len(spacing) // 2]) if spacing else (0.3, 0.3)
    first_gap = rows[run[-1]].pieces[0][-1].x1
    label_right = max(rows[k].pieces[0][-1].x1 for k in run)
    while last + 1 < ceiling:
        line, below = rows[last].line, rows[last + 1].line
        if below.size > LARGER * line.size:
            break
        gap = _gap(line, below)
        floor_rule = next((y for y in wide if y > below.baseline), None)
        above_rule = any(line.baseline - 1 < y < below.top + 2 for y in wide)
        if floor_rule is not None and gap < 1.5 and not _has_other(rows, last + 1, ceiling, floor_rule):
            last += 1
            continue
        fits = below.x0 > first_gap or below.x1 <= label_right + 1
        reads_on = gap < usual - WRAP_NEARER or below.x0 > first_gap or below.text[:1].islower()
        if not above_rule and fits and reads_on and gap <= min(tight, 0.45) + 0.02:
            last += 1
            continue
        break
    return last


def _has_other(rows: Sequence[Row], start: int, ceiling: int, floor_rule: float) -> bool:
    """True if the lines down to the rule are not one close block standing right on the rule."""
    block = [start]
    while block[-1] + 1 < ceiling and rows[block[-1] + 1].line.baseline < floor_rule:
        block.append(block[-1] + 1)
    lines = [rows[k].line for k in block]
    if len(lines) > MOST_BETWEEN or floor_rule - lines[-1].baseline > 1.3 * lines[-1].size:
        return True
    return any(_gap(a, b) > 0.6 for a, b in itertools.pairwise(lines))
