"""One page of a PDF as a picture with a cell marked.

What lives here: rendering through PDFium and the mark. What does not: finding the cell (`building/explain`).
"""

from __future__ import annotations

import io

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

SCALE = 2.0  # pixels per point: 144 dpi, readable on a screen and in a document
MARK = (200, 30, 30)
TINT = (255, 225, 90, 110)
MARGIN = 2  # points around the cell, so that its frame does not touch the figures


def draw_page(data: bytes, page_no: int, box: tuple[float, float, float, float]) -> bytes:
    """A PNG of the page, the box tinted and framed.

    Args: data: the PDF. page_no: 1-based. box: x0, top, x1, bottom in points from the top left of the page as it is
        read (after /Rotate).
    Raises: pdfium.PdfiumError, if the file or the page cannot be opened.
    """
    document = pdfium.PdfDocument(data)
    try:
        page = document[page_no - 1]
        picture = page.render(scale=SCALE).to_pil().convert("RGBA")
        page.close()
    finally:
        document.close()
    x0, top, x1, bottom = box
    corners = [(x0 - MARGIN) * SCALE, (top - MARGIN) * SCALE, (x1 + MARGIN) * SCALE, (bottom + MARGIN) * SCALE]
    tint = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    ImageDraw.Draw(tint).rectangle(corners, fill=TINT, outline=(*MARK, 255), width=4)
    out = io.BytesIO()
    Image.alpha_composite(picture, tint).convert("RGB").save(out, format="PNG", optimize=True)
    return out.getvalue()
