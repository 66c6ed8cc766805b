"""Text whose columns are aligned with spaces, as a program that turns a PDF into text leaves it."""

from __future__ import annotations

import pytest

from dagster_project.domain.documents.read_text import read_text
from dagster_project.domain.model import Document, Table

PLAIN = """\
Verksamhet            Budget  Utfall  Avvikelse
Hemtjänst             11 840  12 460       -620
Särskilt boende        9 120   8 900        220
Summa                 20 960  21 360       -400
"""


def read(text: str) -> Document:
    return read_text(text.encode(), "sha", "report.txt")[0]


def grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.grid()]


def test_columns_are_found_where_spaces_align_them() -> None:
    (table,) = read(PLAIN).tables
    assert grid(table)[0] == ["Verksamhet", "Budget", "Utfall", "Avvikelse"]
    assert grid(table)[2] == ["Särskilt boende", "9 120", "8 900", "220"]


def test_line_above_a_table_is_its_heading_and_a_sentence_below_is_text() -> None:
    document = read("Driftredovisning, tkr\n" + PLAIN + "\nUtfallet översteg budgeten.\n")
    assert [(p.kind, p.text) for p in document.paragraphs] == [
        ("heading", "Driftredovisning, tkr"),
        ("paragraph", "Utfallet översteg budgeten."),
    ]


def test_header_over_two_lines_is_one_cell_in_each_column() -> None:
    text = (
        "Verksamhet       Budget    Budget    Utfall\n"
        "                  helår  jan-mars  jan-mars\n"
        "Hemtjänst        11 840     2 960     3 100\n"
        "Boende            9 120     2 280     2 200\n"
    )
    (table,) = read(text).tables
    assert [text.replace("\n", " ") for text in grid(table)[0]] == [
        "Verksamhet",
        "Budget helår",
        "Budget jan-mars",
        "Utfall jan-mars",
    ]


def test_headings_one_space_apart_over_two_columns_are_two() -> None:
    text = (
        "Verksamhet             Utfall Budgetavvikelse\n"
        "Hemtjänst               3 100            -140\n"
        "Boende                  2 200              80\n"
    )
    (table,) = read(text).tables
    assert grid(table)[0] == ["Verksamhet", "Utfall", "Budgetavvikelse"]


def test_label_of_several_words_is_no_row_of_columns() -> None:
    text = (
        "                                      2023  2024\n"
        "Total sjukfrånvaro                     9,8   9,1\n"
        "50 år eller äldre                     10,6   9,7\n"
        "30-49 år                               9,0   8,8\n"
    )
    assert [row[0] for row in grid(read(text).tables[0])] == ["", "Total sjukfrånvaro", "50 år eller äldre", "30-49 år"]


def test_rows_parted_by_blank_lines_are_one_table() -> None:
    (table,) = read(PLAIN.replace("220\nSumma", "220\n\nSumma")).tables
    assert table.n_rows == 4


def test_form_feed_begins_a_page_and_its_repeated_first_line_is_furniture() -> None:
    head = "Socialnämnden, mars 2024                 "
    document = read(f"{head}1\n\nInledning\n\f{head}2\n\n{PLAIN}\f{head}3\n\nSlutord\n\f")
    assert document.n_pages == 3
    assert [t.page for t in document.tables] == [2]
    assert [p.page for p in document.paragraphs if p.kind == "furniture"] == [1, 2, 3]


def test_rows_that_go_on_over_the_page_are_one_table() -> None:
    head = "Socialnämnden, mars 2024                 "
    more = "Vuxna                  1 000   1 100       -100\nBarn                   2 000   2 200       -200\n"
    (table,) = read(f"{head}1\n\n{PLAIN}\f{head}2\n\n{more}").tables
    assert table.n_rows == 6


def test_sentence_wrapped_over_lines_is_one_paragraph() -> None:
    text = "Nämnden redovisar för perioden ett underskott som främst beror på\nplaceringar och uppgår till 3 412 tkr.\n"
    assert [p.text.endswith("på placeringar och uppgår till 3 412 tkr.") for p in read(text).paragraphs] == [True]


def test_sentences_with_wide_spaces_are_no_table() -> None:
    assert read("Utfallet blev  sämre än väntat under året.\nNämnden ser  över sina rutiner.\n").tables == ()


def test_raised_footnote_marks_on_a_line_of_their_own_are_no_row() -> None:
    (table,) = read(PLAIN.replace("220\nSumma", "220\n                           2)\nSumma")).tables
    assert [row[0] for row in grid(table)] == ["Verksamhet", "Hemtjänst", "Särskilt boende", "Summa"]


def test_values_belong_to_their_column_where_columns_drift_apart() -> None:
    text = (
        "Verksamhet                  Prognos 2024 Budget 2024 Avvikelse Utfall 2024-04\n"
        "Politisk verksamhet                1 302        1 302               0            456\n"
        "Bostadsanpassning                  1 300        1 100         -200             -466\n"
        "Myndighet                         32 124       29 124       -3 000           11 265\n"
    )
    (table,) = read(text).tables
    assert grid(table)[0] == ["Verksamhet", "Prognos 2024", "Budget 2024", "Avvikelse", "Utfall 2024-04"]
    assert grid(table)[1] == ["Politisk verksamhet", "1 302", "1 302", "0", "456"]
    assert grid(table)[2] == ["Bostadsanpassning", "1 300", "1 100", "-200", "-466"]


def test_heading_of_the_labels_is_none_of_a_column_whose_heading_goes_on_below() -> None:
    text = (
        "                                       Ackumulerad\n"
        "Månad       Budget  Utfall  Avvikelse    avvikelse\n"
        "Januari       30,1    30,8       -0,7         -0,7\n"
        "Februari      29,6    29,9       -0,3         -1,0\n"
    )
    (table,) = read(text).tables
    assert grid(table)[-3] == ["Månad", "Budget", "Utfall", "Avvikelse", "Ackumulerad\navvikelse"]


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f"])
def test_numbers_whose_spaces_do_not_break_are_whole(space: str) -> None:
    rows = ("Norr     -19 210  -18 800  -410", "Söder    -20 845  -20 533  -312", "Larm      -9 420   -9 733   313")
    broken = (
        row[:9] + "  ".join(f"{v.replace(' ', space):>7}" for v in row[9:].strip().split("  ") if v) for row in rows
    )
    (table,) = read("Enhet     Utfall   Budget  Avvikelse\n" + "\n".join(broken) + "\n").tables
    assert [row[1] for row in grid(table)[1:]] == ["-19 210", "-20 845", "-9 420"]


def test_label_that_begins_with_a_dash_is_a_row_of_its_own() -> None:
    text = (
        "Åldersgrupp  Kvinnor 2022  Kvinnor 2023\n"
        "–29 år                9,1           8,4\n"
        "30–49 år              8,8           9,0\n"
        "- Vikarier            7,1           7,0\n"
    )
    (table,) = read(text).tables
    assert [row[0] for row in grid(table)] == ["Åldersgrupp", "–29 år", "30–49 år", "- Vikarier"]
