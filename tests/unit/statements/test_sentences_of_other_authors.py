"""Wordings that the first authors did not use. All sentences are our own."""

from __future__ import annotations

from datetime import date

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


AHEAD = [
    (
        "Rehab går mot ett underskott på 4,1 mnkr. Staben ger ett överskott på 0,3 mnkr.",
        ["forecast_deviation", "forecast_deviation"],
    ),
    (
        "Prognosen visar ett underskott med 9 mnkr. Hälften av underskottet ligger inom rehab, 4,5 mnkr. "
        "Staben bidrar med 2,2 mnkr och köket med 1,1 mnkr.",
        ["forecast_deviation"] * 5,
    ),
    ("I prognosen ingår 2 mnkr i bidrag för digitala lås.", ["forecast"]),
    ("Av stödet har 1 mnkr betalats, 0,4 mnkr av stödet väntas komma i höst.", ["actual", "forecast"]),
    (
        "Kommunens resultat beräknas till 12 mnkr, vilket är 3 mnkr sämre än budget. Resultatet hittills är 31 mnkr.",
        ["forecast", "forecast_deviation", "actual"],
    ),
    (
        "Köket visar -0,7 mnkr och väntas sluta på -1,2 mnkr. Rehab går 2 mnkr back.",
        ["deviation", "forecast_deviation", "deviation"],
    ),
]


@pytest.mark.parametrize(("text", "measures"), AHEAD)
def test_what_is_said_of_the_forecast_goes_on_over_the_next_sentences(text: str, measures: list[str]) -> None:
    assert [measure for measure, _ in said(text)] == measures


def test_a_list_goes_on_with_the_forecast_above_it_and_its_items_do_not_govern_each_other() -> None:
    above = "Nämnden prognostiserar ett underskott på 8 mnkr."
    assert said(above, "Placeringar: -6,5 mnkr.", kind="list")[1] == ("forecast_deviation", "-6.5")
    items = [
        "Så gick det:",
        "Rehab visar 0,4 mnkr plus och väntas sluta på +0,1 mnkr.",
        "Köket ger ett underskott på 2 mnkr.",
    ]
    assert said(*items, kind="list")[-1] == ("deviation", "-2")


def test_the_largest_items_are_parts_of_the_deviation_before() -> None:
    text = "Nämnderna visar en positiv avvikelse på 40 mnkr. Den största enskilda posten är pensioner med 19 mnkr."
    assert said(text, period_end=YEAR) == [("deviation", "40"), ("deviation", "19")]


def test_the_deficit_means_the_latest_under_the_heading_in_a_new_paragraph_too() -> None:
    found = said("Helårsprognosen är ett underskott på 9 mnkr.", "Av underskottet avser 4 mnkr köpt vård.")
    assert found == [("forecast_deviation", "-9"), ("forecast_deviation", "-4")]


CHANGES = [
    ("Rehab har tre nya placeringar sedan mars.", [("change", "3")]),
    ("I kön stod 31 personer, fyra fler än månaden innan.", [("actual", "31"), ("change", "4")]),
    ("Det är sex färre än i maj.", [("change", "-6")]),
    ("Antalet fall har blivit 18 färre.", [("change", "-18")]),
    ("Andelen var 82 procent, tre procentenheter sämre än kvartal ett.", [("actual", "82"), ("change", "-3")]),
    ("Fem platser i korttidsboende har avvecklats.", [("change", "-5")]),
    ("Staten sänkte sin ersättning med 700 kr.", [("change", "-700")]),
    ("Kostnaden är 6 mnkr högre än i fjol, motsvarande 3 procent.", [("change", "6"), ("change_pct", "3")]),
    ("Normen höjdes med 4 procent i januari, vilket motsvarar 1,1 mnkr.", [("change_pct", "4"), ("change", "1.1")]),
    (
        "Kostnaden var 640 kr mot 600 kr under 2023 (+6,7 %).",
        [("actual", "640"), ("actual", "600"), ("change_pct", "6.7")],
    ),
    ("Rehab får 2 mnkr mer nästa år.", [("change", "2")]),
    ("Timmarna ökade med 80 timmar mot 2023 och blev 30 fler än budgeten.", [("change", "80"), ("deviation", "30")]),
    (
        "Nämnden räknar med ett underskott om 9 mnkr, 2 mnkr mindre än i april.",
        [("forecast_deviation", "-9"), ("forecast_change", "2")],
    ),
    (
        "Nämnden räknar med ett överskott om 9 mnkr, 2 mnkr lägre än i tertialrapporten.",
        [("forecast_deviation", "9"), ("forecast_change", "-2")],
    ),
    (
        "Rehab har en avvikelse på -3 mnkr, en förbättring med 1 mnkr sedan delårsrapporten.",
        [("deviation", "-3"), ("forecast_change", "1")],
    ),
    ("Rehab tappade 2 mnkr sedan delårsrapporten.", [("forecast_change", "-2")]),
]


@pytest.mark.parametrize(("sentence", "expected"), CHANGES)
def test_a_change_says_how_far_and_which_way(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert said(sentence) == expected


def test_what_was_lost_since_the_interim_report_is_the_error_of_the_forecast_when_the_year_is_over() -> None:
    assert said("Rehab tappade 2 mnkr sedan delårsrapporten.", period_end=YEAR) == [("forecast_error", "-2")]


def test_a_change_against_the_same_period_is_of_the_period_in_a_paragraph_about_the_forecast_too() -> None:
    text = "Prognosen är -2 mnkr. Familjehemmen har 2,1 mnkr högre kostnader än vid samma tid förra året."
    assert ends(text) == [YEAR, AUGUST]


def test_a_project_has_cost_so_much_of_its_whole_budget() -> None:
    spent = [("project_actual", "7.5"), ("project_budget", "20")]
    assert said("Nybyggnaden av Lillgården har hittills kostat 7,5 mnkr av totalt 20 mnkr.") == spent
    assert said("För projektet har 7,5 mnkr av projektets 20 mnkr upparbetats.") == spent


PERIODS = [
    ("Frånvaron var 8 procent under årets fem första månader.", [date(2024, 5, 31)]),
    ("Under de första fem månaderna inkom 40 ansökningar.", [date(2024, 5, 31)]),
    ("Antalet barn på HVB har på en månad gått från 14 till 16.", [date(2024, 7, 31), AUGUST]),
    ("Mellan 2020 och 2022 steg kostnaden för vård från 41 till 62 mnkr.", [date(2020, 12, 31), date(2022, 12, 31)]),
    ("Under sommaren anställdes 90 vikarier mot 80 sommaren 2022.", [AUGUST, date(2022, 8, 31)]),
    ("Kostnaden beräknas till 700 tkr mot 650 tkr i bokslut 2023.", [YEAR, date(2023, 12, 31)]),
    ("Sedan lagen trädde i kraft den 1 april har 20 barn fått beslut.", [AUGUST]),
    ("Vården kostade 900 kronor per invånare 2023, mot 700 kronor i riket.", [date(2023, 12, 31)] * 2),
    ("Vid delåret 2023 var prognosen ett överskott på 2 mnkr.", [date(2023, 12, 31)]),
    ("I fjol visade prognosen ett överskott på 2 mnkr.", [date(2023, 12, 31)]),
    ("Talet för januari–februari var 8,9 % (9,4 %).", [date(2024, 2, 29), date(2023, 2, 28)]),
    ("Vid årets ingång stod 31 personer i kö.", [date(2023, 12, 31)]),
    ("Hyran är hälften av kostnaden under samma period 2023.", [AUGUST]),
]


@pytest.mark.parametrize(("sentence", "expected"), PERIODS)
def test_the_words_say_for_when(sentence: str, expected: list[date]) -> None:
    assert ends(sentence) == expected


def test_a_quarter_that_opens_a_paragraph_frames_it_until_another_time_is_named() -> None:
    text = "För andra kvartalet har 31 beslut rapporterats. 15 av besluten gäller kvinnor. Under året kom 40 domar."
    assert ends(text) == [date(2024, 6, 30), date(2024, 6, 30), AUGUST]


COUNTS = [
    (
        "Antalet vårddygn är hittills i år 1 286, vilket är 92 fler än samma period 2023.",
        [("1286", "days"), ("92", "days")],
    ),
    ("Antalet vårddygn var 870 till och med augusti mot 745 samma tid 2023.", [("870", "days"), ("745", "days")]),
    ("15 av besluten gäller kvinnor.", [("15", "count")]),
    ("Antalet vårddygn var 1 432 (1 190).", [("1432", "days"), ("1190", "days")]),
    ("I kön står sju personer, varav tre har väntat över 90 dagar.", [("7", "count"), ("3", "count")]),
    ("Totalt gjordes 2 310 vårddygn, varav 640 på SiS.", [("2310", "days"), ("640", "days")]),
    ("Av årets 412 ansökningar beviljades 380.", [("412", "count"), ("380", "count")]),
    ("Under 2022 var antalet barn 210 och 2023 var det 236.", [("210", "count"), ("236", "count")]),
    ("Vi hade 12 medarbetare som slutat och 15 som börjat.", [("12", "count"), ("15", "count")]),
    (
        "I augusti var 71 barn placerade; 47 i egna hem och 14 på HVB.",
        [("71", "count"), ("47", "count"), ("14", "count")],
    ),
    (
        "Insatsen beviljas 38 personer, 29 enligt balken och nio enligt LSS.",
        [("38", "count"), ("29", "count"), ("9", "count")],
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), COUNTS)
def test_counts_without_a_noun_of_their_own_count_what_stands_before(
    sentence: str, expected: list[tuple[str, str]]
) -> None:
    assert [(str(s.value), s.unit) for s in read(sentence)] == expected


def test_targets_in_parentheses_and_in_words() -> None:
    assert said("Kunden mötte 15 medarbetare (mål högst 14).") == [("actual", "15"), ("target", "14")]
    assert said("Åtta familjehem har rekryterats. Målet för året är tio.") == [("actual", "8"), ("target", "10")]


PARTS = [
    (
        "IFO väntas ge ett underskott på 8 mnkr. Orsaken är fler placeringar, 5 mnkr, och lägre kostnader, 2 mnkr.",
        [("forecast_deviation", "-8"), ("forecast_deviation", "-5"), ("forecast_deviation", "2")],
    ),
    (
        "Nämnden väntas gå med ett minus på 6 mnkr. Hemtjänsten svarar för 4 mnkr av detta.",
        [("forecast_deviation", "-6"), ("forecast_deviation", "-4")],
    ),
    ("Resultatet är minus 4,3 mnkr och årsprognosen minus 7.", [("deviation", "-4.3"), ("forecast_deviation", "-7")]),
    (
        "Vakanserna ger ett överskott på 2,2 mnkr som äts upp av övertid, 1,5 mnkr.",
        [("deviation", "2.2"), ("deviation", "-1.5")],
    ),
    (
        "Underskottet i köket (6,1 mnkr) täcks delvis av staben (2,4 mnkr).",
        [("deviation", "-6.1"), ("deviation", "2.4")],
    ),
    ("Budgeten bygger på 27 platser men i snitt har 31 använts.", [("budget", "27"), ("actual", "31")]),
    ("Bidragen blev 3,2 mnkr större än budgeterat, främst för sjuklönekostnader.", [("deviation", "3.2")]),
    ("Assistansen lämnade drygt 1 mnkr över.", [("deviation", "1")]),
    ("Boendet är försenat och 8,5 mnkr begärs överfört till 2025.", [("remaining_budget", "8.5")]),
    (
        "Frånvaron ligger på 8,9 procent, det vill säga 1,4 procentenheter över målet.",
        [("actual", "8.9"), ("deviation", "1.4")],
    ),
    ("Besparingskravet på 6 mnkr gäller alla.", [("budget", "6")]),
    ("Åtgärderna beräknas ge 5 mnkr, varav 2 mnkr har uppnåtts.", [("forecast", "5"), ("actual", "2")]),
    ("Fullmäktige beslutade om ett tilläggsanslag på 5 mnkr.", [("budget", "5")]),
    ("Nöjdheten är 84 procent mot målsatta 90.", [("actual", "84"), ("target", "90")]),
    ("Riket ligger på 87 procent.", [("comparison_mean", "87")]),
    ("Vår andel är 81 procent, riket 83 procent.", [("actual", "81"), ("comparison_mean", "83")]),
    ("Kostnaden är 412 tkr jämfört med 398 tkr i riket.", [("actual", "412"), ("comparison_mean", "398")]),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_a_part_is_what_its_whole_is(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected
