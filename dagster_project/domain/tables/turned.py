"""Text that does not stand upright on its page: the page is turned until it does.

What lives here: coordinates of turned pages, there and back. What does not: reading turned text (find.py does, as any).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import Char, HRule, PageGeometry, VRule

FEWEST_GLYPHS = 12  # fewer turned glyphs are a label or a stamp, no table


def turns_of(page: PageGeometry) -> list[int]:
    """By how many degrees (90, 180, 270) parts of the page's text are turned."""
    counts = Counter(c.turn for c in page.chars if c.turn and c.text.strip())
    return [turn for turn, n in counts.most_common() if n >= FEWEST_GLYPHS]


def turn_page(page: PageGeometry, turn: int) -> PageGeometry:
    """The page as seen when its glyphs with this turn stand upright; other glyphs are left out."""
    width, height = (page.height, page.width) if turn in (90, 270) else (page.width, page.height)
    chars = tuple(_turn_char(c, page, turn) for c in page.chars if c.turn == turn)
    fills = tuple(turn_box(f, page, turn) for f in page.fills)
    drawings = tuple(turn_box(d, page, turn) for d in page.drawings)
    images = tuple(turn_box(i, page, turn) for i in page.images)
    h_boxes = [turn_box(Box(r.x0, r.y, r.x1, r.y), page, turn) for r in page.h_rules]
    v_boxes = [turn_box(Box(v.x, v.top, v.x, v.bottom), page, turn) for v in page.v_rules]
    if turn in (90, 270):
        h_boxes, v_boxes = v_boxes, h_boxes
    return replace(
        page,
        width=width,
        height=height,
        chars=chars,
        h_rules=tuple(HRule(b.top, b.x0, b.x1) for b in h_boxes),
        v_rules=tuple(VRule(b.x0, b.top, b.bottom) for b in v_boxes),
        fills=fills,
        drawings=drawings,
        images=images,
        tagged=(),
    )


def turn_box(box: Box, page: PageGeometry, turn: int) -> Box:
    """A box of the page in the coordinates of the turned page."""
    if turn == 270:
        return Box(page.height - box.bottom, box.x0, page.height - box.top, box.x1)
    if turn == 90:
        return Box(box.top, page.width - box.x1, box.bottom, page.width - box.x0)
    return Box(page.width - box.x1, page.height - box.bottom, page.width - box.x0, page.height - box.top)


def turn_back(box: Box, page: PageGeometry, turn: int) -> Box:
    """A box of the turned page in the coordinates of the page."""
    if turn == 270:
        return Box(box.top, page.height - box.x1, box.bottom, page.height - box.x0)
    if turn == 90:
        return Box(page.width - box.bottom, box.x0, page.width - box.top, box.x1)
    return turn_box(box, page, turn)


def _turn_char(c: Char, page: PageGeometry, turn: int) -> Char:
    """Turned glyphs keep the place of their baseline on the page (x for 90 and 270, y for 180) in `baseline`."""
    if turn == 270:
        return Char(c.text, page.height - c.y1, page.height - c.y0, c.baseline, c.size, c.is_bold, c.is_italic)
    if turn == 90:
        return Char(c.text, c.y0, c.y1, page.width - c.baseline, c.size, c.is_bold, c.is_italic)
    return Char(c.text, page.width - c.x1, page.width - c.x0, page.height - c.baseline, c.size, c.is_bold, c.is_italic)
