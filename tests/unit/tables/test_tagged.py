"""Tables that the file's own structure tells of, and when it is not believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dagster_project.domain.model import Box
from dagster_project.domain.tables.cells import Grid
from dagster_project.domain.tables.geometry import (
    Line,
    PageGeometry,
    TaggedCell,
    TaggedRows,
    TaggedTable,
    Word,
    make_line,
)
from dagster_project.domain.tables.join_pages import is_continued, join_grids
from dagster_project.domain.tables.tagged import tagged_grid

COLUMNS = (60.0, 200.0, 260.0, 320.0)


def draw(
    rows: list[list[str]], first_id: int = 0, of: int | None = None, page: int = 1
) -> tuple[TaggedTable, list[Line], PageGeometry]:
    """Rows of texts, a line each, and the tags that belong to them."""
    cells, lines = [], []
    for r, texts in enumerate(rows):
        words = []
        for c, text in enumerate(texts):
            if text:
                word = Word(text, COLUMNS[c], COLUMNS[c] + 5 * len(text), 100 + 15 * r, 10)
                words.append(word)
                cells.append(TaggedCell(r, c, 1, 1, Box(word.x0, word.top, word.x1, word.bottom), is_header=r == 0))
        lines.append(make_line(words))
    ids = TaggedRows(tuple(range(first_id, first_id + len(rows))), of or len(rows))
    return TaggedTable(max(map(len, rows)), ids, tuple(cells)), lines, PageGeometry(page, 595, 842)


def texts(grid: Grid | None) -> list[list[str]]:
    assert grid is not None
    rows = [[""] * grid.n_cols for _ in range(grid.n_rows)]
    for cell in grid.cells:
        rows[cell.row_no - 1][cell.col_no - 1] = cell.text
    return rows


ROWS = [["Enhet", "Budget", "Utfall"], ["Hemtjänst", "120", "118"], ["Boende", "", "47"]]


def test_tagged_cells_become_a_grid_with_its_blanks_and_header() -> None:
    grid = tagged_grid(*draw(ROWS))
    assert texts(grid) == ROWS
    assert grid is not None and grid.header_rows == 1


@pytest.mark.parametrize("defect", ["shifted", "swapped", "stray word", "empty cell", "two rows in one"])
def test_tags_that_contradict_the_drawing_are_not_believed(defect: str) -> None:
    table, lines, page = draw(ROWS)
    cells = list(table.cells)
    if defect == "shifted":
        cells[4] = replace(cells[4], col=0)
    elif defect == "swapped":
        cells[3], cells[6] = replace(cells[3], row=2), replace(cells[6], row=1)
    elif defect == "stray word":
        lines[1] = make_line([*lines[1].words, Word("9", 180, 185, 115, 10)])
    elif defect == "empty cell":
        cells.append(TaggedCell(2, 1, 1, 1, Box(240, 122, 250, 132)))
    else:
        tall = {c.col: replace(c, box=replace(c.box, bottom=132.2)) for c in cells[3:6]}
        cells = [*cells[:3], *tall.values()]
        table = replace(table, rows=TaggedRows((0, 1), 2))
        lines[2] = make_line(draw([["Boende", "45", "47"]])[1][0].words)
        lines[2] = make_line([w._replace(baseline=130) for w in lines[2].words])
    assert tagged_grid(replace(table, cells=tuple(cells)), lines, page) is None


def test_two_columns_of_texts_are_laid_out_and_no_table() -> None:
    assert tagged_grid(*draw([["Kontakt", "Kansliet"], ["Telefon", "Växeln"]])) is None


def test_a_single_row_on_the_next_page_belongs_to_its_table() -> None:
    first, second = tagged_grid(*draw(ROWS, of=4)), tagged_grid(*draw([["Summa", "165", ""]], 3, 4, page=2))
    assert first and second
    second = replace(second, n_cols=3) if second.n_cols < 3 else second
    assert is_continued(first, second, True, True)
    assert texts(join_grids(first, second))[-1] == ["Summa", "165", ""]


def test_a_row_broken_inside_its_cells_over_the_page_is_one_row() -> None:
    first = tagged_grid(*draw([*ROWS[:2], ["Boende för", "45", "47"]], of=4))
    second = tagged_grid(*draw([["äldre", "", ""], ["Summa", "165", "165"]], 2, 4, page=2))
    assert first and second and is_continued(first, second, True, True)
    joined = join_grids(first, second)
    assert texts(joined)[2:] == [["Boende för\näldre", "45", "47"], ["Summa", "165", "165"]]


def test_tables_of_their_own_on_two_pages_are_not_joined_by_their_tags() -> None:
    first = tagged_grid(*draw([["Enhet", "Budget", "Utfall"], ["Hemtjänst", "120", "118"]]))
    second = tagged_grid(*draw([["Yrke", "Antal", "Andel"], ["Chef", "3", "2"]], page=2))
    assert first and second and not is_continued(first, second, True, True)
