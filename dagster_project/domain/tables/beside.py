"""Text beside a table: bullets or a paragraph on the same lines, outside the rules and shadings that the table is drawn
with (slides, reports with a comment next to each table).

What lives here: the frames that rules and shadings of one width make, and the words beside them. What does not: pages
in two columns (documents/pdf_columns.py), tables beside each other (find.py), full grids, which part their words
themselves (lattice.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import HRule, Line, Word, make_line
from dagster_project.domain.tables.numbers_seen import has_values, is_value
from dagster_project.domain.tables.words import cut_at_gaps, segments

FEWEST_MARKS = 3  # rules and shadings of one frame
SAME_END = 2.0  # points: marks of one frame begin and end within this
FURTHEST = 8.0  # of the font size: marks of one frame are this near each other
WIDE_GAP = 1.0  # of the font size: wider gaps part the pieces of a line
HEADING_REACH = 1.0  # of the font size: headings stand so far over the first rule
FEWEST_LINES = 2  # of a frame with values, and of the text beside it
FEWEST_WORDS = 3  # of a line of running text


def part_beside(lines: Sequence[Line], rules: Sequence[HRule], bands: Sequence[Box]) -> tuple[list[Line], list[Line]]:
    """The lines without the text beside framed tables, and that text as lines of its own."""
    kept, beside = list(lines), []
    for frame in _frames(lines, rules, bands):
        inside: list[Line] = []
        out: list[Line] = []
        rest: list[Line] = []
        for line in kept:
            parts = _parted(line, frame)
            if not _is_at(frame, line, parts[1]):
                rest.append(line)
                continue
            inside += [make_line(parts[1])] if parts[1] else []
            out += [make_line(words) for words in (parts[0], parts[2]) if words]
        if _is_table(inside) and _is_text(out):
            kept = sorted([*rest, *inside], key=lambda line: (line.baseline, line.x0))
            beside += out
    return kept, beside


def _is_at(frame: Box, line: Line, inside: Sequence[Word]) -> bool:
    """True for a line at the height of the frame, and for headings over its first rule."""
    if frame.top <= line.baseline <= frame.bottom + line.size:
        return True
    is_over = 0 < frame.top - line.baseline <= HEADING_REACH * line.size
    return is_over and len(inside) > 1 and len(cut_at_gaps(inside, WIDE_GAP)) > 1


def _parted(line: Line, frame: Box) -> tuple[list[Word], list[Word], list[Word]]:
    """The words left of the frame, in it and right of it."""
    parts: tuple[list[Word], list[Word], list[Word]] = ([], [], [])
    for w in line.words:
        middle = (w.x0 + w.x1) / 2
        parts[0 if middle < frame.x0 else 2 if middle > frame.x1 else 1].append(w)
    return parts


def _frames(lines: Sequence[Line], rules: Sequence[HRule], bands: Sequence[Box]) -> list[Box]:
    """Stacks of rules and shadings that begin and end at the same places, narrower than the text of the page."""
    if not lines:
        return []
    size = max(line.size for line in lines)
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    marks = [Box(r.x0, r.y, r.x1, r.y) for r in rules] + list(bands)
    stacks: list[list[Box]] = []
    for mark in sorted(marks, key=lambda m: m.top):
        stack = next((s for s in stacks if _continues(s[-1], mark, size)), None)
        if stack is None:
            stacks.append([mark])
        else:
            stack.append(mark)
    found = [s for s in stacks if len({m.top for m in s}) >= FEWEST_MARKS]
    frames = [_with_header(Box(s[0].x0, s[0].top, s[0].x1, max(m.bottom for m in s)), bands, size) for s in found]
    return [f for f in frames if f.x0 > x0 + size or f.x1 < x1 - size]


def _with_header(frame: Box, bands: Sequence[Box], size: float) -> Box:
    """The frame with the shadings over it, those of headings in two levels cell by cell."""
    top = frame.top
    for band in sorted(bands, key=lambda b: -b.bottom):
        is_over = frame.x0 - SAME_END <= band.x0 and band.x1 <= frame.x1 + SAME_END
        if is_over and band.top < top and top - FURTHEST * size <= band.bottom <= frame.bottom:
            top = band.top
    return Box(frame.x0, top, frame.x1, frame.bottom)


def _continues(above: Box, below: Box, size: float) -> bool:
    is_same = abs(above.x0 - below.x0) <= SAME_END and abs(above.x1 - below.x1) <= SAME_END
    return is_same and below.top - above.bottom <= FURTHEST * size


def _is_table(inside: Sequence[Line]) -> bool:
    """Rows of a label and values: what is outside the frame is not needed to name them."""
    pieces = [[" ".join(w.text for w in piece) for piece in segments(line, WIDE_GAP)] for line in inside]
    return sum(len(p) > 1 and not is_value(p[0]) and has_values(p[1:]) for p in pieces) >= FEWEST_LINES


def _is_text(out: Sequence[Line]) -> bool:
    """Running text, in one piece each and no values of the rows."""
    pieces = [segments(line, WIDE_GAP) for line in out]
    if len(out) < FEWEST_LINES or any(len(p) > 1 or is_value(line.text) for p, line in zip(pieces, out, strict=True)):
        return False
    return 2 * sum(len(line.words) >= FEWEST_WORDS for line in out) >= len(out)
