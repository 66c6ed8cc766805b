"""Bare years under a title that accumulates to a month: which of them are of those months, as far as sizes tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]
KIND = "Uppföljning april 2024"
HEADINGS = " | Utfall 2023 | Budget 2024 | Utfall 2024 | Avvikelse"


def said(facts: list[Fact], column: str) -> set[tuple[str, date | None]]:
    return {(f.measure, f.period_end) for f in facts if f.col_label == column}


def test_outcomes_and_budget_are_of_the_months_that_the_title_accumulates(facts_of: Reader) -> None:
    rows = ("Intäkter | 9100 | 9000 | 9400 | 400", "Personalkostnader | 51200 | 52500 | 54100 | -1600")
    facts = facts_of("Intäkter och kostnader ack april, tkr", HEADINGS, *rows, kind=KIND)
    assert said(facts, "Utfall 2023") == {("actual", date(2023, 4, 30))}
    assert said(facts, "Budget 2024") == {("period_budget", date(2024, 4, 30))}
    assert said(facts, "Utfall 2024") == {("actual", date(2024, 4, 30))}
    assert said(facts, "Avvikelse") == {("deviation", date(2024, 4, 30))}


def test_a_whole_year_beside_them_stays_the_years(facts_of: Reader) -> None:
    rows = ("Intäkter | 27800 | 27000 | 9400 | -17600", "Personalkostnader | 155900 | 157500 | 54100 | 103400")
    facts = facts_of("Intäkter och kostnader ack april, tkr", HEADINGS, *rows, kind=KIND)
    assert said(facts, "Utfall 2023") == {("actual", date(2023, 12, 31))}
    assert said(facts, "Budget 2024") == {("budget", date(2024, 12, 31))}
    assert said(facts, "Utfall 2024") == {("actual", date(2024, 4, 30))}


def test_a_budget_that_the_deviation_does_not_go_by_stays_the_years(facts_of: Reader) -> None:
    rows = ("Intäkter | 9100 | 9000 | 9400 | -17", "Personalkostnader | 51200 | 52500 | 54100 | 2210")
    facts = facts_of("Intäkter och kostnader ack april, tkr", HEADINGS, *rows, kind=KIND)
    assert said(facts, "Budget 2024") == {("budget", date(2024, 12, 31))}


def test_a_title_that_does_not_accumulate_says_nothing_of_bare_years(facts_of: Reader) -> None:
    rows = ("Intäkter | 9100 | 9000 | 9400 | 400", "Personalkostnader | 51200 | 52500 | 54100 | -1600")
    facts = facts_of("Intäkter och kostnader, tkr", HEADINGS, *rows, kind=KIND)
    assert said(facts, "Utfall 2023") == {("actual", date(2023, 12, 31))}
