"""Scanned reports: read where the machine has tesseract with Swedish, and refused with a remedy where it has not."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont

from dagster_project.adapters.ocr import _cleaned, _skew, find_ocr
from dagster_project.domain.read_report import read_report
from dagster_project.domain.tables.geometry import Char

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "reports" / "vaggeryd_2024_t1.pdf"
#: the pages of the sample that hold its two tables of money
PAGES = (1,)


def scanned(pages: tuple[int, ...]) -> bytes:
    """The pages as pictures, as a scanner makes them."""
    with pdfium.PdfDocument(SAMPLE) as document:
        pictures = [document[n].render(scale=200 / 72, grayscale=True).to_pil() for n in pages]
    out = io.BytesIO()
    pictures[0].save(out, format="PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return out.getvalue()


def test_scan_without_an_engine_is_refused_with_what_to_install() -> None:
    reading = read_report(scanned(PAGES), "scan.pdf")
    assert [r.code for r in reading.refusals if r.page == 0] == ["documents.image-only"]
    assert reading.facts == ()


def test_recognised_glyphs_are_read_like_any_page_and_marked() -> None:
    def glyphs(data: bytes, page_no: int) -> tuple[Char, ...]:
        lines = ["Verksamhet (tkr)|Budget 2024|Utfall 2024-04", "Hemtjänst|1 200|400", "Summa|1 200|400"]
        found = []
        for i, line in enumerate(lines):
            for x, text in zip((60.0, 250.0, 400.0), line.split("|"), strict=True):
                found += [
                    Char(c, x + 5 * k, x + 5 * k + 4.8, 200.0 + 16 * i, 10.0) for k, c in enumerate(text) if c != " "
                ]
        return tuple(found)

    reading = read_report(scanned(PAGES), "scan.pdf", recognise=glyphs)
    assert {(f.row_label, str(f.value)) for f in reading.facts} >= {("Hemtjänst", "1200"), ("Hemtjänst", "400")}
    assert all(f.is_ocr and f.confidence <= Decimal("0.6") for f in reading.facts)


def test_a_crooked_page_is_turned_level_and_loses_its_ruled_lines_but_no_letter() -> None:
    page = Image.new("L", (1200, 1000), 235)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(26)
    for k in range(12):
        draw.line((100, 100 + 60 * k, 1100, 100 + 60 * k), fill=20, width=3)
        draw.text((130, 115 + 60 * k), "Boende och avgifter 1 200 | 3 400", fill=20, font=font)
    draw.line((600, 100, 600, 760), fill=20, width=3)
    level, crooked = _cleaned(page), _cleaned(page.rotate(1.2, fillcolor=235, resample=Image.Resampling.BICUBIC))
    for picture in (level, crooked):
        assert _dark(picture, (590, 0, 610, 1000)) == 0, "the ruled line is still there"
        assert abs(_dark(picture, (100, 110, 590, 150)) / _dark(page, (100, 110, 590, 150)) - 1) < 0.1
    assert abs(_skew(crooked)) <= 0.1


def _dark(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    return sum(picture.crop(box).histogram()[:120])


@pytest.mark.slow
def test_scanned_page_gives_the_facts_of_the_printed_one() -> None:
    recognise = find_ocr()
    if recognise is None:
        pytest.skip("tesseract with Swedish is not on this machine (tesseract-ocr, tesseract-ocr-swe)")
    printed = read_report(SAMPLE.read_bytes(), "report.pdf", with_statements=False)
    found = read_report(scanned(PAGES), "scan.pdf", with_statements=False, recognise=recognise)
    wanted = {
        (f.row_label, f.value, f.measure) for f in printed.facts if f.page == PAGES[0] + 1 and f.value is not None
    }
    got = {(f.row_label, f.value, f.measure) for f in found.facts if f.value is not None}
    assert wanted and len(wanted & got) >= 0.95 * len(wanted)
    assert all(f.is_ocr for f in found.facts)
