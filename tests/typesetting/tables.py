"""Drawing one table: a TableBlock and a Layout in, a reportlab table out.

Numbers are set as unbroken strings, everything else as paragraphs that wrap. Fonts are registered here too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, Table
from typesetting.blocks import THOUSANDS, Layout, TableBlock

FONTS = Path(__file__).parent / "fonts"
#: what follows "number" here: digits in groups, an optional sign, decimals, percent, a mark
NUMBER = re.compile(r"^[+\-−–±≤≥=<>]*\s*\d[\d\s.,]*\s*%?\s*[*¹²³]*$")
_GROUP = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_WHOLE_TAG = re.compile(r"^<(b|i)>(.*)</\1>$", re.DOTALL)


@dataclass
class Face:
    """Names of one font family as reportlab knows them, and the signs it lacks."""

    regular: str
    bold: str
    italic: str
    is_builtin: bool = field(default=True)


def face_of(name: str) -> Face:
    if name == "DejaVuSans":
        return Face("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", is_builtin=False)
    if name == "Times-Roman":
        return Face("Times-Roman", "Times-Bold", "Times-Italic")
    return Face("Helvetica", "Helvetica-Bold", "Helvetica-Oblique")


def register_fonts() -> None:
    names = pdfmetrics.getRegisteredFontNames()
    for name in ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"):
        if name not in names:
            pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    if "DejaVuSans" not in names:
        pdfmetrics.registerFontFamily(
            "DejaVuSans", "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-Bold"
        )


def build_table(block: TableBlock, look: Layout, width: float) -> Table:
    """The reportlab table for a block: numbers as unbroken strings, labels as paragraphs that wrap."""
    face = face_of(look.font)
    n_cols = max(len(row) for row in block.rows)
    rows = [list(row) + [""] * (n_cols - len(row)) for row in block.rows]
    align = block.align or "".join(_column_align(rows, c, block.header_rows) for c in range(n_cols))
    widths = _widths(rows, block, look, width)
    cells: list[list[object]] = []
    commands: list[tuple[object, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), look.valign),
        ("LEFTPADDING", (0, 0), (-1, -1), look.padding),
        ("RIGHTPADDING", (0, 0), (-1, -1), look.padding),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("SIZE", (0, 0), (-1, -1), look.size),
        ("LEADING", (0, 0), (-1, -1), look.size * 1.2),
        ("FACE", (0, 0), (-1, -1), face.regular),
    ]
    covered = {(r, c) for r0, c0, r1, c1 in block.merges for r in range(r0, r1 + 1) for c in range(c0, c1 + 1)}
    for r, row in enumerate(rows):
        line: list[object] = []
        for c, text in enumerate(row):
            is_head = r < block.header_rows
            spans = (r, c) in covered and not any((r, c) == (m[0], m[1]) for m in block.merges)
            line.append("" if spans else _cell(text, look, face, align[c], is_head))
            if isinstance(line[-1], str):
                commands.append(("ALIGN", (c, r), (c, r), {"l": "LEFT", "r": "RIGHT", "c": "CENTER"}[align[c]]))
                tag = _WHOLE_TAG.match(text.strip())
                if tag:
                    commands.append(("FACE", (c, r), (c, r), face.bold if tag[1] == "b" else face.italic))
        cells.append(line)
    commands += [("SPAN", (c0, r0), (c1, r1)) for r0, c0, r1, c1 in block.merges]
    commands += _rules(rows, block, look)
    table = Table(cells, colWidths=widths, repeatRows=block.header_rows if block.repeat_header else 0, hAlign="LEFT")
    table.setStyle(commands)
    return table


def _column_align(rows: list[list[str]], column: int, header_rows: int) -> str:
    texts = [_bare(row[column]) for row in rows[header_rows:] if row[column].strip()]
    numbers = [text for text in texts if NUMBER.match(text)]
    return "r" if texts and len(numbers) * 2 >= len(texts) else "l"


def _bare(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text).strip()


def _widths(rows: list[list[str]], block: TableBlock, look: Layout, width: float) -> list[float]:
    if block.widths:
        total = sum(block.widths)
        return [width * w / max(total, 100 if total > 1.5 else 1) for w in block.widths]
    face = face_of(look.font)
    needs = []
    for c in range(len(rows[0])):
        texts = [_bare(row[c]) for row in rows]
        longest = max((pdfmetrics.stringWidth(t, face.bold, look.size) for t in texts if NUMBER.match(t)), default=0)
        words = [w for t in texts for w in re.split(r"[\s]+", t) if not NUMBER.match(t)]
        word = max((pdfmetrics.stringWidth(w, face.bold, look.size) for w in words), default=0)
        full = max((pdfmetrics.stringWidth(t, face.bold, look.size) for t in texts), default=0)
        needs.append((max(longest, word) + 2 * look.padding + 2, full + 2 * look.padding + 2))
    least = sum(need for need, _ in needs)
    if least >= width:
        return [width * need / least for need, _ in needs]
    wants = [max(0.0, full - need) for need, full in needs]
    spare, wanted = width - least, sum(wants) or 1.0
    share = min(1.0, spare / wanted)
    return [need + want * share for (need, _), want in zip(needs, wants, strict=True)]


def _cell(text: str, look: Layout, face: Face, align: str, is_head: bool) -> object:
    bare = _bare(text)
    if NUMBER.match(bare) and "<super>" not in text and not is_head:
        return _printed(bare, look)
    style = ParagraphStyle(
        "cell",
        fontName=face.bold if is_head and look.bold_header else face.regular,
        fontSize=look.size,
        leading=look.size * 1.2,
        alignment={"l": TA_LEFT, "r": TA_RIGHT, "c": TA_CENTER}[align],
        textColor=colors.white if is_head and look.header_fill == "#1f4e79" else colors.black,
    )
    if "<super>" in text and not is_head:
        text = _printed(text, look)
    return Paragraph(mark_up(text, face), style) if bare else ""


def _printed(number: str, look: Layout) -> str:
    """A number with the layout's own thousands separator and minus; `- 1 102` and `2000` stay as they are."""
    number = _GROUP.sub(THOUSANDS[look.thousands], number)
    return number.replace("-", look.minus) if number.startswith("-") else number


def mark_up(text: str, face: Face) -> str:
    """Signs a built-in font lacks (arrows, dots, U+2212) are set in DejaVu; ampersands are escaped."""
    text = re.sub(r"&(?!\w+;|#)", "&amp;", text)
    text = re.sub(r"<(?![/a-z])", "&lt;", text)
    if not face.is_builtin:
        return text

    def sign(match: re.Match[str]) -> str:
        return f'<font name="DejaVuSans">{match[0]}</font>'

    return re.sub(r"[^\x00-\xff–—‘’“”„•…€†‡]+", sign, text)


def _rules(rows: list[list[str]], block: TableBlock, look: Layout) -> list[tuple[object, ...]]:
    head = block.header_rows
    commands: list[tuple[object, ...]] = []
    if look.rule == "grid":
        commands.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    elif look.rule == "horizontal":
        commands.append(("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.HexColor("#999999")))
    elif look.rule == "booktabs":
        commands += [("LINEABOVE", (0, 0), (-1, 0), 1.0, colors.black)]
        commands += [("LINEBELOW", (0, -1), (-1, -1), 1.0, colors.black)]
        if head:
            commands.append(("LINEBELOW", (0, head - 1), (-1, head - 1), 0.5, colors.black))
    if look.header_fill and head:
        commands.append(("BACKGROUND", (0, 0), (-1, head - 1), colors.HexColor(look.header_fill)))
    if look.band_fill:
        fill = colors.HexColor(look.band_fill)
        commands += [("BACKGROUND", (0, r), (-1, r), fill) for r in range(head + 1, len(rows), 2)]
    if look.total_rule and len(rows) > head + 1 and rows[-1][0].lower().lstrip("<b>").startswith(("summa", "total")):
        commands.append(("LINEABOVE", (0, -1), (-1, -1), 0.5, colors.black))
    return commands
