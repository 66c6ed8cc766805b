"""A report as a workbook, for LibreOffice Calc: numbers are numbers, long labels run over their neighbours."""

from __future__ import annotations

import re

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from report import NUMBER, Block, Heading, Paragraph, Table

_THIN = Side(style="thin", color="888888")


def as_xlsx(blocks: list[Block], path: str, style: str) -> None:
    """Write the workbook. style: grid, totals (a line over totals) or plain."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Rapport"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "Sida &P av &N"
    row = 1
    for block in blocks:
        if isinstance(block, Table):
            row = _add_table(sheet, block, row, style) + 1
        else:
            cell = sheet.cell(row, 1, block.text)
            cell.font = Font(
                "Liberation Sans", bold=isinstance(block, Heading), size=13 if isinstance(block, Heading) else 10
            )
            row += 1 + isinstance(block, Paragraph)
    sheet.column_dimensions["A"].width = 38
    for letter in "BCDEFGHIJKL":
        sheet.column_dimensions[letter].width = 13
    book.save(path)


def _add_table(sheet: object, table: Table, row: int, style: str) -> int:
    for r, texts in enumerate(table.rows):
        for c, text in enumerate(texts):
            cell = sheet.cell(row + r, c + 1)
            cell.value, cell.number_format = _value(text)
            is_head = r < table.header_rows
            cell.font = Font("Liberation Sans", bold=is_head or texts[0].isupper(), size=9)
            cell.alignment = Alignment(
                horizontal="right" if table.is_number(c) else "left", wrap_text=is_head or c == 0, vertical="top"
            )
            if style == "grid":
                cell.border = Border(_THIN, _THIN, _THIN, _THIN)
            elif style == "totals" and (texts[0].isupper() or texts[0].startswith(("Summa", "Total"))):
                cell.border = Border(top=_THIN)
            if is_head and style == "totals":
                cell.fill = PatternFill("solid", fgColor="DDE6F0")
        n_lines = max(
            -(-len(t) // (36 if c == 0 else 11)) if r < table.header_rows or c == 0 else 1 for c, t in enumerate(texts)
        )
        sheet.row_dimensions[row + r].height = 13.0 * max(1, n_lines)
    for r, first, n in table.spans:
        sheet.merge_cells(start_row=row + r, start_column=first + 1, end_row=row + r, end_column=first + n)
    return row + len(table.rows)


def _value(text: str) -> tuple[object, str]:
    """What Excel would hold: a number with its format, or the text."""
    bare = text.strip()
    if not NUMBER.match(bare) or bare.startswith("(") or bare.endswith("%") or re.match(r"^(?:19|20)\d\d$", bare):
        return text, "General"
    plain = re.sub(r"[ \u00a0]", "", bare).replace(",", ".").replace("−", "-").replace("–", "-")
    n_decimals = len(plain.partition(".")[2])
    is_grouped = bool(re.search(r"\d[ \u00a0]\d", bare))
    form = ("#,##0" if is_grouped else "0") + ("." + "0" * n_decimals if n_decimals else "")
    return (float(plain) if n_decimals else int(plain)), f"[$-41D]{form}"  # Swedish: spaces and a decimal comma
