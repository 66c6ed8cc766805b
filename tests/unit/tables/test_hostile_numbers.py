"""Numbers that only their place on the page can tell apart."""

from __future__ import annotations

import pytest

STOPS = (300.0, 380.0, 460.0)
HEADER = ("Budget", "Utfall", "Avvikelse")


def numbers_one_space_apart(sheet):
    """Thousands set with plain spaces, the columns themselves no more than a space apart."""
    stops = (230.0, 262.0, 294.0)
    sheet.row(100, "Verksamhet", ("2022", "2023", "2024"), stops, bold=True)
    sheet.row(115, "Hemtjänst", ("12 345", "12 678", "11 902"), stops)
    sheet.row(130, "Äldreboende", ("10 456", "456", "22 333"), stops)
    sheet.row(145, "Summa", ("22 801", "13 134", "34 235"), stops)
    return sheet


def test_thousands_with_plain_spaces_stay_one_number_and_touching_columns_two(sheet, grids):
    assert grids(numbers_one_space_apart(sheet).read()) == [
        [
            ["Verksamhet", "2022", "2023", "2024"],
            ["Hemtjänst", "12 345", "12 678", "11 902"],
            ["Äldreboende", "10 456", "456", "22 333"],
            ["Summa", "22 801", "13 134", "34 235"],
        ]
    ]


def zero_beside_three_digits(sheet):
    """`0 456`: two cells a space apart, never one number."""
    stops = (300.0, 320.0, 400.0)
    sheet.row(100, "Konto", ("", "", "Budget"), stops, bold=True)
    for y, label, values in (
        (115, "Bidrag", ("0", "456", "1 200")),
        (130, "Avgifter", ("0", "871", "900")),
        (145, "Hyror", ("0", "120", "15")),
    ):
        sheet.row(y, label, values, stops)
    return sheet


def test_zero_and_three_digits_are_two_cells(sheet, grids):
    (grid,) = grids(zero_beside_three_digits(sheet).read())
    assert grid[1:] == [
        ["Bidrag", "0", "456", "1 200"],
        ["Avgifter", "0", "871", "900"],
        ["Hyror", "0", "120", "15"],
    ]


def test_every_column_with_three_digits_after_the_space_is_one_column(sheet, grids):
    for y, label, values in (
        (100, "Enhet", HEADER),
        (115, "Stab", ("1 234", "2 345", "-1 111")),
        (130, "Vård", ("5 678", "6 789", "-1 111")),
    ):
        sheet.row(y, label, values, STOPS, bold=y == 100)
    (grid,) = grids(sheet.read())
    assert grid[1] == ["Stab", "1 234", "2 345", "-1 111"]


def test_minus_with_a_space_belongs_to_its_number(sheet, grids):
    sheet.row(100, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(115, "Stab", ("- 1 102", "(250)", "1 352-"), STOPS)
    sheet.row(130, "Vård", ("– 400", "12,5 %", "85"), STOPS)
    (grid,) = grids(sheet.read())
    assert grid[1] == ["Stab", "- 1 102", "(250)", "1 352-"]
    assert grid[2] == ["Vård", "– 400", "12,5 %", "85"]


def raised_footnote_marks(sheet):
    sheet.row(100, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(115, "Stab", ("", "2 345", "10"), STOPS)
    end = sheet.text(276, 115, "1 100")
    sheet.text(end, 111, "2", size=6)
    sheet.row(130, "Vård", ("5 678", "6 789", "20"), STOPS)
    end = sheet.text(60, 145, "Summa")
    sheet.text(end + 1, 141.5, "1)", size=6.5)
    for stop, value in zip(STOPS, ("6 778", "9 134", "30"), strict=True):
        sheet.right(stop, 145, value)
    sheet.text(60, 160, "1) Avrundat.", size=8)
    sheet.text(60, 172, "2) Preliminärt.", size=8)
    return sheet


def test_raised_marks_are_taken_out_of_numbers_and_labels(sheet, grids):
    document = raised_footnote_marks(sheet).read()
    (grid,) = grids(document)
    assert [row[:2] for row in grid[1:]] == [["Stab", "1 100"], ["Vård", "5 678"], ["Summa", "6 778"]]
    marks = {c.text: c.marks for t in document.tables for c in t.cells if c.marks}
    assert marks == {"1 100": ("2",), "Summa": ("1)",)}
    assert [p.kind for p in document.paragraphs] == ["note", "note"]


def test_a_mark_set_in_line_after_a_label_is_taken_out(sheet, grids):
    sheet.row(100, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(115, "Stab 1)", ("10", "20", "30"), STOPS)
    sheet.row(130, "Summa 2)", ("10", "20", "30"), STOPS)
    document = sheet.read()
    assert [row[0] for row in grids(document)[0]] == ["Enhet", "Stab", "Summa"]


def test_a_raised_two_of_a_unit_is_no_mark(sheet, grids):
    sheet.row(100, "Lokal", HEADER, STOPS, bold=True)
    end = sheet.text(60, 115, "Yta m")
    sheet.text(end, 111, "2", size=6)
    for stop, value in zip(STOPS, ("6 778", "9 134", "30"), strict=True):
        sheet.right(stop, 115, value)
    sheet.row(130, "Rum", ("1", "2", "3"), STOPS)
    assert grids(sheet.read())[0][1][0] == "Yta m2"


def label_touches_its_number(sheet):
    """A long label ends a space before its number."""
    stops = (200.0, 280.0)
    sheet.row(100, "Verksamhet", ("Budget", "Utfall"), stops, bold=True)
    sheet.row(115, "Kommunens hemtjänst", ("-26 400", "-26 100"), stops)
    sheet.row(130, "Stöd till personer LSS", ("171 339", "7 504"), stops)
    sheet.row(145, "Nämnd", ("9", "11"), stops)
    return sheet


def test_a_label_that_touches_its_number_is_parted_from_it(sheet, grids):
    (grid,) = grids(label_touches_its_number(sheet).read())
    assert grid[1] == ["Kommunens hemtjänst", "-26 400", "-26 100"]
    assert grid[2] == ["Stöd till personer LSS", "171 339", "7 504"]


def long_label_before_a_single_number(sheet):
    """One column of numbers; one label comes so close that no wide gap is left."""
    for k, (label, value) in enumerate(
        (
            ("Kostnadsslag", "tkr"),
            ("Personalkostnader för ordinarie personal i hemtjänsten", "12 345"),
            ("Köp av verksamhet", "890"),
            ("Summa", "13 235"),
        )
    ):
        sheet.text(60, 100 + 14 * k, label, bold=k == 0)
        sheet.right(340, 100 + 14 * k, value, bold=k == 0)
    return sheet


def test_a_long_label_close_to_its_number_keeps_its_last_words(sheet, grids):
    (grid,) = grids(long_label_before_a_single_number(sheet).read())
    assert grid[1] == ["Personalkostnader för ordinarie personal i hemtjänsten", "12 345"]


def test_a_source_line_under_evenly_spaced_rows_is_no_row(sheet, grids):
    stops = (250, 300, 350)
    sheet.row(100, "", ("2019", "2020", "2021"), stops, size=9)
    sheet.row(112, "Hemtjänst", ("429", "446", "451"), stops, size=9)
    sheet.row(124, "Särskilt boende", ("114", "112", "110"), stops, size=9)
    sheet.text(60, 136, "Källa: eget system", 8)
    (grid,) = grids(sheet.read())
    assert [row[0] for row in grid] == ["", "Hemtjänst", "Särskilt boende"]


def numbers_broken_at_their_space(sheet, with_grid):
    """A column too narrow for six digits: the number goes on below, in the height of its row."""
    edges, ys = (55, 200, 270, 297, 360), (90, 105, 130, 155, 180)
    sheet.row(100, "Verksamhet", ("Budget", "Ack", "Avvik"), (265, 295, 355), bold=True)
    for top, label, budget, (head, tail), deviation in (
        (105, "Hemtjänst", "98 933", ("107", "411"), "-8 478"),
        (130, "Särskilt boende", "169 508", ("173", "902"), "-4 394"),
        (155, "Summa", "268 441", ("281", "313"), "-12 872"),
    ):
        sheet.row(top + 15, label, (budget, "", deviation), (265, 295, 355))
        sheet.right(295, top + 9, head)
        sheet.right(295, top + 21, tail)
    for y in ys:
        sheet.line(55, y, 360, y)
    for x in edges if with_grid else ():
        sheet.line(x, ys[0], x, ys[-1])
    return sheet


@pytest.mark.parametrize("with_grid", [True, False])
def test_a_number_broken_at_its_space_is_one_number(sheet, grids, with_grid):
    (grid,) = grids(numbers_broken_at_their_space(sheet, with_grid).read())
    assert grid[1:] == [
        ["Hemtjänst", "98 933", "107 411", "-8 478"],
        ["Särskilt boende", "169 508", "173 902", "-4 394"],
        ["Summa", "268 441", "281 313", "-12 872"],
    ]


def test_numbers_of_two_rows_between_two_rules_stay_two(sheet, grids):
    """Room enough on one line: what stands below is a row of its own."""
    stops = (300.0, 380.0)
    sheet.row(100, "Enhet", ("Budget", "Utfall"), stops, bold=True)
    for y, label, values in (
        (120, "Kök", ("107", "108")),
        (132, "", ("411", "409")),
        (150, "Vård", ("210", "230")),
        (162, "", ("355", "312")),
        (180, "Summa", ("317", "338")),
    ):
        sheet.row(y, label, values, stops)
    for y in (107, 137, 167, 187):
        sheet.line(55, y, 390, y)
    (grid,) = grids(sheet.read())
    assert [row[1:] for row in grid[1:5]] == [["107", "108"], ["411", "409"], ["210", "230"], ["355", "312"]]


def test_a_number_and_a_word_that_nearly_touch_are_two_cells(sheet, grids):
    """Flush right and flush left beside each other: less than a word space between `113` and `löpande`."""
    sheet.row(100, "Projekt", ("Budget", "Kvar"), (300.0, 380.0), bold=True)
    sheet.text(381.6, 100, "Slutår", bold=True)
    for k, (label, end) in enumerate((("Inventarier", "löpande"), ("Larm", "2024"), ("Kök", "2022"))):
        sheet.row(116 + 15 * k, label, (f"{k + 4} 200", f"{k + 1} 135" if k else "113"), (300.0, 380.0))
        sheet.text(381.6, 116 + 15 * k, end)
    (grid,) = grids(sheet.read())
    assert [row[2:] for row in grid[1:]] == [["113", "löpande"], ["2 135", "2024"], ["3 135", "2022"]]
