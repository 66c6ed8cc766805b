"""A sheet to draw hostile PDFs on, and a reader that gives the texts of their tables."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from dagster_project.domain.documents.read_pdf import read_pdf
from dagster_project.domain.model import Document, Table

PAGE = (595.0, 842.0)
PROSE = "nämnden följer verksamheten varje månad och lämnar en samlad bild till kommunens ledning under året"


class Sheet:
    """A canvas measured from the top left, like the pages as they are read."""

    def __init__(self, size: tuple[float, float] = PAGE) -> None:
        self.buffer = io.BytesIO()
        self.size = size
        self.canvas = Canvas(self.buffer, pagesize=size)

    def text(self, x: float, y: float, text: str, size: float = 10, bold: bool = False, align: str = "left") -> float:
        """Draw text with its baseline at y; returns where it ends."""
        font = "Helvetica-Bold" if bold else "Helvetica"
        width = self.canvas.stringWidth(text, font, size)
        x0 = {"left": x, "right": x - width, "center": x - width / 2}[align]
        self.canvas.setFont(font, size)
        self.canvas.drawString(x0, self.size[1] - y, text)
        return x0 + width

    def right(self, x: float, y: float, text: str, size: float = 10, bold: bool = False) -> None:
        self.text(x, y, text, size, bold, "right")

    def row(
        self, y: float, label: str, values: Sequence[str], stops: Sequence[float], x: float = 60, **style: object
    ) -> None:
        """A label at x and values flush right at the stops."""
        size, bold = float(str(style.get("size", 10))), bool(style.get("bold", False))
        self.text(x, y, label, size, bold)
        for stop, value in zip(stops, values, strict=True):
            self.right(stop, y, value, size, bold)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.size[1] - y0, x1, self.size[1] - y1)

    def fill(self, x0: float, y0: float, x1: float, y1: float, grey: float = 0.85) -> None:
        self.canvas.setFillGray(grey)
        self.canvas.rect(x0, self.size[1] - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def prose(self, y: float, n: int = 3, x: float = 60, size: float = 10, pitch: float = 13.5) -> float:
        """n lines of running text in our own words; returns the next free baseline."""
        words = PROSE.split()
        for i in range(n):
            self.text(x, y + i * pitch, " ".join(words[i % 5 :] + words[: i % 5]).capitalize(), size)
        return y + n * pitch

    def next_page(self) -> None:
        self.canvas.showPage()

    def pdf(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()

    def read(self) -> Document:
        document, refusals = read_pdf(self.pdf(), "0" * 64, "drawn.pdf")
        assert not refusals
        return document


def grid_of(table: Table) -> list[list[str]]:
    """Texts of the grid; a merged cell stands once, at its top left corner; line breaks are shown as spaces."""
    rows = [[""] * table.n_cols for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row_no - 1][cell.col_no - 1] = cell.text.replace("\n", " ")
    return rows


@pytest.fixture
def sheet() -> Sheet:
    return Sheet()


@pytest.fixture
def new_sheet() -> type[Sheet]:
    return Sheet


@pytest.fixture
def grids() -> Callable[[Document], list[list[list[str]]]]:
    return lambda document: [grid_of(t) for t in document.tables]
