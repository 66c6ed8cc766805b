"""Files that cannot be read: each gives its own code, none a crash or a wrong fact."""

from __future__ import annotations

import io
import random
import time
import zlib

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from dagster_project.domain.documents import pdf_open, pdf_pdfium
from dagster_project.domain.documents.read_pdf import read_pdf
from dagster_project.domain.model import Document, Refusal
from dagster_project.domain.refusals import CATALOGUE, Refused


def table_pdf(n_pages: int = 1, **canvas: object) -> bytes:
    buffer = io.BytesIO()
    sheet = Canvas(buffer, pagesize=(595, 842), **canvas)
    for page in range(n_pages):
        sheet.drawString(60, 800, f"Rapport {page}")
        for k, row in enumerate(
            (("Enhet", "Budget", "Utfall"), ("Stab", "1 200", "1 100"), ("Summa", "1 200", "1 100"))
        ):
            sheet.drawString(60, 700 - 15 * k, row[0])
            sheet.drawRightString(300, 700 - 15 * k, row[1])
            sheet.drawRightString(400, 700 - 15 * k, row[2])
        sheet.showPage()
    sheet.save()
    return buffer.getvalue()


def scanned_pdf(with_text_page: bool = False) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    sheet = Canvas(buffer, pagesize=(595, 842))
    picture = Image.new("L", (60, 85), 200)
    sheet.drawImage(ImageReader(picture), 0, 0, 595, 842)
    sheet.showPage()
    if with_text_page:
        sheet.drawString(60, 700, "En sida med text.")
        sheet.showPage()
    sheet.save()
    return buffer.getvalue()


def refusal_code(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_pdf(data, "x", "bad.pdf")
    assert refused.value.code in CATALOGUE
    return refused.value.code


@pytest.mark.parametrize("data", [b"", b" \n\n"])
def test_empty_file_is_refused_as_empty(data):
    assert refusal_code(data) == "documents.empty"


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_truncated_file_is_refused_as_broken(keep):
    data = table_pdf(3)
    assert refusal_code(data[: int(len(data) * keep)]) == "documents.broken-pdf"


def test_file_that_is_no_pdf_is_refused_as_broken():
    assert refusal_code(b"Enhet\tBudget\nStab\t12\n" * 40) == "documents.broken-pdf"


def test_encrypted_file_is_refused_as_encrypted():
    locked = table_pdf(encrypt=StandardEncryption("hemlig", ownerPassword="annan"))
    assert refusal_code(locked) == "documents.encrypted"


def test_file_locked_only_against_changes_is_read():
    locked = table_pdf(encrypt=StandardEncryption("", ownerPassword="annan"))
    document, refusals = read_pdf(locked, "x", "locked.pdf")
    assert len(document.tables) == 1
    assert not refusals


def test_scan_is_refused_as_image_only():
    assert refusal_code(scanned_pdf()) == "documents.image-only"


def test_scanned_page_among_text_is_refused_alone():
    document, refusals = read_pdf(scanned_pdf(with_text_page=True), "x", "mixed.pdf")
    assert [(r.code, r.page) for r in refusals] == [("documents.image-only", 1)]
    assert [p.text for p in document.paragraphs] == ["En sida med text."]


def test_page_with_too_many_objects_is_refused_and_the_others_are_read(monkeypatch):
    monkeypatch.setattr(pdf_open, "MOST_OBJECTS", 400)
    buffer = io.BytesIO()
    sheet = Canvas(buffer, pagesize=(595, 842))
    for k in range(600):
        sheet.line(k % 500, 10, k % 500 + 1, 20 + k)
    sheet.showPage()
    sheet.drawString(60, 700, "Nästa sida.")
    sheet.showPage()
    sheet.save()
    document, refusals = read_pdf(buffer.getvalue(), "x", "heavy.pdf")
    assert [(r.code, r.page) for r in refusals] == [("documents.page-too-heavy", 1)]
    assert [p.text for p in document.paragraphs] == ["Nästa sida."]
    assert document.n_pages == 2


def test_page_that_fails_in_both_readers_is_refused_alone(monkeypatch):
    whole = pdf_pdfium.read_geometry

    def fail_on_first(page, page_no, most):
        if page_no == 1:
            raise ValueError("damaged page")
        return whole(page, page_no, most)

    monkeypatch.setattr(pdf_open.pdf_pdfium, "read_geometry", fail_on_first)
    document, refusals = read_pdf(table_pdf(2), "x", "two.pdf")
    assert [(r.code, r.page) for r in refusals] == [("tables.page-unreadable", 1)]
    assert len(document.tables) == 1


def test_a_page_full_of_curves_and_strokes_is_read_in_bounded_time():
    buffer = io.BytesIO()
    sheet = Canvas(buffer, pagesize=(595, 842))
    for k in range(4_000):
        x, y = 50 + k % 89 * 5, 50 + k // 89 * 10
        sheet.bezier(x, y, x + 9, y + 30, x + 20, y - 9, x + 30, y + 12)
        sheet.line(x, y, x + 20, y)
        sheet.line(x, y, x, y + 20)
        sheet.rect(x, y, 12, 4 + k % 7, stroke=0, fill=1)
    sheet.drawString(60, 800, "En karta.")
    sheet.save()
    start = time.process_time()
    document, _ = read_pdf(buffer.getvalue(), "x", "map.pdf")
    assert time.process_time() - start < 10
    assert document.tables == ()


def test_pdf_without_any_table_gives_no_table_and_no_refusal():
    buffer = io.BytesIO()
    sheet = Canvas(buffer)
    sheet.drawString(60, 700, "Bara text.")
    sheet.save()
    document, refusals = read_pdf(buffer.getvalue(), "x", "text.pdf")
    assert (len(document.tables), len(document.paragraphs), refusals) == (0, 1, ())


def outcome(data: bytes) -> str:
    """What reading gives: `read` or a code of the catalogue; anything else is an error of ours."""
    try:
        document, refusals = read_pdf(data, "x", "fuzz.pdf")
    except Refused as refused:
        assert refused.code in CATALOGUE
        return refused.code
    assert isinstance(document, Document)
    assert all(isinstance(r, Refusal) and r.code in CATALOGUE for r in refusals)
    return "read"


@pytest.mark.parametrize("seed", range(12))
def test_spliced_and_damaged_files_never_crash(seed):
    chance = random.Random(seed)
    data = bytearray(table_pdf(2, pageCompression=seed % 2))
    for _ in range(chance.choice((1, 5, 60))):
        at = chance.randrange(20, len(data) - 40)
        kind = chance.randrange(3)
        if kind == 0:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randrange(1, 30)]
        else:
            data[at:at] = chance.randbytes(chance.randrange(1, 30))
    outcome(bytes(data) + b"\n%%EOF\n")


@pytest.mark.parametrize("seed", range(6))
def test_random_bytes_with_a_pdf_header_never_crash(seed):
    noise = random.Random(seed).randbytes(4000)
    assert outcome(b"%PDF-1.7\n" + noise + b"\n%%EOF") != "read"


def test_a_damaged_digit_does_not_spoil_the_other_cells():
    data = table_pdf(1, pageCompression=0)
    document, _ = read_pdf(data.replace(b"(1 100)", b"(1 1\x000)", 1), "x", "digit.pdf")
    texts = [c.text for t in document.tables for c in t.cells]
    assert texts.count("1 200") == 2
    assert "Summa" in texts


def compressed_bomb() -> bytes:
    """A content stream of a few kilobytes that unpacks to twenty million bytes of drawing."""
    body = zlib.compress(b"0 0 m 1 1 l S\n" * 1_500_000, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(body), body),
    ]
    out, places = b"%PDF-1.4\n", []
    for i, text in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (i, text)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n%d\n%%%%EOF\n" % start


@pytest.mark.slow
def test_a_stream_that_unpacks_to_millions_of_strokes_is_refused():
    assert refusal_code(compressed_bomb()) == "documents.page-too-heavy"


def test_a_file_of_more_pages_than_any_report_has_is_refused(monkeypatch):
    monkeypatch.setattr(pdf_open, "MOST_PAGES", 1)
    with pytest.raises(Refused) as refused:
        read_pdf(table_pdf(2), "x", "two.pdf")
    assert refused.value.code == "documents.too-heavy"
    assert "2 pages" in refused.value.detail
