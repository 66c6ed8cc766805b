"""Where tables without a full grid are on a page: runs of lines whose pieces stand under each other.

What lives here: deciding which lines belong to one table. What does not: their headers (heads.py),
their columns and rows (columns.py, rows.py).
A line counts for a table when wide gaps part it into pieces; lines in one piece between such lines (wrapped labels,
section rows, remarks) belong to it when they are as near as its rows are or stand between its rules.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import HRule, Line, line_gap, overlap
from dagster_project.domain.tables.heads import (
    BESIDE,
    GROUP_REACH,
    HEADER_REACH,
    LARGER,
    ROW_REACH,
    SAME_END,
    heads_columns,
    reach_up,
    with_heads,
)
from dagster_project.domain.tables.numbers_seen import has_values, is_value
from dagster_project.domain.tables.parted import Row, part_lines, value_ends

RULED_REACH = 1.6  # of the font size: the same for any line where a rule parts the rows
APART_RULES = 1.0  # of the font size: rules further apart, with nothing between, close one table and open the next
NEAR = 1.35  # times the table's own row spacing: lines in one piece this near are part of it
WRAP_NEARER = 0.12  # of the font size: wrapped lines are at least this much nearer than rows, where rows have spacing
NARROW_REACH = 0.75  # of the font size: white space around a line that keeps to the first columns
SEEN_AHEAD = 6  # lines looked at to learn the spacing of rows
WIDEST_ROW_GAP = 1.2  # of the font size: wider white space is not spacing of rows
TOUCHING = 1.5  # points: shadings this near each other touch
ALIKE = 0.9  # part of the wider shading's width that the other shares
MOST_BETWEEN = 8  # lines in one piece between two rows
_YEAR = re.compile(r"^(?:19|20)\d\d$")


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
    runs = _joined_by_bands(rows, with_heads(rows, runs, rules), bands)
    out = []
    for k, run in enumerate(runs):
        floor = runs[k - 1][-1] + 1 if k else 0
        ceiling = runs[k + 1][0] if k + 1 < len(runs) else len(rows)
        first = reach_up(rows, run, floor, rules, bands)
        last = _reach_down(rows, run, ceiling, rules)
        out.append(rows[first : last + 1])
    return out


def _joined_by_bands(rows: Sequence[Row], runs: Sequence[list[int]], bands: Sequence[Box]) -> list[list[int]]:
    """The runs; a row alone in a shading that touches the one under it (two rows of a shaded header) opens the next."""
    joined: list[list[int]] = []
    for run in runs:
        above = joined[-1] if joined else []
        if (
            len(above) == 1
            and run[0] - above[0] <= 2
            and _touch(*(_band_of(rows[k].line, bands) for k in (above[0], run[0])))
        ):
            joined[-1] = [*above, *run]
        else:
            joined.append(run)
    return joined


def _touch(upper: Box | None, lower: Box | None) -> bool:
    if upper is None or lower is None or upper is lower or abs(upper.bottom - lower.top) > TOUCHING:
        return False
    return overlap(upper.x0, upper.x1, lower.x0, lower.x1) > ALIKE * max(upper.width, lower.width)


def _band_of(line: Line, bands: Sequence[Box]) -> Box | None:
    """The shading that a line stands in."""
    middle = line.baseline - 0.3 * line.size
    return next((b for b in bands if b.top <= middle <= b.bottom and b.x0 - 1 <= line.x0 and line.x1 <= b.x1 + 1), None)


def _belongs(rows: Sequence[Row], run: Sequence[int], i: int, rules: Sequence[HRule]) -> bool:
    """True if row i continues the run: a strip is free in both, and what lies between is part of the table."""
    last = run[-1]
    is_beside = any(_share_strip(rows[k], rows[i]) for k in run[-4:]) or _next_shares(rows, run, i)
    if not is_beside and not heads_columns(rows[last], rows, [i]):
        return _has_groups(rows, run, i)
    chain = [rows[k].line for k in range(last, i + 1)]
    between = chain[1:-1]
    size = rows[last].line.size
    largest_row = max(size, rows[i].line.size)  # headings may be set smaller than the rows under them
    if any(line.size > LARGER * largest_row for line in between) or rows[i].line.size > 1.25 * size:
        return False
    if len(between) > MOST_BETWEEN:
        return False
    usual, largest = _row_spacing(rows, run, i)
    opens = _opens_table(rows, run, i)
    if opens and any(line.is_bold for line in between) and not rows[last].line.is_bold:
        return False  # a title and a header of its own
    if not between and opens and line_gap(chain[0], chain[1]) > max(NEAR * usual, usual + 0.25):
        return False
    strips = _strips(rows, run, i)
    narrow = not any(line.x0 < a and b < line.x1 for line in between for a, b in strips)
    own = largest if narrow and not opens else usual
    plain = max(NEAR * own, own + 0.25, NARROW_REACH if narrow else 0) if between else ROW_REACH
    if not opens and (narrow or not between) and _repeats_values(rows, run, i):
        plain = HEADER_REACH
    if narrow and rows[last].line.is_bold and not rows[i].line.is_bold and heads_columns(rows[last], rows, [i]):
        plain = HEADER_REACH
    return all(line_gap(a, b) <= max(plain, _ruled_reach(a, b, rules)) for a, b in itertools.pairwise(chain))


def _has_groups(rows: Sequence[Row], run: Sequence[int], i: int) -> bool:
    """True if row i begins a header right under group headings: lines without values, the lower with more texts.

    The texts of a header need not stand on its first line: a heading in one line stands beside the last line of others.
    """
    above, here, after = rows[run[-1]], rows[i], rows[i + 1] if i + 1 < len(rows) else rows[i]
    if i != run[-1] + 1 or above.line.is_bold != here.line.is_bold or line_gap(above.line, here.line) > GROUP_REACH:
        return False
    if above.line.size > LARGER * here.line.size or above.line.x0 < max(r.pieces[0][0].x0 for r in (here, after)) - 1:
        return False
    texts = [[" ".join(w.text for w in p) for p in row.pieces] for row in (above, here)]
    if any(has_values(t) for t in texts) or line_gap(here.line, after.line) > GROUP_REACH:
        return False
    return max(len(here.pieces), len(after.pieces)) >= 2 * len(above.pieces)


def _repeats_values(rows: Sequence[Row], run: Sequence[int], i: int) -> bool:
    """True if row i has numbers in two places or more, and all end where texts of one of the last rows end."""
    own = value_ends(rows[i])
    slack = SAME_END * rows[i].line.size
    before = [[p[-1].x1 for p in rows[k].pieces] for k in run[-4:]]
    return len(own) > 1 and any(all(any(abs(x - y) < slack for y in ends) for x in own) for ends in before)


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
    before = [" ".join(w.text for w in p) for k in run for p in rows[k].pieces[1:]]
    has_values = any(is_value(t) and not _YEAR.match(t) for t in before)
    return has_values and words_only and (rows[i].line.is_bold or not rows[run[-1]].line.is_bold)


def _next_shares(rows: Sequence[Row], run: Sequence[int], i: int) -> bool:
    """True if row i is close under the run and the parted row right after it shares a strip with the run."""
    if i != run[-1] + 1 or line_gap(rows[run[-1]].line, rows[i].line) > 0.6:
        return False
    after = [k for k in (i + 1, i + 2) if k < len(rows) and rows[k].is_parted]
    return any(
        _share_strip(rows[k], rows[run[-1]]) and line_gap(rows[k - 1].line, rows[k].line) <= ROW_REACH for k in after
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
    gaps = sorted(g for k in seen if (g := line_gap(rows[k].line, rows[k + 1].line)) < _widest_gap(rows, k + 1))
    return (gaps[3 * len(gaps) // 4], gaps[-2] if len(gaps) > 1 else gaps[-1]) if gaps else (0.8, 0.8)


def _widest_gap(rows: Sequence[Row], k: int) -> float:
    above = [j for j in range(max(0, k - MOST_BETWEEN), k) if rows[j].is_parted][-1:]
    return HEADER_REACH if _repeats_values(rows, above, k) else WIDEST_ROW_GAP


def _share_strip(a: Row, b: Row) -> bool:
    em = min(a.line.size, b.line.size)
    return any(overlap(*g, *h) > 0.4 * em for g in a.gaps() for h in b.gaps())


def _reach_down(rows: Sequence[Row], run: Sequence[int], ceiling: int, rules: Sequence[HRule]) -> int:
    """Take in lines below the last parted line: its wrapped cells, and remark rows above the bottom rule."""
    last = run[-1]
    x0 = min(rows[k].line.x0 for k in run)
    x1 = max(rows[k].line.x1 for k in run)
    wide = sorted(r.y for r in rules if overlap(r.x0, r.x1, x0, x1) > 0.8 * (x1 - x0))
    spacing = sorted(line_gap(rows[a].line, rows[b].line) for a, b in itertools.pairwise(run))
    tight, usual = (spacing[0], spacing[len(spacing) // 2]) if spacing else (0.3, 0.3)
    first_gap = rows[run[-1]].pieces[0][-1].x1
    label_right = max(rows[k].pieces[0][-1].x1 for k in run)
    values_left = min(rows[k].pieces[1][0].x0 for k in run if rows[k].is_parted)
    while last + 1 < ceiling:
        line, below = rows[last].line, rows[last + 1].line
        beside = _label_beside_figures(rows, run, last, ceiling)
        if beside and line_gap(line, below) <= max(NEAR * usual, usual + 0.25):
            last += beside
            continue
        if below.size > LARGER * line.size:
            break
        gap = line_gap(line, below)
        floor_rule = next((y for y in wide if y > below.baseline), None)
        above_rule = any(line.baseline - 1 < y < below.top + 2 for y in wide)
        if floor_rule is not None and gap < 1.5 and not _has_other(rows, last + 1, ceiling, floor_rule):
            last += 1
            continue
        is_small = below.text[:1].islower()
        fits = below.x0 > first_gap or below.x1 <= label_right + 1 or (is_small and below.x1 < values_left)
        reads_on = gap < usual - WRAP_NEARER or below.x0 > first_gap or is_small
        if not above_rule and fits and reads_on and gap <= min(tight, 0.45) + 0.02:
            last += 1
            continue
        break
    return last


def _label_beside_figures(rows: Sequence[Row], run: Sequence[int], last: int, ceiling: int) -> int:
    """How many lines below are one more row, none of them parted: its label, and figures that stand between its lines
    or too close together, and end where those of the table do."""
    end = last + 2
    while end < ceiling and line_gap(rows[end - 1].line, rows[end].line) < BESIDE:
        end += 1
    lines = [row.line for row in rows[last + 1 : min(end, ceiling)]]
    figures = [line for line in lines if all(is_value(w.text) for w in line.words)]
    if len(lines) < 2 or len(figures) != 1 or len({line.is_bold for line in lines}) > 1:
        return 0
    slack = SAME_END * figures[0].size
    ends = [x for k in run for x in value_ends(rows[k])]
    is_label = all(line.x1 < figures[0].x0 for line in lines if line is not figures[0])
    return len(lines) if is_label and any(abs(x - figures[0].x1) < slack for x in ends) else 0


def _has_other(rows: Sequence[Row], start: int, ceiling: int, floor_rule: float) -> bool:
    """True if the lines down to the rule are not one close block standing right on the rule."""
    block = [start]
    while block[-1] + 1 < ceiling and rows[block[-1] + 1].line.baseline < floor_rule:
        block.append(block[-1] + 1)
    lines = [rows[k].line for k in block]
    if len(lines) > MOST_BETWEEN or floor_rule - lines[-1].baseline > 1.3 * lines[-1].size:
        return True
    return any(line_gap(a, b) > 0.6 for a, b in itertools.pairwise(lines))
