"""Pages set in two columns of running text: read down the left one, then the right one.

What lives here: telling such a stretch of a page. What does not: tables, whose columns are read across. In running text
both columns are filled with lines of about the column's full width; in a table they are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from dagster_project.domain.tables.geometry import Line, make_line
from dagster_project.domain.tables.words import segments

FEWEST_LINES = 8  # lines with text in both columns
GUTTER = 1.0  # of the font size: narrowest free strip between the columns
FILLED = 0.72  # part of the column's width that a line of running text fills
MOSTLY = 0.65  # part of the lines that are filled
LETTERS = 0.65  # part of a line of running text that is letters
MIDDLE = (0.3, 0.7)  # part of the text's width in which the strip lies


def split_columns(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in stretches to be read one after the other; one stretch where the page is read across."""
    strip = _strip(lines)
    if strip is None:
        return [list(lines)]
    both = [i for i, line in enumerate(lines) if _is_parted(line, strip)]
    first, last = both[0], both[-1]
    while first > 0 and _keeps_off(lines[first - 1], strip) and _is_near(lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and _keeps_off(lines[last + 1], strip) and _is_near(lines[last], lines[last + 1]):
        last += 1
    zone = lines[first : last + 1]
    if not all(_keeps_off(line, strip) for line in zone):
        return [list(lines)]
    left = [make_line(ws) for line in zone if (ws := [w for w in line.words if w.x1 <= strip])]
    right = [make_line(ws) for line in zone if (ws := [w for w in line.words if w.x0 >= strip])]
    if not (_is_running(left) and _is_running(right)):
        return [list(lines)]
    return [part for part in (list(lines[:first]), left, right, list(lines[last + 1 :])) if part]


def _strip(lines: Sequence[Line]) -> float | None:
    """The middle of the free strip that most lines with a wide gap near the middle of the page share."""
    if len(lines) < FEWEST_LINES:
        return None
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    low, high = x0 + MIDDLE[0] * (x1 - x0), x0 + MIDDLE[1] * (x1 - x0)
    gaps = []
    for line in lines:
        for a, b in zip(line.words, line.words[1:], strict=False):
            if b.x0 - a.x1 >= GUTTER * line.size and low <= (a.x1 + b.x0) / 2 <= high:
                gaps.append((a.x1, b.x0))
    if len(gaps) < FEWEST_LINES:
        return None
    starts = median(b for _, b in gaps)
    near = [(a, b) for a, b in gaps if abs(b - starts) < 3]
    if len(near) < FEWEST_LINES:
        return None
    free = (max(a for a, _ in near), min(b for _, b in near))
    return sum(free) / 2 if free[0] < free[1] else None


def _is_parted(line: Line, strip: float) -> bool:
    return _keeps_off(line, strip) and line.x0 < strip < line.x1


def _keeps_off(line: Line, strip: float) -> bool:
    return not any(w.x0 < strip < w.x1 for w in line.words) and not any(
        a.x1 <= strip <= b.x0 and b.x0 - a.x1 < 0.8 * GUTTER * line.size
        for a, b in zip(line.words, line.words[1:], strict=False)
    )


def _is_near(above: Line, below: Line) -> bool:
    return (below.baseline - above.baseline) / max(above.size, below.size) < 3


def _is_running(lines: Sequence[Line]) -> bool:
    """True if most lines fill the column with words, without a gap that could part columns of a table."""
    if len(lines) < FEWEST_LINES:
        return False
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    filled = [line for line in lines if line.x1 - line.x0 >= FILLED * (x1 - x0) and _is_prose(line)]
    return len(filled) >= MOSTLY * len(lines)


def _is_prose(line: Line) -> bool:
    letters = sum(ch.isalpha() for ch in line.text)
    return len(segments(line, GUTTER)) == 1 and letters >= LETTERS * len(line.text)
