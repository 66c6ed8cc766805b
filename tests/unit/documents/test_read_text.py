"""Text reports: tab-separated lines are tables, the rest paragraphs and headings."""

from __future__ import annotations

import pytest

from dagster_project.domain.documents.read_text import read_text
from dagster_project.domain.model import Document, Table
from dagster_project.domain.refusals import Refused


def read(text: str) -> Document:
    document, refusals = read_text(text.encode(), "sha", "report.txt")
    assert refusals == ()
    return document


def grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.grid()]


def test_last_line_without_newline_is_read() -> None:
    assert grid(read("\tBudget\nStab\t1 000\nSumma\t1 000").tables[0])[-1] == ["Summa", "1 000"]


def test_contents_list_with_tab_and_page_number_is_no_table() -> None:
    document = read("Innehåll\n\n1 Sammanfattning\t3\n2 Ekonomi\t5\n2.1 Drift\t5\n3 Personal\t9\n")
    assert document.tables == ()


def test_contents_list_with_dot_leaders_is_no_table() -> None:
    assert read("Inledning.....\t4\nEkonomi .....\t5\nPersonal.....\t9\n").tables == ()


def test_table_goes_on_after_a_blank_line_without_a_header() -> None:
    document = read("Enhet\tBudget\tUtfall\nA\t1\t2\nB\t3\t4\n\nC\t5\t6\nD\t7\t8\n")
    assert [t.n_rows for t in document.tables] == [5]


def test_table_with_its_own_header_after_a_blank_line_is_another_table() -> None:
    document = read("Enhet\t2022\t2023\nA\t1\t2\n\nAnnat\t2022\t2023\nB\t3\t4\n")
    assert [t.table_no for t in document.tables] == [1, 2]


def test_line_without_tabs_between_rows_spans_the_table() -> None:
    table = read("Projekt\tBudget\tUtfall\nBilar\t10\t0\nInga köp har gjorts under året.\nLarm\t5\t5\n").tables[0]
    remark = table.grid()[2]
    assert remark[0] is remark[2] and remark[0].col_span == 3


def test_markup_is_taken_out_and_kept_as_bold() -> None:
    table = read("**Verksamhet**\t**Utfall**\n<b>Summa</b>\t<i>12</i>\n").tables[0]
    assert grid(table) == [["Verksamhet", "Utfall"], ["Summa", "12"]]
    assert table.grid()[1][0].is_bold and table.grid()[1][1].is_italic


def test_asterisk_that_marks_a_footnote_stays() -> None:
    assert grid(read("Mått\t2022\nDygn\t240*\n").tables[0])[1][1] == "240*"


def test_short_line_alone_is_a_heading_and_a_sentence_is_not() -> None:
    kinds = [(p.kind, p.text) for p in read("Ekonomisk analys\n\nUtfallet blev som väntat.\n").paragraphs]
    assert kinds == [("heading", "Ekonomisk analys"), ("paragraph", "Utfallet blev som väntat.")]


def test_ragged_rows_become_a_rectangle() -> None:
    assert grid(read("A\tB\tC\nx\t1\n").tables[0])[1] == ["x", "1", ""]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "documents.empty"),
        (b" \n\t\n", "documents.empty"),
        ("Hemtj\xe4nst\t1".encode("latin-1"), "documents.encoding-unknown"),
        (b"A\tB\n\x00\x01", "documents.not-a-report"),
        (b"x" * 300_000, "documents.too-large"),
    ],
)
def test_what_is_no_text_report_is_refused_with_its_code(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_text(data, "sha", "report.txt")
    assert caught.value.code == code


def test_marked_heading_stands_above_a_short_line_however_deep_it_is() -> None:
    paragraphs = read("#### Goal 4: Quality\n\nMethod: yearly survey\n\nText that ends.\n").paragraphs
    assert [(p.kind, p.text) for p in paragraphs[:2]] == [
        ("heading", "Goal 4: Quality"),
        ("heading", "Method: yearly survey"),
    ]
    assert paragraphs[0].level < paragraphs[1].level
