"""Words that a narrow column breaks without a hyphen are put together; words that stand apart stay apart."""

from __future__ import annotations

import pytest

from dagster_project.domain.documents.mend_words import mend_words
from dagster_project.domain.model import Cell, Document, Paragraph, Table


def mended(text: str, *, beside: str = "", prose: str = "") -> str:
    cells = (Cell(1, 1, text, 1), Cell(2, 1, beside, 1))
    table = Table(1, 1, 2, 1, cells)
    document = Document("sha", "x.pdf", "application/pdf", 1, (Paragraph(prose, 1), table))
    return mend_words(document).tables[0].cells[0].text


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Budgetavvikel\nse 2024", "Budgetavvikelse 2024"),
        ("Helårsbudge\nt", "Helårsbudget"),
        ("Kvarvarand\ne\nbudget", "Kvarvarande\nbudget"),
    ],
)
def test_heading_word_broken_by_its_column_is_mended(broken: str, whole: str) -> None:
    assert mended(broken) == whole


def test_word_of_the_document_broken_in_a_cell_is_mended() -> None:
    assert mended("Framgångsfakto\nr", prose="Varje framgångsfaktor följs upp.") == "Framgångsfaktor"


@pytest.mark.parametrize(
    "text", ["Resultat\nper april", "Kronobergs\nlän", "Utfall\ndelår 2021", "Avvikelse\nmot budget", "Prognos\n2024"]
)
def test_words_on_two_lines_stay_two_words(text: str) -> None:
    assert mended(text, prose="delår") == text


def test_year_broken_in_a_heading_is_mended_and_two_numbers_in_a_cell_are_not() -> None:
    assert mended("20\n19") == "2019"
    cells = (Cell(1, 1, "Antal", 1), Cell(2, 1, "Summa", 1), Cell(3, 1, "20\n19", 1))
    document = Document("sha", "x.pdf", "application/pdf", 1, (Table(1, 1, 3, 1, cells),))
    assert mend_words(document).tables[0].cells[2].text == "20\n19"
