"""The unit of a number that prints none."""

from __future__ import annotations

import pytest

from dagster_project.domain.statements.bare_numbers import with_unit
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.mentions import find_mentions


def units(sentence: str, row_unit: str = "") -> list[str]:
    found: list[Mention] = []
    for mention in find_mentions(sentence):
        found.append(with_unit(sentence, mention, found, row_unit))
    return [mention.unit for mention in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Beviljade timmar uppgår till 56 200 och utförda till 44 900.", ["hours", "hours"]),
        ("Antalet vårddygn ökade med 1 482 till 8 214.", ["days", "days"]),
        ("Utredningstiden är 104 dagar, målet är högst 110.", ["days", "days"]),
        ("Antalet årsarbetare är 214,5, en minskning med 3,2 jämfört med i fjol.", ["fte", "fte"]),
        ("Utförda timmar steg från 12 610 i februari till 13 915 i mars.", ["hours", "hours"]),
        ("Norr har flest timmar, 12 480.", ["hours"]),
        ("Medarbetarindex blev 79.", ["index"]),
        ("Dygnskostnaden var 2 370 kronor (2 100).", ["kr", "kr"]),
        ("Antalet ärenden är 214.", ["count"]),
    ],
)
def test_words_and_neighbours_say_the_unit(sentence: str, expected: list[str]) -> None:
    assert units(sentence) == expected


def test_the_row_of_a_table_above_says_it_first() -> None:
    assert units("Utfallet är 91 mot 88 i fjol.", "percent") == ["percent", "percent"]
