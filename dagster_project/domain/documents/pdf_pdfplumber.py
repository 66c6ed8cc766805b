"""Read the geometry of one PDF page through pdfplumber.

What lives here: the only place that knows pdfplumber's dictionaries. What does not: words, tables, paragraphs.
Next door: pdf_pdfium.py reads the same geometry faster; this reader is its reference and the second try.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import Char, HRule, PageGeometry, VRule
from dagster_project.domain.tables.rules import THIN

BOLD_WORDS = ("bold", "black", "heavy", "semibold", "demi")
ITALIC_WORDS = ("italic", "oblique")
WHOLE_PAGE = 0.9  # a fill that covers more of the page than this is its background
WHITE = 0.985  # a fill lighter than this in every channel does not shade


def read_geometry(page: Any, page_no: int) -> PageGeometry:
    """The geometry of a pdfplumber page. Points from the top left of the page as read (after /Rotate)."""
    chars = _read_chars(page)
    h: list[HRule] = []
    v: list[VRule] = []
    fills: list[Box] = []
    drawings: list[Box] = []
    for line in page.lines:
        _add_stroke(line, h, v, drawings)
    for rect in page.rects:
        _add_rect(rect, page, h, v, fills)
    for curve in page.curves:
        drawings.append(Box(curve["x0"], curve["top"], curve["x1"], curve["bottom"]))
    images = tuple(Box(i["x0"], i["top"], i["x1"], i["bottom"]) for i in page.images)
    n = sum(len(o) for o in page.objects.values())
    return PageGeometry(
        page_no,
        float(page.width),
        float(page.height),
        chars,
        tuple(h),
        tuple(v),
        tuple(fills),
        images,
        tuple(drawings),
        n,
    )


def _read_chars(page: Any) -> tuple[Char, ...]:
    descents: dict[str, Counter[float]] = {}
    for c in page.chars:
        if c["upright"] and c["size"] > 0:
            drop = round((c["y0"] - c["matrix"][5]) / c["size"], 2)
            descents.setdefault(c["fontname"], Counter())[drop] += 1
    usual = {font: counts.most_common(1)[0][0] for font, counts in descents.items()}
    out = []
    for c in page.chars:
        if c["size"] <= 0:
            continue
        text = _known(c["text"])
        size, matrix, font = c["size"], c["matrix"], c["fontname"]
        turn = _turn(matrix)
        name = font.rsplit("+", 1)[-1].lower()
        bold = any(w in name for w in BOLD_WORDS)
        italic = any(w in name for w in ITALIC_WORDS) or (turn == 0 and abs(matrix[2]) > 0.1 * abs(matrix[0]))
        if turn == 0:
            baseline = c["bottom"] + usual.get(font, -0.2) * size
            out.append(Char(text, c["x0"], c["x1"], baseline, size, bold, italic))
        else:
            place = float(page.height) - matrix[5] if turn == 180 else matrix[4]
            size = size if turn == 180 else c["x1"] - c["x0"]
            out.append(Char(text, c["x0"], c["x1"], place, size, bold, italic, turn, c["top"], c["bottom"]))
    return tuple(out)


def _known(text: str) -> str:
    """The text of a glyph; glyphs without a known character become U+FFFD, 127 of the standard encodings a bullet."""
    if text.startswith("(cid:"):
        return "•" if text == "(cid:127)" else "\ufffd"
    return text


def _turn(matrix: tuple[float, ...]) -> int:
    a, b = matrix[0], matrix[1]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 270 if b > 0 else 90


def _add_stroke(line: dict[str, Any], h: list[HRule], v: list[VRule], drawings: list[Box]) -> None:
    width, height = line["x1"] - line["x0"], line["bottom"] - line["top"]
    if height <= THIN and width > height:
        h.append(HRule((line["top"] + line["bottom"]) / 2, line["x0"], line["x1"]))
    elif width <= THIN:
        v.append(VRule((line["x0"] + line["x1"]) / 2, line["top"], line["bottom"]))
    else:
        drawings.append(Box(line["x0"], line["top"], line["x1"], line["bottom"]))


def _add_rect(rect: dict[str, Any], page: Any, h: list[HRule], v: list[VRule], fills: list[Box]) -> None:
    x0, x1, top, bottom = rect["x0"], rect["x1"], rect["top"], rect["bottom"]
    width, height = x1 - x0, bottom - top
    if height <= THIN and width > 0.9 * height:
        h.append(HRule((top + bottom) / 2, x0, x1))
        return
    if width <= THIN:
        v.append(VRule((x0 + x1) / 2, top, bottom))
        return
    if rect.get("stroke") and rect.get("linewidth", 1) is not None:
        h += [HRule(top, x0, x1), HRule(bottom, x0, x1)]
        v += [VRule(x0, top, bottom), VRule(x1, top, bottom)]
    shades = rect.get("fill") and not _is_white(rect.get("non_stroking_color"))
    if shades and width * height < WHOLE_PAGE * float(page.width) * float(page.height):
        fills.append(Box(x0, top, x1, bottom))


def _is_white(colour: Any) -> bool:
    if colour is None:
        return False
    values = colour if isinstance(colour, (list, tuple)) else (colour,)
    if not all(isinstance(value, (int, float)) for value in values):
        return False
    if len(values) == 4:
        return bool(max(values) < 1 - WHITE)
    return bool(values) and bool(min(values) > WHITE)
