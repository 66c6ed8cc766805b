"""Which words of a sentence belong to which of its numbers."""

from __future__ import annotations

import pytest

from dagster_project.domain.statements.mentions import find_mentions
from dagster_project.domain.statements.stretches import Stretch, cut_stretches


def cut(sentence: str) -> list[Stretch]:
    return cut_stretches(sentence, find_mentions(sentence))


def test_a_cause_begins_words_of_its_own() -> None:
    first, second = cut("Assistansen kostar 2,5 mnkr mer än budget eftersom två beslut har tillkommit.")
    assert first.right == " mer än budget"
    assert second.left.startswith(" eftersom")


def test_a_comparison_belongs_to_the_number_it_stands_behind_and_its_level_to_the_next() -> None:
    first, second = cut("Boendet blir 7,5 mnkr dyrare än budgeten på 212 mnkr.")
    assert first.right.strip() == "dyrare än budgeten på"
    assert second.left.strip().endswith("budgeten på")


@pytest.mark.parametrize(
    "sentence",
    [
        "Dygnen har ökat med 243, motsvarande 50 procent.",
        "Kostnaden är 4,2 mnkr eller 3,1 procent högre än i fjol.",
        "Kostnaden ökade med 12,6 mnkr (4,4 procent) mot 2023.",
        "Placeringarna har ökat med 20 procent, det vill säga 9 barn.",
    ],
)
def test_one_size_in_two_units_shares_the_words_behind(sentence: str) -> None:
    first, second = cut(sentence)
    assert second.is_same_size
    assert first.right == second.right


@pytest.mark.parametrize(
    "sentence",
    [
        "Hemtjänsten har 3 mnkr och rehab 2 mnkr.",
        "Sjukfrånvaron var 9,2 procent, vilket är 0,8 procentenheter högre än 2024.",
        "Anmälningarna var 143 (158).",
    ],
)
def test_two_numbers_of_two_things_are_not_one_size(sentence: str) -> None:
    assert not any(stretch.is_same_size for stretch in cut(sentence))


def test_a_clause_without_a_verb_takes_that_of_the_clause_before_and_keeps_its_subject() -> None:
    _, second = cut("Intäkterna beräknas överstiga budget med 1,4 mnkr och kostnaderna med 13,4 mnkr.")
    assert second.left == "kostnaderna beräknas överstiga budget med "
    assert second.left_text == " och kostnaderna med "


def test_a_noun_phrase_of_its_own_is_no_clause_without_a_verb() -> None:
    _, second = cut("Nämnden hade en budget på 402,3 mnkr och ett utfall på 409,8 mnkr.")
    assert second.left == " och ett utfall på "


def test_far_from_the_next_number_its_verb_begins_its_words() -> None:
    first, second = cut("Överskottet på 0,9 mnkr inom staben väger delvis upp underskottet på 2,7 mnkr.")
    assert first.right == " inom staben "
    assert second.left.startswith("väger")
