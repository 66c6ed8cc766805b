"""Lines of a page become paragraphs: what goes on, and what begins anew."""

from __future__ import annotations

from dagster_project.domain.documents.pdf_paragraphs import draft_paragraphs
from dagster_project.domain.tables.geometry import Line, Word


def set_line(text: str, baseline: float, size: float = 10.0) -> Line:
    """A line in a type whose every character is half as wide as it is high."""
    words, x = [], 50.0
    for word in text.split():
        width = len(word) * size / 2
        words.append(Word(word, x, x + width, baseline, size))
        x += width + size / 4
    return Line(tuple(words), baseline, size, words[0].x0, words[-1].x1)


def texts(*lines: Line) -> list[str]:
    return [draft.text for draft in draft_paragraphs(lines, page=1, breaks=(), rules=())]


def test_line_of_key_and_value_below_a_line_that_ends_early_is_a_paragraph_of_its_own() -> None:
    heading, method = "Mål 1: Sjukfrånvaro", "Metod: uppgifter ur personalsystemet"
    assert texts(set_line(heading, 100), set_line(method, 113)) == [heading, method]


def test_full_line_goes_on_in_a_line_that_happens_to_hold_a_colon() -> None:
    first, second = "Kostnaderna för placeringar har ökat i två grupper under året", "Barn: flera nya dygn"
    assert texts(set_line(first, 100), set_line(second, 113)) == [f"{first}\n{second}"]


def test_heading_set_a_little_larger_than_the_text_is_not_part_of_it() -> None:
    heading, text = "Äldreomsorg", "Verksamheten har lägre kostnader än budget under perioden."
    assert texts(set_line(heading, 100), set_line(text, 113, size=9.5)) == [heading, text]
