"""Pages on which tables are not alone, not upright or not whole."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dagster_project.domain.model import Paragraph

STOPS = (300.0, 380.0, 460.0)
HEADER = ("Budget", "Utfall", "Avvikelse")


def long_table(sheet, repeats_header: bool):
    """A table without lines over a page break, with page headers and footers."""
    labels = [f"Enhet {a}{b}" for a in "abcdefgh" for b in "klmnopqr"]
    y = 40.0
    page = 1

    def frame() -> None:
        sheet.text(60, 40, "Provköpings kommun - Socialnämnden", size=8)
        sheet.right(535, 815, f"Sida {page} (3)", size=8)

    frame()
    sheet.row(90, "Enhet", HEADER, STOPS, bold=True)
    y = 105
    for k, label in enumerate(labels):
        if y > 770:
            sheet.next_page()
            page += 1
            frame()
            y = 90
            if repeats_header:
                sheet.row(90, "Enhet", HEADER, STOPS, bold=True)
                y = 105
        sheet.row(y, label, (f"{k + 10}", f"{k + 20}", "-10"), STOPS)
        y += 15
    sheet.text(60, y + 40, "Efter tabellen kommer en mening som inte hör till den.")
    return sheet, labels


def test_table_over_a_page_break_with_repeated_header_is_one_table(sheet, grids):
    drawn, labels = long_table(sheet, repeats_header=True)
    document = drawn.read()
    (grid,) = grids(document)
    assert [row[0] for row in grid] == ["Enhet", *labels]
    assert document.tables[0].header_rows == 1
    assert {c.page for c in document.tables[0].cells} == {1, 2}


def test_table_over_a_page_break_without_repeated_header_is_one_table(sheet, grids):
    drawn, labels = long_table(sheet, repeats_header=False)
    (grid,) = grids(drawn.read())
    assert [row[0] for row in grid] == ["Enhet", *labels]


def broken_table(sheet, top_of_next_page):
    """Two rows at the foot of a page, and lines at the top of the next: (label, values)."""
    sheet.text(60, 60, "Ekonomi per verksamhet, tkr", size=14, bold=True)
    sheet.row(700, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(715, "Äldreomsorg", ("1 200", "1 100", "100"), STOPS)
    sheet.row(730, "Insatser enligt lagen om stöd och", ("900", "950", "-50"), STOPS)
    sheet.next_page()
    for k, (label, values) in enumerate(top_of_next_page):
        sheet.row(60 + 15 * k, label, values, STOPS[: len(values)])
    sheet.prose(300)
    return sheet.read()


def test_single_last_row_on_the_next_page_belongs_to_its_table(sheet, grids):
    (grid,) = grids(broken_table(sheet, [("Summa", ("2 100", "2 050", "50"))]))
    assert [row[0] for row in grid] == ["Enhet", "Äldreomsorg", "Insatser enligt lagen om stöd och", "Summa"]
    assert grid[-1] == ["Summa", "2 100", "2 050", "50"]


def test_section_row_at_the_top_of_a_page_belongs_to_the_table_it_goes_on_with(sheet, grids):
    rows = [("Barn och unga", ()), ("Förskola", ("300", "310", "-10")), ("Summa", ("2 400", "2 360", "40"))]
    (grid,) = grids(broken_table(sheet, rows))
    assert [row[0] for row in grid][3:] == ["Barn och unga", "Förskola", "Summa"]


def test_a_remark_over_the_numbers_at_the_top_of_a_page_is_a_row_of_the_table_that_goes_on(sheet, grids):
    sheet.text(60, 60, "Ekonomi per verksamhet, tkr", size=14, bold=True)
    sheet.row(700, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(715, "Äldreomsorg", ("1 200", "1 100", "100"), STOPS)
    sheet.row(730, "Hemtjänst", ("900", "950", "-50"), STOPS)
    sheet.next_page()
    sheet.text(72, 60, "Hemtjänsten fick under hösten en grupp till för nätterna i byarna.", size=8)
    sheet.row(75, "Förskola", ("300", "310", "-10"), STOPS)
    sheet.row(90, "Summa", ("2 400", "2 360", "40"), STOPS)
    sheet.prose(300)
    (grid,) = grids(sheet.read())
    assert [row[0][:10] for row in grid] == ["Enhet", "Äldreomsor", "Hemtjänst", "Hemtjänste", "Förskola", "Summa"]
    assert grid[3][1:] == ["", "", ""]


def section_last_on_its_page(sheet, *rows):
    """Rows of a table and a section row at the foot of a page, and the given rows at the top of the next."""
    sheet.text(60, 60, "Ekonomi per verksamhet, tkr", size=14, bold=True)
    sheet.row(700, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(715, "Äldreomsorg", ("1 200", "1 100", "100"), STOPS)
    sheet.row(730, "Hemtjänst", ("900", "950", "-50"), STOPS)
    sheet.row(745, "Barn och unga", (), ())
    sheet.next_page()
    for k, row in enumerate(rows):
        sheet.row(60 + 15 * k, row[0], row[1:], STOPS)
    sheet.prose(300)
    return sheet.read()


def test_section_row_last_on_its_page_belongs_to_the_table_that_goes_on(sheet, grids):
    rows = [("Förskola", "300", "310", "-10"), ("Summa", "2 400", "2 360", "40")]
    (grid,) = grids(section_last_on_its_page(sheet, *rows))
    assert [row[0] for row in grid] == ["Enhet", "Äldreomsorg", "Hemtjänst", "Barn och unga", "Förskola", "Summa"]


def test_line_under_the_last_table_of_a_page_is_no_row_where_nothing_goes_on(sheet, grids):
    (grid,) = grids(section_last_on_its_page(sheet))
    assert [row[0] for row in grid] == ["Enhet", "Äldreomsorg", "Hemtjänst"]


def header_alone_on_its_page(sheet, last_lines, bold=True):
    """Lines at the foot of a page, (label, values) or a text, and rows of values at the top of the next."""
    sheet.text(60, 700, "Ekonomi per verksamhet, tkr", size=14, bold=True)
    for k, line in enumerate(last_lines):
        if isinstance(line, str):
            sheet.text(60, 732 + 13 * k, line, bold=bold)
        else:
            sheet.row(732 + 13 * k, line[0], line[1], STOPS, bold=bold)
    sheet.next_page()
    sheet.row(60, "Äldreomsorg", ("1 200", "1 100", "100"), STOPS)
    sheet.row(75, "Hemtjänst", ("900", "950", "-50"), STOPS)
    sheet.row(90, "Summa", ("2 100", "2 050", "50"), STOPS)
    sheet.prose(300)
    return sheet.read()


ROWS = [["Äldreomsorg", "1 200", "1 100", "100"], ["Hemtjänst", "900", "950", "-50"], ["Summa", "2 100", "2 050", "50"]]


@pytest.mark.parametrize("bold", [True, False])
def test_header_alone_at_the_foot_of_a_page_belongs_to_the_rows_on_the_next(sheet, grids, bold):
    document = header_alone_on_its_page(sheet, [("Enhet", HEADER)], bold)
    assert grids(document) == [[["Enhet", *HEADER], *ROWS]]
    assert {c.page for c in document.tables[0].cells if c.row_no == 1} == {1}
    assert not any("Utfall" in block.text for block in document.blocks if isinstance(block, Paragraph))


def test_header_of_two_lines_alone_at_the_foot_of_a_page_belongs_to_the_rows_on_the_next(sheet, grids):
    lines = [("", ("Budget", "Utfall", "Avvikelse")), ("Enhet", ("2024", "2024", "budget"))]
    (grid,) = grids(header_alone_on_its_page(sheet, lines))
    assert [" ".join(filter(None, texts)) for texts in zip(*grid[:-3], strict=True)][1:] == [
        "Budget 2024",
        "Utfall 2024",
        "Avvikelse budget",
    ]
    assert grid[-3:] == ROWS


@pytest.mark.parametrize("bold", [True, False])
def test_text_at_the_foot_of_a_page_is_no_header_of_the_rows_on_the_next(sheet, grids, bold):
    text = "Tabellen på nästa sida visar utfallet för nämndens verksamheter under året"
    assert grids(header_alone_on_its_page(sheet, [text], bold)) == [ROWS]


def test_rest_of_a_label_at_the_top_of_a_page_belongs_to_its_row(sheet, grids):
    (grid,) = grids(broken_table(sheet, [("service till vissa", ()), ("Summa", ("2 100", "2 050", "50"))]))
    assert grid[2][0] == "Insatser enligt lagen om stöd och service till vissa"
    assert [row[0] for row in grid][3:] == ["Summa"]


def test_heading_or_note_at_the_top_of_a_page_is_no_row_of_the_table_before(sheet, grids):
    (grid,) = grids(broken_table(sheet, [("Personal", ()), ("Antal anställda: 12", ())]))
    assert len(grid) == 3


def test_page_headers_and_footers_are_furniture(sheet):
    drawn, _ = long_table(sheet, repeats_header=True)
    furniture = [p.text for p in drawn.read().paragraphs if p.kind == "furniture"]
    assert furniture.count("Provköpings kommun - Socialnämnden") == 2
    assert {"Sida 1 (3)", "Sida 2 (3)"} <= set(furniture)


def two_tables_side_by_side(sheet, offset: float):
    for k, (label, values) in enumerate(
        (
            ("Enhet", ("2023", "2024")),
            ("Hemtjänst", ("120", "130")),
            ("Boende", ("45", "47")),
            ("Summa", ("165", "177")),
        )
    ):
        sheet.row(100 + 15 * k, label, values, (190.0, 240.0), bold=k == 0)
    for k, (label, values) in enumerate(
        (
            ("Yrke", ("Antal", "Andel")),
            ("Undersköterska", ("85", "60")),
            ("Sjuksköterska", ("12", "8")),
            ("Chef", ("3", "2")),
        )
    ):
        sheet.row(100 + offset + 15 * k, label, values, (460.0, 520.0), x=320, bold=k == 0)
    return sheet


def check_side_by_side(found):
    assert [
        ["Enhet", "2023", "2024"],
        ["Hemtjänst", "120", "130"],
        ["Boende", "45", "47"],
        ["Summa", "165", "177"],
    ] in found
    assert [
        ["Yrke", "Antal", "Andel"],
        ["Undersköterska", "85", "60"],
        ["Sjuksköterska", "12", "8"],
        ["Chef", "3", "2"],
    ] in found


def test_two_tables_side_by_side_on_the_same_lines(sheet, grids):
    check_side_by_side(grids(two_tables_side_by_side(sheet, 0).read()))


def test_two_tables_side_by_side_on_lines_of_their_own(sheet, grids):
    check_side_by_side(grids(two_tables_side_by_side(sheet, 6).read()))


def chart_beside_a_table(sheet):
    """A bar chart to the right of a table: its axis numbers stand in line with the rows."""
    for k, (label, values) in enumerate(
        (
            ("Enhet", ("2023", "2024")),
            ("Hemtjänst", ("120", "130")),
            ("Boende", ("45", "47")),
            ("Summa", ("165", "177")),
        )
    ):
        sheet.row(100 + 15 * k, label, values, (190.0, 240.0), bold=k == 0)
    for k in range(5):
        sheet.right(330, 90 + 18 * k, str(200 - 50 * k), size=7)
        sheet.line(335, 88 + 18 * k, 520, 88 + 18 * k, 0.25)
    for k, height in enumerate((30, 55, 42, 66)):
        sheet.fill(350 + 40 * k, 160 - height, 372 + 40 * k, 160, 0.4)
        sheet.text(361 + 40 * k, 170, str(2021 + k), size=7, align="center")
    return sheet


def test_axis_numbers_of_a_chart_are_no_cells(sheet, grids):
    (grid,) = grids(chart_beside_a_table(sheet).read())
    assert grid == [
        ["Enhet", "2023", "2024"],
        ["Hemtjänst", "120", "130"],
        ["Boende", "45", "47"],
        ["Summa", "165", "177"],
    ]


def line_chart_alone(sheet):
    y = sheet.prose(80, 4)
    for k in range(6):
        sheet.right(100, y + 30 + 20 * k, str(500 - 100 * k), size=8)
    points = [(120 + 60 * k, y + 100 - 13 * (k % 3)) for k in range(6)]
    for (x0, y0), (x1, y1) in pairwise(points):
        sheet.line(x0, y0, x1, y1, 1.5)
    for k in range(6):
        sheet.text(120 + 60 * k, y + 145, f"{2018 + k}", size=8, align="center")
    for k, name in enumerate(("Budget", "Utfall")):
        sheet.text(200 + 90 * k, y + 160, name, size=8)
    sheet.prose(y + 200, 3)
    return sheet


def test_a_line_chart_alone_is_no_table(sheet, grids):
    assert grids(line_chart_alone(sheet).read()) == []


def test_a_page_turned_by_rotate_is_read_upright(new_sheet, grids):
    sheet = new_sheet((595, 842))
    sheet.canvas.setPageRotation(90)
    sheet.canvas.translate(595, 0)
    sheet.canvas.rotate(90)
    sheet.size = (842, 595)
    sheet.row(100, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(116, "Stab", ("1 080", "980", "100"), STOPS)
    sheet.row(132, "Vård", ("80", "90", "-10"), STOPS)
    assert grids(sheet.read()) == [[["Enhet", *HEADER], ["Stab", "1 080", "980", "100"], ["Vård", "80", "90", "-10"]]]


def sideways_table(sheet, clockwise: bool):
    """A table drawn lying on an upright page, with an upright page footer."""
    sheet.right(535, 815, "Sida 7 (9)", size=8)
    if clockwise:
        sheet.canvas.translate(0, 842)
        sheet.canvas.rotate(-90)
    else:
        sheet.canvas.translate(595, 0)
        sheet.canvas.rotate(90)
    sheet.size = (842, 595)
    sheet.text(60, 70, "Driftredovisning, tkr", size=13, bold=True)
    sheet.row(100, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(116, "Stab", ("1 080", "980", "100"), STOPS)
    sheet.row(132, "Vård", ("80", "90", "-10"), STOPS)
    return sheet


def test_a_table_drawn_sideways_reads_80_as_80(new_sheet, grids):
    for clockwise in (True, False):
        document = sideways_table(new_sheet(), clockwise).read()
        assert grids(document) == [[["Enhet", *HEADER], ["Stab", "1 080", "980", "100"], ["Vård", "80", "90", "-10"]]]
        assert "Driftredovisning, tkr" in [p.text for p in document.paragraphs]


def test_contents_lists_without_dots_are_no_tables(sheet, grids):
    sheet.text(60, 80, "Innehåll", size=14, bold=True)
    for k, (title, page) in enumerate(
        (("1 Sammanfattning", 3), ("2 Ekonomi", 4), ("2.1 Drift", 4), ("3 Personal", 11))
    ):
        sheet.text(60, 105 + 15 * k, title)
        sheet.right(520, 105 + 15 * k, str(page))
    assert grids(sheet.read()) == []


def test_lists_letters_and_prose_are_no_tables(sheet, grids):
    sheet.text(60, 60, "Provköpings kommun")
    sheet.text(380, 60, "Tjänsteskrivelse")
    sheet.text(60, 74, "Socialförvaltningen")
    sheet.text(380, 74, "2024-05-20")
    y = sheet.prose(120, 6)
    for k in range(4):
        sheet.text(60, y + 20 + 15 * k, "•")
        sheet.text(85, y + 20 + 15 * k, f"Kostnaden steg med {k + 2} mnkr under perioden")
    for k in range(4):
        sheet.text(60, y + 100 + 15 * k, f"{k + 1}")
        sheet.text(85, y + 100 + 15 * k, "Nämnden godkänner rapporten")
    document = sheet.read()
    assert grids(document) == []
    assert [p.kind for p in document.paragraphs].count("list_item") >= 4


def test_an_underlined_word_does_not_make_a_table(sheet, grids):
    y = sheet.prose(100, 5)
    sheet.line(60, 102, 120, 102)
    sheet.line(60, 115.5, 140, 115.5)
    sheet.prose(y + 20, 3)
    assert grids(sheet.read()) == []


def two_columns_of_running_text(sheet):
    """A page set in two columns, a year alone on the last line of a paragraph, a table in the right column."""
    text = (
        "Nämnden har under perioden arbetat med att minska kostnaderna för vikarier och att öka närvaron i alla "
        "enheter samtidigt som fler personer har fått hemtjänst än vad som var känt när budgeten lades förra "
    ) * 3
    words = text.split()
    for x in (60, 315):
        line, y = "", 90.0
        for word in words:
            if sheet.canvas.stringWidth(f"{line} {word}", "Helvetica", 10) > 225:
                sheet.text(x, y, line)
                line, y = word, y + 13.5
            else:
                line = f"{line} {word}".strip()
        sheet.text(x, y, "2023")
    return sheet, y


def test_two_columns_of_running_text_are_read_one_after_the_other(sheet, grids):
    drawn, _ = two_columns_of_running_text(sheet)
    document = drawn.read()
    assert grids(document) == []
    assert len(document.paragraphs) == 2
    assert all(
        " ".join(p.text.split()).startswith("Nämnden har under perioden arbetat med") for p in document.paragraphs
    )


def test_a_table_under_two_columns_of_running_text_is_found(sheet, grids):
    drawn, y = two_columns_of_running_text(sheet)
    drawn.row(y + 60, "Enhet", HEADER, STOPS, bold=True)
    drawn.row(y + 76, "Stab", ("1 080", "980", "100"), STOPS)
    drawn.row(y + 92, "Vård", ("80", "90", "-10"), STOPS)
    assert grids(drawn.read()) == [[["Enhet", *HEADER], ["Stab", "1 080", "980", "100"], ["Vård", "80", "90", "-10"]]]


def test_a_page_number_out_of_so_many_close_under_a_table_is_furniture(sheet, grids):
    """As browsers print: address and `1/2` right under the last row."""
    for page_no in (1, 2):
        for y, label in zip((770, 783, 796, 809), ("Nyckeltal", "Timmar", "Personer", "Dygn"), strict=True):
            sheet.row(y, label, ("2023", "2024") if y == 770 else (str(y), str(y + page_no)), (300, 380))
        sheet.row(822, "https://kommun.example/rapport", (f"{page_no}/2",), (560,))
        sheet.next_page()
    for grid in grids(sheet.read()):
        assert not any("https" in text for row in grid for text in row)


def test_a_row_whose_label_stands_on_the_next_page_is_one_row(sheet, grids):
    """A row broken over the page: its values stand in the middle of the cell on one page, its label on the next."""
    sheet.row(740, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(760, "Äldreomsorg", ("1 200", "1 100", "100"), STOPS)
    sheet.row(780, "", ("900", "950", "-50"), STOPS)
    sheet.next_page()
    sheet.row(60, "Enhet", HEADER, STOPS, bold=True)
    sheet.text(60, 78, "Stöd och service")
    sheet.row(98, "Individ och familj", ("300", "280", "20"), STOPS)
    sheet.row(118, "Summa", ("2 400", "2 330", "70"), STOPS)
    assert grids(sheet.read()) == [
        [
            ["Enhet", *HEADER],
            ["Äldreomsorg", "1 200", "1 100", "100"],
            ["Stöd och service", "900", "950", "-50"],
            ["Individ och familj", "300", "280", "20"],
            ["Summa", "2 400", "2 330", "70"],
        ]
    ]


def test_the_title_of_a_chart_beside_a_table_does_not_come_between_the_table_and_its_title(sheet):
    sheet.text(60, 80, "Driftredovisning, tkr", size=12, bold=True)
    sheet.text(430, 96, "Utfall per månad", size=7)
    sheet.row(100, "Enhet", HEADER, (220.0, 300.0, 380.0), bold=True)
    for k, label in enumerate(("Hemtjänst", "Boende", "Summa")):
        sheet.row(116 + 15 * k, label, (f"{k + 10}", f"{k + 20}", "-10"), (220.0, 300.0, 380.0))
    kinds = [getattr(block, "text", "table") for block in sheet.read().blocks]
    assert kinds == ["Driftredovisning, tkr", "table", "Utfall per månad"]


def test_a_label_alone_under_the_repeated_header_belongs_to_the_last_row_of_the_page_before(sheet, grids):
    sheet.row(740, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(760, "Äldreomsorg", ("1 200", "1 100", "100"), STOPS)
    sheet.row(780, "", ("900", "950", "-50"), STOPS)
    sheet.next_page()
    sheet.row(60, "Enhet", HEADER, STOPS, bold=True)
    sheet.text(60, 78, "Brukare med beslut")
    sheet.text(60, 90, "LSS")
    sheet.prose(130)
    assert grids(sheet.read()) == [
        [
            ["Enhet", *HEADER],
            ["Äldreomsorg", "1 200", "1 100", "100"],
            ["Brukare med beslut LSS", "900", "950", "-50"],
        ]
    ]
