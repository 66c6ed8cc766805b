"""Files that utfall must refuse, made when asked for; each function is named after the defect.

Used by tests/golden/bad_input. Small, the same bytes every time, and none of them kept in git.
"""

from __future__ import annotations

import zipfile
from io import BytesIO

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from typesetting.blocks import Heading, Page, TableBlock, Text
from typesetting.typeset import typeset

TABLE = TableBlock(
    [
        ["Driftredovisning, tkr", "Budget 2031", "Utfall 2031", "Avvikelse"],
        ["Ledning", "-1 200", "-1 100", "100"],
        ["Hemtjänst", "-24 500", "-25 050", "-550"],
        ["Summa", "-25 700", "-26 150", "-450"],
    ]
)


def good_pdf(password: str = "") -> bytes:
    """A short report that can be read: one table, one sentence."""
    blocks = [Heading("Årsbokslut 2031"), Text("Socialnämnden i Vaggeryds kommun redovisar året 2031."), TABLE]
    return typeset(blocks, "grid", Page(password=password))


def pdf_without_tables() -> bytes:
    return typeset([Heading("Sammanfattning"), *[Text("Året har varit lugnt och inget särskilt har hänt.")] * 12])


def text_without_tables() -> bytes:
    return "Sammanfattning\n\nÅret har varit lugnt och inget särskilt har hänt.\n".encode()


def truncated_pdf(share: float) -> bytes:
    """The first part of a readable PDF of several pages, as an interrupted download leaves it."""
    whole = typeset([block for _ in range(40) for block in (Heading("Drift"), TABLE)])
    return whole[: int(len(whole) * share)]


def encrypted_pdf() -> bytes:
    return good_pdf(password="hemligt")


def image_only_pdf(pages: int = 2) -> bytes:
    """Pages that hold a picture of a table and nothing else, like a scan."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for number in range(pages):
        picture = Image.new("L", (620, 877), 255)
        draw = ImageDraw.Draw(picture)
        for row in range(20):
            draw.text((60, 80 + 30 * row), f"Enhet {number}{row}    1 200    -340", fill=0)
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def not_a_pdf() -> bytes:
    """Bytes of no known kind under the name of a PDF."""
    return bytes((i * 197 + 31) % 256 for i in range(5000)).replace(b"%PDF", b"xxxx")


def pdf_header_only() -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def office_file(part: str) -> bytes:
    """The outside of a Word (`word/document.xml`) or Excel (`xl/workbook.xml`) file."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        archive.writestr(zipfile.ZipInfo(part), "<x>Utfall 1 200</x>")
    return buffer.getvalue()


def old_office_file() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def html_page() -> bytes:
    return b"<!DOCTYPE html>\n<html lang=sv><table><tr><td>Utfall<td>1 200</table></html>"


def picture() -> bytes:
    buffer = BytesIO()
    Image.new("L", (40, 40), 255).save(buffer, "PNG")
    return buffer.getvalue()


def latin1_text() -> bytes:
    return "Driftredovisning, tkr\tUtfall\nÄldreomsorg\t1 200\n".encode("latin-1")
