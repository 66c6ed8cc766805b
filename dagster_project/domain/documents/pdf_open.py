"""Opening a PDF and reading its pages one by one, within limits.

What lives here: what is wrong with a file or a page, and what is kept in memory (one page at a time). What does not:
what the pages say (pdf_page.py).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from dagster_project.domain.documents import pdf_pdfium, pdf_pdfplumber
from dagster_project.domain.documents.pdf_bounds import check_bounds
from dagster_project.domain.documents.pdf_page import PageText, read_layers
from dagster_project.domain.documents.pdf_pdfium_shapes import TooManyObjectsError
from dagster_project.domain.model import Refusal
from dagster_project.domain.refusals import Refused
from dagster_project.domain.tables.geometry import PageGeometry

MOST_OBJECTS = 60_000  # glyphs, strokes and images of one page; a dense page of a report has some 5 000
MOST_PAGES = 3_000  # read in minutes; the longest reports have some hundred
MOST_UNREADABLE = 20  # pages in a row: a page tree that loops, or lies about its pages, has millions of them
REOPEN_AFTER = 50  # pages; PDFium keeps fonts and objects of every page it has seen until the file is closed
SCAN_COVER = 0.4  # part of a page that pictures cover when the page is a scan
END_MARK = b"%%EOF"
END_REACH = 4096  # bytes at the end of the file among which the end mark must stand


def read_pages(data: bytes, sha256: str, refusals: list[Refusal]) -> Iterator[PageText]:
    """Pages in order. A page that cannot be read is left out and told in `refusals`.

    Raises: Refused: documents.broken-pdf, documents.encrypted, documents.too-heavy.
    """
    document = _open(data)
    n_pages = len(document)
    if n_pages > MOST_PAGES:
        document.close()
        raise Refused("documents.too-heavy", f"{n_pages} pages; at most {MOST_PAGES} are read")
    check_bounds(data)
    in_a_row = 0  # pages that could not be read
    try:
        for page_no in range(1, n_pages + 1):
            if in_a_row > MOST_UNREADABLE:
                detail = f"{in_a_row} pages in a row cannot be read; the others were not tried"
                refusals.append(Refusal(sha256, "documents.broken-pdf", detail, page=page_no))
                return
            if page_no % REOPEN_AFTER == 0:
                document.close()
                document = _open(data)
            try:
                geometry = _read_page(document, data, page_no)
                in_a_row = 0
                yield read_layers(geometry)
            except TooManyObjectsError as error:
                refusals.append(Refusal(sha256, "documents.page-too-heavy", str(error), page=page_no))
            except (MemoryError, RecursionError) as error:
                refusals.append(Refusal(sha256, "documents.page-too-heavy", type(error).__name__, page=page_no))
            except Exception as error:
                in_a_row += 1
                detail = f"{type(error).__name__}: {error}"[:200]
                refusals.append(Refusal(sha256, "tables.page-unreadable", detail, page=page_no))
    finally:
        document.close()


def is_scan(text: PageText) -> bool:
    """True for a page without text that is mostly covered by pictures."""
    if any(layer.lines for layer in text.layers):
        return False
    covered = sum(box.width * box.height for box in text.page.images)
    return covered >= SCAN_COVER * text.page.width * text.page.height


def _open(data: bytes) -> Any:
    if b"%PDF-" not in data[:1024]:
        raise Refused("documents.broken-pdf", "no PDF header")
    if END_MARK not in data[-END_REACH:]:
        raise Refused("documents.broken-pdf", "the end of the file is missing")
    try:
        document = pdf_pdfium.open_document(data)
        n_pages = len(document)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise Refused("documents.encrypted", str(error)) from error
        raise Refused("documents.broken-pdf", str(error)[:200]) from error
    if not n_pages:
        document.close()
        raise Refused("documents.broken-pdf", "no pages")
    return document


def _read_page(document: Any, data: bytes, page_no: int) -> PageGeometry:
    """The geometry of a page through PDFium; through pdfplumber where PDFium cannot load the page."""
    try:
        page = document[page_no - 1]
    except pdfium.PdfiumError:
        return read_page_with_pdfplumber(data, page_no)
    try:
        return pdf_pdfium.read_geometry(page, page_no, MOST_OBJECTS)
    finally:
        page.close()


def read_page_with_pdfplumber(data: bytes, page_no: int) -> PageGeometry:
    """The geometry of one page through pdfplumber; slower, and kept as the reference."""
    with pdfplumber.open(io.BytesIO(data), pages=[page_no]) as pdf:
        return pdf_pdfplumber.read_geometry(pdf.pages[0], page_no)
