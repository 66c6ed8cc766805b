"""Forms of reports by the month and the tertial: funds, groups of months, what is left, what is asked for."""

from __future__ import annotations

from collections.abc import Callable

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]


def read(facts: list[Fact], label: str = "") -> dict[str, tuple[str, str]]:
    return {f.col_label: (f.measure, str(f.period_end)) for f in facts if label in ("", f.row_label)}


def test_months_under_a_group_of_forecasts_are_forecasts_of_those_months(facts_of: Reader) -> None:
    facts = facts_of(
        "Nettokostnad per månad 2024, mnkr",
        "\tUtfall\t\t\t\tPrognos\t\tHelår\t\t",
        "Mnkr | maj | jun | jul | aug | sep | okt | Prognos | Budget | Avvik",
        "Hemtjänst | -11,2 | -10,8 | -11,4 | -11,3 | -11,6 | -12,9 | -140,9 | -137,5 | -3,4",
        "LSS | -10,4 | -10,0 | -10,3 | -10,5 | -10,6 | -11,4 | -127,8 | -127,0 | -0,8",
    )
    found = read(facts, "LSS")
    assert found["Utfall > aug"] == ("actual", "2024-08-31")
    assert found["Prognos > sep"] == ("forecast", "2024-09-30")
    assert found["Prognos > okt"] == ("forecast", "2024-10-31")
    assert found["Helår > Prognos"] == ("forecast", "2024-12-31")
    assert found["Helår > Avvik"] == ("forecast_deviation", "2024-12-31")


def test_month_ends_over_the_turn_of_the_year_are_of_two_years(facts_of: Reader) -> None:
    facts = facts_of(
        "Ej verkställda beslut, antal",
        "| 31 dec | 31 jan | 29 feb | 31 mars",
        "Särskilt boende | 6 | 6 | 7 | 8",
        "Kontaktperson | 11 | 12 | 9 | 9",
        kind="Månadsrapport mars 2024",
    )
    ends = {column: end for column, (_, end) in read(facts).items()}
    assert (ends["31 dec"], ends["31 jan"], ends["31 mars"]) == ("2023-12-31", "2024-01-31", "2024-03-31")


def test_a_fund_between_two_days_opens_and_closes_and_is_money(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultatfond per enhet",
        "Enhet | Ingående fond 2024-01-01 | Prognos resultat 2024 | Prognos utgående fond",
        "Tallgården | 1,8 | 0,4 | 2,2",
        "Hemtjänst norr | -1,2 | 0,9 | -0,3",
        said="Fonderna anges i mnkr.",
    )
    assert read(facts)["Ingående fond 2024-01-01"] == ("opening_balance", "2023-12-31")
    assert read(facts)["Prognos utgående fond"] == ("closing_balance", "2024-12-31")
    assert {(f.unit, f.fact_family) for f in facts} == {("mnkr", "cost")}


def test_a_disposition_stands_between_the_opening_and_the_closing_balance(facts_of: Reader) -> None:
    facts = facts_of(
        "Eget kapital per enhet (tkr)",
        "Enhet | Ingående 2024-01-01 | Periodens resultat | Disposition | Utgående 2024-08-31",
        "Norr | 1240 | -865 | 0 | 375",
        "Söder | -315 | -1420 | 420 | -1315",
    )
    assert {c: m for c, (m, _) in read(facts).items()} == {
        "Ingående 2024-01-01": "opening_balance",
        "Periodens resultat": "actual",
        "Disposition": "result_disposition",
        "Utgående 2024-08-31": "closing_balance",
    }


def test_what_is_left_of_the_years_budget_after_a_part_of_the_year_is_no_deviation(facts_of: Reader) -> None:
    facts = facts_of(
        "Budgetuppföljning, tkr",
        "Ansvar | Årsbudget | Utfall t.o.m. aug | Återstår",
        "Nämnd | 395 | 241 | 154",
        "Försörjningsstöd | 12600 | 13418 | -818",
    )
    assert read(facts)["Återstår"] == ("remaining_budget", "2024-08-31")


def test_what_is_left_of_the_budget_of_the_period_is_a_deviation(facts_of: Reader) -> None:
    facts = facts_of(
        "Budgetuppföljning, tkr",
        "Ansvar | Budget jan-aug | Utfall jan-aug | Återstår",
        "Nämnd | 395 | 241 | 154",
        "Försörjningsstöd | 12600 | 13418 | -818",
    )
    assert read(facts)["Återstår"] == ("deviation", "2024-08-31")


def test_adjustments_asked_for_are_budgets_of_the_year(facts_of: Reader) -> None:
    facts = facts_of(
        "Budgetjusteringar (mnkr)",
        "Ändamål | Begärt | Tillstyrkt | Avstyrkt",
        "Tomgångshyror | 3,1 | 1,8 | 1,3",
        "Omstrukturering | 1,5 | 0,2 | 1,3",
    )
    assert set(read(facts).values()) == {("budget", "2024-12-31")}


def test_activities_over_the_same_account_lines_are_costs(facts_of: Reader) -> None:
    facts = facts_of(
        "Årsprognos, mnkr",
        "Område | Budget 2024 | Prognos T2",
        "Äldreomsorg | -329,0 | -329,8",
        "Kostnader (-) | -370,2 | -371,6",
        "Intäkter | 41,2 | 41,8",
        "Stöd och service | -210,8 | -213,5",
        "Kostnader (-) | -231,6 | -234,9",
        "Intäkter | 20,8 | 21,4",
    )
    assert {f.fact_family for f in facts} == {"cost"}


def test_budgeted_hours_in_a_row_of_months_are_the_budget_of_the_months(facts_of: Reader) -> None:
    facts = facts_of(
        "Hemtjänsttimmar 2024",
        "| Jun | Jul | Aug | Ack",
        "Budgeterade timmar | 7100 | 6650 | 7150 | 56900",
        "Beviljade timmar | 7488 | 7016 | 7642 | 59736",
    )
    assert read(facts, "Budgeterade timmar") == {
        "Jun": ("period_budget", "2024-06-30"),
        "Jul": ("period_budget", "2024-07-31"),
        "Aug": ("period_budget", "2024-08-31"),
        "Ack": ("period_budget", "2024-08-31"),
    }


def test_the_last_word_of_a_name_is_no_unit(facts_of: Reader) -> None:
    facts = facts_of(
        "Utfall och prognos (tkr)",
        "Enhet | Budget | Prognos | Diff",
        "Barn och familj, utredning | -19020 | -20220 | -1200",
        "Öppenvård | -11940 | -11940 | 0",
    )
    assert {f.unit for f in facts} == {"tkr"}


def test_rounds_of_one_forecast_are_levels_or_deviations_together(facts_of: Reader) -> None:
    facts = facts_of(
        "Prognostiserad avvikelse mot budget (mkr)",
        "Verksamhet | Budget 2024 | Prognos juni | Prognos juli | Prognos augusti",
        "Nämnd | 21,4 | 0,0 | 0,5 | 0,8",
        "Barn och familj | 68,9 | -2,0 | -3,1 | -4,6",
        "LSS | 148,7 | 0,0 | -1,0 | -0,4",
    )
    assert {m for c, (m, _) in read(facts).items() if c.startswith("Prognos")} == {"forecast_deviation"}


def test_the_frame_and_the_deviation_of_a_whole_project_are_its_own(facts_of: Reader) -> None:
    facts = facts_of(
        "Investeringsprojekt, tkr",
        "\tHela projektet\t\t\tÅrets\t\t",
        "Projekt | Beslutad ram | Upparbetat | Avvikelse | Budget | Utfall | Avvikelse",
        "Tallgården | 8200 | 7946 | 254 | 4100 | 3846 | 254",
        "Larm | 5400 | 5713 | -313 | 2000 | 2313 | -313",
    )
    found = {c: m for c, (m, _) in read(facts).items()}
    assert found["Hela projektet > Beslutad ram"] == "project_budget"
    assert found["Hela projektet > Upparbetat"] == "project_actual"
    assert found["Hela projektet > Avvikelse"] == "project_deviation"
    assert (found["Årets > Budget"], found["Årets > Avvikelse"]) == ("budget", "deviation")


def test_a_cost_against_the_reference_cost_deviates_and_does_not_change(facts_of: Reader) -> None:
    facts = facts_of(
        "Nettokostnad jämfört med referenskostnad 2023, kronor per invånare",
        "| Nettokostnad | Referenskostnad | Skillnad | Nettokostnadsavvikelse, %",
        "Äldreomsorg | 13284 | 12611 | 673 | 5,3",
        "LSS | 5942 | 6120 | -178 | -2,9",
    )
    found = {c: m for c, (m, _) in read(facts).items()}
    assert (found["Skillnad"], found["Nettokostnadsavvikelse, %"]) == ("deviation", "deviation")


def test_a_bare_mean_beside_the_best_municipality_is_of_others(facts_of: Reader) -> None:
    facts = facts_of(
        "Kvalitet i korthet",
        "Mått | Habo 2023 | Habo 2024 | Medel 2024 | Bästa kommun | Sämsta kommun",
        "Väntetid, dagar | 58 | 71 | 67 | 4 | 199",
        "Nöjda med hemtjänst, % | 89 | 91 | 88 | 100 | 74",
    )
    assert {c: m for c, (m, _) in read(facts).items()}["Medel 2024"] == "comparison_mean"


def test_a_change_in_percent_between_two_budgets_is_of_the_later_year(facts_of: Reader) -> None:
    facts = facts_of(
        "Internbudget per verksamhet (tkr)",
        "Verksamhet | Bokslut 2023 | Budget 2024 | Internbudget 2025 | Förändring tkr | Förändring %",
        "Hemtjänst | 51206 | 49980 | 53010 | 3030 | 6,1",
        "LSS | 24318 | 24640 | 25190 | 550 | 2,2",
        kind="Internbudget 2025",
    )
    assert read(facts)["Förändring %"] == ("change_pct", "2025-12-31")


def test_a_growth_of_cost_in_percent_is_a_change(facts_of: Reader) -> None:
    facts = facts_of(
        "Flerårsöversikt, mkr",
        "| 2022 | 2023",
        "Nettokostnad | -702,1 | -734,8",
        "Nettokostnadsökning, % | 5,2 | 4,7",
    )
    assert {f.measure for f in facts if f.unit == "percent"} == {"change_pct"}


def test_a_group_heading_over_a_table_that_begins_with_a_section_is_of_its_columns(facts_of: Reader) -> None:
    facts = facts_of(
        "Indikatorer",
        "\tUtfall 2023\t\t\t\t",
        "Indikator | Kvinnor | Män | Totalt | Utfall T2 2024 | Målvärde 2024",
        "Invånare",
        "Nöjda med hemtjänst, % | 88 | 91 | 89 | 90 | 91",
        "Medarbetare",
        "Sjukfrånvaro, % | 9,3 | 6,8 | 8,8 | 9,0 | 8,0",
    )
    found = read(facts, "Sjukfrånvaro, %")
    assert found["Utfall 2023 > Män"] == ("actual", "2023-12-31")
    assert found["Målvärde 2024"] == ("target", "2024-12-31")
    assert {f.fact_family for f in facts} == {"kpi"}


def test_a_marked_value_is_of_the_time_that_its_footnote_gives(facts_of: Reader) -> None:
    lines = (
        "Nöjda med hemtjänst, andel | 86 % | 87 %*",
        "Sjukfrånvaro | 10,2 % | 8,8 %",
        "",
        "* Avser enkät i april 2024.",
    )
    facts = facts_of("Indikatorer", "Indikator | Utfall 2023 | Utfall T2 2024", *lines)
    assert read(facts, "Nöjda med hemtjänst, andel")["Utfall T2 2024"] == ("actual", "2024-04-30")
    assert read(facts, "Sjukfrånvaro")["Utfall T2 2024"] == ("actual", "2024-08-31")


def test_a_closing_balance_that_is_forecast_is_of_the_years_end(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultatenheternas fonder, tkr",
        "Enhet | IB 2024 | Årets resultat | Prognos UB 2024",
        "Norr | 1240 | -865 | 375",
        "Söder | -315 | -1420 | -1735",
    )
    assert read(facts)["Prognos UB 2024"] == ("closing_balance", "2024-12-31")
