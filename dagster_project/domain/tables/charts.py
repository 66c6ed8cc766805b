"""Charts: where bars, curves and slanted strokes make a picture whose numbers are no cells.

What lives here: the boxes of charts. What does not: images (they hold no glyphs) and tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import HRule, Line, VRule, Word, make_line, overlap

SMALLEST = 8.0  # points: smaller curves are bullets, arrows and other signs
FEWEST_BARS = 3
SAME = 1.5  # points: bars of one chart are equally wide and stand on one line within this
NEIGHBOUR = 60.0  # points: parts of one chart are this near each other
AXIS_REACH = 1.8  # of the font size: axis texts stand this near to what is drawn
LONGEST_AXIS_TEXT = 24  # characters
FEWEST_STROKES = 3
MOST_PARTS = 600  # curves or shadings of a page that are looked at one by one
NET = 15.0  # points


def find_charts(
    drawings: Sequence[Box],
    fills: Sequence[Box],
    h_rules: Sequence[HRule],
    v_rules: Sequence[VRule],
    lines: Sequence[Line],
) -> list[Box]:
    """Boxes of charts, their grid lines and axes included."""
    words = [w for line in lines for w in line.words]
    drawings, fills = _thinned(drawings), _thinned(fills)
    strokes = [d for d in drawings if max(d.width, d.height) >= SMALLEST and not _holds_text(d, words)]
    parts = [*_bars([f for f in fills if not _holds_text(f, words)])]
    if len(strokes) >= FEWEST_STROKES:
        parts += strokes
    charts = [b for b, n in _clusters(parts) if n >= FEWEST_BARS and b.width > 20 and b.height > 20]
    return [_with_axes(b, h_rules, v_rules) for b in charts]


def _thinned(boxes: Sequence[Box]) -> Sequence[Box]:
    """The boxes, or where there are very many (a map, a pattern) one for every place of a coarse net."""
    if len(boxes) <= MOST_PARTS:
        return boxes
    places = {(b.x0 // NET, b.top // NET, b.x1 // NET, b.bottom // NET): b for b in boxes}
    return list(places.values())[: 2 * MOST_PARTS]


def without_charts(lines: Sequence[Line], charts: Sequence[Box]) -> tuple[list[Line], list[Line]]:
    """Lines without the words of charts, and lines of the charts' words."""
    kept: list[Line] = []
    out: list[Line] = []
    axes = [(w.x0, c) for line in lines for w in line.words for c in charts if w.x1 <= c.x0 and _belongs(w, c)]
    for line in lines:
        inside = [w for w in line.words if any(_belongs(w, c) for c in charts) or _is_on_axis(w, axes)]
        if not inside:
            kept.append(line)
            continue
        chosen = set(map(id, inside))
        rest = [w for w in line.words if id(w) not in chosen]
        if rest:
            kept.append(make_line(rest))
        out.append(make_line(inside))
    return kept, out


def _bars(fills: Sequence[Box]) -> list[Box]:
    """Shaded boxes that are bars: several of one width on one base line, of different heights (or turned)."""
    out: list[Box] = []
    for f in fills:
        upright = [
            g
            for g in fills
            if abs(g.width - f.width) < SAME and abs(g.bottom - f.bottom) < SAME and abs(g.x0 - f.x0) > SAME
        ]
        lying = [
            g
            for g in fills
            if abs(g.height - f.height) < SAME and abs(g.x0 - f.x0) < SAME and abs(g.top - f.top) > SAME
        ]
        tall = len(upright) + 1 >= FEWEST_BARS and any(abs(g.height - f.height) > 2 * SAME for g in upright)
        long = len(lying) + 1 >= FEWEST_BARS and any(abs(g.width - f.width) > 2 * SAME for g in lying)
        if tall or long:
            out.append(f)
    return out


def _holds_text(box: Box, words: Sequence[Word]) -> bool:
    """True if words other than one data label lie inside the box: a shading, no bar."""
    inside = [
        w for w in words if box.x0 <= (w.x0 + w.x1) / 2 <= box.x1 and box.top <= w.baseline - 0.3 * w.size <= box.bottom
    ]
    return len(inside) > 1


def _clusters(parts: Sequence[Box]) -> list[tuple[Box, int]]:
    out: list[tuple[Box, int]] = []
    for p in sorted(parts, key=lambda b: (b.x0, b.top)):
        box, n = p, 1
        rest = []
        for other, m in out:
            if (
                overlap(box.x0, box.x1, other.x0, other.x1) > -NEIGHBOUR
                and overlap(box.top, box.bottom, other.top, other.bottom) > -NEIGHBOUR / 2
            ):
                box, n = _union(box, other), n + m
            else:
                rest.append((other, m))
        out = [*rest, (box, n)]
    return out


def _union(a: Box, b: Box) -> Box:
    return Box(min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom))


def _with_axes(box: Box, h_rules: Sequence[HRule], v_rules: Sequence[VRule]) -> Box:
    """The chart with the grid lines and axes that cross it."""
    for r in h_rules:
        near = box.top - 2 * NEIGHBOUR <= r.y <= box.bottom + 4 and r.x1 - r.x0 < 1.5 * box.width
        if near and overlap(r.x0, r.x1, box.x0, box.x1) > 0.9 * box.width:
            box = _union(box, Box(r.x0, r.y, r.x1, r.y))
    for v in v_rules:
        near = box.x0 - NEIGHBOUR <= v.x <= box.x1 + NEIGHBOUR
        if (
            near
            and overlap(v.top, v.bottom, box.top, box.bottom) > 0.9 * box.height
            and v.bottom - v.top < 1.5 * box.height
        ):
            box = _union(box, Box(v.x, v.top, v.x, v.bottom))
    return box


def _is_on_axis(w: Word, axes: Sequence[tuple[float, Box]]) -> bool:
    """True for a short word left of a chart that begins where a text of its axis does (`0` under `150`)."""
    return any(
        abs(w.x0 - x) < SAME and w.x1 <= c.x0 and c.top - w.size <= w.baseline <= c.bottom + w.size for x, c in axes
    )


def _belongs(w: Word, chart: Box) -> bool:
    middle = w.baseline - 0.3 * w.size
    x = (w.x0 + w.x1) / 2
    if chart.x0 <= x <= chart.x1 and chart.top <= middle <= chart.bottom:
        return True
    if len(w.text) > LONGEST_AXIS_TEXT:
        return False
    reach = AXIS_REACH * w.size
    beside = chart.top - 0.6 * w.size <= middle <= chart.bottom + 0.6 * w.size
    if beside and (0 <= chart.x0 - w.x1 <= reach or 0 <= w.x0 - chart.x1 <= reach):
        return True
    return chart.x0 - reach <= x <= chart.x1 + reach and 0 <= middle - chart.bottom <= reach
