"""Reading a report as text: tables as lines with tabs or aligned columns, paragraphs and headings as the rest.

Lives here: text in the form in which reports are kept beside the PDF (light markup allowed: #, **, <b>, <i>, <u>,
<p>), and as programs that turn a PDF into text leave it. Next door: `text_lines.py` knows pages and chunks,
`aligned_text.py` finds columns aligned with spaces, `text_paragraphs.py` the rest; `read_pdf.py` makes the same
Document out of a PDF.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.documents.aligned_text import find_aligned
from dagster_project.domain.documents.text_lines import TextLine, chunks_of, read_lines
from dagster_project.domain.documents.text_paragraphs import BOLD, MAX_HEADING, paragraphs_of, strip_markup
from dagster_project.domain.model import Block, Cell, Document, Refusal, Table
from dagster_project.domain.refusals import Refused
from dagster_project.domain.swedish.numbers import is_blank, is_number, is_year

_ITALIC = re.compile(r"^\W*(?:<i>|<em>|\*(?!\*)(?=\S[^*]*\*$))", re.I)
_PAGE_ENTRY = re.compile(r"^\d{1,3}$")
MAX_LINE = 200_000
#: lines, and cells between tabs, of more than a thousand full pages; every one of them costs a quarter of a millisecond
MAX_LINES_AND_CELLS = 300_000


def read_text(data: bytes, sha256: str, name: str) -> tuple[Document, tuple[Refusal, ...]]:
    """Read a UTF-8 text report into a Document; a form feed begins a page, without any everything is on page 1.

    Raises: Refused: documents.empty, documents.encoding-unknown, documents.too-large (one line
    beyond MAX_LINE, or more than MAX_LINES_AND_CELLS).
    """
    if not data.strip():
        raise Refused("documents.empty", name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("documents.encoding-unknown", f"byte {error.start}") from error
    if "\x00" in text:
        raise Refused("documents.not-a-report", "holds NUL characters")
    if len(text.splitlines()) + text.count("\t") > MAX_LINES_AND_CELLS:
        raise Refused("documents.too-large", f"more than {MAX_LINES_AND_CELLS} lines and cells")
    lines = read_lines(text)
    if any(len(line.text) > MAX_LINE for line in lines):
        raise Refused("documents.too-large", f"a line of more than {MAX_LINE} characters")
    blocks = _number_tables(_merge_continued([block for chunk in chunks_of(lines) for block in _blocks(chunk)]))
    return Document(sha256, name, "text/plain", max((line.page for line in lines), default=1), tuple(blocks)), ()


def _blocks(chunk: list[TextLine]) -> list[Block]:
    rows = [i for i, line in enumerate(chunk) if line.kind == "row"]
    if rows and not _is_contents([chunk[i] for i in rows]):
        return _table_chunk(chunk, rows)
    return [*paragraphs_of(chunk)] if rows else _aligned_chunk(chunk)


def _aligned_chunk(chunk: list[TextLine]) -> list[Block]:
    """A run of lines without tabs: tables whose columns are aligned with spaces, and the lines around them."""
    blocks: list[Block] = []
    done = 0
    for found in find_aligned([line.text for line in chunk], chunk[0].page):
        blocks += [*paragraphs_of(chunk[done : found.first]), found.table]
        done = found.last
    return [*blocks, *paragraphs_of(chunk[done:])]


def _is_contents(rows: list[TextLine]) -> bool:
    """Contents lists: two fields, the last a page number, never falling, most labels numbered or no other number."""
    fields = [[f for f in row.text.split("\t") if f.strip()] for row in rows]
    if len(rows) < 3 or any(len(f) != 2 or not _PAGE_ENTRY.match(f[1].strip()) for f in fields):
        return False
    pages = [int(f[1]) for f in fields]
    return pages == sorted(pages)


def _table_chunk(chunk: list[TextLine], rows: list[int]) -> list[Block]:
    """A run of lines with tabs in it: lines without tabs between or directly above rows are spanning rows."""
    first = rows[0]
    lead = chunk[:first] if first > 1 or (first == 1 and len(chunk[0].text) > MAX_HEADING) else []
    return [*paragraphs_of(lead), _table(chunk[len(lead) :])]


def _table(lines: Sequence[TextLine]) -> Table:
    split = [line.text.split("\t") for line in lines]
    page = lines[0].page
    n_cols = max(len(row) for row in split)
    cells: list[Cell] = []
    for r, row in enumerate(split, start=1):
        if len(row) == 1:
            cells.append(_cell(row[0], r, 1, n_cols, page))
            continue
        cells.extend(_cell(text, r, c, 1, page) for c, text in enumerate(row + [""] * (n_cols - len(row)), start=1))
    return Table(0, page, len(split), n_cols, tuple(cells))


def _cell(text: str, row_no: int, col_no: int, col_span: int, page: int) -> Cell:
    return Cell(
        row_no,
        col_no,
        strip_markup(text),
        page=page,
        col_span=col_span,
        is_bold=bool(BOLD.match(text)),
        is_italic=bool(_ITALIC.match(text)),
    )


def _merge_continued(blocks: list[Block]) -> list[Block]:
    """A table that goes on after a blank line or a page break, without a header of its own, is one table."""
    merged: list[Block] = []
    open_at: int | None = None  # index of the table that stands last, page furniture aside
    for block in blocks:
        last = merged[open_at] if open_at is not None else None
        if (
            open_at is not None
            and isinstance(block, Table)
            and isinstance(last, Table)
            and block.n_cols == last.n_cols
            and not _starts_with_header(block)
        ):
            shifted = tuple(replace(c, row_no=c.row_no + last.n_rows) for c in block.cells)
            merged[open_at] = replace(last, n_rows=last.n_rows + block.n_rows, cells=last.cells + shifted)
            continue
        merged.append(block)
        if isinstance(block, Table):
            open_at = len(merged) - 1
        elif block.kind != "furniture":
            open_at = None
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
