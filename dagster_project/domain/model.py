"""The frozen values that the stages hand to each other: Document, Paragraph, Table, Cell, Fact, Refusal ...

What lives here: values and their small, pure questions (`Table.grid`, `Fact.identity`). What does not: how a
value is made. Next door: `documents/` makes a Document, `tables/` makes its Tables, `facts/` makes Facts.
The columns of `Fact` are those of the one definition of extraction (docs/extract.md); nothing else defines them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list_item", "note", "furniture"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in points (1/72 inch), from the top left of the page as it is read (after /Rotate)."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell.

    text: as printed, spaces folded to one, printed lines separated by a newline; raised footnote marks are taken
        out of the text and kept in `marks`. Empty text is an empty cell (a blank, never a zero).
    row_no, col_no: 1-based place of its top left corner in the printed table; spans count the rows and columns
        that it covers as drawn (a cell merged over rows has row_span > 1).
    indent: points that the text starts to the right of the leftmost text of its column.
    """

    row_no: int
    col_no: int
    text: str
    page: int
    row_span: int = 1
    col_span: int = 1
    box: Box | None = None
    is_bold: bool = False
    is_italic: bool = False
    indent: float = 0.0
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular grid of cells. Every place of the grid is covered by exactly one cell (empty text where blank).

    header_rows: how many of the first rows the drawing says are header (shaded, tagged, repeated on the next page);
        None where the drawing does not say.
    """

    table_no: int
    page: int
    n_rows: int
    n_cols: int
    cells: tuple[Cell, ...]
    box: Box | None = None
    header_rows: int | None = None

    def grid(self) -> list[list[Cell]]:
        """Rows of columns; a merged cell stands in every place it covers (the same object)."""
        rows: list[list[Cell | None]] = [[None] * self.n_cols for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row_no - 1, min(cell.row_no - 1 + cell.row_span, self.n_rows)):
                for c in range(cell.col_no - 1, min(cell.col_no - 1 + cell.col_span, self.n_cols)):
                    rows[r][c] = cell
        return [[cell or Cell(r + 1, c + 1, "", self.page) for c, cell in enumerate(row)] for r, row in enumerate(rows)]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of running text. `level` is 1-6 for headings, 0 otherwise.

    kind: `note` is a footnote or a note under a table, `furniture` a page header, footer or page number (kept, since
    it often names the municipality, but never read as content).
    """

    text: str
    page: int
    kind: BlockKind = "paragraph"
    level: int = 0
    box: Box | None = None
    is_bold: bool = False


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A file read into blocks in reading order. `sha256` is of the file's bytes; `name` its file name.

    ocr_pages: pages whose text was recognised from a picture.
    """

    sha256: str
    name: str
    media_type: str
    n_pages: int
    blocks: tuple[Block, ...]
    ocr_pages: frozenset[int] = frozenset()

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Table))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Paragraph))


@dataclass(frozen=True, slots=True)
class ReportProfile:
    """Whose report it is and for what period. Empty text and None where the document does not say.

    report_type: month, tertial_1, interim_board, interim_municipality, annual_board, annual_municipality or "".
    printed_type: the type as the report names itself (Swedish, verbatim).
    source: `text`, `manifest` or `text+manifest`; says where the municipality came from.
    conflicts: what text and manifest say differently, one sentence each; such a report is set aside.
    """

    municipality_code: str = ""
    municipality: str = ""
    board: str = ""
    report_type: str = ""
    printed_type: str = ""
    period_start: date | None = None
    period_end: date | None = None
    document_date: date | None = None
    board_meeting_date: date | None = None
    source: str = "text"
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One printed cell (or one labelled number of it) understood. Columns as docs/extract.md defines them."""

    document: str
    municipality_code: str
    page: int
    table_no: int
    row_no: int
    col_no: int
    part_no: int
    table_title: str
    section: str
    row_code: str
    row_label: str
    row_role: str
    col_label: str
    raw: str
    value: Decimal | None
    unit: str
    is_unit_inferred: bool
    measure: str
    period_start: date | None
    period_end: date | None
    as_of: date | None
    fact_family: str
    account_line: str
    entity: str
    amount_reported_sek: Decimal | None
    confidence: Decimal
    reading: str
    table_occurrence: int = 1
    row_occurrence: int = 1
    is_ocr: bool = False
    box: Box | None = None
    fact_id: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that could not be read, as a row: a file (page 0), a page (table_no 0) or a cell.

    code: key in the catalogue `refusals.py`. detail: what exactly was met, in English, for a person.
    """

    document: str
    code: str
    detail: str = ""
    page: int = 0
    table_no: int = 0
    row_no: int = 0
    col_no: int = 0
    row_label: str = ""
    col_label: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class IgnoredCell:
    """A non-empty cell that is no fact, by a named rule (header, label, section, prose, contents ...)."""

    document: str
    table_no: int
    row_no: int
    col_no: int
    page: int
    rule: str
    raw: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One arithmetic identity evaluated on printed numbers. All numbers in the unit and sign of the printed cell.

    kind: rows_sum_to_total, columns_sum_to_total, revenue_plus_cost_is_net, deviation_formula, change_formula,
        share_formula, budget_parts, groups_sum, parts_sum, subtable_is_parent_row, same_fact, of_which_within_parent,
        share_between_groups, no_budget_no_period_budget.
    cells: `row_label / col_label = printed` of every cell, the printed result first, parted by ` ; `.
    tolerance, usual: what rounding explains at most, and what it rarely exceeds.
    result: holds, within_rounding, violated, not_testable (expected, difference and tolerance are then empty).
    reason: why it cannot be tested, or why a break is not held against the source.
    is_confirmed: the same formula holds elsewhere, so that we read the table right.
    fact_ids, coefficients: the cells; their weighted sum is what the identity is off by (the printed cell has -1).
    suspect_*: the cell that, changed alone, repairs every identity it takes part in (n_repaired of them); empty if
        nobody can be named. n_rivals: other explanations there are. suspect_confidence: 0-1.
    """

    reconciliation_id: str
    document: str
    table_no: int
    table_title: str
    kind: str
    row_label: str
    col_label: str
    printed: Decimal
    unit: str
    result: str
    printed_fact_id: str
    cells: str = ""
    expected: Decimal | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    usual: Decimal | None = None
    reason: str = ""
    n_terms: int = 0
    is_confirmed: bool = False
    fact_ids: tuple[str, ...] = ()
    coefficients: tuple[int, ...] = ()
    suspect_fact_id: str = ""
    suspect_row_label: str = ""
    suspect_col_label: str = ""
    suspect_printed: Decimal | None = None
    suspect_expected: Decimal | None = None
    suspect_kind: str = ""
    suspect_confidence: Decimal | None = None
    n_rivals: int = 0
    n_repaired: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """A number stated in running text. Columns as docs/extract.md defines them (Statements)."""

    document: str
    municipality_code: str
    page: int
    section_heading: str
    quote: str
    subject: str
    measure: str
    value: Decimal
    unit: str
    period_end: date | None
    restates: str = ""
    agrees: str = "none"
    same_as: str = ""
    statement_no: int = 0


@dataclass(frozen=True, slots=True)
class ReportReading:
    """All that reading one file gives. A pure function of the file's bytes and the reading code's version."""

    document: str
    name: str
    media_type: str
    reader_version: str
    n_pages: int
    n_cells: int
    profile: ReportProfile
    facts: tuple[Fact, ...] = ()
    ignored: tuple[IgnoredCell, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()
    statements: tuple[Statement, ...] = field(default=())

    @property
    def is_refused(self) -> bool:
        """True when the whole file was refused (a refusal that names no page, table or cell)."""
        return any(r.page == 0 and r.table_no == 0 for r in self.refusals)
