"""Columns that are rounds of a forecast, and columns that lead from one budget to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]
YEAR_END = date(2024, 12, 31)
BOARDS = ("Socialnämnden | -900 | -1250 | -1540", "Bildningsnämnden | 0 | 300 | 450")


def meant(facts: list[Fact]) -> set[tuple[str, str, date | None]]:
    return {(f.col_label, f.measure, f.period_end) for f in facts}


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("Budgetavvikelse per nämnd, helårsprognos (tkr)", "Nämnd | Mars | April | Augusti"),
        ("Prognostiserad avvikelse mot budget, tkr", "Nämnd | T1 | Juni | Delår"),
        ("Nämndernas prognoser under året, avvikelse i tkr", "Nämnd | 2024-03-31 | 2024-05-31 | 2024-08-31"),
        ("Förväntad budgetavvikelse vid årets slut, tkr", "Nämnd | Feb | Maj | Aug"),
        ("Helårsprognos per nämnd, tkr", "Nämnd | Avvikelse mars | Avvikelse maj | Avvikelse augusti"),
        ("Prognosutveckling nämnderna, tkr", "Nämnd | Mars | Maj | Augusti"),
        ("Budgetavvikelse helår, tkr", "Nämnd | Uppföljning 1 | Uppföljning 2 | Uppföljning 3"),
    ],
)
def test_rounds_of_a_forecast_are_of_the_whole_year(facts_of: Reader, title: str, header: str) -> None:
    facts = facts_of(title, header, *BOARDS)
    assert {(f.measure, f.period_end) for f in facts} == {("forecast_deviation", YEAR_END)}


def test_each_round_was_made_at_its_own_date(facts_of: Reader) -> None:
    facts = facts_of("Helårsprognos, avvikelse mot budget (tkr)", "Nämnd | Mars | Maj | Augusti", *BOARDS)
    assert {f.col_label: f.as_of for f in facts} == {
        "Mars": date(2024, 3, 31),
        "Maj": date(2024, 5, 31),
        "Augusti": date(2024, 8, 31),
    }


def test_rounds_beside_a_budget_of_their_size_are_levels(facts_of: Reader) -> None:
    facts = facts_of(
        "Helårsprognos per nämnd, tkr",
        "Nämnd | Budget 2024 | Mars | Augusti",
        "Socialnämnden | 412500 | 415000 | 418200",
        "Bildningsnämnden | 598000 | 598000 | 596400",
    )
    assert {(f.col_label, f.measure) for f in facts if f.col_label != "Budget 2024"} == {
        ("Mars", "forecast"),
        ("Augusti", "forecast"),
    }


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("Budgetavvikelse per nämnd och månad, tkr", "Nämnd | Mars | April | Augusti"),
        ("Ackumulerad budgetavvikelse och helårsprognos, tkr", "Nämnd | Mars | April | Augusti"),
    ],
)
def test_deviations_by_month_are_no_forecasts(facts_of: Reader, title: str, header: str) -> None:
    facts = facts_of(title, header, *BOARDS)
    assert {f.measure for f in facts} == {"deviation"}


def test_the_ends_of_two_years_are_no_rounds(facts_of: Reader) -> None:
    facts = facts_of("Sjuktal helår", "Enhet | 2022-12-31 | 2023-12-31", "Eken | 42 | 40", "Linden | 17 | 18")
    assert {f.measure for f in facts} == {"actual"}


def test_what_leads_from_one_budget_to_another_is_budget_of_the_year(facts_of: Reader) -> None:
    facts = facts_of(
        "Driftbudget 2024, ursprunglig och reviderad (tkr)",
        "| Budget KF nov 2023 | Lönekompensation | Kapitalkostnader | Omdisponering | Reviderad budget aug",
        "Socialnämnden | 447930 | 11965 | 260 | 970 | 461125",
        "Bildningsnämnden | 598215 | 13420 | 1145 | -350 | 612430",
        "Miljönämnden | 14890 | 415 | - | - | 15305",
    )
    assert {(f.measure, f.period_end) for f in facts} == {("budget", YEAR_END)}


def test_a_budget_is_not_of_the_month_in_which_it_was_decided(facts_of: Reader) -> None:
    facts = facts_of(
        "Nämndernas ramar, tkr",
        "Nämnd | Budget KF 2023-11-27 | Budget KS juni | Periodbudget aug | Utfall aug",
        "Socialnämnden | 447930 | 449000 | 299300 | 301200",
        "Bildningsnämnden | 598215 | 598215 | 398800 | 395000",
    )
    assert meant(facts) == {
        ("Budget KF 2023-11-27", "budget", YEAR_END),
        ("Budget KS juni", "budget", YEAR_END),
        ("Periodbudget aug", "period_budget", date(2024, 8, 31)),
        ("Utfall aug", "actual", date(2024, 8, 31)),
    }


def test_intake_and_cost_of_one_budget_keep_their_account_lines(facts_of: Reader) -> None:
    facts = facts_of(
        "Budget per verksamhet, tkr",
        "Verksamhet | Budget intäkter | Budget kostnader | Budget netto",
        "Hemtjänst | 9800 | -96300 | -86500",
        "LSS | 1200 | -36200 | -35000",
    )
    assert {(f.col_label, f.account_line) for f in facts} == {
        ("Budget intäkter", "revenue"),
        ("Budget kostnader", "cost"),
        ("Budget netto", "net"),
    }
