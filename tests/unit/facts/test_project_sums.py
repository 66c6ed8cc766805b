"""Whole budgets that are only the year's, and budgets that are the whole project's, as the sums show them."""

from __future__ import annotations

from collections.abc import Callable

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]


def measures(facts: list[Fact]) -> dict[str, str]:
    return {f.col_label: f.measure for f in facts}


def test_a_total_budget_of_this_year_and_what_was_carried_over_is_the_years(facts_of: Reader) -> None:
    facts = facts_of(
        "Investeringar (tkr)",
        "Projekt | Budget 2024 | Överfört från 2023 | Total budget | Utfall aug",
        "Larm | 800 | 200 | 1000 | 640",
        "Inventarier | 400 | 100 | 500 | 610",
    )
    assert set(measures(facts).values()) == {"budget", "actual"}
    assert {f.period_end.year for f in facts if f.period_end} == {2024}


def test_a_budget_less_what_earlier_years_spent_is_the_projects(facts_of: Reader) -> None:
    facts = facts_of(
        "Investeringar, tkr",
        "Projekt | Beslutad budget | Förbrukat tidigare år | Utfall 2024 | Återstår",
        "Gruppbostad | 24000 | 3120 | 14800 | 6080",
        "Lås | 1800 | 600 | 950 | 250",
    )
    assert measures(facts) == {
        "Beslutad budget": "project_budget",
        "Förbrukat tidigare år": "project_actual",
        "Utfall 2024": "actual",
        "Återstår": "remaining_budget",
    }
