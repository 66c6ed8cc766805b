"""Rows of a query or of a reading as a file for people's programs: CSV, JSON, CSV for Swedish Excel, xlsx.

What lives here: the forms. What does not: the rows (`commands/query`, `commands/extract`).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, TextIO

Rows = Sequence[tuple[Any, ...]]

FORMULA_SIGNS = ("=", "+", "@", "\t")


def plain_text(value: object) -> str:
    """A value as text: decimal point, no grouping, "" for none."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return "" if value is None else str(value)


def write_csv(names: Sequence[str], rows: Rows, out: TextIO) -> None:
    """Comma, decimal point, UTF-8."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([plain_text(value) for value in row] for row in rows)


def write_json(names: Sequence[str], rows: Rows, out: TextIO) -> None:
    json.dump([dict(zip(names, row, strict=True)) for row in rows], out, ensure_ascii=False, default=str, indent=1)
    out.write("\n")


def write_swedish_csv(names: Sequence[str], rows: Rows, out: TextIO) -> None:
    """What Excel in Swedish opens with a double click: semicolon, decimal comma, UTF-8 with a mark in front.

    Excel itself still drops the first zero of 0665 when it opens a CSV file; xlsx keeps it.
    """
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_swedish(value) for value in row] for row in rows)


def write_xlsx(names: Sequence[str], rows: Rows, out: Path | BinaryIO) -> None:
    """One sheet; text stays text (0665, "=0"), numbers are numbers, instants are in UTC. Raises: OSError."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "utfall"
    for row_no, row in enumerate([tuple(names), *rows], start=1):
        for col_no, value in enumerate(row, start=1):
            cell = sheet.cell(row_no, col_no)
            if isinstance(value, datetime) and value.tzinfo:
                value = value.astimezone(UTC).replace(tzinfo=None)
            cell.value = value if isinstance(value, bool | int | float | Decimal | datetime) else _for_cell(value)
            if isinstance(value, str):
                cell.data_type = "s"
    for col_no, column in enumerate(zip(names, *rows, strict=True), start=1):
        sheet.cell(1, col_no).font = Font(bold=True)
        widest = max(len(plain_text(value)) for value in column)
        sheet.column_dimensions[get_column_letter(col_no)].width = min(50, max(widest + 2, 12))
    sheet.freeze_panes = "A2"
    book.save(out)


def _for_cell(value: Any) -> Any:
    from datetime import date

    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return value if value is None or isinstance(value, date) else ILLEGAL_CHARACTERS_RE.sub("", str(value))


def _swedish(value: object) -> str:
    if isinstance(value, bool):
        return "SANT" if value else "FALSKT"
    text = plain_text(value)
    if isinstance(value, Decimal | float):
        return text.replace(".", ",")
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_SIGNS) else text
