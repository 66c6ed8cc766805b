"""One page of a PDF: its geometry becomes blocks in reading order.

What lives here: upright and turned text of a page, tables before paragraphs, reading order. What does not: opening the
file and joining pages (read_pdf.py), finding tables (the tables room).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dagster_project.domain.documents.pdf_columns import split_columns
from dagster_project.domain.documents.pdf_furniture import Edge, edges_of, find_furniture
from dagster_project.domain.documents.pdf_paragraphs import Draft, draft_paragraphs
from dagster_project.domain.model import Box, Cell
from dagster_project.domain.tables.cells import Grid
from dagster_project.domain.tables.find import PageTables, find_tables
from dagster_project.domain.tables.geometry import Line, PageGeometry, Word, make_line, overlap
from dagster_project.domain.tables.going_on import with_rows_going_on, with_section_below
from dagster_project.domain.tables.header_before import with_header_before
from dagster_project.domain.tables.rules import join_h_rules
from dagster_project.domain.tables.turned import turn_back, turn_page, turns_of
from dagster_project.domain.tables.words import build_lines, build_words

EDGE_PUNCTUATION = ".,:;()*"
BESIDE_REACH = 2.5  # of the font size: a text right of a table and so much higher than its first line is beside it
TITLE_REACH = 6.0  # of the font size: a text so near over a table may be its title


@dataclass(frozen=True, slots=True)
class Layer:
    """The text of a page that stands one way up. `turn`: degrees; 0 is upright. `page` holds no glyphs any more."""

    page: PageGeometry
    lines: tuple[Line, ...]
    turn: int = 0


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's layers, the upright one first, and its edge lines for comparing with other pages."""

    page: PageGeometry
    layers: tuple[Layer, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class PageDraft:
    """What one page holds, in reading order, before the document is known.

    last_lines: those of the paragraph that ends it. takes_header: those of the page before are in its first table.
    """

    page_no: int
    blocks: tuple[Draft | Grid, ...]
    furniture: tuple[Draft, ...]
    last_lines: tuple[Line, ...] = ()
    takes_header: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted over all pages: glyphs by font size, and words in lower case."""

    sizes: Counter[float]
    words: Counter[str]

    def add(self, line: Line) -> None:
        """Count one line."""
        self.sizes[round(line.size, 1)] += len(line.text)
        self.words.update(w.text.lower().strip(EDGE_PUNCTUATION) for w in line.words)


def read_layers(page: PageGeometry) -> PageText:
    """Words and lines of the page, once for every way up that its text has."""
    layers = [Layer(replace(page, chars=()), tuple(build_lines(build_words(page.chars))))]
    for turn in turns_of(page):
        turned = turn_page(page, turn)
        layers.append(Layer(replace(turned, chars=()), tuple(build_lines(build_words(turned.chars))), turn))
    return PageText(layers[0].page, tuple(layers), tuple(edges_of(layers[0].lines, page.height)))


def draft_page(
    text: PageText, others: Sequence[Sequence[Edge]], tally: Tally, before: PageDraft | None = None
) -> PageDraft:
    """Blocks of the page; its words are added to the tally.

    others: the edge lines of the pages around it. before: the page before, as drafted.
    """
    upright = list(text.layers[0].lines)
    edge = find_furniture(upright, text.page.height, others)
    furniture = draft_paragraphs([upright[i] for i in sorted(edge)], text.page.page_no, (), ())
    content = [line for i, line in enumerate(upright) if i not in edge]
    turned: list[Draft | Grid] = []
    for layer in text.layers[1:]:
        found = find_tables(layer.page, layer.lines)
        if found.grids or not content:
            turned += [_turned_back(b, text.page, layer.turn) for b in _blocks(layer.page, found)]
        else:
            content = _with_turned_words(content, layer, text.page)
    blocks, takes_header = _upright_blocks(content, text.page, before)
    blocks += turned
    for line in [*content, *(line for layer in text.layers[1:] for line in layer.lines)]:
        tally.add(line)
    last = blocks[-1].box if blocks and isinstance(blocks[-1], Draft) else None
    last_lines = [line for line in content if last and last.top <= line.top and line.bottom <= last.bottom]
    return PageDraft(text.page.page_no, tuple(blocks), tuple(furniture), tuple(last_lines), takes_header)


def _upright_blocks(
    content: Sequence[Line], page: PageGeometry, before: PageDraft | None
) -> tuple[list[Draft | Grid], bool]:
    """Blocks of the lines, and whether the first of them has its header on the page before."""
    open_table = ending_table(before.blocks)[0] if before else None
    header = _header_of(open_table)
    blocks: list[Draft | Grid] = []
    headed = None
    for stretch in split_columns(content, page):
        found = find_tables(page, stretch, header)
        if before and not blocks:
            headed = with_header_before(found, before.last_lines, stretch, page)
            found = headed or with_rows_going_on(found, open_table, page.page_no)
        blocks += _blocks(page, found)
    return blocks, headed is not None


def ending_table(blocks: Sequence[Draft | Grid]) -> tuple[Grid | None, int]:
    """The table that ends a page, if one does, and how many of its last blocks that takes: 2 with a section row under
    the table, which is one of its rows if it goes on over the page."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Grid):
        return last, 1
    above = blocks[-2] if len(blocks) > 1 else None
    if not isinstance(last, Draft) or not isinstance(above, Grid):
        return None, 0
    whole = with_section_below(above, Cell(1, 1, last.text, last.page, box=last.box, is_bold=last.is_bold))
    return whole, 2 if whole else 0


def _header_of(table: Grid | None) -> list[str]:
    """The texts of the table's first row without spaces."""
    cells = table.cells if table else ()
    texts = sorted((c.col_no, "".join(c.text.split())) for c in cells if c.row_no == 1 and c.text)
    return [text.replace("\u2060", "") for _, text in texts]


def _blocks(page: PageGeometry, found: PageTables) -> list[Draft | Grid]:
    """Grids and paragraphs from top to bottom, what stands right of a table after it; texts of charts are furniture."""
    rules = join_h_rules(page.h_rules)
    breaks = [(b.top + b.bottom) / 2 for b in [*(g.box for g in found.grids), *page.images]]
    blocks: list[Draft | Grid] = [*draft_paragraphs(found.lines, page.page_no, breaks, rules), *found.grids]
    charts = draft_paragraphs(found.chart_lines, page.page_no, (), ())
    blocks += [replace(c, is_contents=True) for c in charts]
    return sorted(blocks, key=lambda b: _place_in_order(b, found.grids))


def _place_in_order(block: Draft | Grid, grids: Sequence[Grid]) -> tuple[float, float]:
    """Where the block stands from top to bottom; a text beside a table (of a chart there) is no higher than the table.

    A text over a table of its own stays where it is.
    """
    box = block.box
    if not isinstance(block, Draft):
        return box.top, box.x0
    below = [g.box for g in grids if 0 < g.box.top - box.top < TITLE_REACH * block.size]
    if any(overlap(b.x0, b.x1, box.x0, box.x1) > 0 for b in below):
        return box.top, box.x0
    reach = BESIDE_REACH * block.size
    left = [g.box for g in grids if g.box.x1 < box.x0 and g.box.top - reach < box.top < g.box.bottom]
    return max([box.top, *(b.top for b in left)]), box.x0


def _turned_back(block: Draft | Grid, page: PageGeometry, turn: int) -> Draft | Grid:
    """The block with its boxes in the coordinates of the page as it is read."""
    box = turn_back(block.box, page, turn)
    if isinstance(block, Draft):
        return replace(block, box=box)
    cells = tuple(replace(c, box=turn_back(c.box, page, turn) if c.box else None) for c in block.cells)
    return replace(block, box=box, cells=cells)


def _with_turned_words(lines: list[Line], layer: Layer, page: PageGeometry) -> list[Line]:
    """Turned texts that make no table of their own (standing headers) as words among the upright ones."""
    words = [w for line in lines for w in line.words]
    for line in layer.lines:
        box = turn_back(Box(line.x0, line.top, line.x1, line.bottom), page, layer.turn)
        words.append(Word(line.text, box.x0, box.x1, box.bottom, line.size, line.is_bold))
    return build_lines(words) if words else [make_line(layer.lines[0].words)]
