"""Read the geometry of one PDF page through PDFium, the engine that pdfplumber brings along for drawing pages.

What lives here: the only place that knows PDFium. What does not: words, tables, paragraphs. pdf_pdfplumber.py reads the
same geometry through pdfplumber; it is the reference that this reader is tested against, and the second try for pages
that PDFium cannot read. PDFium reads a page many times faster (benchmarks/README.md).
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as c

from dagster_project.domain.documents.pdf_pdfplumber import BOLD_WORDS, ITALIC_WORDS, WHITE, WHOLE_PAGE
from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import Char, HRule, PageGeometry, VRule
from dagster_project.domain.tables.rules import THIN

HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}
SPACE, LINE_ENDS = 32, (10, 13)
DEEPEST_FORM = 12
Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Style(NamedTuple):
    """What all glyphs of one text object share."""

    size: float
    is_bold: bool
    is_italic: bool
    turn: int


class Frame(NamedTuple):
    """The page's box in PDF space and its /Rotate in quarter turns."""

    left: float
    bottom: float
    right: float
    top: float
    quarters: int

    def place(self, x: float, y: float) -> Point:
        """A point in PDF space as seen on the page, from the top left."""
        if self.quarters == 1:
            return y - self.bottom, x - self.left
        if self.quarters == 2:
            return self.right - x, y - self.bottom
        if self.quarters == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    @property
    def size(self) -> Point:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.quarters % 2 else (width, height)


class TooManyObjectsError(Exception):
    """The page draws more objects than the limit."""


def read_geometry(page: Any, page_no: int, most_objects: int) -> PageGeometry:
    """The geometry of a pypdfium2 page. Raises TooManyObjectsError."""
    frame = _frame(page)
    shapes = _Shapes(frame, most_objects)
    shapes.read(page)
    chars = _read_chars(page, frame, most_objects)
    width, height = frame.size
    return PageGeometry(
        page_no,
        width,
        height,
        chars,
        tuple(shapes.h),
        tuple(shapes.v),
        tuple(shapes.fills),
        tuple(shapes.images),
        tuple(shapes.drawings),
        shapes.n + len(chars),
    )


def _frame(page: Any) -> Frame:
    rect = c.FS_RECTF()
    c.FPDF_GetPageBoundingBox(page, ctypes.byref(rect))
    return Frame(rect.left, rect.bottom, rect.right, rect.top, c.FPDFPage_GetRotation(page) % 4)


def _read_chars(page: Any, frame: Frame, most: int) -> tuple[Char, ...]:
    text_page = c.FPDFText_LoadPage(page)
    try:
        n = c.FPDFText_CountChars(text_page)
        if n > most:
            raise TooManyObjectsError(f"{n} glyphs")
        return tuple(_chars_of(text_page, n, frame))
    finally:
        c.FPDFText_ClosePage(text_page)


def _chars_of(text_page: Any, n: int, frame: Frame) -> Iterator[Char]:
    """Glyphs in the order of the file. All glyphs of one text object share style and baseline.

    One glyph that stands for several letters (tt, fi) comes letter by letter, every time with the glyph's own box: such
    letters stay together.
    """
    rect = c.FS_RECTF()
    at_rect = ctypes.byref(rect)
    key, style, baseline = 0, Style(0.0, False, False, 0), 0.0
    objects = _TextObjects(text_page, frame)
    box = (0.0, 0.0, 0.0, 0.0)
    last: Char | None = None
    for i in range(n):
        code = c.FPDFText_GetUnicode(text_page, i)
        obj = c.FPDFText_GetTextObject(text_page, i)
        if not obj and code == SPACE and last is not None and last.text != " ":
            yield last
            last = _space_after(last)  # PDFium puts a space of its own in the place of the file's at the end of a run
        if not obj or code in LINE_ENDS or not c.FPDFText_GetLooseCharBox(text_page, i, at_rect):
            continue
        if ctypes.addressof(obj.contents) != key:
            key = ctypes.addressof(obj.contents)
            style, baseline = objects.style_of(i, obj)
        if style.size <= 0:
            continue
        text = HYPHENS.get(code) or ("\ufffd" if code == 0 else chr(code))
        previous, box = box, (rect.left, rect.bottom, rect.right, rect.top)
        if last is not None and box == previous:
            last = last._replace(text=last.text + text)
            continue
        if last is not None:
            yield last
        last = _char(text, box, style, baseline, frame)
    if last is not None:
        yield last


def _space_after(char: Char) -> Char:
    """A space without width where the glyph ends in its own direction."""
    if char.turn == 180:
        return char._replace(text=" ", x1=char.x0)
    if char.turn == 270:
        return char._replace(text=" ", y1=char.y0)
    if char.turn == 90:
        return char._replace(text=" ", y0=char.y1)
    return char._replace(text=" ", x0=char.x1)


def _char(text: str, box: tuple[float, float, float, float], style: Style, baseline: float, frame: Frame) -> Char:
    if not frame.quarters and not style.turn:
        x0, x1 = box[0] - frame.left, box[2] - frame.left
        return Char(text, x0, x1, baseline, style.size, style.is_bold, style.is_italic)
    (xa, ya), (xb, yb) = frame.place(box[0], box[1]), frame.place(box[2], box[3])
    x0, x1, y0, y1 = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
    if not style.turn:
        return Char(text, x0, x1, baseline, style.size, style.is_bold, style.is_italic)
    return Char(text, x0, x1, baseline, style.size, style.is_bold, style.is_italic, style.turn, y0, y1)


class _TextObjects:
    """Reads what the glyphs of a text object share. Fonts are asked for their names once."""

    def __init__(self, text_page: Any, frame: Frame) -> None:
        self.text_page, self.frame = text_page, frame
        self.fonts: dict[int, tuple[bool, bool]] = {}
        self.m, self.x, self.y = c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        self.at = tuple(ctypes.byref(value) for value in (self.m, self.x, self.y))

    def style_of(self, i: int, obj: Any) -> tuple[Style, float]:
        """The style of the text object of glyph i, and where its baseline is (see Char.baseline)."""
        m = self.m
        c.FPDFText_GetMatrix(self.text_page, i, self.at[0])
        c.FPDFText_GetCharOrigin(self.text_page, i, self.at[1], self.at[2])
        size = c.FPDFText_GetFontSize(self.text_page, i) * (m.c * m.c + m.d * m.d) ** 0.5
        a, b = m.a, m.b
        for _ in range(self.frame.quarters):  # turning the page clockwise turns every direction with it
            a, b = b, -a
        turn = (0 if a >= 0 else 180) if abs(a) >= abs(b) else (270 if b > 0 else 90)
        is_bold, is_italic = self._weight_of(c.FPDFTextObj_GetFont(obj))
        slanted = turn == 0 and self.frame.quarters == 0 and abs(m.c) > 0.1 * abs(m.a)
        place = self.frame.place(self.x.value, self.y.value)
        return Style(round(size, 3), is_bold, is_italic or slanted, turn), place[turn in (0, 180)]

    def _weight_of(self, font: Any) -> tuple[bool, bool]:
        key = ctypes.addressof(font.contents) if font else 0
        if key not in self.fonts:
            self.fonts[key] = _weight(font)
        return self.fonts[key]


def _weight(font: Any) -> tuple[bool, bool]:
    buffer = ctypes.create_string_buffer(256)
    c.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", "replace").rsplit("+", 1)[-1].lower()
    return any(w in name for w in BOLD_WORDS), any(w in name for w in ITALIC_WORDS)


class _Shapes:
    """Collects the strokes, shadings, images and curves of a page; forms inside forms too."""

    def __init__(self, frame: Frame, most: int) -> None:
        self.frame, self.most, self.n = frame, most, 0
        self.h: list[HRule] = []
        self.v: list[VRule] = []
        self.fills: list[Box] = []
        self.images: list[Box] = []
        self.drawings: list[Box] = []
        width, height = frame.size
        self.page_area = width * height

    def read(self, page: Any) -> None:
        for i in range(c.FPDFPage_CountObjects(page)):
            self._read_object(c.FPDFPage_GetObject(page, i), UNIT, 0)

    def _read_object(self, obj: Any, outer: Matrix, deep: int) -> None:
        self.n += 1
        if self.n > self.most:
            raise TooManyObjectsError(f"more than {self.most} objects")
        kind = c.FPDFPageObj_GetType(obj)
        if kind == c.FPDF_PAGEOBJ_PATH:
            self._read_path(obj, _times(_matrix(obj), outer))
        elif kind == c.FPDF_PAGEOBJ_IMAGE:
            m = _times(_matrix(obj), outer)
            self.images.append(self._box([_apply(m, p) for p in ((0, 0), (1, 0), (0, 1), (1, 1))]))
        elif kind == c.FPDF_PAGEOBJ_FORM and deep < DEEPEST_FORM:
            m = _times(_matrix(obj), outer)
            for i in range(c.FPDFFormObj_CountObjects(obj)):
                self._read_object(c.FPDFFormObj_GetObject(obj, i), m, deep + 1)

    def _box(self, points: list[Point]) -> Box:
        placed = [self.frame.place(*p) for p in points]
        xs, ys = [p[0] for p in placed], [p[1] for p in placed]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def _read_path(self, obj: Any, m: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        c.FPDFPath_GetDrawMode(obj, ctypes.byref(fill), ctypes.byref(stroke))
        if not fill.value and not stroke.value:
            return
        shades = bool(fill.value) and not _is_white(obj)
        for points, is_curved in _subpaths(obj, m):
            box = self._box(points)
            if is_curved:
                self.drawings.append(box)
            elif min(box.width, box.height) <= THIN:
                self._add_thin(box)
            elif _is_rectangle(points):
                if stroke.value:
                    self._add_sides(box)
                if shades and box.width * box.height < WHOLE_PAGE * self.page_area:
                    self.fills.append(box)
            elif stroke.value:
                for a, b in itertools.pairwise(points):
                    self._add_stroke(self._box([a, b]))
            else:
                self.drawings.append(box)

    def _add_thin(self, box: Box) -> None:
        if box.height <= THIN and box.width > 0.9 * box.height:
            self.h.append(HRule((box.top + box.bottom) / 2, box.x0, box.x1))
        else:
            self.v.append(VRule((box.x0 + box.x1) / 2, box.top, box.bottom))

    def _add_sides(self, box: Box) -> None:
        self.h += [HRule(box.top, box.x0, box.x1), HRule(box.bottom, box.x0, box.x1)]
        self.v += [VRule(box.x0, box.top, box.bottom), VRule(box.x1, box.top, box.bottom)]

    def _add_stroke(self, box: Box) -> None:
        if min(box.width, box.height) <= THIN:
            self._add_thin(box)
        else:
            self.drawings.append(box)


def _matrix(obj: Any) -> Matrix:
    m = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(obj, ctypes.byref(m)):
        return UNIT
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(m: Matrix, n: Matrix) -> Matrix:
    if n == UNIT:
        return m
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _apply(m: Matrix, p: Point) -> Point:
    return p[0] * m[0] + p[1] * m[2] + m[4], p[0] * m[1] + p[1] * m[3] + m[5]


def _subpaths(obj: Any, m: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """Every subpath as its points in PDF space, and whether it has a curve."""
    x, y = ctypes.c_float(), ctypes.c_float()
    px, py = ctypes.byref(x), ctypes.byref(y)
    points: list[Point] = []
    is_curved = False
    for i in range(c.FPDFPath_CountSegments(obj)):
        segment = c.FPDFPath_GetPathSegment(obj, i)
        kind = c.FPDFPathSegment_GetType(segment)
        c.FPDFPathSegment_GetPoint(segment, px, py)
        if kind == c.FPDF_SEGMENT_MOVETO and points:
            if len(points) > 1:
                yield points, is_curved
            points, is_curved = [], False
        is_curved = is_curved or kind == c.FPDF_SEGMENT_BEZIERTO
        points.append(_apply(m, (x.value, y.value)))
        if c.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points, is_curved


def _is_rectangle(points: list[Point]) -> bool:
    """True for four corners with upright sides."""
    if not 4 <= len(points) <= 6:
        return False
    sides = itertools.pairwise(points)
    return all(abs(a[0] - b[0]) < 0.1 or abs(a[1] - b[1]) < 0.1 for a, b in sides)


def _is_white(obj: Any) -> bool:
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    if not c.FPDFPageObj_GetFillColor(obj, *(ctypes.byref(v) for v in (r, g, b, a))):
        return False
    return min(r.value, g.value, b.value) > WHITE * 255 or a.value == 0


def open_document(data: bytes) -> Any:
    """The pypdfium2 document of the bytes. Raises pdfium.PdfiumError; its err_code tells a password from damage."""
    return pdfium.PdfDocument(data)
