"""Names of officials and diary numbers are furniture; headings that only look like them stay."""

from __future__ import annotations

import pytest

from dagster_project.domain.documents.leave_out_people import leave_out_people
from dagster_project.domain.model import Document, Paragraph


def kinds(*texts: str) -> list[str]:
    blocks = tuple(Paragraph(text, 1, "heading", 2) for text in texts)
    return [p.kind for p in leave_out_people(Document("sha", "x", "text/plain", 1, blocks)).paragraphs]


@pytest.mark.parametrize(
    "text",
    [
        "Ordförande: Ebba Fantasidotter (p)",
        "Förvaltningschef: Ture Påhittsson",
        "Diarienummer: SN.2031.417",
        "Dnr: 2031/417",
        "Ture Påhittsson\nFörvaltningsekonom",
    ],
)
def test_line_that_names_an_official_or_a_diary_number_is_furniture(text: str) -> None:
    assert kinds(text) == ["furniture"]


def test_signature_over_two_lines_is_furniture() -> None:
    assert kinds("Ture Påhittsson", "Förvaltningschef", "Ekonomi") == ["furniture", "furniture", "heading"]


@pytest.mark.parametrize("text", ["Verksamhetschef", "Hemtjänst Norra", "Nämndens mål: God kvalitet", "Ledning Stab"])
def test_heading_without_a_person_stays_a_heading(text: str) -> None:
    assert kinds(text) == ["heading"]
