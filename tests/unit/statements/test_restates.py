"""What a statement restates of the tables, and when it contradicts them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dagster_project.domain.model import Document, Fact, Paragraph, ReportProfile, Statement
from dagster_project.domain.statements import find_statements, restates

MARCH, YEAR_END = date(2025, 3, 31), date(2025, 12, 31)
SEK = {"tkr": 1000, "mnkr": 1_000_000}


def fact(
    label: str, value: str, measure: str = "deviation", *, unit: str = "tkr", role: str = "line", **more: object
) -> Fact:
    end = MARCH if measure in ("deviation", "actual") else YEAR_END
    number = Decimal(value)
    fields: dict[str, object] = {
        "document": "sha", "municipality_code": "", "page": 1, "table_no": 1, "row_no": 2, "col_no": 2, "part_no": 1,
        "table_title": "Budgetuppföljning, tkr", "section": "", "row_code": "", "row_label": label, "row_role": role,
        "col_label": "Avvikelse", "raw": value, "value": number, "unit": unit, "is_unit_inferred": False,
        "measure": measure, "period_start": date(2025, 1, 1), "period_end": end, "as_of": MARCH, "fact_family": "cost",
        "account_line": "", "entity": "", "confidence": Decimal(1), "reading": "",
        "amount_reported_sek": number * SEK[unit] if unit in SEK else None,
    }  # fmt: skip
    return Fact(**(fields | more))  # type: ignore[arg-type]


def read(text: str, facts: list[Fact], heading: str = "Utfall") -> list[Statement]:
    blocks = (Paragraph(heading, 1, "heading", 2), Paragraph(text, 1))
    profile = ReportProfile(board="Socialnämnden", period_end=MARCH)
    return list(find_statements(Document("sha", "s", "text/plain", 1, blocks), profile, facts))


@pytest.mark.parametrize(
    ("text", "cell", "agrees"),
    [
        ("Hemtjänst redovisar en avvikelse på -8,2 mkr.", "-8264", "within_rounding"),  # cut off
        ("Hemtjänst redovisar en avvikelse på -8,3 mkr.", "-8264", "within_rounding"),  # rounded
        ("Hemtjänst redovisar en avvikelse på -8 264 tkr.", "-8264", "equal"),
        ("Hemtjänst redovisar ett underskott om 8,3 mkr.", "-8300", "equal"),
        ("Hemtjänst redovisar en avvikelse på -9,5 mkr.", "-8264", "disagrees"),
        ("Hemtjänst redovisar en avvikelse på 8,3 mkr.", "-8264", "disagrees"),  # the sign counts
    ],
)
def test_text_and_cell_agree_up_to_rounding_and_truncation(text: str, cell: str, agrees: str) -> None:
    found = read(text, [fact("Hemtjänst", cell)])
    assert [s.agrees for s in found] == [agrees]
    assert found[0].restates == "Budgetuppföljning, tkr / Hemtjänst / Avvikelse"


def test_another_activity_is_neither_restated_nor_contradicted() -> None:
    found = read("Hemtjänst redovisar en avvikelse på -8,2 mkr.", [fact("Daglig verksamhet", "-120")])
    assert [(s.restates, s.agrees) for s in found] == [("", "none")]


def test_another_period_is_no_contradiction() -> None:
    found = read("Prognosen för hemtjänst är -9 mkr.", [fact("Hemtjänst", "-8264")])
    assert [s.agrees for s in found] == ["none"]


def test_a_part_of_an_activity_does_not_contradict_the_activity() -> None:
    found = read("Nattpatrullen inom hemtjänst har en avvikelse på -1 mkr.", [fact("Hemtjänst", "-8264")])
    assert [s.agrees for s in found] == ["none"]


def test_the_board_is_compared_with_the_total() -> None:
    facts = [fact("Hemtjänst", "-8264"), fact("Totalt", "-21391", role="total")]
    found = read("Socialnämnden visar en avvikelse på -21,4 mkr.", facts)
    assert [(s.agrees, s.restates.split(" / ")[1]) for s in found] == [("within_rounding", "Totalt")]


def test_what_a_board_with_a_name_of_its_own_says_of_itself_is_compared_with_the_total() -> None:
    text = "Vård- och äldrenämnden redovisar ett underskott på 12,4 mnkr."
    (statement,) = read(text, [fact("Hemtjänst", "-8478"), fact("Summa", "-12400", role="total")])
    assert (statement.restates.split(" / ")[1], statement.agrees) == ("Summa", "equal")


def test_four_equal_digits_are_the_cell_whatever_the_text_calls_it() -> None:
    facts = [fact("Totalt", "-24918", "actual", role="total")]
    found = read("Efter tre månader är underskottet -24 918 tkr.", facts)
    assert [(s.measure, s.agrees) for s in found] == [("actual", "equal")]


def test_forecasts_follow_what_the_tables_call_a_forecast() -> None:
    levels = [fact("Hemtjänst", "-41000", "forecast"), fact("Rehab", "-2000", "forecast")]
    deviations = [fact("Hemtjänst", "-4100", "forecast_deviation")]
    assert read("Prognosen för hemtjänst är 41 mkr.", levels)[0].measure == "forecast"
    assert read("Prognosen för hemtjänst är -4,1 mkr.", deviations)[0].measure == "forecast_deviation"


def test_a_number_in_the_name_of_a_row_states_nothing() -> None:
    facts = [fact("Reserv 30 mkr", "-7479")]
    found = read("Posten reserv 30 mkr ger en avvikelse på -7,5 mkr.", facts)
    assert [s.value for s in found] == [Decimal("-7.5")]


def test_key_figures_are_compared_in_their_own_unit() -> None:
    label = "Handläggningstid, antal dagar"
    facts = [fact(label, "124", "actual", unit="days", fact_family="kpi", amount_reported_sek=None)]
    found = read("Handläggningstiden är 77 dagar.", facts, heading="Handläggningstid, antal dagar")
    assert [(s.unit, s.agrees) for s in found] == [("days", "disagrees")]


def test_a_text_may_count_the_rows_without_code_under_a_coded_row_with_it() -> None:
    """Piteå's text gives a department's figure with the saving that the table prints on a row of its own under it."""
    facts = [
        fact("Ledning", "5358", row_code="510", row_no=2),
        fact("Fördelad besparing", "-6479", row_no=3),
        fact("Stöd", "-448", row_code="512", row_no=4),
        fact("Totalt", "-1569", row_code="5XX", row_no=5, role="total"),
    ]
    summed, alone = read("Ledning redovisar en avvikelse på -1,1 mkr. Stöd redovisar en avvikelse på -2,0 mkr.", facts)
    assert (summed.agrees, summed.restates) == (
        "within_rounding",
        "Budgetuppföljning, tkr / Ledning + Fördelad besparing / Avvikelse",
    )
    assert alone.agrees == "disagrees"


def test_an_older_term_of_the_field_names_the_same_department() -> None:
    text = "Stödet till funktionshindrade redovisar en avvikelse på -0,9 mkr."
    found = read(text, [fact("Stöd till funktionsnedsatta", "-859")])
    assert [s.agrees for s in found] == ["within_rounding"]


def test_a_statement_in_other_forms_of_the_same_words_repeats_the_first() -> None:
    text = (
        "Den egna produktionen av assistans har en avvikelse på -1,1 mkr. "
        "Privata assistansanordnarna har en avvikelse på 0,2 mkr.\n"
        "Egen produktion av assistans har en avvikelse på -1,1 mkr. "
        "Privata assistansanordnare har en avvikelse på 0,2 mkr."
    )
    first, second, *again = read(text, [])
    assert [s.same_as for s in again] == [str(first.statement_no), str(second.statement_no)]


@pytest.mark.parametrize(
    "text",
    [
        "I hemtjänsten var sjukfrånvaron 3,3 %.",
        "Av den totala sjukfrånvaron är 6,6 % kort.",
    ],
)
def test_a_part_of_what_a_row_says_contradicts_nothing(text: str) -> None:
    row = fact("Sjukfrånvaro, procent", "10.3", "actual", unit="percent", fact_family="kpi", table_title="Sjukfrånvaro")
    assert [s.agrees for s in read(text, [row])] == ["none"]


def test_revenue_above_budget_does_not_contradict_the_net_deviation() -> None:
    found = read("Särskilt boende fick 7,2 mnkr mer i intäkter än budget.", [fact("Särskilt boende", "-7624")])
    assert [s.agrees for s in found] == ["none"]


def test_a_forecast_named_after_a_deviation_is_a_forecast() -> None:
    found = read("Hemtjänst har en budgetavvikelse om -0,4 mkr och en årsprognos på -350 tkr.", [])
    assert [(s.measure, s.value) for s in found] == [
        ("deviation", Decimal("-0.4")),
        ("forecast_deviation", Decimal(-350)),
    ]


def test_lower_than_the_year_before_is_a_change() -> None:
    found = read("Ekonomiskt bistånd kostade 5,8 mnkr, ca 0,4 mnkr lägre än året före.", [])
    assert [(s.measure, s.value) for s in found][1] == ("change", Decimal("-0.4"))


def test_a_text_that_grows_tenfold_asks_no_more_of_each_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables printed again are compared once, so that a long report takes no longer for each of its sentences."""
    asked: list[Fact] = []
    compare = restates._is_comparable
    monkeypatch.setattr(restates, "_is_comparable", lambda s, f: asked.append(f) or compare(s, f))

    def questions(times: int) -> int:
        asked.clear()
        facts = [fact("Hemtjänst", "-8264", table_no=n) for n in range(1, times + 1)]
        assert read("Hemtjänst redovisar en avvikelse på -8 264 tkr.", facts)[0].agrees == "equal"
        return len(asked)

    assert questions(10) == questions(1) == 1
