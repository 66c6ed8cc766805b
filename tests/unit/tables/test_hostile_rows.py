"""Rows that only white space, rules or the way text wraps can tell apart."""

from __future__ import annotations

import pytest

STOPS = (320.0, 400.0, 480.0)
HEADER = ("Budget", "Utfall", "Avvikelse")
A, B = ("1 200", "1 100", "100"), ("340", "360", "-20")


def wrapped_labels(sheet, value_line: int, row_gap: float):
    """Labels over three lines, their numbers on the given line; row_gap: extra points between rows."""
    sheet.row(90, "Verksamhet", HEADER, STOPS, bold=True)
    y = 90 + 12 + max(row_gap, 3)
    for lines, values in (
        (("Hemtjänst i ordinärt boende", "med larm och", "matdistribution"), A),
        (("Särskilt boende för äldre", "med heldygns-", "omsorg"), B),
        (("Korttidsboende för", "äldre personer", "i kommunen"), A),
    ):
        for i, text in enumerate(lines):
            sheet.text(60, y + 12 * i, text)
        place = y + 12 if value_line == 1 else y + 24 * (value_line == 2)
        for stop, value in zip(STOPS, values, strict=True):
            sheet.right(stop, place, value)
        y += 36 + row_gap
    return sheet


@pytest.mark.parametrize("value_line", [0, 1, 2])
@pytest.mark.parametrize("row_gap", [5.0, 8.0])
def test_values_stand_on_any_line_of_a_wrapped_label(sheet, grids, value_line, row_gap):
    (grid,) = grids(wrapped_labels(sheet, value_line, row_gap).read())
    assert [row[1:] for row in grid] == [list(HEADER), list(A), list(B), list(A)]
    assert [row[0] for row in grid[1:]] == [
        "Hemtjänst i ordinärt boende med larm och matdistribution",
        "Särskilt boende för äldre med heldygns- omsorg",
        "Korttidsboende för äldre personer i kommunen",
    ]


def values_between_two_label_lines(sheet):
    """Labels over two lines, numbers centred in height between them."""
    sheet.row(90, "Verksamhet", HEADER, STOPS, bold=True)
    y = 110.0
    for lines, values in ((("Hemtjänst med larm", "och matdistribution"), A), (("Särskilt boende", "för äldre"), B)):
        sheet.text(60, y, lines[0])
        sheet.text(60, y + 12, lines[1])
        for stop, value in zip(STOPS, values, strict=True):
            sheet.right(stop, y + 6, value)
        y += 30
    return sheet


def test_values_centred_between_two_label_lines(sheet, grids):
    (grid,) = grids(values_between_two_label_lines(sheet).read())
    assert grid[1:] == [["Hemtjänst med larm och matdistribution", *A], ["Särskilt boende för äldre", *B]]


def evenly_spaced_wrapped_labels(sheet):
    """No extra space between rows at all: only the way the text wraps tells."""
    y = 90
    for label, values in (
        ("Verksamhet", HEADER),
        ("Nämnd", A),
        ("Hemtjänst i ordinärt boende för", B),
        ("äldre och funktionsnedsatta", None),
        ("Särskilt boende", A),
        ("Stab", B),
    ):
        if values:
            sheet.row(y, label, values, STOPS, bold=y == 90)
        else:
            sheet.text(60, y, label)
        y += 12
    return sheet


def test_evenly_spaced_label_that_goes_on_in_lower_case_is_one_label(sheet, grids):
    (grid,) = grids(evenly_spaced_wrapped_labels(sheet).read())
    assert [row[0] for row in grid[1:]] == [
        "Nämnd",
        "Hemtjänst i ordinärt boende för äldre och funktionsnedsatta",
        "Särskilt boende",
        "Stab",
    ]


def test_section_rows_are_rows_of_their_own(sheet, grids):
    y = 90
    for label, values in (
        ("Verksamhet", HEADER),
        ("Äldreomsorg", None),
        ("Hemtjänst", A),
        ("Boende", B),
        ("Funktionsstöd", None),
        ("Assistans", A),
        ("Summa", B),
    ):
        if values:
            sheet.row(y, label, values, STOPS, bold=y == 90)
        else:
            sheet.text(60, y, label, bold=True)
        y += 14
    (grid,) = grids(sheet.read())
    assert [row[0] for row in grid] == [
        "Verksamhet",
        "Äldreomsorg",
        "Hemtjänst",
        "Boende",
        "Funktionsstöd",
        "Assistans",
        "Summa",
    ]
    assert grid[1][1:] == ["", "", ""]


def remark_rows(sheet):
    """A remark over the whole width of the table after every row of numbers."""
    sheet.row(90, "Projekt", HEADER, STOPS, bold=True)
    y = 107
    for label, values in (("Möbler", A), ("Bilar", B), ("Sängar", A)):
        sheet.row(y, label, values, STOPS)
        sheet.text(60, y + 17, "Inköpen gjordes under hösten eftersom leveransen dröjde längre än leverantören")
        sheet.text(60, y + 29, "hade lovat i avtalet.")
        y += 46
    sheet.row(y, "Summa", B, STOPS)
    return sheet


def test_remarks_between_value_rows_do_not_end_the_table(sheet, grids):
    (grid,) = grids(remark_rows(sheet).read())
    assert [row[0].split()[0] for row in grid] == [
        "Projekt", "Möbler", "Inköpen", "Bilar", "Inköpen", "Sängar", "Inköpen", "Summa",
    ]  # fmt: skip
    assert [row[1:] for row in grid if row[0] == "Bilar"] == [list(B)]


def merged_label_in_a_full_grid(sheet):
    """A label cell merged over two rows, and a value merged over the same two."""
    xs, ys = (60, 200, 280, 360, 440), (100, 118, 136, 154)
    for y in (100, 118, 154):
        sheet.line(60, y, 440, y)
    sheet.line(200, 136, 360, 136)
    for x in xs:
        sheet.line(x, ys[0], x, ys[-1])
    for x, text in ((65, "Område"), (205, "Slag"), (285, "Utfall"), (365, "Avvikelse")):
        sheet.text(x, 112, text)
    sheet.text(65, 139, "Äldreomsorg")
    sheet.text(205, 130, "Intäkt")
    sheet.text(205, 148, "Kostnad")
    sheet.right(355, 130, "56 751")
    sheet.right(355, 148, "-309 655")
    sheet.right(435, 139, "-20 244")
    return sheet


def test_cells_merged_over_rows_keep_both_rows(sheet, grids):
    document = merged_label_in_a_full_grid(sheet).read()
    (grid,) = grids(document)
    assert grid[1:] == [["Äldreomsorg", "Intäkt", "56 751", "-20 244"], ["", "Kostnad", "-309 655", ""]]
    spans = {c.text: c.row_span for c in document.tables[0].cells if c.row_span > 1}
    assert spans == {"Äldreomsorg": 2, "-20 244": 2}


def label_between_its_two_rows_without_lines(sheet):
    """The same without any line: the label stands in height between its two rows of numbers."""
    stops = (320.0, 400.0)
    sheet.row(90, "Område", ("Utfall", "Budget"), stops, bold=True)
    y = 110.0
    for label in ("Äldreomsorg", "Barn och unga"):
        sheet.text(60, y + 6, label)
        sheet.text(180, y, "Intäkt")
        sheet.text(180, y + 12, "Kostnad")
        for dy, values in ((0, ("567", "329")), (12, ("-3 096", "-2 656"))):
            for stop, value in zip(stops, values, strict=True):
                sheet.right(stop, y + dy, value)
        y += 34
    return sheet


def test_label_between_two_rows_of_numbers_spans_both(sheet):
    (table,) = label_between_its_two_rows_without_lines(sheet).read().tables
    rows = [[c.text for c in row] for row in table.grid()]
    assert next(row for row in rows if row[2] == "567") == ["Äldreomsorg", "Intäkt", "567", "329"]
    assert [row for row in rows if row[2] == "-3 096"][1] == ["Barn och unga", "Kostnad", "-3 096", "-2 656"]


def test_rows_and_a_bold_header_far_apart_by_paragraph_spacing_are_one_table(sheet, grids):
    for x, head in ((300, "Budget 2023"), (380, "Utfall aug"), (460, "Prognos")):
        sheet.text(x - 12, 100, head, size=8.5, bold=True, align="center")
    sheet.text(60, 100, "Verksamhet", size=8.5, bold=True)
    for k, label in enumerate(("Hemtjänst", "Boende", "Summa")):
        sheet.row(129 + 29 * k, label, (f"{400 + k}", f"{500 + k}", f"{600 + k}"), (300, 380, 460), size=8.5)
    sheet.prose(300)
    (grid,) = grids(sheet.read())
    assert grid[0] == ["Verksamhet", "Budget 2023", "Utfall aug", "Prognos"]
    assert [row[0] for row in grid[1:]] == ["Hemtjänst", "Boende", "Summa"]


def test_a_bold_title_over_a_header_opens_a_table_however_tight(sheet, grids):
    for top, title in ((100, "Investeringar, tkr"), (178, "Statsbidrag, tkr")):
        sheet.text(60, top, title, bold=True)
        sheet.row(top + 16, "Projekt", ("Budget", "Utfall"), (300, 380), bold=True)
        sheet.line(60, top + 20, 380, top + 20)
        for k, label in enumerate(("Larm", "Sängar", "Summa")):
            sheet.row(top + 32 + 14 * k, label, (f"{400 + k}", f"{500 + k}"), (300, 380))
    first, second = grids(sheet.read())
    assert [row[0] for row in first] == [row[0] for row in second] == ["Projekt", "Larm", "Sängar", "Summa"]


def test_labels_that_all_wrap_around_their_values_are_a_column(sheet, grids):
    """No label stands on a line with its values: all are in two lines, the values between them."""
    sheet.row(100, "", ("Budget", "Utfall"), (300.0, 380.0), bold=True)
    labels = (("Stadsområde", "norr"), ("Stadsområde", "öster"), ("Gemensamma", "kostnader"))
    values = (("1 012", "-1 019"), ("1 133", "-1 149"), ("956", "-958"))
    for k, ((first, rest), row) in enumerate(zip(labels, values, strict=True)):
        y = 120 + 30 * k
        sheet.text(60, y, first)
        sheet.row(y + 6, "", row, (300.0, 380.0))
        sheet.text(60, y + 12, rest)
    assert grids(sheet.read()) == [
        [
            ["", "Budget", "Utfall"],
            *([" ".join(label), *row] for label, row in zip(labels, values, strict=True)),
        ]
    ]


def test_a_last_row_whose_label_wraps_around_a_single_figure_is_a_row(sheet, grids):
    sheet.row(100, "Boende", ("2023", "2024"), (300.0, 380.0), bold=True)
    for k, label in enumerate(("Fredriksberg", "Odengården", "Samtliga")):
        sheet.row(120 + 18 * k, label, (f"{685 + k}", f"{660 + k}"), (300.0, 380.0))
    sheet.text(60, 174, "Snitt för andra")
    sheet.right(380, 180, "711")
    sheet.text(60, 186, "kommuner")
    sheet.prose(230)
    (grid,) = grids(sheet.read())
    assert grid[-2:] == [["Samtliga", "687", "662"], ["Snitt för andra kommuner", "", "711"]]
