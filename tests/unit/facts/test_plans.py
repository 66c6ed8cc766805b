"""Budgets and plans as documents: columns that say only a year, or nothing, are budgets there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]
PLAN = "Internbudget 2025 med plan 2026-2027"


def meant(facts: list[Fact]) -> set[tuple[str, str, date | None]]:
    return {(f.col_label, f.measure, f.period_end) for f in facts}


def test_years_in_an_internal_budget_are_budgets_from_the_year_before_on(facts_of: Reader) -> None:
    facts = facts_of(
        "Medel per verksamhet, tkr",
        "| 2022 | 2024 | 2025 | 2026",
        "LSS | 80 | 82 | 86 | 87",
        "IFO | 50 | 54 | 58 | 59",
        kind=PLAN,
    )
    assert meant(facts) == {
        ("2022", "actual", date(2022, 12, 31)),
        *((str(y), "budget", date(y, 12, 31)) for y in (2024, 2025, 2026)),
    }


def test_lines_of_account_in_an_internal_budget_are_of_its_year(facts_of: Reader) -> None:
    facts = facts_of(
        "Fördelning per ansvar, tkr",
        "Ansvar | Intäkter | Personal | Netto",
        "4100 Ledning | 0 | -6200 | -6200",
        "4200 Hemtjänst | 9800 | -96300 | -86500",
        kind=PLAN,
    )
    assert {(f.measure, f.period_end) for f in facts} == {("budget", date(2025, 12, 31))}


def test_places_of_the_year_before_a_plan_are_no_budget(facts_of: Reader) -> None:
    facts = facts_of("Antal platser", "Boende | 2024 | 2025", "Linden | 40 | 40", "Eken | 36 | 42", kind=PLAN)
    assert meant(facts) == {("2024", "actual", date(2024, 12, 31)), ("2025", "budget", date(2025, 12, 31))}


def test_a_total_beside_the_years_of_a_plan_is_of_all_of_them(facts_of: Reader) -> None:
    facts = facts_of(
        "Investeringsplan, tkr",
        "Objekt | 2025 | 2026 | Totalt",
        "Larm | 600 | 400 | 1000",
        "Ombyggnad | 8000 | 0 | 8000",
        kind=PLAN,
    )
    assert {(f.period_start, f.period_end) for f in facts if f.col_label == "Totalt"} == {
        (date(2025, 1, 1), date(2026, 12, 31))
    }


def test_a_report_is_no_plan_though_it_names_a_budget(facts_of: Reader) -> None:
    facts = facts_of(
        "Nettokostnad, tkr", "| 2023 | 2024", "LSS | 80 | 55", "IFO | 50 | 37", said="Budget 2024 följs upp."
    )
    assert {f.measure for f in facts} == {"actual"}


def test_a_title_of_appropriations_makes_years_budgets(facts_of: Reader) -> None:
    facts = facts_of("Ram per verksamhet (tkr)", "| 2024 | 2025", "LSS | 82000 | 86100", "IFO | 54600 | 58300")
    assert {f.measure for f in facts} == {"budget"}


def test_days_from_the_eve_of_a_budgets_year_are_forecasts_of_people(facts_of: Reader) -> None:
    facts = facts_of(
        "Befolkningsprognos",
        "Ålder | 31/12 2024 | 31/12 2025 | Befolkning budget 2025 genomsnitt | Befolkning budget 2024 | Förändring",
        "6 år | 216 | 225 | 220,5 | 232,5 | -12,0",
        "65-79 år | 3433 | 3449 | 3441,0 | 3419,5 | 21,5",
        kind=PLAN,
        said="Antagen av nämnden i december 2024",
    )
    assert {(f.unit, f.fact_family) for f in facts} == {("count", "volume")}
    assert meant(facts) == {
        ("31/12 2024", "forecast", date(2024, 12, 31)),
        ("31/12 2025", "forecast", date(2025, 12, 31)),
        ("Befolkning budget 2025 genomsnitt", "budget", date(2025, 12, 31)),
        ("Befolkning budget 2024", "budget", date(2024, 12, 31)),
        ("Förändring", "change", date(2025, 12, 31)),
    }


def test_a_difference_of_the_budgets_of_two_years_is_a_change(facts_of: Reader) -> None:
    facts = facts_of(
        "Driftbudget per verksamhet, mnkr",
        "Verksamhet | Budget 2024 | Budget 2025 | Skillnad",
        "Hemtjänst | 81,2 | 84,3 | 3,1",
        "LSS | 51,2 | 50,5 | -0,7",
        kind=PLAN,
    )
    assert ("Skillnad", "change", date(2025, 12, 31)) in meant(facts)


def test_budgets_without_a_year_are_of_the_plans(facts_of: Reader) -> None:
    facts = facts_of(
        "Resurser efter befolkning",
        "Ålder | Kostnad per invånare (tkr) | Befolkning budget 2025 | Kommunbidrag (mnkr)",
        "65-79 år | 18,0 | 3441,0 | 61,9",
        "80-89 år | 104,6 | 947,5 | 99,1",
        kind=PLAN,
    )
    assert {(f.col_label, f.unit) for f in facts} == {
        ("Kostnad per invånare (tkr)", "tkr"),
        ("Befolkning budget 2025", "count"),
        ("Kommunbidrag (mnkr)", "mnkr"),
    }
    assert {(f.measure, f.period_end) for f in facts} == {("budget", date(2025, 12, 31))}


def test_last_years_appropriation_is_of_the_year_before_its_columns(facts_of: Reader) -> None:
    facts = facts_of(
        "Kommunbidragets förändring, mnkr",
        "| Budget 2025 | Plan 2026",
        "Kommunbidrag föregående år | 410,2 | 421,3",
        "Uppräkning | 11,1 | 12,3",
        "Kommunbidrag | 421,3 | 433,6",
        kind=PLAN,
    )
    before = {(f.col_label, f.period_end) for f in facts if f.row_label.endswith("år")}
    assert before == {("Budget 2025", date(2024, 12, 31)), ("Plan 2026", date(2025, 12, 31))}
