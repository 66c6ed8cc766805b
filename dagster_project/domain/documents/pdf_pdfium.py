"""Read the geometry of one PDF page through PDFium, the engine that pdfplumber brings along for drawing pages.

What lives here: glyphs, and the page as a whole; strokes and shadings are next door (pdf_pdfium_shapes.py),
and what the file's own structure says of tables (pdf_tags.py). What does
not: words, tables, paragraphs. pdf_pdfplumber.py reads the
same geometry through pdfplumber; it is the reference that this reader is tested against, and the second try for pages
that PDFium cannot read. PDFium reads a page many times faster (benchmarks/README.md).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as c

from dagster_project.domain.documents import pdf_calls as calls
from dagster_project.domain.documents.pdf_pdfium_shapes import Frame, Shapes, TooManyObjectsError
from dagster_project.domain.documents.pdf_pdfplumber import BOLD_WORDS, ITALIC_WORDS
from dagster_project.domain.documents.pdf_tags import read_tagged_tables
from dagster_project.domain.tables.geometry import Char, PageGeometry

HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}
SPACE, LINE_ENDS = 32, (10, 13)


class Style(NamedTuple):
    """What all glyphs of one text object share."""

    size: float
    is_bold: bool
    is_italic: bool
    turn: int


def read_geometry(page: Any, page_no: int, most_objects: int) -> PageGeometry:
    """The geometry of a pypdfium2 page. Raises TooManyObjectsError."""
    frame = _frame(page)
    shapes = Shapes(frame, most_objects)
    shapes.read(page)
    chars = _read_chars(page, frame, most_objects)
    width, height = frame.size
    return PageGeometry(
        page_no,
        width,
        height,
        chars,
        tuple(dict.fromkeys(shapes.h)),
        tuple(dict.fromkeys(shapes.v)),
        tuple(dict.fromkeys(shapes.fills)),
        tuple(shapes.images),
        tuple(shapes.drawings),
        shapes.n + len(chars),
        read_tagged_tables(page, frame),
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
    at_rect = ctypes.addressof(rect)
    at_page = calls.address(text_page)
    key, style, baseline = 0, Style(0.0, False, False, 0), 0.0
    objects = _TextObjects(at_page, frame)
    box = (0.0, 0.0, 0.0, 0.0)
    last: Char | None = None
    for i in range(n):
        at_object = calls.text_object(at_page, i)
        code = calls.unicode_of(at_page, i)
        if not at_object:
            if code == SPACE and last is not None and last.text != " ":
                yield last
                last = _space_after(last)  # PDFium puts a space of its own in the place of the file's at a run's end
            continue
        if code in LINE_ENDS or not calls.loose_box(at_page, i, at_rect):
            continue
        if at_object != key:
            key = at_object
            style, baseline = objects.style_of(i, at_object)
        if style.size <= 0:
            continue
        text = HYPHENS.get(code) or ("\ufffd" if code == 0 else chr(code))
        previous, box = box, (rect.left, rect.bottom, rect.right, rect.top)
        if last is not None:
            if box == previous:
                last = last._replace(text=last.text + text)
                continue
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
    """Reads what the glyphs of a text object share. Fonts are asked for their names once, styles made once."""

    def __init__(self, at_page: int, frame: Frame) -> None:
        self.at_page, self.frame = at_page, frame
        self.fonts: dict[int, tuple[bool, bool]] = {}
        self.styles: dict[tuple[float, ...], Style] = {}
        self.m, self.x, self.y = c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        self.at_m, self.at_x, self.at_y = (ctypes.addressof(value) for value in (self.m, self.x, self.y))

    def style_of(self, i: int, at_object: int) -> tuple[Style, float]:
        """The style of the text object of glyph i, and where its baseline is (see Char.baseline)."""
        m = self.m
        calls.matrix(self.at_page, i, self.at_m)
        calls.origin(self.at_page, i, self.at_x, self.at_y)
        at_font = calls.font(at_object) or 0
        key = (m.a, m.b, m.c, m.d, calls.font_size(self.at_page, i), at_font)
        style = self.styles.get(key) or self.styles.setdefault(key, self._style(*key[:5], at_font))
        x, y = self.frame.place(self.x.value, self.y.value)
        return style, y if style.turn in (0, 180) else x

    def _style(self, a: float, b: float, skew: float, height: float, size: float, at_font: int) -> Style:
        """The style under a matrix: (a, b) is where a line runs to, (skew, height) where a letter stands up to."""
        slanted = self.frame.quarters == 0 and abs(skew) > 0.1 * abs(a)
        for _ in range(self.frame.quarters):  # turning the page clockwise turns every direction with it
            a, b = b, -a
        turn = (0 if a >= 0 else 180) if abs(a) >= abs(b) else (270 if b > 0 else 90)
        is_bold, is_italic = self._weight_of(at_font)
        drawn = size * (skew * skew + height * height) ** 0.5
        return Style(round(drawn, 3), is_bold, is_italic or (slanted and turn == 0), turn)

    def _weight_of(self, at_font: int) -> tuple[bool, bool]:
        if at_font not in self.fonts:
            self.fonts[at_font] = _weight(at_font)
        return self.fonts[at_font]


def _weight(at_font: int) -> tuple[bool, bool]:
    buffer = ctypes.create_string_buffer(256)
    c.FPDFFont_GetBaseFontName(ctypes.cast(at_font, c.FPDF_FONT), buffer, 256)
    name = buffer.value.decode("utf-8", "replace").rsplit("+", 1)[-1].lower()
    return any(w in name for w in BOLD_WORDS), any(w in name for w in ITALIC_WORDS)


def open_document(data: bytes) -> Any:
    """The pypdfium2 document of the bytes. Raises pdfium.PdfiumError; its err_code tells a password from damage."""
    return pdfium.PdfDocument(data)
