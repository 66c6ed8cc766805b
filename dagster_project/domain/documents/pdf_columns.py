"""Pages set in two columns of running text: read down the left one, then the right one.

What lives here: telling such a stretch of a page. What does not: tables, whose columns are read across. In running text
both columns are filled with lines of about the column's full width; in a table they are not. Columns may hold tables of
their own between their paragraphs: then nothing is drawn across the strip between them, both are about as wide, and
what they hold begins at heights of its own, which the texts of a table's rows do not.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

from dagster_project.domain.tables.geometry import Line, PageGeometry, line_gap, make_line
from dagster_project.domain.tables.words import segments

FEWEST_LINES = 8  # lines with text in both columns
CANDIDATES = 3  # places where many lines begin that are looked at
GUTTER = 1.0  # of the font size: narrowest free strip between the columns
FILLED = 0.72  # part of the column's width that a line of running text fills
MOSTLY = 0.65  # part of the lines that are filled
LETTERS = 0.65  # part of a line of running text that is letters
MIDDLE = (0.3, 0.7)  # part of the text's width in which the strip lies
FEWEST_FILLED = 3  # lines of running text in each of two columns that hold tables, too
ALIKE = 0.75  # part of the wider column's width that the narrower one has at least
EQUAL = 0.98  # the same where one of them has hardly any running text
SELDOM = 0.25  # part of the beginnings on one side, the same
BREAK = 0.4  # of the font size: white space above a line that begins something
SAME_HEIGHT = 0.3  # of the font size
TOGETHER = 0.6  # part of the beginnings on one side that stand beside one on the other: rows of a table


def split_columns(lines: Sequence[Line], page: PageGeometry) -> list[list[Line]]:
    """The lines in stretches to be read one after the other; one stretch where the page is read across.

    page: what is drawn on it, beside the lines.
    """
    strip = _strip(lines)
    if strip is None:
        return [list(lines)]
    parts: list[list[Line]] = []
    across: list[Line] = []
    for stretch in _stretches(lines, strip):
        left = [make_line(ws) for line in stretch if (ws := [w for w in line.words if w.x1 <= strip])]
        right = [make_line(ws) for line in stretch if (ws := [w for w in line.words if w.x0 >= strip])]
        if (_is_running(left) and _is_running(right)) or _have_tables(left, right, strip, page):
            parts += [across, left, right]
            across = []
        else:
            across += stretch
    return [part for part in [*parts, across] if part]


def _stretches(lines: Sequence[Line], strip: float) -> list[list[Line]]:
    """Lines near each other that keep off the strip, together; a line that crosses it, alone."""
    stretches: list[list[Line]] = []
    is_open = False
    for line in lines:
        keeps_off = _keeps_off(line, strip)
        if is_open and keeps_off and _is_near(stretches[-1][-1], line):
            stretches[-1].append(line)
        else:
            stretches.append([line])
        is_open = keeps_off
    return stretches


def _strip(lines: Sequence[Line]) -> float | None:
    """The middle of the free strip near the middle of the page, right of which most lines there begin.

    A line begins there after a wide gap, or alone where the other column has nothing at that height.
    """
    if len(lines) < FEWEST_LINES:
        return None
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    low, high = x0 + MIDDLE[0] * (x1 - x0), x0 + MIDDLE[1] * (x1 - x0)
    gaps = [(x0, line.x0) for line in lines if low <= line.x0 <= high]
    for line in lines:
        for a, b in zip(line.words, line.words[1:], strict=False):
            if b.x0 - a.x1 >= GUTTER * line.size and low <= (a.x1 + b.x0) / 2 <= high:
                gaps.append((a.x1, b.x0))
    if len(gaps) < FEWEST_LINES:
        return None
    found = [_strip_before(start, gaps, lines) for start in _commonest([b for _, b in gaps])]
    strips = [strip for strip in found if strip is not None]
    return max(strips, key=lambda x: sum(_keeps_off(line, x) for line in lines), default=None)


def _commonest(starts: Sequence[float]) -> Sequence[float]:
    """The places where most lines begin, the first CANDIDATES of them."""
    counts = Counter(round(x) for x in starts)
    near = {x: sum(counts[x + d] for d in (-1, 0, 1)) for x in counts}
    return sorted(near, key=lambda x: -near[x])[:CANDIDATES]


def _strip_before(start: float, gaps: Sequence[tuple[float, float]], lines: Sequence[Line]) -> float | None:
    """The middle of the strip that ends where the lines of the right column begin; None if too few begin there."""
    near = [(a, b) for a, b in gaps if abs(b - start) < 3]
    if len(near) < FEWEST_LINES:
        return None
    begins = min(b for _, b in near)
    ends = max([a for a, _ in near] + [line.x1 for line in lines if line.x1 < begins])
    return (ends + begins) / 2 if ends < begins else None


def _keeps_off(line: Line, strip: float) -> bool:
    return not any(w.x0 < strip < w.x1 for w in line.words) and not any(
        a.x1 <= strip <= b.x0 and b.x0 - a.x1 < 0.8 * GUTTER * line.size
        for a, b in zip(line.words, line.words[1:], strict=False)
    )


def _is_near(above: Line, below: Line) -> bool:
    return (below.baseline - above.baseline) / max(above.size, below.size) < 3


def _have_tables(left: Sequence[Line], right: Sequence[Line], strip: float, page: PageGeometry) -> bool:
    """True if both sides are columns of text with tables between their paragraphs.

    Of running text there must be some on both sides; the less of it, the more alike their widths and the more unlike
    the heights at which things begin there.
    """
    filled = sorted(len(_filled(side)) for side in (left, right))
    if not filled[0] or sum(filled) < 2 * FEWEST_FILLED:
        return False
    top, bottom = min(left[0].top, right[0].top), max(left[-1].bottom, right[-1].bottom)
    crossing = [r.y for r in page.h_rules if r.x0 < strip < r.x1] + [f.top for f in page.fills if f.x0 < strip < f.x1]
    if any(top < y < bottom for y in crossing):
        return False
    widths = sorted(max(line.x1 for line in side) - min(line.x0 for line in side) for side in (left, right))
    is_clear = filled[0] >= FEWEST_FILLED
    if widths[0] < (ALIKE if is_clear else EQUAL) * widths[1]:
        return False
    begun = [[line.baseline for line in _begin(side)] for side in (left, right)]
    near = SAME_HEIGHT * left[0].size
    beside = [y for y in begun[1] if any(abs(y - other) < near for other in begun[0])]
    return len(beside) < (TOGETHER if is_clear else SELDOM) * min(map(len, begun))


def _begin(lines: Sequence[Line]) -> list[Line]:
    """The lines with white space above them."""
    return [below for above, below in itertools.pairwise(lines) if line_gap(above, below) > BREAK]


def _is_running(lines: Sequence[Line]) -> bool:
    """True if most lines fill the column with words, without a gap that could part columns of a table."""
    if len(lines) < FEWEST_LINES:
        return False
    return len(_filled(lines)) >= MOSTLY * len(lines)


def _filled(lines: Sequence[Line]) -> list[Line]:
    """The lines of words that take most of the column's width."""
    if not lines:
        return []
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return [line for line in lines if line.x1 - line.x0 >= FILLED * (x1 - x0) and _is_prose(line)]


def _is_prose(line: Line) -> bool:
    letters = sum(ch.isalpha() for ch in line.text)
    return len(segments(line, GUTTER)) == 1 and letters >= LETTERS * len(line.text)
