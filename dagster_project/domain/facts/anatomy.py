"""The anatomy of a table: which rows are header, section, remark or body, which columns hold labels, codes or values.

Lives here: shape only, from the kinds of cells and the drawing (bold, spans). What columns and rows mean is next door
in `columns.py` and `rows.py`. A table with a header repeated or changed mid-way is several segments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dagster_project.domain.facts.cells import CellKind, cell_kind, is_code, is_header_word, texts_of
from dagster_project.domain.facts.column_roles import label_columns
from dagster_project.domain.facts.header_rows import header_end, is_header_number, title_rows_of
from dagster_project.domain.facts.headers import header_paths
from dagster_project.domain.model import Cell, Table
from dagster_project.domain.swedish.text import fold, join_lines

#: a row with one cell of more characters than this is a remark, not a section
MAX_SECTION = 90
#: no report prints a table of more columns; what has more is no table
MOST_COLUMNS = 100

Grid = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row with values. cells: by 0-based column. labels: the label cells as printed, merged ones repeated. unit: what
    a column of units prints for the row."""

    row_no: int
    labels: tuple[str, ...]
    code: str
    section: tuple[str, ...]
    cells: dict[int, Cell]
    is_bold: bool
    is_italic: bool
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A header and the rows under it. headers: the header path (outermost first) of each value column."""

    headers: dict[int, tuple[str, ...]]
    corner: str
    rows: tuple[BodyRow, ...]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A table taken apart. ignored: (row_no, col_no) of every non-empty cell that is no value -> the rule's name."""

    title_row: str
    segments: tuple[Segment, ...]
    ignored: dict[tuple[int, int], str] = field(default_factory=dict)


def dissect(table: Table) -> Anatomy:
    """Take a table apart. Pure; never fails: a table without values gives no segments and only ignored cells."""
    if table.n_cols > MOST_COLUMNS:
        return Anatomy("", (), {(c.row_no, c.col_no): "too-wide" for c in table.cells if c.text.strip()})
    grid = table.grid()
    kinds = [[cell_kind(cell) for cell in row] for row in grid]
    if is_contents(grid, kinds):
        return Anatomy("", (), {(c.row_no, c.col_no): "contents" for c in table.cells if c.text.strip()})
    title_rows = title_rows_of(grid)
    start = len(title_rows)
    ends = header_end(grid, kinds, start, table.header_rows)
    labels, codes, skipped = label_columns(grid, kinds, ends)
    values = [c for c in range(table.n_cols) if c not in labels and c not in codes and c not in skipped]
    ignored: dict[tuple[int, int], str] = {}
    for r in range(start):
        _ignore(ignored, grid[r], "title-row")
    segments = _segments(grid, kinds, _Columns(labels, codes, skipped, values), (start, ends), ignored)
    title = " ".join(join_lines(grid[r][0].text or _first_text(grid[r])) for r in title_rows)
    return Anatomy(title, tuple(s for s in segments if s.rows), ignored)


def is_contents(grid: Grid, kinds: list[list[CellKind]]) -> bool:
    """A contents list drawn as a table: text and a page number in every row, from the first on, pages never falling."""
    if len(grid) < 4:
        return False
    pages = []
    for row, kind in zip(grid, kinds, strict=True):
        cells = texts_of(row)
        if not cells or kind[cells[0].col_no - 1] not in ("text", "worded") or len(cells) > 2:
            return False
        if len(cells) == 2:
            if not re.fullmatch(r"\d{1,3}", cells[1].text.strip()):
                return False
            pages.append(int(cells[1].text))
    return len(pages) >= 0.7 * len(grid) and pages == sorted(pages) and pages[-1] > pages[0]


@dataclass(frozen=True, slots=True)
class _Columns:
    labels: list[int]
    codes: list[int]
    skipped: dict[int, str]
    values: list[int]


def _first_text(row: list[Cell]) -> str:
    cells = texts_of(row)
    return cells[0].text if cells else ""


def _ignore(ignored: dict[tuple[int, int], str], row: list[Cell], rule: str) -> None:
    for cell in texts_of(row):
        ignored.setdefault((cell.row_no, cell.col_no), rule)


def _segments(
    grid: Grid,
    kinds: list[list[CellKind]],
    columns: _Columns,
    header: tuple[int, int],
    ignored: dict[tuple[int, int], str],
) -> list[Segment]:
    walker = _Walker(grid, kinds, columns, ignored)
    walker.open_segment(range(*header))
    for r in range(header[1], len(grid)):
        walker.take(r)
    walker.close_segment()
    return walker.segments


class _Walker:
    """Walks down a table's rows, keeping the header and the sections in force."""

    def __init__(
        self, grid: Grid, kinds: list[list[CellKind]], columns: _Columns, ignored: dict[tuple[int, int], str]
    ) -> None:
        self.grid, self.kinds, self.columns, self.ignored = grid, kinds, columns, ignored
        self.segments: list[Segment] = []
        self.sections: tuple[str, ...] = ()
        self.last_was_section = False
        self.rows: list[BodyRow] = []
        self.outer: list[str] = []
        self.headers: dict[int, tuple[str, ...]] = {}
        self.corner = ""
        self.bold_sections = any(self._is_lone_label(r) and grid[r][0].is_bold for r in range(len(grid)))

    def open_segment(self, header_rows: range) -> None:
        notes = [c for c, rule in self.columns.skipped.items() if rule == "note-number"]
        self.headers = header_paths(self.grid, header_rows, self.columns.values, notes)
        corner = [
            join_lines(self.grid[r][c].text) for r in header_rows for c in [*self.columns.codes, *self.columns.labels]
        ]
        self.corner = " ".join(dict.fromkeys(t for t in corner if t))
        for r in header_rows:
            _ignore(self.ignored, self.grid[r], "header")

    def close_segment(self) -> None:
        self.segments.append(Segment(self.headers, self.corner, tuple(self.rows)))
        self.rows = []

    def take(self, r: int) -> None:
        row, cells = self.grid[r], texts_of(self.grid[r])
        if not cells:
            return
        if self._is_mid_header(r):
            self.close_segment()
            self.open_segment(range(r, r + 1))
            repeated = bool(self.segments and self.segments[0].corner == self.corner)
            self.sections = self.sections if repeated or not self.corner else (self.corner,)
            self.last_was_section = False
        elif len(cells) == 1 and self._is_lone_label(r):
            self._take_lone_label(r, cells[0])
        else:
            self.last_was_section = False
            self._take_values(r, row)

    def _is_lone_label(self, r: int) -> bool:
        cells = texts_of(self.grid[r])
        return (
            len(cells) == 1
            and self.kinds[r][cells[0].col_no - 1] in ("text", "status", "period", "number", "blank")
            and (cells[0].col_no - 1 not in self.columns.values or cells[0].col_span > 1)
        )

    def _take_lone_label(self, r: int, cell: Cell) -> None:
        text = join_lines(cell.text)
        if len(text) > MAX_SECTION or (text.endswith(".") and len(text) > 30):
            _ignore(self.ignored, self.grid[r], "remark")
        elif self.bold_sections and not cell.is_bold:
            _ignore(self.ignored, self.grid[r], "label-without-value")
        else:
            self.sections = (*self.sections, text) if self.last_was_section else (text,)
            self.last_was_section = True
            _ignore(self.ignored, self.grid[r], "section")

    def _is_mid_header(self, r: int) -> bool:
        """A header again: at least two headings over value columns, no number, and words that can head a column."""
        over = [(c, self.grid[r][c]) for c in self.columns.values if self.grid[r][c].text.strip()]
        if len({id(cell) for _, cell in over}) < len(over):
            return False
        if len(over) < min(2, len(self.columns.values)) or any(
            self.kinds[r][c] == "number" and not is_header_number(cell) for c, cell in over
        ):
            return False
        if any(self.kinds[r][c] == "status" and not is_header_word(cell.text) for c, cell in over):
            return False
        same = sum(fold(cell.text) == fold(" ".join(self.headers.get(c, ())[-1:])) for c, cell in over)
        is_labelled = any(self.grid[r][c].text.strip() for c in self.columns.labels)
        least = len(over) if is_labelled else 1  # numbers that look like years stand beside a label
        if all(self.kinds[r][c] in ("year", "blank") for c, _ in over) and same < least:
            return False
        if all(self.kinds[r][c] == "status" for c, _ in over) and not same:
            return False
        return same == len(over) or all(is_header_word(cell.text) for _, cell in over)

    def _take_values(self, r: int, row: list[Cell]) -> None:
        labels = self._labels(r)
        code_cell = next((row[c] for c in self.columns.codes if row[c].text.strip()), None)
        if code_cell and not any(labels) and not is_code(code_cell.text):
            labels, code_cell = (join_lines(code_cell.text),), None
        for c in [*self.columns.labels, *self.columns.codes]:
            if row[c].text.strip():
                self.ignored.setdefault((row[c].row_no, row[c].col_no), "label")
        for c, rule in self.columns.skipped.items():
            if row[c].text.strip():
                self.ignored.setdefault((row[c].row_no, row[c].col_no), rule)
        names = self.columns.labels if code_cell else [*self.columns.codes, *self.columns.labels]
        label_cells = [row[c] for c in names if row[c].text.strip()]
        self.rows.append(
            BodyRow(
                r + 1,
                labels,
                join_lines(code_cell.text) if code_cell else "",
                self.sections,
                {c: row[c] for c in self.columns.values if row[c].text.strip()},
                bool(label_cells) and all(cell.is_bold for cell in label_cells),
                bool(label_cells) and all(cell.is_italic for cell in label_cells),
                " ".join(join_lines(row[c].text) for c, rule in self.columns.skipped.items() if rule == "unit"),
            )
        )

    def _labels(self, r: int) -> tuple[str, ...]:
        """The label cells; a blank one beside a filled one takes the label above it (merged over rows)."""
        own = [join_lines(self.grid[r][c].text) for c in self.columns.labels]
        if len(own) > 1 and not own[0] and any(own[1:]) and self.rows:
            above = self.rows[-1].labels
            own = [text or (above[i] if i < len(above) and i == 0 else "") for i, text in enumerate(own)]
        return tuple(own)
