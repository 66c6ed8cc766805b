"""PDFium and pdfplumber see the same page: the fast reader is held to the reference."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from dagster_project.domain.documents import pdf_open, pdf_pdfium
from dagster_project.domain.tables.find import find_tables
from dagster_project.domain.tables.geometry import PageGeometry
from dagster_project.domain.tables.words import build_lines, build_words

REPORTS = Path(__file__).resolve().parents[3].parent / "shared" / "reports"


def drawn_pdf(rotation: int) -> bytes:
    buffer = io.BytesIO()
    sheet = Canvas(buffer, pagesize=(595, 842))
    sheet.setPageRotation(rotation)
    sheet.setFillGray(0.8)
    sheet.rect(50, 690, 300, 16, stroke=0, fill=1)
    sheet.setFillGray(0)
    sheet.rect(50, 640, 300, 66)
    for y in (656, 673):
        sheet.line(50, y, 350, y)
    for x in (150, 250):
        sheet.line(x, 640, x, 706)
    for k, row in enumerate((("Enhet", "Budget", "Utfall"), ("Stab", "1 200", "-1 100"), ("Vård", "80", "90"))):
        for j, text in enumerate(row):
            sheet.setFont("Helvetica-Bold" if k == 0 else "Helvetica", 10)
            sheet.drawString(55 + 100 * j, 694 - 16.5 * k, text)
    sheet.bezier(400, 400, 420, 450, 440, 380, 460, 420)
    sheet.saveState()
    sheet.translate(500, 300)
    sheet.rotate(90)
    sheet.drawString(0, 0, "Stående text 80")
    sheet.restoreState()
    sheet.save()
    return buffer.getvalue()


def read_both(data: bytes, page_no: int) -> tuple[PageGeometry, PageGeometry]:
    document = pdf_pdfium.open_document(data)
    try:
        page = document[page_no - 1]
        fast = pdf_pdfium.read_geometry(page, page_no, pdf_open.MOST_OBJECTS)
        page.close()
    finally:
        document.close()
    return fast, pdf_open.read_page_with_pdfplumber(data, page_no)


def placed_words(page: PageGeometry) -> list[tuple[str, int, bool]]:
    return [(w.text, round(w.x0 / 2), w.is_bold) for line in build_lines(build_words(page.chars)) for w in line.words]


def table_texts(page: PageGeometry) -> list[list[tuple[int, int, str]]]:
    grids = find_tables(page, build_lines(build_words(page.chars))).grids
    return [[(c.row_no, c.col_no, c.text) for c in g.cells] for g in grids]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_both_readers_see_the_same_words_rules_and_turns(rotation):
    fast, reference = read_both(drawn_pdf(rotation), 1)
    assert (round(fast.width), round(fast.height)) == (round(reference.width), round(reference.height))
    assert placed_words(fast) == placed_words(reference)
    assert sorted({c.turn for c in fast.chars}) == sorted({c.turn for c in reference.chars})
    for attribute in ("h_rules", "v_rules", "fills", "drawings"):
        assert len(getattr(fast, attribute)) == len(getattr(reference, attribute)), attribute
    turned = [
        sorted(
            (c.text, round(c.baseline), round(c.y0 / 2), round(c.x0 / 2))
            for c in page.chars
            if c.turn and c.text != " "
        )
        for page in (fast, reference)
    ]
    assert [t[0] for t in turned[0]] == [t[0] for t in turned[1]]
    assert all(abs(a[1] - b[1]) <= 1 and abs(a[2] - b[2]) <= 1 for a, b in zip(*turned, strict=True))


@pytest.mark.slow
@pytest.mark.reports
@pytest.mark.skipif(not REPORTS.exists(), reason="the original reports are not in ../shared/reports")
@pytest.mark.parametrize("layout", ["ruled", "booktabs", "borderless"])
def test_both_readers_give_the_same_tables_on_real_pages(layout):
    data = (REPORTS / f"vaggeryd_2024_t1.{layout}.pdf").read_bytes()
    for page_no in range(2, 8):
        fast, reference = read_both(data, page_no)
        assert table_texts(replace(fast, tagged=())) == table_texts(reference)
