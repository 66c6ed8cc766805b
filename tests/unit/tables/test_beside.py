"""Text beside a table: outside its rules it is no column of it."""

from __future__ import annotations

import pytest

STOPS = (210.0, 260.0, 310.0)
HEADER = ("Budget", "Utfall", "Avvikelse")
ROWS = (
    ("Äldreomsorg", ("1 200", "1 100", "100")),
    ("Hemtjänst", ("900", "950", "-50")),
    ("Förskola", ("300", "310", "-10")),
    ("Summa", ("2 400", "2 360", "40")),
)
BULLETS = (
    "- Nämnden räknar med 40 tkr över",
    "när året är slut",
    "- Hemtjänsten drar 50 tkr mer än",
    "budget",
)


def slide(sheet, right_end: float, beside: tuple[str, ...], pitch: float):
    """A table with a rule under each row up to right_end, and lines beside it."""
    sheet.row(100, "Enhet", HEADER, STOPS, bold=True)
    for k, (label, values) in enumerate(ROWS):
        sheet.line(60, 105 + 20 * k, right_end, 105 + 20 * k)
        sheet.row(120 + 20 * k, label, values, STOPS)
    sheet.line(60, 185, right_end, 185)
    for k, text in enumerate(beside):
        sheet.text(350, 100 + pitch * k, text)
    return sheet


@pytest.mark.parametrize("pitch", [16, 20])
def test_bullets_beside_the_rules_of_a_table_are_text(sheet, grids, pitch):
    document = slide(sheet, 315, BULLETS, pitch).read()
    (grid,) = grids(document)
    assert [row[0] for row in grid] == ["Enhet", *(label for label, _ in ROWS)]
    assert {len(row) for row in grid} == {4}
    said = " ".join(p.text.replace("\n", " ") for p in document.paragraphs)
    assert "drar 50 tkr mer än budget" in said


@pytest.mark.parametrize("right_end", [315, 520])
def test_a_column_of_numbers_beside_or_inside_the_rules_stays_a_column(sheet, grids, right_end):
    (grid,) = grids(slide(sheet, right_end, ("Prognos", "1 150", "940", "320", "2 410"), 20).read())
    assert {len(row) for row in grid} == {5}
