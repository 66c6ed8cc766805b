"""Grids as word processors draw them: rules left out where a shading or a neighbour's text bounds the cell."""

from __future__ import annotations

import itertools

import pytest

EDGES = (60.0, 220.0, 300.0, 380.0, 460.0)


def test_a_shaded_header_without_rules_is_no_part_of_the_first_row(sheet, grids):
    """The list styles of Word: the header is bounded by its shading alone, every cell below it by rules."""
    for y0, y1, edges in ((100, 114, (60.0, 220.0, 380.0, 460.0)), (114, 128, EDGES)):
        for x0, x1 in itertools.pairwise(edges):
            sheet.fill(x0, y0, x1, y1, 0.4)
    sheet.text(300, 111, "Utfall", bold=True, align="center")
    sheet.text(420, 111, "Helår", bold=True, align="center")
    sheet.row(125, "Enhet", ("2023", "2024", "Budget"), [x - 4 for x in EDGES[2:]], x=64, bold=True)
    for k, label in enumerate(("Hemtjänst", "Boende", "Summa")):
        sheet.row(139 + 14 * k, label, (f"{k + 10}", f"{k + 20}", "-10"), [x - 4 for x in EDGES[2:]], x=64)
    for y in (100, 142, 156, 170):
        sheet.line(60, y, 460, y)
    for x in (60, 460):
        sheet.line(x, 100, x, 170)
    for x in EDGES[1:-1]:
        sheet.line(x, 128, x, 170)
    (grid,) = grids(sheet.read())
    assert [[c for c in row if c] for row in grid] == [
        ["Utfall", "Helår"],
        ["Enhet", "2023", "2024", "Budget"],
        ["Hemtjänst", "10", "20", "-10"],
        ["Boende", "11", "21", "-10"],
        ["Summa", "12", "22", "-10"],
    ]


def test_a_row_without_column_rules_is_parted_where_a_number_ends_at_an_edge(sheet, grids):
    """The rules between the columns are missing in one row, where a word begins right after a number's column."""
    for k, label in enumerate(("Sjukfrånvaro, %", "Engagemang, index", "Timavlönade, %")):
        y = 114 + 14 * k
        sheet.row(y, label, ("93", "80", "82"), (296, 376, 458), x=64)
        sheet.text(463, y, "bättre")
    for y in (104, 118, 132, 146):
        sheet.line(60, y, 540, y)
    for x in (60, 540):
        sheet.line(x, 104, x, 146)
    for x in EDGES[1:]:
        sheet.line(x, 104, x, 118)
        sheet.line(x, 132, x, 146)
    (grid,) = grids(sheet.read())
    assert grid[1] == ["Engagemang, index", "93", "80", "82", "bättre"]


def test_the_rest_of_two_texts_under_a_repeated_header_belongs_to_the_row_before(sheet, grids):
    for top, rows in ((700, (("Hemtjänst", "10"), ("Samverkan mellan", "20"))), (60, (("hemtjänst och vård", ""),))):
        sheet.row(top, "Åtgärd", ("Effekt",), (300,), bold=True)
        sheet.text(340, top, "Läge", bold=True)
        for k, (label, value) in enumerate(rows):
            sheet.row(top + 20 + 20 * k, label, (value,), (300,))
            sheet.text(340, top + 20 + 20 * k, ("Enligt plan", "Risk för")[k] if value else "lägre effekt")
        if top == 700:
            sheet.next_page()
    sheet.row(100, "Fordon", ("30",), (300,))
    sheet.text(340, 100, "Försenad")
    sheet.row(120, "Vakanser", ("40",), (300,))
    sheet.text(340, 120, "Klar")
    assert grids(sheet.read()) == [
        [
            ["Åtgärd", "Effekt", "Läge"],
            ["Hemtjänst", "10", "Enligt plan"],
            ["Samverkan mellan hemtjänst och vård", "20", "Risk för lägre effekt"],
            ["Fordon", "30", "Försenad"],
            ["Vakanser", "40", "Klar"],
        ]
    ]


def test_parts_that_end_at_other_texts_in_the_last_column_are_one_table(sheet, grids):
    for y, label, remark in ((740, "Införa heltid", "Pågår"), (760, "Nytt boende", "Klart")):
        sheet.row(y, label, ("75 %",), (300,))
        sheet.text(340, y, remark)
    sheet.next_page()
    for y, label in ((60, "Ny teknik"), (80, "Avgifter")):
        sheet.row(y, label, ("40 %",), (300,))
        sheet.text(340, y, "Försenad på grund av vakant tjänst")
    (grid,) = grids(sheet.read())
    assert [row[0] for row in grid] == ["Införa heltid", "Nytt boende", "Ny teknik", "Avgifter"]


@pytest.mark.parametrize("is_one_fill", [True, False])
def test_a_shaded_header_right_over_a_grid_belongs_to_it(sheet, grids, is_one_fill):
    """Nothing is drawn around the header; the grid begins where its shading ends."""
    for x0, x1 in [(60.0, 460.0)] if is_one_fill else itertools.pairwise(EDGES):
        sheet.fill(x0, 100, x1, 114)
    sheet.row(111, "Enhet", ("2023", "2024", "Budget"), [x - 4 for x in EDGES[2:]], x=64)
    for k, label in enumerate(("Hemtjänst", "Boende", "Summa")):
        sheet.row(125 + 14 * k, label, (f"{k + 10}", f"{k + 20}", "-10"), [x - 4 for x in EDGES[2:]], x=64)
    for y in (114, 128, 142, 156):
        sheet.line(60, y, 460, y)
    for x in EDGES:
        sheet.line(x, 114, x, 156)
    (grid,) = grids(sheet.read())
    assert grid[:2] == [["Enhet", "2023", "2024", "Budget"], ["Hemtjänst", "10", "20", "-10"]]
    assert len(grid) == 4


def test_a_header_in_a_frame_at_the_foot_of_a_page_belongs_to_the_rows_on_the_next(sheet, grids):
    """The page breaks under a shaded header: framed there, the rows on the next page have shadings alone."""
    for x0, x1 in itertools.pairwise(EDGES):
        sheet.fill(x0, 780, x1, 794, 0.4)
    for x, text in zip(EDGES, ("Åtgärd", "Effekt", "Prognos", "Avvikelse"), strict=False):
        sheet.text(x + 4, 791, text, bold=True)
    for x in EDGES:
        sheet.line(x, 780, x, 794)
    for y in (780, 794):
        sheet.line(60, y, 460, y)
    sheet.next_page()
    for k, label in enumerate(("Hemtjänst", "Boende", "Fordon", "Summa")):
        for x0, x1 in itertools.pairwise(EDGES) if k % 2 == 0 else ():
            sheet.fill(x0, 50 + 14 * k, x1, 64 + 14 * k)
        sheet.row(61 + 14 * k, label, (f"{k + 10}", f"{k + 20}", "-10"), [x - 4 for x in EDGES[2:]], x=64)
    (grid,) = grids(sheet.read())
    assert [row[0] for row in grid] == ["Åtgärd", "Hemtjänst", "Boende", "Fordon", "Summa"]
