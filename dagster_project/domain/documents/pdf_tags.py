"""The tables of a tagged PDF: what the structure tree says about one page, read through PDFium.

What lives here: from structure elements and marked content to cells with boxes. What does not: deciding whether the
tree is to be believed (tables/tagged.py).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

import pypdfium2.raw as c

from dagster_project.domain.documents import pdf_calls as calls
from dagster_project.domain.documents.pdf_pdfium_shapes import Frame
from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import TaggedCell, TaggedRows, TaggedTable, overlap

DEEPEST = 40  # elements inside each other
MOST_ELEMENTS = 20_000  # of one page
MOST_SPAN = 500
LONGEST_TYPE = 64  # bytes of the name of a kind of element, in UTF-16; longer ones are no part of a table
_ROWS_IN = ("THead", "TBody", "TFoot")


def read_tagged_tables(page: Any, frame: Frame) -> tuple[TaggedTable, ...]:
    """The tagged tables of a page in the order of the tree."""
    tree = c.FPDF_StructTree_GetForPage(page)
    if not tree:
        return ()
    try:
        roots = [c.FPDF_StructTree_GetChildAtIndex(tree, i) for i in range(c.FPDF_StructTree_CountChildren(tree))]
        tables = [t for root in roots if root for t in _find(root, "Table", 0)]
        if not tables:
            return ()
        boxes = _boxes(page, frame)
        return tuple(t for table in tables if (t := _table(table, boxes)))
    finally:
        c.FPDF_StructTree_Close(tree)


def _boxes(page: Any, frame: Frame) -> dict[int, list[Box]]:
    """Marked content id -> boxes of the text drawn in it."""
    out: dict[int, list[Box]] = {}
    left, bottom, right, top = edges = [ctypes.c_float() for _ in range(4)]
    at_edges = [ctypes.addressof(edge) for edge in edges]
    at_page = calls.address(page.raw)
    for i in range(c.FPDFPage_CountObjects(page)):
        at_object = calls.page_object(at_page, i)
        if calls.object_type(at_object) != c.FPDF_PAGEOBJ_TEXT:
            continue
        content = calls.content_id(at_object)
        if content < 0 or not calls.object_bounds(at_object, *at_edges) or right.value - left.value < 0.01:
            continue
        (xa, ya), (xb, yb) = frame.place(left.value, bottom.value), frame.place(right.value, top.value)
        out.setdefault(content, []).append(Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))
    return out


def _table(table: Any, boxes: dict[int, list[Box]]) -> TaggedTable | None:
    places = list(_rows(table))
    rows = [(place, row) for place, row in enumerate(places) if row]
    widths = [_width(row) for _, row in rows]
    n_cols = max(widths, default=0)
    covered: dict[int, int] = {}  # column -> row up to which a cell from above covers it
    cells = [cell for r, (_, row) in enumerate(rows) for cell in _cells(row, r, n_cols - widths[r], covered, boxes)]
    cells = [replace(cell, n_rows=min(cell.n_rows, len(rows) - cell.row)) for cell in cells]
    short = {r for r, width in enumerate(widths) if width < n_cols}
    cells = _under_full_rows(cells, short)
    if not cells or any(cell.col + cell.n_cols > n_cols for cell in cells):
        return None
    return TaggedTable(n_cols, TaggedRows(tuple(place for place, _ in rows), len(places)), tuple(cells))


def _under_full_rows(cells: Sequence[TaggedCell], short: AbstractSet[int]) -> list[TaggedCell]:
    """The cells, those of rows that leave out their empty cells (Chromium) put under those of the full rows."""
    extents: dict[int, list[Box]] = {}
    for cell in cells:
        if cell.row not in short and cell.n_cols == 1:
            extents.setdefault(cell.col, []).append(cell.box)
    out = []
    for cell in cells:
        x0, x1 = cell.box.x0, cell.box.x1
        over = [col for col, boxes in extents.items() if any(overlap(x0, x1, b.x0, b.x1) > 0 for b in boxes)]
        is_moved = cell.row in short and cell.n_cols == 1 and len(over) == 1
        out.append(replace(cell, col=over[0]) if is_moved else cell)
    return out


def _width(row: Any) -> int:
    """How many columns the cells of a row cover; those without content on the page count as one."""
    return sum(_span(cell, b"ColSpan") if cell else 1 for cell in _children(row))


def _cells(row: Any, r: int, room: int, covered: dict[int, int], boxes: dict[int, list[Box]]) -> Iterator[TaggedCell]:
    """The cells of a row that have text. room: columns that neither they nor an empty cell (one column) cover.

    An empty one has no element on the page: where it is the only one, it is as wide as the row leaves.
    """
    children = list(_children(row))
    empty = sum(1 for cell in children if not cell)
    free = room - sum(1 for col, last in covered.items() if last >= r)
    col = 0
    for cell in children:
        while covered.get(col, -1) >= r:
            col += 1
        if not cell:
            col += 1 + (free if empty == 1 else 0)
            continue
        n_rows, width = _span(cell, b"RowSpan"), _span(cell, b"ColSpan")
        covered.update(dict.fromkeys(range(col, col + width), r + n_rows - 1))
        inside = [box for content in _contents(cell, 0) for box in boxes.get(content, ())]
        if inside:
            yield TaggedCell(r, col, n_rows, width, _around(inside), _type(cell) == "TH")
        col += width


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )


def _rows(table: Any) -> Iterator[Any]:
    """The rows of the whole table; None (false) for those that are not on this page."""
    for part in _children(table):
        if part and _type(part) in _ROWS_IN:
            yield from (row if row and _type(row) == "TR" else None for row in _children(part))
        else:
            yield part if part and _type(part) == "TR" else None


def _find(element: Any, kind: str, depth: int) -> Iterator[Any]:
    """Elements of a kind, outermost only."""
    if depth > DEEPEST:
        return
    if _type(element) == kind:
        yield element
        return
    for child in _children(element):
        if child:
            yield from _find(child, kind, depth + 1)


def _children(element: Any) -> Iterator[Any]:
    """The elements right under one; None (false) for what is not an element, or not on this page."""
    for i in range(min(c.FPDF_StructElement_CountChildren(element), MOST_ELEMENTS)):
        yield c.FPDF_StructElement_GetChildAtIndex(element, i)


def _contents(element: Any, depth: int) -> Iterator[int]:
    """The ids of marked content on this page in an element and all below it."""
    if depth > DEEPEST:
        return
    for i in range(min(c.FPDF_StructElement_CountChildren(element), MOST_ELEMENTS)):
        content = c.FPDF_StructElement_GetChildMarkedContentID(element, i)
        if content >= 0:
            yield content
        child = c.FPDF_StructElement_GetChildAtIndex(element, i)
        if child:
            yield from _contents(child, depth + 1)


def _span(cell: Any, name: bytes) -> int:
    value = ctypes.c_float()
    for i in range(c.FPDF_StructElement_GetAttributeCount(cell)):
        attribute = c.FPDF_StructElement_GetAttributeAtIndex(cell, i)
        number = c.FPDF_StructElement_Attr_GetValue(attribute, name)
        if number and c.FPDF_StructElement_Attr_GetNumberValue(number, ctypes.byref(value)):
            return max(1, min(int(value.value), MOST_SPAN))
    return 1


def _type(element: Any) -> str:
    buffer = ctypes.create_string_buffer(LONGEST_TYPE)
    n = c.FPDF_StructElement_GetType(element, buffer, LONGEST_TYPE)
    return buffer.raw[: max(0, n - 2)].decode("utf-16-le", "replace") if n <= LONGEST_TYPE else ""
