"""Which rows at the top of a table are a title drawn inside it, and which are header rows.

Lives here: telling rows apart by the kinds of their cells. What the headings over a column are is next door in
`headers.py`; what follows below in `anatomy.py`.
"""

from __future__ import annotations

import re

from dagster_project.domain.facts.cells import CellKind, is_header_word, texts_of
from dagster_project.domain.model import Cell
from dagster_project.domain.swedish.numbers import is_year
from dagster_project.domain.swedish.text import join_lines

#: a heading that is a word and its number (`Uppföljning 2`)
_NUMBERED = re.compile(r"^(?P<word>[^\W\d_][^\d]*?) ?(?P<number>\d{1,2})$")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

Grid = list[list[Cell]]


def title_rows_of(grid: Grid) -> list[int]:
    """The first rows with a single cell of text, above a row with several: a title drawn inside the table."""
    rows = []
    for r, row in enumerate(grid[:3]):
        cells = texts_of(row)
        at_left = len(cells) == 1 and (cells[0].col_no == 1)
        below = len(texts_of(grid[r + 1])) if r + 1 < len(grid) else 0
        if not at_left or below < 1 or len(grid) < 3 or len(row) < 2:
            break
        rows.append(r)
    if rows and len(texts_of(grid[rows[-1] + 1])) < 2:
        return []
    return rows


def header_end(grid: Grid, kinds: list[list[CellKind]], start: int, drawn: int | None) -> int:
    """The index of the first row that is no header row."""
    end = start
    for r in range(start, len(grid)):
        if not _is_header_row(grid, kinds, r, start, end):
            break
        end = r + 1
    if drawn and start < drawn and all(k != "number" for row in kinds[start:drawn] for k in row):
        has_headings = all(len([c for c in texts_of(grid[r]) if c.row_no == r + 1]) > 1 for r in range(end, drawn))
        end = max(end, drawn) if end == start or has_headings else end
    return min(end, len(grid))


def _is_header_row(grid: Grid, kinds: list[list[CellKind]], r: int, start: int, end: int) -> bool:
    """Header rows: no plain number in them, at least two cells of text (or one that spans values) and values below."""
    row, kind = grid[r], kinds[r]
    cells = texts_of(row)
    if not cells or any(k == "number" and not is_header_number(c) for c, k in zip(row, kind, strict=True)):
        return False
    beyond = [c for c in cells if c.col_no > 1]
    if r == start:
        return bool(beyond) and _has_text_or_period(row, kind)
    if end < r or not beyond:
        return False
    if any(k == "status" for k in kind[1:]):
        return False
    is_corner = r > start and not any(grid[q][0].text.strip() for q in range(start, r))
    label_blank = is_corner or not row[0].text.strip() or row[0].row_no < r + 1
    is_inner = label_blank or len(beyond) > len([c for c in texts_of(grid[r - 1]) if c.col_no > 1])
    if all(k in ("year", "blank", "period") for k in kind[1:]):
        return (is_inner or is_header_word(row[0].text)) and not _is_of_other_years(grid, r, start)
    below = [kinds[q] for q in range(r + 1, len(grid)) if len(row) < 2 or grid[q][0] is not grid[q][-1]]
    if is_inner and _stands_over_numbers(beyond, kind, below, r):
        return True
    if is_corner and row[0].text.strip() and _fills_the_corner(beyond, kind, below):
        return True
    return all(is_header_word(c.text) for c in beyond) and (label_blank or len(beyond) > 1) and _is_short(beyond)


def _is_of_other_years(grid: Grid, r: int, start: int) -> bool:
    """Numbers that only look like years: with a label, under a heading that names a year, and not this one."""
    if not grid[r][0].text.strip():
        return False
    for c, cell in enumerate(grid[r][1:], start=1):
        named = {year for q in range(start, r) for year in _YEARS.findall(grid[q][c].text)}
        if is_year(cell.text) and len(named) == 1 and cell.text.strip() not in named:
            return True
    return False


def _stands_over_numbers(beyond: list[Cell], kind: list[CellKind], below: list[list[CellKind]], r: int) -> bool:
    """Inner headings in any words (`Kvinnor`, `Solgården`): short texts, and numbers under each of them. Cells merged
    with those above are none. below: the kinds of the rows below, without sections as wide as the table."""
    beyond = [c for c in beyond if c.row_no == r + 1]
    over = [c.col_no - 1 for c in beyond]
    return (
        len(over) > 1
        and all(
            kind[k] in ("text", "period", "year") and len(join_lines(c.text)) <= 40
            for k, c in zip(over, beyond, strict=True)
        )
        and all(_first_below(below, k) == "number" for k in over)
    )


def _fills_the_corner(beyond: list[Cell], kind: list[CellKind], below: list[list[CellKind]]) -> bool:
    """The last row of headings that wrap, with those of the label columns in it: short texts and years, and values
    under two of them or more."""
    over = [c.col_no - 1 for c in beyond]
    return (
        all(kind[k] in ("text", "worded", "period", "year") for k in over)
        and _is_short(beyond)
        and sum(_first_below(below, k) == "number" for k in over) > 1
    )


def _first_below(below: list[list[CellKind]], c: int) -> CellKind:
    """The kind of the first cell with something in it under a heading."""
    return next((row[c] for row in below if row[c] != "blank"), "blank")


def is_header_number(cell: Cell) -> bool:
    """`Kvartal 2`, `Utfall 2022 t.o.m. vecka 20`: a heading with a number in it, no value."""
    return bool(re.search(r"[^\W\d_]{2,}", cell.text)) and is_header_word(cell.text)


def _is_short(cells: list[Cell]) -> bool:
    return all(len(join_lines(c.text)) <= 80 for c in cells)


def _has_text_or_period(row: list[Cell], kind: list[CellKind]) -> bool:
    beyond = list(zip(row, kind, strict=True))[1:]
    if all(k in ("year", "period", "blank") for _, k in beyond) or _are_numbered([c.text for c, _ in beyond]):
        return True
    return any(k == "text" or (k == "status" and is_header_word(c.text)) or k in ("year", "period") for c, k in beyond)


def _are_numbered(texts: list[str]) -> bool:
    """`Uppföljning 1`, `Uppföljning 2`: one word over all columns, numbered from one to the next."""
    matches = [_NUMBERED.match(join_lines(text)) for text in texts if text.strip()]
    found = [(match["word"], int(match["number"])) for match in matches if match]
    numbers = [number for _, number in found]
    is_one_word = len({word for word, _ in found}) == 1
    return len(found) == len(matches) > 1 and is_one_word and numbers == list(range(numbers[0], numbers[-1] + 1))
