"""Which numbers of a sentence could state something, and their units."""

from __future__ import annotations

import pytest

from dagster_project.domain.statements.mentions import find_mentions


def values(sentence: str) -> list[tuple[str, str]]:
    return [(str(m.value), m.unit) for m in find_mentions(sentence)]


@pytest.mark.parametrize(
    "text", ["Sida 2 (4)", "Sid 3 av 12", "2 (4)", "Delårsrapport 2 2024", "Tertialuppföljning 1 2024, Socialnämnden"]
)
def test_page_marks_and_numbers_of_reports_state_nothing(text: str) -> None:
    assert values(text) == []


def test_an_adverb_may_stand_before_any_number() -> None:
    assert values("Vårddygnen uppgick till sammanlagt 1 100 för januari till april.") == [("1100", "")]
    assert values("Antalet hushåll är nu 214 mot 231 för ett år sedan.") == [("214", ""), ("231", "")]


def test_a_decimal_without_a_unit_takes_that_of_the_number_before() -> None:
    sentence = "Den korta frånvaron har gått ned med 0,4 procentenheter och den långa med 0,3."
    assert [(m.unit, m.is_points) for m in find_mentions(sentence)] == [("percent", True), ("percent", True)]


def test_members_of_a_list_need_no_noun() -> None:
    sentence = "Av de 31 placerade barnen finns 19 i familjehem, 8 på HVB och 4 i stödboende."
    assert [value for value, _ in values(sentence)] == ["31", "19", "8", "4"]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Två av fem indikatorer väntas nå målvärdet.", [("2", "count"), ("5", "count")]),
        ("Två av nämndens fyra indikatorer är gröna.", [("2", "count"), ("4", "count")]),
        ("Två av kommunens fem äldreboenden har lediga platser.", [("2", "count")]),
        ("Tre av fyra brukare är nöjda.", [("75", "percent")]),
    ],
)
def test_of_listed_things_both_numbers_count_and_of_people_it_is_a_share(
    sentence: str, found: list[tuple[str, str]]
) -> None:
    assert values(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Enheten håller däremot sin budget och visar +9 tkr.", [("9", "tkr")]),
        ("Enheten väntas i stort sett hålla sin budget, minus 0,5 mnkr.", [("-0.5", "mnkr")]),
        ("Enheten följer budget och lämnar ett litet överskott på 40 tkr.", [("40", "tkr")]),
        ("Enheten håller sin budget medan rehab visar ett underskott på 3 mnkr.", [("0", "mnkr"), ("3", "mnkr")]),
        ("Enheten håller inte sin budget.", []),
        ("Enheten håller på med en budget.", []),
    ],
)
def test_a_kept_budget_is_zero_unless_the_amount_follows(sentence: str, found: list[tuple[str, str]]) -> None:
    assert values(sentence) == found


def test_a_limit_beside_a_share_is_no_value() -> None:
    sentence = "Andelen som fått beslut inom 14 dagar är 93 procent, målet är 100 procent."
    assert values(sentence) == [("93", "percent"), ("100", "percent")]
