"""One sentence, the numbers it states: measure, signed value, unit. All sentences are our own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dagster_project.domain.model import Document, Paragraph, ReportProfile, Statement
from dagster_project.domain.statements import find_statements

APRIL = date(2025, 4, 30)


def read(*paragraphs: str, heading: str = "Hemtjänst", period_end: date | None = APRIL) -> list[Statement]:
    blocks = (Paragraph(heading, 1, "heading", 2), *(Paragraph(text, 1) for text in paragraphs))
    document = Document("sha", "sample", "text/plain", 1, blocks)
    return list(find_statements(document, ReportProfile(board="Socialnämnden", period_end=period_end), []))


def meaning(*paragraphs: str) -> list[tuple[str, Decimal, str]]:
    return [(s.measure, s.value, s.unit) for s in read(*paragraphs)]


SIGNS = [
    ("Nattpatrullen redovisar ett underskott om 8,5 mnkr.", "deviation", "-8.5", "mnkr"),
    ("Nattpatrullen har ett underskott om -17,3 mnkr.", "deviation", "-17.3", "mnkr"),
    ("Nattpatrullen visar ett överskott på 420 tkr.", "deviation", "420", "tkr"),
    ("Boendestödet har 2,4 mnkr högre kostnader än budget.", "deviation", "-2.4", "mnkr"),
    ("Boendestödet har 2,4 mnkr lägre kostnader än budgeterat.", "deviation", "2.4", "mnkr"),
    ("Boendestödet har 300 tkr högre intäkter än budget.", "deviation", "300", "tkr"),
    ("Intäkterna är 300 tkr lägre än budget.", "deviation", "-300", "tkr"),
    ("Negativ avvikelse på 75 tkr redovisar rehabenheten.", "deviation", "-75", "tkr"),
    ("Rehabenheten har en positiv avvikelse om 75 tkr.", "deviation", "75", "tkr"),
    ("Rehabenheten har -1,4 mkr i budgetavvikelse.", "deviation", "-1.4", "mnkr"),
    ("Rehabenheten landar på minus 1,4 miljoner kronor.", "deviation", "-1.4", "mnkr"),
    ("Gruppbostäderna överskrider budget med 0,9 mnkr.", "deviation", "-0.9", "mnkr"),
    ("Gruppbostäderna ligger 0,9 mnkr under budget.", "deviation", "0.9", "mnkr"),
    ("Gruppbostäderna prognosticerar ett underskott om 3 mnkr.", "forecast_deviation", "-3", "mnkr"),
    ("Prognosen för gruppbostäderna är +1,2 mnkr.", "forecast_deviation", "1.2", "mnkr"),
    ("Prognosen har försämrats med 0,6 mnkr sedan föregående prognos.", "forecast_change", "-0.6", "mnkr"),
    ("Prognosen för gruppbostäderna är förbättrad med 0,6 mnkr.", "forecast_change", "0.6", "mnkr"),
    ("Kostnaderna för larm har minskat med 0,3 mnkr jämfört med i fjol.", "change", "-0.3", "mnkr"),
    ("Sjuklönerna har ökat med 7 %.", "change_pct", "7", "percent"),
    ("Antalet ärenden har minskat till hälften.", "change_pct", "-50", "percent"),
    ("Verksamheten har en budget på 41 mnkr.", "budget", "41", "mnkr"),
    ("Verksamheten har förbrukat 34 procent av budgeten.", "percent_of_budget", "34", "percent"),
    ("Kostnaden beräknas till 14 mnkr på helår.", "forecast", "14", "mnkr"),
    ("Vid föregående prognos beräknades kostnaden till 13 mnkr.", "prior_forecast", "13", "mnkr"),
    ("Målet är 35 dagar.", "target", "35", "days"),
    ("Riksgenomsnittet är 8,1 procent.", "comparison_mean", "8.1", "percent"),
    ("Larmenheten går enligt budget.", "deviation", "0", "mnkr"),
    ("Larmenheten prognosticerar en budget i balans.", "forecast_deviation", "0", "mnkr"),
]


@pytest.mark.parametrize(("sentence", "measure", "value", "unit"), SIGNS)
def test_words_give_measure_and_sign(sentence: str, measure: str, value: str, unit: str) -> None:
    assert meaning(sentence) == [(measure, Decimal(value), unit)]


FORMATS = [
    ("Kostnaden uppgår till 1 234,5 tkr.", "1234.5", "tkr"),
    ("Kostnaden uppgår till 1\u00a0234,5 tkr.", "1234.5", "tkr"),
    ("Kostnaden uppgår till 1\u2009234\u2009567 kr.", "1234567", "kr"),
    ("Kostnaden uppgår till 2,1 miljarder kronor.", "2100.0", "mnkr"),
    ("Kostnaden uppgår till 1,5 Mkr.", "1.5", "mnkr"),
    ("Kostnaden uppgår till tre miljoner kronor.", "3", "mnkr"),
    ("Kostnaden är 1 850 kr per dygn.", "1850", "kr"),
    ("Andelen är 12%.", "12", "percent"),
    ("Andelen är 16.4 procent.", "16.4", "percent"),
    ("Enheten har utfört ca 900 timmar.", "900", "hours"),
    ("Enheten har 3 340 vårddygn.", "3340", "days"),
    ("Enheten har 12,75 årsarbetare.", "12.75", "fte"),
    ("Enheten har 64st brukare.", "64", "count"),
    ("Enheten har tjugotvå brukare.", "22", "count"),
    ("Under perioden har ett tiotal ärenden avslutats.", "10", "count"),
    ("Två tredjedelar av brukarna är nöjda.", "66.7", "percent"),
]


@pytest.mark.parametrize(("sentence", "value", "unit"), FORMATS)
def test_every_swedish_way_of_printing_a_number_is_read(sentence: str, value: str, unit: str) -> None:
    assert [(s.value, s.unit) for s in read(sentence)] == [(Decimal(value), unit)]


NOTHING = [
    "Beslutet togs den 14 november 2024.",
    "Nämnden ansvarar enligt 3 kap. 2 § socialtjänstlagen (2001:453).",
    "Utredningen heter SOU 2022:41.",
    "Mål 4 och mål 8 i Agenda 2030 berörs, liksom artiklar 5, 7, 19 samt 31.",
    "Insatsen riktar sig till personer över 65 år och till unga 18–25 år.",
    "Mottagningen ”16-29” har flyttat.",
    "Värden under 40 tyder på problem och värden mellan 41 och 75 på en väg framåt.",
    "Ring 0555-123 45 mellan 08.00 och 16.30.",
    "Ärendet har dnr SN 2024/118.",
    "Avstämning görs var 3:e vecka.",
    "Samverkan har stärkts de senaste sju åren.",
    "De två enheterna slås ihop enligt SKR:s nio strategier.",
    "Verksamheten flyttar till Kvarngatan 14.",
    "Enheterna arbetar mot budget i balans.",
    "Regeln om 11 timmars dygnsvila påverkar schemat.",
    "Bedömningen ska göras inom 14 dagar.",
    "En ny rutin har tagits fram.",
    "4.1 Inriktning och grunder för nämndens planering under hela mandatperioden",
]


@pytest.mark.parametrize("sentence", NOTHING)
def test_dates_laws_ages_names_and_wishes_are_no_statements(sentence: str) -> None:
    assert read(sentence) == []


COMPARED = [
    ("Kostnaden innebär ett överdrag mot periodens budget med 6,0 mnkr.", [("deviation", "-6.0")]),
    ("Boendet har överskridit budgeten för januari-april med 1 850 tkr.", [("deviation", "-1850")]),
    ("Kostnaderna ligger 3,7 mnkr över periodens budget.", [("deviation", "-3.7")]),
    ("Periodens budget uppgår till 96 mnkr.", [("period_budget", "96")]),
    (
        "Prognosen är -10,9 mnkr, 0,8 mnkr sämre än i mars.",
        [("forecast_deviation", "-10.9"), ("forecast_change", "-0.8")],
    ),
    ("Underskottet är 1,9 mnkr sämre än den prognos som lämnades i mars.", [("forecast_change", "-1.9")]),
    ("Rehab räknar med ett överskott på 1,2 mnkr.", [("forecast_deviation", "1.2")]),
    (
        "Boendet blir 7 mnkr dyrare än den totala budgeten på 212 mnkr.",
        [("forecast_deviation", "-7"), ("budget", "212")],
    ),
    ("Olyckan har medfört merkostnader på 6,4 mnkr.", [("actual", "6.4")]),
    ("Av budgeten på 9 mnkr återstår 4 mnkr.", [("budget", "9"), ("remaining_budget", "4")]),
    (
        "Av de budgeterade 12 mnkr har 9 mnkr använts (75 procent).",
        [("budget", "12"), ("actual", "9"), ("percent_of_budget", "75")],
    ),
    ("Intäkterna överstiger budget med 1 mnkr och kostnaderna med 3 mnkr.", [("deviation", "1"), ("deviation", "-3")]),
    (
        "Underskottet är 5 mnkr och för helåret väntas det bli 7 mnkr.",
        [("deviation", "-5"), ("forecast_deviation", "-7")],
    ),
    ("Prognosen är 219 mnkr mot en budget på 212 mnkr.", [("forecast", "219"), ("budget", "212")]),
    ("Prognosen förutsätter åtgärder på 3 mnkr.", [("forecast", "3")]),
    (
        "Prognosen är 320 mnkr, vilket ger ett underskott på 8 mnkr.",
        [("forecast", "320"), ("forecast_deviation", "-8")],
    ),
    ("Rehab svarar för 4,9 mnkr av nämndens underskott på 6,6 mnkr.", [("deviation", "-4.9"), ("deviation", "-6.6")]),
    ("Ett underskott på 2 mnkr befaras inom rehab.", [("forecast_deviation", "-2")]),
    ("För året är 14 mnkr budgeterade och 3,9 mnkr har använts.", [("budget", "14"), ("actual", "3.9")]),
    ("Sjuklöner +0,4 mnkr mot budget.", [("deviation", "0.4")]),
    ("Projektets budget är 42 mnkr, varav 11 mnkr har upparbetats.", [("budget", "42"), ("actual", "11")]),
]


@pytest.mark.parametrize(("sentence", "expected"), COMPARED)
def test_a_comparison_says_with_what(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert [(m, v) for m, v, _ in meaning(sentence)] == [(m, Decimal(v)) for m, v in expected]


CHANGED = [
    ("Dygnen har ökat med 243, motsvarande 50 procent.", [("change", "243"), ("change_pct", "50")]),
    (
        "Timmarna har ökat från 3 263 till 4 193, motsvarande 29 procent.",
        [("actual", "3263"), ("actual", "4193"), ("change_pct", "29")],
    ),
    (
        "Dygnen har ökat med 55 procent, från 712 till 1 105 dygn.",
        [("change_pct", "55"), ("actual", "712"), ("actual", "1105")],
    ),
    ("Bidragen minskade med 2 mnkr från 6,2 mnkr i fjol.", [("change", "-2"), ("actual", "6.2")]),
    ("Unga står för den största förbättringen, -2,1 procentenheter.", [("change", "-2.1")]),
    ("Fyra nya placeringar har tillkommit.", [("change", "4")]),
    ("Personalkostnaderna har ökat 3,8 procent.", [("change_pct", "3.8")]),
    ("Av ökningen beror 3,1 mnkr på fler dygn.", [("change", "3.1")]),
    (
        "Försämringen sedan mars uppgår till 3 mnkr och förklaras av två beslut.",
        [("forecast_change", "-3"), ("actual", "2")],
    ),
    (
        "Dygnen är 15 procent fler än i fjol, 7 871 mot 6 997.",
        [("change_pct", "15"), ("actual", "7871"), ("actual", "6997")],
    ),
    ("Antalet ansökningar var 96 i april.", [("actual", "96")]),
    ("Kön minskade med 12 personer och är nu 30 personer.", [("change", "-12"), ("actual", "30")]),
]


@pytest.mark.parametrize(("sentence", "expected"), CHANGED)
def test_several_numbers_say_one_change(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert [(m, v) for m, v, _ in meaning(sentence)] == [(m, Decimal(v)) for m, v in expected]


def test_an_outcome_against_its_forecast_is_the_error_of_the_forecast() -> None:
    text = "I augusti beräknades underskottet till 8,6 mnkr, så utfallet blev 960 tkr sämre än prognosen."
    found = read(text, period_end=date(2024, 12, 31))
    assert [(s.measure, s.value, s.period_end) for s in found] == [
        ("forecast_deviation", Decimal("-8.6"), date(2024, 12, 31)),
        ("forecast_error", Decimal(-960), date(2024, 12, 31)),
    ]


def test_what_explains_a_forecast_is_forecast() -> None:
    text = "Vid årets slut väntas underskottet bli 6,7 mnkr. Det är främst rehab som avviker, -3,4 mnkr."
    assert [m for m, _, _ in meaning(text)] == ["forecast_deviation", "forecast_deviation"]


PARAGRAPHS = [
    (
        "Äldreomsorgen redovisar ett underskott på 3,8 mnkr. Vårdboendena står för 2,1 mnkr.",
        [("deviation", "-3.8"), ("deviation", "-2.1")],
    ),
    (
        "Utfallet är 4,7 mnkr sämre än budget. Av avvikelsen avser 3,9 mnkr placeringar.",
        [("deviation", "-4.7"), ("deviation", "-3.9")],
    ),
    (
        "För helåret prognostiseras -7,5 mnkr. Personalkostnaderna överstiger budget med 4,4 mnkr.",
        [("forecast_deviation", "-7.5"), ("deviation", "-4.4")],
    ),
    (
        "Rehab går dock mot ett underskott på 2,8 mnkr. Det vägs upp av staben (+2,3 mnkr).",
        [("forecast_deviation", "-2.8"), ("forecast_deviation", "2.3")],
    ),
]


@pytest.mark.parametrize(("paragraph", "expected"), PARAGRAPHS)
def test_a_sentence_goes_on_with_the_one_before_where_it_says_so(
    paragraph: str, expected: list[tuple[str, str]]
) -> None:
    assert [(m, v) for m, v, _ in meaning(paragraph)] == [(m, Decimal(v)) for m, v in expected]


def test_this_year_ends_the_earlier_year_spoken_of() -> None:
    found = read("Under 2024 placerades 44 barn. I år har 31 barn placerats. Antalet dygn är 2 410.")
    assert [s.period_end for s in found] == [date(2024, 12, 31), APRIL, APRIL]


def test_the_number_before_a_change_held_at_the_turn_of_the_year_or_a_year_before() -> None:
    found = read("Kön växte från 6 till 11 personer sedan årsskiftet.", "Kön växte från 6 till 11 personer mot i fjol.")
    assert [s.period_end for s in found] == [date(2024, 12, 31), APRIL, date(2024, 4, 30), APRIL]


def test_every_mention_of_a_list_is_a_row_with_its_own_subject() -> None:
    text = "Hemtjänsten väntas gå med underskott på -9 tkr fördelat på; personal -5 tkr, drift -1 tkr, intäkter -3 tkr."
    assert [(s.subject, s.value) for s in read(text)] == [
        ("Hemtjänsten", Decimal(-9)),
        ("personal", Decimal(-5)),
        ("drift", Decimal(-1)),
        ("intäkter", Decimal(-3)),
    ]


def test_a_cause_with_a_subject_of_its_own_is_about_that_subject() -> None:
    text = "Underskottet inom ordinärt boende beror på att antalet hemtjänsttimmar har ökat med 6 procent."
    assert [(s.subject, s.measure) for s in read(text)] == [("antalet hemtjänsttimmar", "change_pct")]


def test_what_has_been_so_far_is_an_outcome_inside_a_sentence_about_the_future() -> None:
    text = "Hemsjukvården väntas gå back 1,6 mnkr på grund av hyrpersonal, som hittills har kostat 4,3 mnkr."
    assert meaning(text) == [
        ("forecast_deviation", Decimal("-1.6"), "mnkr"),
        ("actual", Decimal("4.3"), "mnkr"),
    ]


def test_the_board_means_itself_and_an_infinitive_names_nothing() -> None:
    assert [s.subject for s in read("Nämnden visar ett underskott på 2 mnkr.", heading="Volymer")] == ["Socialnämnden"]
    text = "Rehab redovisar -4,6 mnkr och beräknas landa på -6,0 mnkr."
    assert [s.subject for s in read(text)] == ["Rehab", "Rehab"]


def test_a_line_that_ends_in_a_preposition_goes_on_with_a_name() -> None:
    found = read("Boendet i", "Lillbyn blir 7 mnkr dyrare än budgeterat.")
    assert [s.quote for s in found] == ["Boendet i Lillbyn blir 7 mnkr dyrare än budgeterat."]


def test_a_unit_word_for_the_department_means_the_heading() -> None:
    assert [s.subject for s in read("Avvikelsen för avdelningen är -2 mnkr.", heading="Daglig verksamhet")] == [
        "Daglig verksamhet"
    ]


def test_this_and_these_mean_the_subject_of_the_sentence_before() -> None:
    text = "Projektet Trygg hemgång har förbrukat 2 mnkr. Den verksamheten väntas ge ett underskott på 1 mnkr."
    assert [s.subject for s in read(text)] == ["Projektet Trygg hemgång", "Projektet Trygg hemgång"]


def test_a_number_in_parentheses_belongs_to_the_words_before_it() -> None:
    found = read("Prognosen är negativ för staben (-45 tkr) och rehab (-90 tkr).")
    assert [(s.subject, s.measure, s.value) for s in found] == [
        ("staben", "forecast_deviation", Decimal(-45)),
        ("rehab", "forecast_deviation", Decimal(-90)),
    ]


def test_a_year_in_parentheses_dates_the_number_beside_it() -> None:
    found = read("Månadens genomsnitt blev 31 (27, 2024) brukare med insatsen.")
    assert [(s.value, s.period_end) for s in found] == [
        (Decimal(31), APRIL),
        (Decimal(27), date(2024, 4, 30)),
    ]


def test_the_same_period_last_year_ends_a_year_earlier() -> None:
    found = read("Biståndet gick till 301 hushåll, mot 288 hushåll samma period i fjol.")
    assert [(s.value, s.period_end) for s in found] == [
        (Decimal(301), APRIL),
        (Decimal(288), date(2024, 4, 30)),
    ]


def test_a_forecast_covers_the_whole_year_and_an_outcome_never_ends_after_the_report() -> None:
    found = read("Prognosen är -2 mnkr. Underskottet under 2025 är 1 mnkr.")
    assert [s.period_end for s in found] == [date(2025, 12, 31), APRIL]


def test_without_a_reporting_period_nothing_is_guessed() -> None:
    assert [s.period_end for s in read("Enheten har 12 brukare.", period_end=None)] == [None]


def test_a_paragraph_said_twice_points_back_to_the_first() -> None:
    text = "Råd och hjälp gick med ett underskott på 6 310 tkr."
    assert [(s.statement_no, s.same_as) for s in read(text, text)] == [(1, ""), (2, "1")]


def test_a_paragraph_cut_by_a_page_break_is_one_paragraph() -> None:
    found = read("Bostadsenheten redovisar", "ett resultat på +23 tkr mot budget.")
    assert [(s.subject, s.measure, s.value) for s in found] == [("Bostadsenheten", "deviation", Decimal(23))]


def test_furniture_is_not_read() -> None:
    blocks = (Paragraph("Sida 3 av 12, underskott 5 mnkr", 1, "furniture"),)
    document = Document("sha", "sample", "text/plain", 1, blocks)
    assert find_statements(document, ReportProfile(period_end=APRIL), []) == ()
