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


LEFT = [
    "Kvar av budgeten är 993 tkr.",
    "Kvar av ramen finns 993 tkr.",
    "Av årets investeringsanslag återstår 993 tkr.",
]


@pytest.mark.parametrize("sentence", LEFT)
def test_what_is_kept_of_a_frame_remains(sentence: str) -> None:
    assert [(s.measure, str(s.value), s.period_end) for s in read(sentence)] == [("remaining_budget", "993", AUGUST)]


SAVED = [
    ("Av de beslutade besparingarna på 6 100 tkr har 2 400 tkr fått genomslag.", ["budget", "actual"]),
    ("Hittills har 3,1 mnkr av de planerade 9,5 mnkr hämtats hem.", ["actual", "budget"]),
    ("De skulle tillsammans sänka kostnaderna med 8 200 tkr under året.", ["budget"]),
    ("Nämnden begär tilläggsanslag om 5,2 mnkr.", ["budget"]),
    ("Kommunstyrelsen har tillstyrkt 4,1 mnkr.", ["budget"]),
]


@pytest.mark.parametrize(("sentence", "measures"), SAVED)
def test_what_is_decided_planned_or_asked_for_is_of_a_budget(sentence: str, measures: list[str]) -> None:
    assert [m for m, _, _ in said(sentence)] == measures


def test_the_effect_of_next_year_is_of_next_year() -> None:
    assert [(s.measure, s.period_end) for s in read("Nästa år beräknas åtgärderna ge 5,4 mnkr.")] == [
        ("forecast", date(2025, 12, 31))
    ]


def test_a_unit_with_capital_of_its_own_has_balances() -> None:
    assert said("Enheten har ett negativt eget kapital på 1 310 tkr sedan nämnden skrivit av 420 tkr.") == [
        ("closing_balance", "-1310", "tkr"),
        ("result_disposition", "420", "tkr"),
    ]
    assert read("Resultatenhetens ingående eget kapital var 800 tkr.")[0].period_end == date(2023, 12, 31)


def test_an_investment_over_its_frame_deviates_as_a_project() -> None:
    assert said("Larmet har blivit 313 tkr dyrare än beslutad ram.", YEAR, "Investeringar") == [
        ("project_deviation", "-313", "tkr")
    ]
    assert said("Larmet har blivit 313 tkr dyrare än beslutad ram.", YEAR) == [("deviation", "-313", "tkr")]


def test_what_will_not_be_used_of_a_budget_is_left_over_at_the_end() -> None:
    assert said("Huset är försenat och 2 500 tkr av årets anslag kommer inte att användas.") == [
        ("forecast_deviation", "2500", "tkr")
    ]


WORSE = [
    "Nämnden räknar med ett underskott på 5,1 mnkr, 1,3 mnkr sämre än i februari.",
    "Nämnden prognosticerar ett underskott om 5,1 mnkr. Det är 1,3 mnkr sämre än i tertialrapport 1.",
    "Underskottet väntas bli 5,1 mnkr, vilket är 1,3 mnkr sämre än i våras.",
]


@pytest.mark.parametrize("text", WORSE)
def test_worse_than_a_report_before_is_a_changed_forecast(text: str) -> None:
    assert said(text) == [("forecast_deviation", "-5.1", "mnkr"), ("forecast_change", "-1.3", "mnkr")]


def test_an_earlier_forecast_without_a_sign_is_a_deficit_like_the_one_it_stands_beside() -> None:
    assert said("Prognosen är ett underskott på 61 mnkr, medan den prognos som lämnades i mars låg på 54 mnkr.") == [
        ("forecast_deviation", "-61", "mnkr"),
        ("forecast_deviation", "-54", "mnkr"),
    ]


EARLIER = [
    "Underskottet är 6 mnkr jämfört med resultatet 2023 som var -4 mnkr.",
    "Underskottet är 6 mnkr jämfört med fjolårets underskott på 4 mnkr.",
]


@pytest.mark.parametrize("sentence", EARLIER)
def test_a_result_named_by_its_year_is_of_that_year(sentence: str) -> None:
    assert [(str(s.value), s.period_end) for s in read(sentence, period_end=YEAR)] == [
        ("-6", YEAR),
        ("-4", date(2023, 12, 31)),
    ]


def test_a_deficit_as_a_share_of_the_budget_is_no_share_that_is_used() -> None:
    assert said("Underskottet motsvarar 3,1 procent av budgeten.") == [("deviation", "-3.1", "percent")]
    assert said("Vi har förbrukat 67 procent av budgeten.") == [("percent_of_budget", "67", "percent")]


def test_a_cost_per_head_is_compared_with_what_is_expected_of_such_a_place() -> None:
    assert said("Kostnaden var 178 kronor per invånare lägre än förväntat.") == [("deviation", "-178", "kr")]


def test_clauses_that_tell_of_now_are_of_the_reports_period() -> None:
    for text in (
        "I juni placerades ett syskonpar; den placeringen kostar 210 tkr i månaden.",
        "Placeringen avslutades i juni och ger ett överskott på 160 tkr.",
    ):
        assert read(text)[-1].period_end == AUGUST


def test_a_change_between_two_years_is_of_the_later_one() -> None:
    text = "Nettokostnaden ökade med 4,7 procent mellan 2023 och 2024, vilket är mer än 3,6 procent 2022."
    assert read(text, period_end=YEAR)[0].period_end == YEAR


def test_more_than_in_the_budget_of_a_year_before_is_a_change() -> None:
    assert said("Antalet årsarbetare blir 461, vilket är 3 fler än i budgeten för 2023.")[1] == ("change", "3", "fte")
    assert said("Hemtjänsten tillförs 3 mnkr jämfört med budget 2023.") == [("change", "3", "mnkr")]


def test_what_a_change_makes_of_a_corresponding_figure_is_a_change() -> None:
    text = "212 anmälningar kom in. Motsvarande siffra föregående år var 176, alltså en ökning med 20 procent."
    assert said(text)[1:] == [("actual", "176", "count"), ("change_pct", "20", "percent")]


MORE = [
    ("Nämnden har 3,4 mnkr kvar att förbruka.", [("remaining_budget", "3.4", "mnkr")]),
    ("Nämnden begär att 700 tkr förs över till 2025.", [("remaining_budget", "700", "tkr")]),
    ("Av budgeten för hjälpmedel är 79 procent förbrukad.", [("percent_of_budget", "79", "percent")]),
    ("Nämnden har beslutat att spara 4 mnkr.", [("budget", "4", "mnkr")]),
    ("Hittills har besparingar på 2,4 mnkr genomförts.", [("actual", "2.4", "mnkr")]),
    ("Enheten går in i året med ett underskott på 0,8 mnkr.", [("opening_balance", "-0.8", "mnkr")]),
    ("I april bedömdes underskottet bli 3,1 mnkr.", [("forecast_deviation", "-3.1", "mnkr")]),
    ("Rehab beräknas komma i balans.", [("forecast_deviation", "0", "mnkr")]),
    ("Platserna har minskat från 14 till nio.", [("actual", "14", "count"), ("actual", "9", "count")]),
    (
        "Vakanser ger ett överskott om 0,9 mnkr och dyrare hyror belastar med 0,4 mnkr.",
        [("deviation", "0.9", "mnkr"), ("deviation", "-0.4", "mnkr")],
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), MORE)
def test_other_words_for_the_same(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(sentence) == expected


BESIDE = [
    (
        "Vi räknar nu med 4,5 mnkr i underskott; i mars räknade vi med 3,1 mnkr.",
        [("forecast_deviation", "-4.5", "mnkr"), ("forecast_deviation", "-3.1", "mnkr")],
    ),
    ("Sex ungdomar är placerade, budgeterat är fyra.", [("actual", "6", "count"), ("budget", "4", "count")]),
    ("Medelvärdet för kommunerna är 76 procent.", [("comparison_mean", "76", "percent")]),
    ("Fyra familjehem har tillkommit och två har avslutats.", [("change", "4", "count"), ("change", "-2", "count")]),
]


@pytest.mark.parametrize(("sentence", "expected"), BESIDE)
def test_what_stands_beside_a_number(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(sentence) == expected


@pytest.mark.parametrize(
    "text", ["Nämndens ram har höjts med 15 595 tkr.", "Nettobudgeten är uppräknad med 2,1 procent."]
)
def test_a_changed_frame_is_of_its_year(text: str) -> None:
    assert [(s.measure[:6], s.period_end) for s in read(text)] == [("change", YEAR)]


def test_a_deficit_and_its_share_of_the_budget_are_two_deviations() -> None:
    assert said("Nämnden går mot ett underskott på 8,2 mnkr, motsvarande 2,5 procent av budgeten.") == [
        ("forecast_deviation", "-8.2", "mnkr"),
        ("forecast_deviation", "-2.5", "percent"),
    ]


def test_a_month_in_parentheses_is_of_its_number_alone() -> None:
    assert [(str(s.value), s.period_end) for s in read("Antalet placerade barn är 31 (29 i juli).")] == [
        ("31", AUGUST),
        ("29", date(2024, 7, 31)),
    ]


def test_parts_of_owned_goals_are_counted() -> None:
    text = "Av nämndens 14 mål bedöms 9 nås helt, 4 delvis och 1 inte alls."
    assert [str(s.value) for s in read(text)] == ["14", "9", "4", "1"]
