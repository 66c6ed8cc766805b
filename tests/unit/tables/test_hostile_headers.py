"""Headers over several lines and levels."""

from __future__ import annotations

import itertools

import pytest

STOPS = (260.0, 320.0, 400.0, 460.0)


def two_level_header(sheet, with_rules: bool):
    """Period and Helår each over two columns, centred."""
    sheet.text(262, 90, "Period", bold=True, align="center")
    sheet.text(402, 90, "Helår", bold=True, align="center")
    if with_rules:
        sheet.line(225, 94, 322, 94)
        sheet.line(365, 94, 462, 94)
        sheet.line(60, 80, 462, 80)
        sheet.line(60, 108, 462, 108)
        sheet.line(60, 160, 462, 160)
    sheet.row(104, "Verksamhet", ("Budget", "Utfall", "Budget", "Prognos"), STOPS, bold=True)
    sheet.row(122, "Hemtjänst", ("1 200", "1 100", "3 600", "3 500"), STOPS)
    sheet.row(138, "Boende", ("340", "360", "1 020", "1 040"), STOPS)
    sheet.row(154, "Summa", ("1 540", "1 460", "4 620", "4 540"), STOPS)
    return sheet


def check_two_levels(document):
    (table,) = document.tables
    rows = [[c.text for c in row] for row in table.grid()]
    assert [r[0] for r in rows[-3:]] == ["Hemtjänst", "Boende", "Summa"]
    assert rows[-1][1:] == ["1 540", "1 460", "4 620", "4 540"]
    assert rows[0][1:] == ["Period", "Period", "Helår", "Helår"]
    assert rows[1][1:] == ["Budget", "Utfall", "Budget", "Prognos"]


def test_group_headings_with_their_own_rules_span_their_columns(sheet):
    check_two_levels(two_level_header(sheet, with_rules=True).read())


def test_centred_group_headings_without_rules_span_their_columns(sheet):
    check_two_levels(two_level_header(sheet, with_rules=False).read())


def test_header_wrapped_over_three_lines_is_one_row(sheet, grids):
    stops = (300.0, 380.0, 460.0)
    for i, (a, b, c) in enumerate(
        (("Utfall", "", "Avvikelse"), ("t.o.m.", "Budget", "mot"), ("augusti", "helår", "budget"))
    ):
        for stop, text in zip(stops, (a, b, c), strict=True):
            if text:
                sheet.right(stop, 90 + 11.5 * i, text, bold=True)
    sheet.text(60, 113, "Verksamhet", bold=True)
    for k, values in enumerate((("1", "2", "3"), ("4 000", "5 000", "6 000"), ("7", "8", "9"))):
        sheet.row(135 + 18 * k, f"Rad {'abc'[k]}", values, stops)
    (grid,) = grids(sheet.read())
    assert grid[0] == ["Verksamhet", "Utfall t.o.m. augusti", "Budget helår", "Avvikelse mot budget"]
    assert grid[2] == ["Rad b", "4 000", "5 000", "6 000"]


def shaded_header_and_stripes(sheet):
    """No line at all: a shaded header, every second row shaded."""
    stops = (300.0, 380.0, 460.0)
    sheet.fill(55, 86, 465, 112, 0.6)
    sheet.text(60, 106, "Verksamhet", bold=True)
    for stop, text in zip(stops, ("Budget", "Utfall", "Avvikelse"), strict=True):
        sheet.right(stop, 106, text, bold=True)
    sheet.right(300, 95, "Ändrad", bold=True)
    for k in range(4):
        top = 112 + 15 * k
        if k % 2:
            sheet.fill(55, top, 465, top + 15)
        sheet.row(top + 11, f"Enhet {'abcd'[k]}", (f"{k + 1} 100", f"{k + 1} 000", "100"), stops)
    return sheet


def test_shaded_header_and_stripes_without_lines(sheet, grids):
    (grid,) = grids(shaded_header_and_stripes(sheet).read())
    assert grid[0] == ["Verksamhet", "Ändrad Budget", "Utfall", "Avvikelse"]
    assert [row[1] for row in grid[1:]] == ["1 100", "2 100", "3 100", "4 100"]


def test_title_row_inside_a_full_grid_stays_a_row(sheet, grids):
    for y in (90, 108, 126, 144):
        sheet.line(60, y, 360, y)
    for x in (60, 360):
        sheet.line(x, 90, x, 144)
    for x in (160, 260):
        sheet.line(x, 108, x, 144)
    sheet.text(65, 102, "Investeringar 2024, tkr", bold=True)
    for x, text in ((65, "Projekt"), (165, "Budget"), (265, "Utfall")):
        sheet.text(x, 120, text)
    for x, text in ((65, "Möbler"), (165, "500"), (265, "450")):
        sheet.text(x, 138, text)
    document = sheet.read()
    assert grids(document)[0] == [
        ["Investeringar 2024, tkr", "", ""],
        ["Projekt", "Budget", "Utfall"],
        ["Möbler", "500", "450"],
    ]
    assert document.tables[0].cells[0].col_span == 3


def test_headers_flush_left_over_numbers_flush_right_share_their_shaded_column(sheet, grids):
    """As web pages and word processors set them: the narrow header ends before its numbers begin."""
    edges = (55, 200, 300, 400, 500)
    for x0, x1 in itertools.pairwise(edges):
        sheet.fill(x0, 88, x1, 106)
    for x, text in zip(edges, ("Post", "Utfall", "Budget", "2024"), strict=False):
        sheet.text(x + 3, 100, text, bold=True)
    rows = (("Avgifter", "17,9", "17,1", "16,8"), ("Bidrag", "31,2", "24,6", "33,0"), ("Summa", "49,1", "41,7", "49,8"))
    for y, (label, *values) in zip((120, 135, 150), rows, strict=True):
        sheet.row(y, label, values, (297, 397, 497), x=58)
    (grid,) = grids(sheet.read())
    assert grid == [["Post", "Utfall", "Budget", "2024"], *(list(row) for row in rows)]


@pytest.mark.parametrize("heads", [("Jan-aug 2023", "2024", "Avvikelse"), ("2023", "2024", "2025, t.o.m. aug")])
def test_headers_flush_left_over_numbers_flush_right_share_their_column_with_nothing_drawn(sheet, grids, heads):
    """A narrow heading ends before its own numbers begin, a space right of the numbers of the column before."""
    edges, padding = (200.0, 280.0, 360.0, 440.0), 3.0
    for x, text in zip(edges, heads, strict=False):
        sheet.text(x + padding, 100, text)
    rows = (("Avgifter", "-17,9", "7,1", "6,8"), ("Bidrag", "31,2", "24,6", "33,0"), ("Summa", "49,1", "41,7", "49,8"))
    for y, (label, *values) in zip((115, 130, 145), rows, strict=True):
        sheet.row(y, label, values, [x - padding for x in edges[1:]], x=58)
    (grid,) = grids(sheet.read())
    assert grid == [["", *heads], *(list(row) for row in rows)]


def test_headings_narrower_than_the_numbers_under_them_cut_none(sheet, grids):
    """Flush right, each as far right of the numbers before it as the next: no headings flush left."""
    heads, stops, end = ("Utfall 24", "Periodutfall", "Prognos april", "Avvikelse"), [], 142.0
    for text in heads:
        end = sheet.text(end + 8, 100, text)
        stops.append(end)
    rows = (
        ("Netto", "1 562 700", "521 810", "1 570 543", "-7 843"),
        ("Kostnader", "1 739 519", "577 987", "1 747 436", "-7 917"),
        ("Fritid", "6 700", "2 180", "6 667", "33"),
    )
    for y, (label, *values) in zip((115, 130, 145), rows, strict=True):
        sheet.row(y, label, values, stops, x=58)
    (grid,) = grids(sheet.read())
    assert grid == [["", *heads], *(list(row) for row in rows)]


NEAR = (200.0, 237.0, 274.0, 311.0)  # stops at which four-digit numbers leave half a font size between them


def three_rules(sheet, top: float, under_header: float, bottom: float) -> None:
    for y in (top, under_header, bottom):
        sheet.line(58, y, 313, y)


def test_header_whose_first_line_is_in_one_piece_is_whole_between_two_rules(sheet, grids):
    three_rules(sheet, 80, 128, 182)
    for y, texts in ((92, ("Utfall", "Utfall", "Budget", "Budget")), (108, ("aug", "aug", "helår", "helår"))):
        sheet.row(y, "", texts, NEAR, bold=True)
    sheet.row(124, "", ("2020", "2021", "2020", "2021"), NEAR, bold=True)
    for k, values in enumerate(
        (("1 189", "1 222", "1 900", "1 903"), ("225", "456", "180", "688"), ("7", "", "35", "7"))
    ):
        sheet.row(142 + 16 * k, f"Rad {'abc'[k]}", values, NEAR)
    (grid,) = grids(sheet.read())
    assert [row[0] for row in grid][-3:] == ["Rad a", "Rad b", "Rad c"]
    assert [" ".join(r[c] for r in grid[:-3]).strip() for c in (1, 4)] == ["Utfall aug 2020", "Budget helår 2021"]


def test_header_over_a_section_row_and_numbers_a_space_apart_is_part_of_the_table(sheet, grids):
    three_rules(sheet, 80, 96, 180)
    sheet.row(92, "", ("2012", "2013", "2014", "2015"), NEAR, bold=True)
    sheet.text(60, 110, "Allmänt")
    for k, values in enumerate((("18 306", "18 401", "18 415", "18 514"), ("87,5", "87,3", "87,9", "88,5"))):
        sheet.row(126 + 16 * k, ("Invånare", "Skattekraft")[k], values, NEAR)
    sheet.text(60, 158, "Personal")
    sheet.row(174, "Anställda", ("1 015", "988", "979", "1 044"), NEAR)
    (grid,) = grids(sheet.read())
    assert grid[0] == ["", "2012", "2013", "2014", "2015"]
    assert [row[0] for row in grid[1:]] == ["Allmänt", "Invånare", "Skattekraft", "Personal", "Anställda"]


def test_heading_between_two_ruled_tables_is_no_header(sheet, grids):
    for top in (80, 170):
        three_rules(sheet, top, top + 16, top + 50)
        sheet.row(top + 12, "Enhet", ("2012", "2013", "2014", "2015"), NEAR, bold=True)
        sheet.row(top + 30, "Hemtjänst", ("18 306", "18 401", "18 415", "18 514"), NEAR)
        sheet.row(top + 46, "Boende", ("87,5", "87,3", "87,9", "88,5"), NEAR)
    sheet.text(60, 162, "Verksamhetens volymer och mått under året", bold=True)
    assert [grid[0][0] for grid in grids(sheet.read())] == ["Enhet", "Enhet"]


def test_a_row_alone_over_a_table_is_not_its_header(sheet, grids):
    """The last row of a table that began on the page before, between rules, and right under it another table."""
    sheet.line(55, 88, 500, 88)
    sheet.row(100, "Långtidssjuka", ("41,3", "42,0", "44,8"), (380, 440, 497), x=58)
    sheet.line(55, 105, 500, 105)
    edges = (55, 150, 220, 290, 360, 430, 500)
    for x0, x1 in itertools.pairwise(edges):
        sheet.fill(x0, 113, x1, 131)
    for x, text in zip(edges, ("Anställda", "Jan", "Feb", "Mar", "Apr", "Maj"), strict=False):
        sheet.text(x + 3, 125, text, bold=True)
    for y, label in ((145, "Fasta"), (162, "Vikarier"), (179, "Timmar")):
        sheet.row(y, label, [f"{y + i},5" for i in range(5)], edges[2:], x=58)
        sheet.line(55, y + 5, 500, y + 5)
    (grid,) = grids(sheet.read())
    assert grid[0] == ["Anställda", "Jan", "Feb", "Mar", "Apr", "Maj"]
    assert grid[1][0] == "Fasta"


def test_heading_left_of_codes_flush_right_is_theirs(sheet, grids):
    """The heading and the section rows stand left, the codes flush right in their wide column."""
    sheet.row(100, "Ansvar", ("Budget", "Utfall"), (300.0, 380.0))
    sheet.text(150, 100, "Benämning")
    for y, section, rows in (
        (116, "Gemensamt", (("7000", "Chef", "420", "400"), ("7005", "Stab", "150", "160"))),
        (161, "Äldreomsorg", (("7110", "Hemtjänst", "860", "910"), ("7130", "Boende", "310", "300"))),
    ):
        sheet.text(60, y, section)
        for k, (code, name, *values) in enumerate(rows):
            sheet.right(142, y + 15 + 15 * k, code)
            sheet.text(150, y + 15 + 15 * k, name)
            sheet.row(y + 15 + 15 * k, "", values, (300.0, 380.0))
    (grid,) = grids(sheet.read())
    assert grid[0] == ["Ansvar", "Benämning", "Budget", "Utfall"]
    assert grid[2] == ["7000", "Chef", "420", "400"]


def test_groups_over_headings_of_one_line_and_of_two_are_a_row_of_the_header(sheet, grids):
    """Nothing drawn; headings in one line stand on the last line of those in two, and one repeats."""
    stops = (240.0, 300.0, 360.0, 420.0, 480.0)
    sheet.text(285, 100, "Jan–apr", bold=True, align="center")
    sheet.text(420, 100, "Helår", bold=True, align="center")
    for stop, word in zip(stops, ("Utfall", "Budget"), strict=False):
        sheet.right(stop, 118, word, bold=True)
    sheet.row(130, "", ("2020", "2021", "Avvikelse", "Prognos", "Avvikelse"), stops, bold=True)
    for k, label in enumerate(("Intäkter", "Kostnader", "Resultat")):
        sheet.row(148 + 18 * k, label, ("41,2", "44,8", "5,3", f"11{k},5", "-7,7"), stops)
    (grid,) = grids(sheet.read())
    assert [text for text in grid[0] if text] == ["Jan–apr", "Helår"]
    assert grid[1][1:] == ["Utfall 2020", "Budget 2021", "Avvikelse", "Prognos", "Avvikelse"]


def test_a_title_as_wide_as_its_table_over_a_shaded_header_is_no_row_of_it(sheet, grids):
    """Its last word ends where the numbers of the last column do."""
    sheet.right(420, 100, "Beslut som inte verkställts, kvinnor och män, andra kvartalet 2022", bold=True)
    sheet.fill(58, 106, 422, 122)
    sheet.row(118, "Insats", ("Kvinnor", "Män", "Väntetid"), (240.0, 320.0, 420.0), bold=True)
    for k, label in enumerate(("Boende", "Kontaktperson", "Totalt")):
        sheet.row(136 + 16 * k, label, (f"{k + 7}", f"{k + 4}", f"{k + 21}4"), (240.0, 320.0, 420.0))
    (grid,) = grids(sheet.read())
    assert grid[0] == ["Insats", "Kvinnor", "Män", "Väntetid"]
