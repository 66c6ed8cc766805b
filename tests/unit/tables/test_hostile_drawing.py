"""Tables drawn in part, by frames, by vertical lines, by other producers' habits."""

from __future__ import annotations

STOPS = (300.0, 380.0, 460.0)
HEADER = ("Budget", "Utfall", "Avvikelse")
ROWS = (("Stab", ("1 080", "980", "100")), ("Vård", ("80", "90", "-10")), ("Summa", ("1 160", "1 070", "90")))
GRID = [["Enhet", *HEADER], *[[label, *values] for label, values in ROWS]]


def plain_rows(sheet, y: float = 100, pitch: float = 16):
    sheet.row(y, "Enhet", HEADER, STOPS, bold=True)
    for k, (label, values) in enumerate(ROWS, start=1):
        sheet.row(y + pitch * k, label, values, STOPS)
    return sheet


def frame_around_a_table(sheet):
    plain_rows(sheet)
    for a in ((55, 86, 470, 86), (55, 156, 470, 156), (55, 86, 55, 156), (470, 86, 470, 156)):
        sheet.line(*a)
    return sheet


def test_a_frame_alone_does_not_hide_rows_and_columns(sheet, grids):
    assert grids(frame_around_a_table(sheet).read()) == [GRID]


def frame_with_a_header_rule(sheet):
    frame_around_a_table(sheet)
    sheet.line(55, 104, 470, 104)
    return sheet


def test_a_frame_and_a_header_rule_do_not_hide_rows_and_columns(sheet, grids):
    assert grids(frame_with_a_header_rule(sheet).read()) == [GRID]


def vertical_lines_only(sheet):
    plain_rows(sheet)
    for x in (230, 310, 390):
        sheet.line(x, 88, x, 152)
    return sheet


def test_vertical_lines_only(sheet, grids):
    assert grids(vertical_lines_only(sheet).read()) == [GRID]


def grid_around_the_header_only(sheet):
    """Cells drawn around the header and the total row, nothing between."""
    plain_rows(sheet)
    for top, bottom in ((88, 104), (136, 152)):
        for x in (55, 230, 310, 390, 470):
            sheet.line(x, top, x, bottom)
        sheet.line(55, top, 470, top)
        sheet.line(55, bottom, 470, bottom)
    return sheet


def test_a_grid_around_header_and_total_only_is_one_table(sheet, grids):
    found = grids(grid_around_the_header_only(sheet).read())
    assert [row for grid in found for row in grid] == GRID


def columns_in_a_grid_without_row_lines(sheet):
    """Box, header rule and column rules, but no rules between rows."""
    plain_rows(sheet)
    for x in (55, 230, 310, 390, 470):
        sheet.line(x, 86, x, 156)
    for y in (86, 104, 156):
        sheet.line(55, y, 470, y)
    return sheet


def test_column_rules_without_row_rules(sheet, grids):
    assert grids(columns_in_a_grid_without_row_lines(sheet).read()) == [GRID]


def rows_in_a_grid_without_column_lines(sheet):
    plain_rows(sheet)
    for y in (88, 104, 120, 136, 152):
        sheet.line(55, y, 470, y)
    for x in (55, 470):
        sheet.line(x, 88, x, 152)
    return sheet


def test_row_rules_in_a_frame_without_column_rules(sheet, grids):
    assert grids(rows_in_a_grid_without_column_lines(sheet).read()) == [GRID]


def comments_beside_numbers(sheet):
    """A last column of wrapped comments beside one line of numbers; rows told by white space."""
    sheet.row(100, "Enhet", HEADER[:2], STOPS[:2], bold=True)
    sheet.text(400, 100, "Kommentar", bold=True)
    y = 118
    for label, values in ROWS:
        sheet.row(y, label, values[:2], STOPS[:2])
        for i, text in enumerate(("Högre kostnader", "för vikarier och", "material.")):
            sheet.text(400, y + 12 * i, text)
        y += 42
    return sheet


def test_wrapped_comments_beside_numbers_belong_to_their_row(sheet, grids):
    (grid,) = grids(comments_beside_numbers(sheet).read())
    comment = "Högre kostnader för vikarier och material."
    assert grid[1:] == [[label, *values[:2], comment] for label, values in ROWS]


def overflowing_label(sheet):
    """A spreadsheet's habit: a long label runs on over the empty cells to its right."""
    sheet.row(100, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(116, "Stab", ROWS[0][1], STOPS)
    sheet.text(60, 132, "Statsbidrag som ännu inte har fördelats mellan enheterna i ramen")
    sheet.right(460, 132, "35")
    sheet.row(148, "Vård", ROWS[1][1], STOPS)
    sheet.row(164, "Summa", ROWS[2][1], STOPS)
    return sheet


def test_a_label_over_empty_cells_keeps_its_number_in_its_column(sheet):
    (table,) = overflowing_label(sheet).read().tables
    row = [c.text for c in table.grid()[2]]
    assert row[0] == "Statsbidrag som ännu inte har fördelats mellan enheterna i ramen"
    assert row[-1] == "35"
    assert [c.text for c in table.grid()[1]] == GRID[1]


def dashes_for_blanks(sheet):
    sheet.row(100, "Enhet", HEADER, STOPS, bold=True)
    sheet.row(116, "Stab", ("–", "980", "-"), STOPS)
    sheet.row(132, "Vård", ("80", "", "..."), STOPS)
    sheet.row(148, "Summa", ROWS[2][1], STOPS)
    return sheet


def test_dashes_and_blanks_stay_in_their_columns(sheet, grids):
    (grid,) = grids(dashes_for_blanks(sheet).read())
    assert grid[1:3] == [["Stab", "–", "980", "-"], ["Vård", "80", "", "..."]]


def standing_headers(sheet):
    """Header words turned by 90 degrees over narrow columns."""
    sheet.text(60, 148, "Enhet", bold=True)
    for x, text in ((200, "Budgeterade"), (240, "Utförda"), (280, "Avvikelsen")):
        sheet.canvas.saveState()
        sheet.canvas.translate(x, sheet.size[1] - 150)
        sheet.canvas.rotate(90)
        sheet.canvas.setFont("Helvetica-Bold", 10)
        sheet.canvas.drawString(0, 0, text)
        sheet.canvas.restoreState()
    for k, (label, values) in enumerate(ROWS):
        sheet.row(166 + 16 * k, label, [v.replace(" ", "") for v in values], (205.0, 245.0, 285.0))
    return sheet


def test_standing_header_words_are_headers_of_their_columns(sheet, grids):
    (grid,) = grids(standing_headers(sheet).read())
    assert grid[0] == ["Enhet", "Budgeterade", "Utförda", "Avvikelsen"]
    assert grid[1] == ["Stab", "1080", "980", "100"]


def two_tables_under_headings(sheet):
    """Two tables of the same columns, a heading in the tables' own size between them."""
    plain_rows(sheet)
    sheet.text(60, 176, "Personal", bold=True)
    plain_rows(sheet, 194)
    return sheet


def test_a_heading_in_the_tables_own_size_parts_two_tables(sheet, grids):
    document = two_tables_under_headings(sheet).read()
    assert grids(document) == [GRID, GRID]
    assert [p.text for p in document.paragraphs] == ["Personal"]


def table_between_paragraphs(sheet):
    """Running text close above and below a table in the same size."""
    y = sheet.prose(80, 4)
    plain_rows(sheet, y + 8, 14)
    sheet.prose(y + 8 + 14 * 3 + 20, 4)
    return sheet


def test_running_text_around_a_table_stays_outside(sheet, grids):
    document = table_between_paragraphs(sheet).read()
    assert grids(document) == [GRID]
    assert len(document.paragraphs) == 2
