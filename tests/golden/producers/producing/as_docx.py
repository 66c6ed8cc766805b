"""A report as a Word document with the table styles that Word offers, for LibreOffice Writer."""

from __future__ import annotations

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from report import Block, Heading, Paragraph, Table, grouped


def as_docx(blocks: list[Block], path: str, style: str, space: str = "\u00a0", is_landscape: bool = False) -> None:
    """Write the document. style: a table style of Word's; "Normal Table" has no lines."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if is_landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(20)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Liberation Serif", Pt(10)
    for block in blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, min(block.level, 3))
        elif isinstance(block, Paragraph):
            document.add_paragraph(block.text)
        else:
            _add_table(document, block, style, space)
            document.add_paragraph("")
    document.save(path)


def _add_table(document: Document, table: Table, style: str, space: str) -> None:
    n = len(table.rows[0])
    out = document.add_table(rows=len(table.rows), cols=n)
    if style != "Normal Table":
        out.style = document.styles[style]
    out.autofit = True
    for r, row in enumerate(table.rows):
        for c, text in enumerate(row):
            paragraph = out.cell(r, c).paragraphs[0]
            run = paragraph.add_run(grouped(text, space))
            run.font.size = Pt(8.5)
            run.bold = True if r < table.header_rows or row[0].isupper() else None
            if table.is_number(c):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for r, first, width in table.spans:
        merged = out.cell(r, first).merge(out.cell(r, first + width - 1))
        for blank in [p for p in merged.paragraphs if not p.text]:
            blank._element.getparent().remove(blank._element)
