"""Reading a PDF into the one document model: pages in, blocks in reading order out.

What lives here: the walk over the pages, joining what goes over page breaks, refusals of the whole file. What does not:
opening the file (pdf_open.py), one page (pdf_page.py), tables (the tables room). Next door: read_text.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from dagster_project.domain.documents.pdf_open import is_scan, read_pages
from dagster_project.domain.documents.pdf_page import PageDraft, PageText, Tally, draft_page, ending_table, read_layers
from dagster_project.domain.documents.pdf_paragraphs import Draft, finish_paragraph, is_heading
from dagster_project.domain.model import Block, Document, Refusal, Table
from dagster_project.domain.refusals import Refused
from dagster_project.domain.tables.cells import Grid, settle_cuts
from dagster_project.domain.tables.geometry import Char
from dagster_project.domain.tables.join_pages import (
    MOST_HEADER_ROWS,
    fit_columns,
    follows_by_tags,
    is_continued,
    join_grids,
)

MEDIA_TYPE = "application/pdf"
LOOK_AROUND = 2  # pages before and after that are compared to find page headers and footers


#: (bytes of the file, page number from 1) -> glyphs of a scanned page, in points from its top left
Recognise = Callable[[bytes, int], tuple[Char, ...]]


def read_pdf(
    data: bytes, sha256: str, name: str, recognise: Recognise | None = None
) -> tuple[Document, tuple[Refusal, ...]]:
    """Read a PDF. Returns the Document and the refusals of single pages, which are left out of it.

    recognise: reads the glyphs of a page that is only a picture, where the machine can (adapters/ocr.py).
    Raises: Refused: documents.empty, documents.broken-pdf, documents.encrypted, documents.image-only.
    """
    if not data.strip():
        raise Refused("documents.empty", name)
    refusals: list[Refusal] = []
    drafts: list[PageDraft] = []
    scans: list[int] = []
    tally = Tally(Counter(), Counter())
    n_pages = 0
    ocr_pages: set[int] = set()
    pages = _recognised(read_pages(data, sha256, refusals), data, recognise, ocr_pages)
    for window, at in _windows(pages):
        text = window[at]
        n_pages = max(n_pages, text.page.page_no)
        if is_scan(text):
            scans.append(text.page.page_no)
        others = [w.edges for i, w in enumerate(window) if i != at]
        drafts.append(draft_page(text, others, tally, drafts[-1] if drafts else None))
    _refuse_without_text(drafts, scans, refusals)
    refusals += [Refusal(sha256, "documents.image-only", "a picture of a page, no text", page=n) for n in scans]
    n_pages = max([n_pages, *(r.page for r in refusals)])
    blocks = _finish(_joined(drafts), tally.sizes, tally.words)
    return Document(sha256, name, MEDIA_TYPE, n_pages, tuple(blocks), frozenset(ocr_pages)), tuple(refusals)


def _recognised(
    pages: Iterator[PageText], data: bytes, recognise: Recognise | None, ocr_pages: set[int]
) -> Iterator[PageText]:
    """The pages, with the glyphs of scanned ones recognised; their numbers are put into `ocr_pages`."""
    for text in pages:
        if recognise is not None and is_scan(text):
            glyphs = recognise(data, text.page.page_no)
            if glyphs:
                ocr_pages.add(text.page.page_no)
                text = read_layers(replace(text.page, chars=glyphs, images=()))
        yield text


def _refuse_without_text(drafts: Sequence[PageDraft], scans: Sequence[int], refusals: Sequence[Refusal]) -> None:
    """Refuse a file in which no page gave any text."""
    if any(d.blocks or d.furniture for d in drafts):
        return
    if scans:
        raise Refused("documents.image-only", f"{len(scans)} pages, all pictures")
    heavy = "documents.page-too-heavy"
    if refusals:
        raise Refused(heavy if all(r.code == heavy for r in refusals) else "documents.broken-pdf", refusals[0].detail)
    raise Refused("documents.broken-pdf", "no text on any page")


def _windows(pages: Iterator[PageText]) -> Iterator[tuple[list[PageText], int]]:
    """Every page with its neighbours: (window, index of the page in it). Only the window is kept in memory."""
    window: list[PageText] = []
    at = 0
    for page in pages:
        window.append(page)
        if len(window) - at > LOOK_AROUND:
            yield window, at
            at += 1
        if at > LOOK_AROUND:
            window.pop(0)
            at -= 1
    while at < len(window):
        yield window, at
        at += 1


def _joined(drafts: list[PageDraft]) -> list[Draft | Grid]:
    """All blocks in reading order, furniture first on each page, tables over page breaks joined."""
    out: list[Draft | Grid] = []
    table: Grid | None = None  # the table that ends its page
    at, n_blocks = 0, 0  # where it stands, and how many of the last blocks it takes
    for page in drafts:
        blocks = list(page.blocks)
        whole = None
        if page.takes_header:
            out.pop()
        elif table and blocks:
            blocks = _without_repeated_header(table, blocks)
            if len(blocks) > 1 and at and _is_same_caption(out[at - 1], blocks[0], blocks[1]):
                blocks = blocks[1:]
            whole = _join(table, blocks[0]) if isinstance(blocks[0], Grid) else None
        if whole:
            out = out[: -(n_blocks - 1) or None]  # its section row is in it
            out[at] = blocks[0] = whole
        out.extend(replace(f, is_contents=True) for f in page.furniture)
        out.extend(blocks[1:] if whole else blocks)
        table, n_blocks = ending_table(blocks)
        at = at if whole and n_blocks == len(blocks) else len(out) - n_blocks
    return out


def _without_repeated_header(table: Grid, blocks: list[Draft | Grid]) -> list[Draft | Grid]:
    """Leave out a header repeated over the next part of a tagged table: the tags leave it out."""
    at = next((i for i, block in enumerate(blocks) if isinstance(block, Grid)), 0)
    part = blocks[at]
    if not at or not isinstance(part, Grid) or not follows_by_tags(table, part):
        return blocks
    header = {word for cell in table.cells if cell.row_no <= MOST_HEADER_ROWS for word in cell.text.split()}
    above = {word for block in blocks[:at] if isinstance(block, Draft) for word in block.text.split()}
    return blocks[at:] if above <= header else blocks


def _is_same_caption(above: Draft | Grid, caption: Draft | Grid, below: Draft | Grid) -> bool:
    """True if the caption over the table on the page before is repeated over its next part."""
    return (
        isinstance(above, Draft)
        and isinstance(caption, Draft)
        and isinstance(below, Grid)
        and above.text == caption.text
    )


def _join(table: Grid, part: Grid) -> Grid | None:
    """The table with its part on the next page, or None if they are two tables."""
    table = fit_columns(part, table)
    part = fit_columns(table, part)
    return join_grids(table, part) if is_continued(table, part, True, True) else None


def _finish(drafts: list[Draft | Grid], sizes: Counter[float], vocabulary: Counter[str]) -> list[Block]:
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    headings = sorted({round(d.size, 1) for d in drafts if isinstance(d, Draft) and is_heading(d, body)}, reverse=True)
    levels = {size: min(i + 1, 6) for i, size in enumerate(headings)}
    blocks: list[Block] = []
    table_no = 0
    for d in drafts:
        if isinstance(d, Draft):
            blocks.append(finish_paragraph(d, body, levels))
        else:
            table_no += 1
            blocks.append(_table(d, table_no, vocabulary))
    return blocks


def _table(grid: Grid, table_no: int, vocabulary: Counter[str]) -> Table:
    cells = tuple(replace(c, text=settle_cuts(c.text, vocabulary)) if "\u2060" in c.text else c for c in grid.cells)
    return Table(table_no, grid.page, grid.n_rows, grid.n_cols, cells, grid.box, grid.header_rows)
