"""Wordings of casework and of plans: notifications, days of care, savings. All sentences are our own."""

from __future__ import annotations

from datetime import date

import pytest

from dagster_project.domain.model import Document, Paragraph, ReportProfile, Statement
from dagster_project.domain.statements import find_statements

AUGUST = date(2024, 8, 31)
LAST_AUGUST = date(2023, 8, 31)
YEAR = date(2024, 12, 31)


def read(*paragraphs: str, period_end: date = AUGUST, heading: str = "Hemtjänst") -> list[Statement]:
    blocks = (Paragraph(heading, 1, "heading", 2), *(Paragraph(text, 1) for text in paragraphs))
    document = Document("sha", "sample", "text/plain", 1, blocks)
    return list(find_statements(document, ReportProfile(board="Socialnämnden", period_end=period_end), []))


def said(text: str, period_end: date = AUGUST, heading: str = "Hemtjänst") -> list[tuple[str, str, str]]:
    return [(s.measure, str(s.value), s.unit) for s in read(text, period_end=period_end, heading=heading)]


LAST_YEAR = [
    "Hittills i år har 287 ärenden öppnats (f.å. 241).",
    "Antalet anmälningar är totalt 287 hittills i år (f.å. 241).",
    "Hittills har 287 ansökningar kommit in (föregående år 241).",
    "Antalet inskrivna är 287 (fg år: 241).",
    "Vi tog emot 287 ansökningar (241 i fjol).",
]


@pytest.mark.parametrize("sentence", LAST_YEAR)
def test_a_number_in_parentheses_with_a_word_for_last_year_is_of_last_year(sentence: str) -> None:
    assert [(str(s.value), s.measure, s.period_end) for s in read(sentence)] == [
        ("287", "actual", AUGUST),
        ("241", "actual", LAST_AUGUST),
    ]


COUNTS = [
    ("Enheten har öppnat 52 utredningar och avslutat 47, varav 40 i tid.", ["52", "47", "40"]),
    ("18 utredningar pågår och av dessa har 3 passerat tidsgränsen.", ["18", "3"]),
    ("Antalet barn i familjehem har ökat från åtta till elva.", ["8", "11"]),
]


@pytest.mark.parametrize(("sentence", "values"), COUNTS)
def test_a_second_verb_counts_the_same_things(sentence: str, values: list[str]) -> None:
    assert [str(s.value) for s in read(sentence)] == values


def test_days_and_posts_have_their_units_behind_a_comma_or_a_verb() -> None:
    assert said("Antalet dygn på institution har minskat, från 1 120 till 806.")[0] == ("actual", "1120", "days")
    assert said("Antalet årsarbetare blir 461.") == [("actual", "461", "fte")]


@pytest.mark.parametrize("ages", ["mellan 18 och 24 år", "från 16 till 19 år", "i åldern 13 till 17 år"])
def test_the_ends_of_an_age_are_no_counts(ages: str) -> None:
    assert [str(s.value) for s in read(f"I 62 procent av hushållen är sökanden {ages}.")] == ["62"]


def test_the_first_part_of_a_compound_is_no_word_of_its_own() -> None:
    assert said("Kötiden till budget- och skuldrådgivaren är 45 dagar, nio dagar kortare än i våras.") == [
        ("actual", "45", "days"),
        ("change", "-9", "days"),
    ]


def test_a_board_expected_to_reach_balance_is_expected_to_deviate_by_nothing() -> None:
    assert said("Rehab väntas nå en budget i balans.") == [("forecast_deviation", "0", "mnkr")]
    assert said("Rehab arbetar för att nå en budget i balans.") == []


def test_a_guide_that_is_told_is_a_target_of_the_reporting_date_and_a_legend_is_none() -> None:
    told = read("Riktvärdet för förbrukningen är 66,7 procent.")
    assert [(s.measure, s.period_end) for s in told] == [("target", AUGUST)]
    assert said("Riktvärde förbrukat efter åtta månader: 67 %.") == []


def test_months_of_a_year_before_are_compared_with() -> None:
    assert said("Hittills har 6,1 mnkr betalats ut, drygt en miljon mer än samma månader 2023.")[1:] == [
        ("change", "1", "mnkr")
    ]
    assert said("Andelen nöjda är 91 procent, tre procentenheter över medel.")[1:] == [("deviation", "3", "percent")]
