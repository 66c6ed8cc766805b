"""Typesetting of reports for the samples and the tests: blocks of text and tables in, the bytes of a PDF out.

Lives here: how a page and a table are drawn (layouts, fonts, merges, page breaks). What is drawn comes from the caller:
`samples.py` next door reads it from data/reports/sources, tests make it up. Nothing here reads a report.

    typeset([Heading("Drift, tkr"), TableBlock([["", "Budget", "Utfall"], ["Ledning", "1 200", "-96"]])], "rules")

The same input gives the same bytes, on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from typesetting.blocks import LAYOUTS, Gap, Heading, Layout, NewPage, Page, TableBlock, Text
from typesetting.tables import Face, build_table, face_of, mark_up, register_fonts


def typeset(blocks: Sequence[object], layout: str | Layout = "grid", page: Page | None = None) -> bytes:
    """Typeset blocks (Heading, Text, TableBlock, Gap, NewPage) as a PDF of A4 pages."""
    register_fonts()
    look = LAYOUTS[layout] if isinstance(layout, str) else layout
    page = page or Page()
    buffer = BytesIO()
    size = landscape(A4) if page.is_landscape else A4
    document = BaseDocTemplate(
        buffer,
        pagesize=size,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=22 * mm,
        bottomMargin=20 * mm,
        title=page.title,
        invariant=1,
        encrypt=_encryption(page.password),
    )
    frame = Frame(document.leftMargin, document.bottomMargin, document.width, document.height, 0, 0, 0, 0, id="body")
    document.addPageTemplates(PageTemplate(id="all", frames=[frame]))
    flow: list[Flowable] = []
    for block in blocks:
        flow.extend(_flowables(block, look, document.width))
    document.build(flow, canvasmaker=_canvas_maker(page, look, size))
    return buffer.getvalue()


def typeset_table(rows: Sequence[Sequence[str]], layout: str | Layout = "grid", **options: object) -> bytes:
    """One table alone on its page; options as in TableBlock."""
    return typeset([TableBlock(rows, **options)], layout)  # type: ignore[arg-type]


def _encryption(password: str) -> object:
    if not password:
        return None
    return StandardEncryption(password, ownerPassword=password + "-owner", strength=128)


def _canvas_maker(page: Page, look: Layout, size: tuple[float, float]) -> type[Canvas]:
    face = face_of(look.font)

    class NumberedCanvas(Canvas):
        """Keeps every page until the number of pages is known."""

        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            self._pages: list[dict[str, object]] = []

        def showPage(self) -> None:  # noqa: N802  (reportlab's name)
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, state in enumerate(self._pages, start=1):
                self.__dict__.update(state)
                if not (page.cover and number == 1):
                    self._furnish(number, len(self._pages))
                if page.rotation:
                    self.setPageRotation(page.rotation)
                super().showPage()
            super().save()

        def _furnish(self, number: int, pages: int) -> None:
            self.setFont(face.regular, 8)
            self.setFillColor(colors.HexColor("#444444"))
            self.drawString(20 * mm, size[1] - 13 * mm, page.header.format(page=number, pages=pages))
            self.drawRightString(size[0] - 20 * mm, 11 * mm, page.footer.format(page=number, pages=pages))

    return NumberedCanvas


def _flowables(block: object, look: Layout, width: float) -> list[Flowable]:
    face = face_of(look.font)
    if isinstance(block, Heading):
        size = {1: 16, 2: 13, 3: 11}.get(block.level, 10)
        font = face.italic if block.level > 3 else face.bold
        style = ParagraphStyle(
            "h", fontName=font, fontSize=size, leading=size * 1.2, spaceBefore=10, spaceAfter=4, keepWithNext=1
        )
        return [CondPageBreak(30 * mm), Paragraph(mark_up(block.text, face), style)]
    if isinstance(block, Text) and block.kind == "contents":
        return [ContentsLine(block.text, face, width)]
    if isinstance(block, Text):
        return [Paragraph(mark_up(block.text, face), _text_style(block.kind, face), bulletText=_bullet(block.kind))]
    if isinstance(block, NewPage):
        return [PageBreak()]
    if isinstance(block, Gap):
        return [Spacer(1, block.millimetres * mm)]
    if isinstance(block, TableBlock):
        own = LAYOUTS[block.layout] if block.layout else look
        own = replace(own, font=look.font, size=look.size, thousands=look.thousands, minus=look.minus)
        table = build_table(block, own, width)
        return [Spacer(1, 4), KeepTogether(table) if block.keep else table, Spacer(1, 8)]
    raise TypeError(f"not a block: {block!r}")


class ContentsLine(Flowable):
    """A line of a contents list: `label TAB page`, filled with dots up to the page number at the right edge."""

    def __init__(self, text: str, face: Face, width: float) -> None:
        super().__init__()
        self.label, _, self.number = text.partition("\t")
        self.face, self.width, self.height = face, width, 14.0

    def wrap(self, *_: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        size = 9.5
        while stringWidth(self.label, self.face.regular, size) > self.width - 30:
            size -= 0.5
        room = self.width - stringWidth(self.label + self.number, self.face.regular, size) - 6
        dots = "." * max(0, int(room / stringWidth(".", self.face.regular, size)))
        self.canv.setFont(self.face.regular, size)
        self.canv.drawString(0, 4, self.label + dots)
        self.canv.drawRightString(self.width, 4, self.number)


def _bullet(kind: str) -> str | None:
    return "•" if kind == "bullet" else None


def _text_style(kind: str, face: Face) -> ParagraphStyle:
    size = {"title": 24, "note": 8, "contents": 9.5}.get(kind, 9.5)
    return ParagraphStyle(
        kind,
        fontName=face.bold if kind == "title" else face.regular,
        fontSize=size,
        leading=size * 1.35,
        spaceAfter=1 if kind == "bullet" else 6,
        leftIndent=12 if kind == "bullet" else 0,
        bulletFontName="Helvetica",
        bulletFontSize=size,
    )
