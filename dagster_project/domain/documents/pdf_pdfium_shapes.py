"""The strokes, shadings, images and curves of a PDF page, read through PDFium.

What lives here: PDFium's page objects, forms inside forms, coordinates of a page in PDF space. What does not: glyphs
(pdf_pdfium.py).
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as c

from dagster_project.domain.documents import pdf_calls as calls
from dagster_project.domain.documents.pdf_pdfplumber import WHITE, WHOLE_PAGE
from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import HRule, VRule
from dagster_project.domain.tables.rules import THIN

DEEPEST_FORM = 12
Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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


class Shapes:
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
        at_page = calls.address(page.raw)
        for i in range(c.FPDFPage_CountObjects(page)):
            self._read_object(calls.page_object(at_page, i), UNIT, 0)

    def _read_object(self, at_object: int, outer: Matrix, deep: int) -> None:
        self.n += 1
        if self.n > self.most:
            raise TooManyObjectsError(f"more than {self.most} objects")
        kind = calls.object_type(at_object)
        if kind == c.FPDF_PAGEOBJ_TEXT:
            return
        obj = ctypes.cast(at_object, c.FPDF_PAGEOBJECT)
        if kind == c.FPDF_PAGEOBJ_PATH:
            self._read_path(obj, _times(_matrix(obj), outer))
        elif kind == c.FPDF_PAGEOBJ_IMAGE:
            m = _times(_matrix(obj), outer)
            self.images.append(self._box([_apply(m, p) for p in ((0, 0), (1, 0), (0, 1), (1, 1))]))
        elif kind == c.FPDF_PAGEOBJ_FORM and deep < DEEPEST_FORM:
            m = _times(_matrix(obj), outer)
            for i in range(c.FPDFFormObj_CountObjects(obj)):
                self._read_object(calls.address(c.FPDFFormObj_GetObject(obj, i)), m, deep + 1)

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
