"""Wordings that the first authors did not use: each kind of number, and what it is said of. All sentences are our own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dagster_project.domain.model import Document, Paragraph, ReportProfile, Statement
from dagster_project.domain.statements import find_statements

AUGUST = date(2024, 8, 31)
YEAR = date(2024, 12, 31)


def read(*paragraphs: str, period_end: date = AUGUST, heading: str = "Hemtjänst", kind: str = "") -> list[Statement]:
    blocks = [Paragraph(heading, 1, "heading", 2), *(Paragraph(text, 1) for text in paragraphs)]
    if kind:
        blocks[2:] = [Paragraph(text, 1, "list_item") for text in paragraphs[1:]]
    document = Document("sha", "sample", "text/plain", 1, tuple(blocks))
    return list(find_statements(document, ReportProfile(board="Socialnämnden", period_end=period_end), []))


def said(*paragraphs: str, period_end: date = AUGUST, kind: str = "") -> list[tuple[str, str]]:
    return [(s.measure, str(s.value)) for s in read(*paragraphs, period_end=period_end, kind=kind)]


def ends(*paragraphs: str, period_end: date = AUGUST) -> list[date | None]:
    return [s.period_end for s in read(*paragraphs, period_end=period_end)]


NOTES = [
    "Riktvärde för förbrukning efter åtta månader: 67 %.",
    "Till följd av avrundning kan summor avvika med 0,1 mnkr.",
    "Enheter med färre än fem svarande redovisas inte.",
    "Barn och unga (6310) följer planen.",
    "(5)",
]


@pytest.mark.parametrize("note", NOTES)
def test_legends_codes_and_notes_on_rounding_state_nothing(note: str) -> None:
    assert read(note) == []


def test_a_count_in_parentheses_behind_its_number_is_no_code() -> None:
    assert said("Antalet timmar (12400) ökar.") == [("actual", "12400")]
    assert said("I kön står 143 personer (158).") == [("actual", "143"), ("actual", "158")]
