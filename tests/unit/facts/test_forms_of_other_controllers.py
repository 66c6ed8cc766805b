"""Forms that no report at hand prints but others well may: near relatives of what the fresh reports showed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]
PLAN = "Budget 2025 med plan 2026-2027"


def ends(facts: list[Fact]) -> dict[str, str]:
    return {f.col_label: str(f.period_end) for f in facts}


def measures(facts: list[Fact]) -> dict[str, str]:
    return {f.col_label: f.measure for f in facts}


def test_a_change_between_two_budgets_stays_a_change_where_it_leads_from_one_to_the_other(facts_of: Reader) -> None:
    facts = facts_of(
        "Driftbudget, tkr",
        "Verksamhet | Budget 2024 | Förändring | Budget 2025",
        "Hemtjänst | 81200 | 3100 | 84300",
        "LSS | 51200 | 4300 | 55500",
        kind=PLAN,
    )
    assert measures(facts) == {"Budget 2024": "budget", "Förändring": "change", "Budget 2025": "budget"}


def test_what_a_project_is_to_cost_and_has_cost_before_the_budgets_year(facts_of: Reader) -> None:
    facts = facts_of(
        "Investeringsbudget, tkr",
        "Projekt | Total utgift | T.o.m. 2024 | Budget 2025 | Plan 2026",
        "Tallgården | 42000 | 3100 | 20000 | 18900",
        "Larm | 3600 | 0 | 1800 | 1800",
        kind=PLAN,
    )
    assert measures(facts) == {
        "Total utgift": "project_budget",
        "T.o.m. 2024": "project_actual",
        "Budget 2025": "budget",
        "Plan 2026": "budget",
    }


def test_an_outcome_of_earlier_years_beside_a_projects_frame_is_the_projects(facts_of: Reader) -> None:
    facts = facts_of(
        "Investeringar, tkr",
        "Projekt | Totalram | Utfall tidigare år | Budget 2024 | Utfall 2024",
        "Tallgården | 42000 | 3100 | 20000 | 9000",
        "Larm | 3600 | 0 | 1800 | 700",
    )
    assert measures(facts)["Utfall tidigare år"] == "project_actual"
    assert measures(facts)["Utfall 2024"] == "actual"


def test_outcomes_of_years_under_a_title_of_months_since_new_year_are_of_those_months(facts_of: Reader) -> None:
    facts = facts_of(
        "Ekonomi per verksamhet jan-aug, tkr",
        "Verksamhet | Utfall 2023 | Utfall 2024 | Periodbudget | Budgetavvikelse",
        "Hemtjänst | 52100 | 54300 | 53900 | -400",
        "LSS | 33100 | 34900 | 35100 | 200",
    )
    assert ends(facts)["Utfall 2023"] == "2023-08-31"


def test_a_whole_year_under_a_title_of_months_stays_whole_where_sizes_say_so(facts_of: Reader) -> None:
    facts = facts_of(
        "Ekonomi per verksamhet jan-aug, tkr",
        "Verksamhet | Utfall 2023 | Utfall 2024",
        "Hemtjänst | 78100 | 54300",
        "LSS | 49700 | 34900",
    )
    assert ends(facts)["Utfall 2023"] == "2023-12-31"


def test_years_of_two_figures_after_ack_are_years(facts_of: Reader) -> None:
    facts = facts_of(
        "Försörjningsstöd",
        "| Jun | Jul | Aug | Ack 24 | Ack 23",
        "Utbetalt, tkr | 1700 | 1681 | 1644 | 13322 | 13908",
        "Hushåll | 220 | 217 | 213 | 216 | 224",
    )
    assert (ends(facts)["Ack 24"], ends(facts)["Ack 23"]) == ("2024-08-31", "2023-08-31")


@pytest.mark.parametrize("heading", ["Snittkostnad per dygn", "Kostnad/dygn"])
def test_a_cost_per_day_under_a_title_of_days_is_money(facts_of: Reader, heading: str) -> None:
    facts = facts_of(
        "Vårddygn och kostnad placeringar",
        f"Form | Dygn jan-aug 2024 | {heading} | Kostnad tkr",
        "HVB | 3655 | 5350 | 19554",
        "Jourhem | 702 | 1600 | 1123",
    )
    found = {(f.col_label, f.unit, f.fact_family) for f in facts}
    assert (heading, "kr", "kpi") in found
    assert ("Kostnad tkr", "tkr", "cost") in found


@pytest.mark.parametrize("header", ["feb-prognos | april-prognos | aug-prognos", "Prognos 1 | Prognos 2 | Prognos 3"])
def test_forecasts_side_by_side_are_levels_or_deviations_together(facts_of: Reader, header: str) -> None:
    boards = ("Socialnämnden | -900 | -1250 | -1540", "Bildningsnämnden | 0 | 300 | 450")
    assert set(measures(facts_of("Helårsprognosens utveckling", f"Nämnd | {header}", *boards)).values()) == {
        "forecast_deviation"
    }
    lines = ("Intäkter | 900 | 920 | 930", "Kostnader | -1300 | -1340 | -1350", "Nettokostnad | -400 | -420 | -420")
    assert set(measures(facts_of("Resultaträkning, tkr", f"| {header}", *lines)).values()) == {"forecast"}


def test_the_decided_effect_of_a_saving_is_a_budget_of_the_year(facts_of: Reader) -> None:
    facts = facts_of(
        "Åtgärder för budget i balans, tkr",
        "Åtgärd | Beslutad effekt helår 2024 | Prognos effekt helår",
        "Minskad timlön | 2400 | 1900",
        "HVB-avtal | 1800 | 1800",
    )
    assert measures(facts) == {"Beslutad effekt helår 2024": "budget", "Prognos effekt helår": "forecast"}
    assert set(ends(facts).values()) == {"2024-12-31"}


def test_a_total_cost_beside_a_cost_per_hour_is_a_cost(facts_of: Reader) -> None:
    facts = facts_of(
        "Kostnad per insats jan-aug 2024, tkr",
        "Insats | Utförda timmar | Kostnad per timme (kr) | Totalkostnad",
        "Hemtjänst | 64100 | 512 | 32819",
        "Boendestöd | 9100 | 488 | 4441",
    )
    families = {f.col_label: (f.unit, f.fact_family) for f in facts}
    assert families["Totalkostnad"] == ("tkr", "cost")
    assert families["Kostnad per timme (kr)"] == ("kr", "kpi")


def test_a_title_of_staff_and_absence_makes_no_head_count_a_percentage(facts_of: Reader) -> None:
    facts = facts_of(
        "Anställda och sjukfrånvaro",
        " | 2023-08-31 | 2024-08-31",
        "Tillsvidareanställda | 438 | 441",
        "Årsarbetare | 361,5 | 365,2",
        "Sjukfrånvaro, % | 6,1 | 5,7",
        "Pensionsavgångar under året | 14 | 17",
    )
    assert [f.unit for f in facts[::2]] == ["count", "fte", "percent", "count"]
