"""Reading a report as text: tables as tab-separated lines, paragraphs and headings as the rest.

Lives here: text in the form in which reports are kept beside the PDF (light markup allowed: #, **, <b>, <i>, <u>,
<p>). Next door: `read_pdf.py` makes the same Document out of a PDF.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby

from dagster_project.domain.model import Block, BlockKind, Cell, Document, Paragraph, Refusal, Table
from dagster_project.domain.refusals import Refused
from dagster_project.domain.swedish.numbers import is_blank, is_number, is_year
from dagster_project.domain.swedish.text import fold_spaces

_TAG = re.compile(r"</?(?:b|i|u|p|em|strong|sub|br|span)\s*/?>", re.I)
_STARS = re.compile(r"\*\*|(?<!\w)\*(?=\w[^*]*\w?\*(?!\w))|(?<=\w)\*(?=$)(?<=\*.\*)|\\(?=\*)")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])")
_BOLD = re.compile(r"^\W*(?:\*\*|<b>|<strong>)", re.I)
_ITALIC = re.compile(r"^\W*(?:<i>|<em>|\*(?!\*)(?=\S[^*]*\*$))", re.I)
_LEADERS = re.compile(r"(?:\.{3,}|…{2,})\s*\t?\s*\d*\s*$")
_PAGE_ENTRY = re.compile(r"^\d{1,3}$")
_LIST = re.compile(r"^\s*(?:[-•~–]|\d{1,2}\.)\s+")
_NOTE = re.compile(r"^(?:\*|\d{1,2}\)|[¹²³])\s*\S")
#: the level of a heading known by its shape alone: below every heading that the text marks with #
SHAPED_LEVEL = 6
#: a heading is at most this long and ends without a full stop
MAX_HEADING = 110
MAX_LINE = 200_000


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    kind: str  # blank, row, plain


def read_text(data: bytes, sha256: str, name: str) -> tuple[Document, tuple[Refusal, ...]]:
    """Read a UTF-8 text report into a Document; the page of everything is 1, since text has no pages.

    Raises: Refused: documents.empty, documents.encoding-unknown, documents.too-large (one line beyond MAX_LINE).
    """
    if not data.strip():
        raise Refused("documents.empty", name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("documents.encoding-unknown", f"byte {error.start}") from error
    if "\x00" in text:
        raise Refused("documents.not-a-report", "holds NUL characters")
    lines = [_classify(line) for line in text.splitlines()]
    if any(len(line.text) > MAX_LINE for line in lines):
        raise Refused("documents.too-large", f"a line of more than {MAX_LINE} characters")
    blocks = _number_tables(_merge_continued(_blocks(lines)))
    return Document(sha256, name, "text/plain", 1, tuple(blocks)), ()


def _classify(line: str) -> _Line:
    if not fold_spaces(_TAG.sub("", line)).strip():
        return _Line("", "blank") if "\t" not in line else _Line(line, "plain")
    if "\t" in line and not _LEADERS.search(line):
        return _Line(line, "row")
    return _Line(line, "plain")


def _blocks(lines: list[_Line]) -> list[Block]:
    blocks: list[Block] = []
    for is_blank_run, run in groupby(lines, key=lambda line: line.kind == "blank"):
        if is_blank_run:
            continue
        chunk = list(run)
        rows = [i for i, line in enumerate(chunk) if line.kind == "row"]
        if rows and not _is_contents([chunk[i] for i in rows]):
            blocks.extend(_table_chunk(chunk, rows))
        else:
            blocks.extend(_paragraphs(chunk))
    return blocks


def _is_contents(rows: list[_Line]) -> bool:
    """Contents lists: two fields, the last a page number, never falling, most labels numbered or no other number."""
    fields = [[f for f in row.text.split("\t") if f.strip()] for row in rows]
    if len(rows) < 3 or any(len(f) != 2 or not _PAGE_ENTRY.match(f[1].strip()) for f in fields):
        return False
    pages = [int(f[1]) for f in fields]
    return pages == sorted(pages)


def _table_chunk(chunk: list[_Line], rows: list[int]) -> list[Block]:
    """A run of lines with tabs in it: lines without tabs between or directly above rows are spanning rows."""
    first = rows[0]
    lead = chunk[:first] if first > 1 or (first == 1 and len(chunk[0].text) > MAX_HEADING) else []
    return [*_paragraphs(lead), _table([line.text for line in chunk[len(lead) :]])]


def _table(lines: list[str]) -> Table:
    split = [line.split("\t") for line in lines]
    n_cols = max(len(row) for row in split)
    cells: list[Cell] = []
    for r, row in enumerate(split, start=1):
        if len(row) == 1:
            cells.append(_cell(row[0], r, 1, n_cols))
            continue
        cells.extend(_cell(text, r, c, 1) for c, text in enumerate(row + [""] * (n_cols - len(row)), start=1))
    return Table(0, 1, len(split), n_cols, tuple(cells))


def _cell(text: str, row_no: int, col_no: int, col_span: int) -> Cell:
    return Cell(
        row_no,
        col_no,
        strip_markup(text),
        page=1,
        col_span=col_span,
        is_bold=bool(_BOLD.match(text)),
        is_italic=bool(_ITALIC.match(text)),
    )


def strip_markup(text: str) -> str:
    """The words of a piece of text without its light markup."""
    text = _TAG.sub("", re.sub(r"</p>\s*<p>", "\n", text, flags=re.I))
    text = _EMPHASIS.sub(r"\1", text.replace("**", "")).replace("\\*", "*")
    return fold_spaces(text).strip()


def _paragraphs(chunk: list[_Line]) -> list[Block]:
    paragraphs: list[Block] = []
    for line in chunk:
        text = strip_markup(line.text.lstrip("# "))
        if not text:
            continue
        paragraphs.append(_paragraph(line.text, text, alone=len(chunk) == 1))
    return paragraphs


def _paragraph(raw: str, text: str, alone: bool) -> Paragraph:
    hashes = len(raw) - len(raw.lstrip("#"))
    is_bold = bool(_BOLD.match(raw.lstrip("# ")))
    kind: BlockKind = "paragraph"
    level = 0
    if _LEADERS.search(raw) or "\t" in raw:
        kind = "furniture"
    elif hashes:
        kind, level = "heading", min(hashes, SHAPED_LEVEL - 1)
    elif _NOTE.match(text):
        kind = "note"
    elif _LIST.match(raw):
        kind = "list_item"
    elif (
        alone
        and len(text) <= MAX_HEADING
        and not text.endswith((".", ":", ";", ","))
        and re.match(r"\W?[\dA-ZÅÄÖ]", text)
    ):
        kind, level = "heading", SHAPED_LEVEL
    return Paragraph(text, 1, kind, level, is_bold=is_bold)


def _merge_continued(blocks: list[Block]) -> list[Block]:
    """A table that goes on after a blank line, without a header of its own, is one table."""
    merged: list[Block] = []
    for block in blocks:
        last = merged[-1] if merged else None
        if (
            isinstance(block, Table)
            and isinstance(last, Table)
            and block.n_cols == last.n_cols
            and not _starts_with_header(block)
        ):
            shifted = tuple(replace(c, row_no=c.row_no + last.n_rows) for c in block.cells)
            merged[-1] = replace(last, n_rows=last.n_rows + block.n_rows, cells=last.cells + shifted)
        else:
            merged.append(block)
    return merged


def _starts_with_header(table: Table) -> bool:
    """The first row names columns: no number in it but years, and a number below, or bold throughout."""
    first = [c for c in table.cells if c.row_no == 1 and c.text]
    others = [c for c in table.cells if c.row_no > 1]
    if any(is_number(c.text) and not is_year(c.text) for c in first[1:]):
        return False
    if all(c.is_bold for c in first):
        return True
    return any(is_number(c.text) or is_blank(c.text) for c in others) and any(is_number(c.text) for c in others)


def _number_tables(blocks: list[Block]) -> list[Block]:
    numbered: list[Block] = []
    table_no = 0
    for block in blocks:
        if isinstance(block, Table):
            table_no += 1
            block = replace(block, table_no=table_no)
        numbered.append(block)
    return numbered
