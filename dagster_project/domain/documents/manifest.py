"""manifest.csv: what a person knows about the reports of a folder and their text may not say.

What lives here: the row (`ManifestRow`) and its reader. What does not: deciding whose report it is when text and
manifest meet (`identify`, next door), and walking folders (`archive`).
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date

from dagster_project.domain.refusals import Refused

MANIFEST_NAME = "manifest.csv"
COLUMNS = ("file", "municipality", "scb_code", "board", "report_type", "period_end", "note")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One line of manifest.csv. Empty text and None where the line leaves the field blank.

    scb_code is text of four digits (`0665`); report_type is the printed word (`tertialrapport`), not our code.
    """

    file: str
    municipality: str = ""
    scb_code: str = ""
    board: str = ""
    report_type: str = ""
    period_end: date | None = None
    note: str = ""


def decode_manifest(data: bytes) -> str:
    """The manifest's text. Raises: Refused documents.manifest-broken when the bytes are not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("documents.manifest-broken", f"not UTF-8 (byte {error.start}); save it as CSV UTF-8") from error


def read_manifest(text: str) -> dict[str, ManifestRow]:
    """Read manifest.csv: file name -> row.

    Args: text: comma or semicolon separated (a Swedish spreadsheet writes semicolons), first line the column names;
        `file` is required, the other columns of COLUMNS may be absent, further columns are passed over.
    Returns: one row per file; an exactly repeated line counts once.
    Raises: Refused documents.manifest-broken, naming every faulty line at once.
    """
    text = text.removeprefix("\ufeff")
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    names = [(name or "").strip().lower() for name in (reader.fieldnames or [])]
    if "file" not in names:
        raise Refused(
            "documents.manifest-broken", f"no column named 'file' in the first line: {header.strip()[:100]!r}"
        )
    reader.fieldnames = names
    rows: dict[str, ManifestRow] = {}
    problems: list[str] = []
    for values in reader:
        problem = _add_row(rows, values)
        if problem:
            problems.append(f"line {reader.line_num}: {problem}")
    if problems:
        raise Refused("documents.manifest-broken", "; ".join(problems))
    return rows


def _add_row(rows: dict[str, ManifestRow], values: dict[str, str | None]) -> str:
    """Add one line to rows. Returns what is wrong with it, or an empty text."""
    if None in values:
        return "more fields than column names (a comma inside a field needs quotes)"
    fields = {name: (values.get(name) or "").strip() for name in COLUMNS}
    if not any(fields.values()):
        return ""
    if not fields["file"]:
        return "no file name"
    code = fields["scb_code"]
    if re.fullmatch(r"\d{3}", code):
        return f"scb_code {code!r} has three digits; a spreadsheet may have dropped the zero: write 0{code}"
    if code and not re.fullmatch(r"\d{4}", code):
        return f"scb_code {code!r} is not four digits"
    try:
        period_end = date.fromisoformat(fields["period_end"]) if fields["period_end"] else None
    except ValueError:
        return f"period_end {fields['period_end']!r} is not a date written YYYY-MM-DD"
    row = ManifestRow(
        file=fields["file"],
        municipality=fields["municipality"],
        scb_code=code,
        board=fields["board"],
        report_type=fields["report_type"],
        period_end=period_end,
        note=fields["note"],
    )
    if rows.get(row.file, row) != row:
        return f"the file {row.file!r} has an earlier line that says otherwise"
    rows[row.file] = row
    return ""
