"""What cells mean, table by table: measures, periods, families and units that headings, labels and sums decide."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]
ANNUAL = "Årsredovisning 2024"


def by_column(facts: list[Fact], row: str = "") -> dict[str, Fact]:
    return {f.col_label: f for f in facts if f.row_label == row or not row}


def test_a_deviation_belongs_to_the_level_whose_difference_it_is(facts_of: Reader) -> None:
    facts = facts_of(
        "Drift (tkr)",
        "Verksamhet | Budget 2024 | Utfall jan-aug | Prognos | Avvikelse",
        "Hemtjänst | -70200 | -47100 | -72400 | -2200",
        "LSS | -30100 | -20950 | -29900 | 200",
    )
    row = by_column(facts, "Hemtjänst")
    assert row["Avvikelse"].measure == "forecast_deviation"
    assert row["Utfall jan-aug"].period_end is not None and row["Utfall jan-aug"].period_end.month == 8


def test_a_deviation_of_the_whole_year_is_the_outcomes_in_an_annual_report(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultat (tkr)",
        "| Helår 2024 | | ",
        "Verksamhet | Utfall | Budget | Avvikelse",
        "Hemtjänst | -72400 | -70200 | -2200",
        "LSS | -29900 | -30100 | 200",
        kind=ANNUAL,
    )
    assert by_column(facts, "LSS")["Helår 2024 > Avvikelse"].measure == "deviation"


def test_result_is_a_deviation_where_the_appropriation_is_a_term_of_it(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultat per enhet (tkr)",
        "Enhet | Kommunbidrag | Intäkter | Kostnader | Årets resultat",
        "Hemtjänst | 71300 | 12044 | 82610 | 734",
        "LSS | 66050 | 9870 | 75030 | 890",
        kind=ANNUAL,
    )
    row = by_column(facts, "LSS")
    assert row["Årets resultat"].measure == "deviation"
    assert [int(row[c].amount_reported_sek or 0) for c in ("Kommunbidrag", "Intäkter", "Kostnader")] == [
        -66050000,
        9870000,
        -75030000,
    ]


def test_consumption_is_a_share_where_the_numbers_say_so_and_an_outcome_elsewhere(facts_of: Reader) -> None:
    header = "Verksamhet | Budget | Utfall jan-aug | Förbrukat"
    share = facts_of("Drift (tkr)", header, "Hemtjänst | 70200 | 47100 | 67,1", "LSS | 30100 | 20950 | 69,6")
    assert {(f.measure, f.unit) for f in share if f.col_label == "Förbrukat"} == {("percent_of_budget", "percent")}
    money = facts_of(
        "Drift (tkr)", "Verksamhet | Budget | Förbrukat", "Hemtjänst | 70200 | 47100", "LSS | 30100 | 20950"
    )
    assert {(f.measure, f.unit) for f in money if f.col_label == "Förbrukat"} == {("actual", "tkr")}


def test_an_earlier_forecast_is_not_a_forecast_of_the_year_before(facts_of: Reader) -> None:
    facts = facts_of(
        "Prognos (tkr)",
        "Verksamhet | Budget | Prognos | Föregående prognos | Förändring mot föregående prognos",
        "Hemtjänst | -70200 | -72400 | -71000 | -1400",
        "LSS | -30100 | -29900 | -30100 | 200",
    )
    row = by_column(facts, "LSS")
    assert row["Föregående prognos"].measure == "prior_forecast"
    assert row["Förändring mot föregående prognos"].measure == "change"
    assert {f.period_end.year for f in facts if f.period_end} == {2024}


def test_months_as_rows_take_the_year_of_the_column_and_months_as_columns_that_of_the_row(facts_of: Reader) -> None:
    rows = facts_of(
        "Hemtjänsttimmar", "Månad | Utfall 2023 | Utfall 2024", "Januari | 8120 | 8455", "Februari | 7650 | 8011"
    )
    assert {(f.row_label, str(f.period_start), str(f.period_end)) for f in rows} >= {
        ("Januari", "2023-01-01", "2023-01-31"),
        ("Februari", "2024-02-01", "2024-02-29"),
    }
    columns = facts_of("Sjukfrånvaro, %", "| Jan | Feb", "2023 | 8,2 | 8,8", "2024 | 7,9 | 8,1")
    assert {(f.row_label, str(f.period_end)) for f in columns} >= {("2023", "2023-01-31"), ("2024", "2024-02-29")}


def test_bare_years_under_a_title_with_months_are_the_same_part_of_each_year(facts_of: Reader) -> None:
    facts = facts_of(
        "Personal, januari-augusti", "| 2023 | 2024", "Antal anställda | 512 | 498", "Årsarbetare | 470,5 | 461,0"
    )
    assert {str(f.period_end) for f in facts} == {"2023-08-31", "2024-08-31"}


@pytest.mark.parametrize(
    ("title", "line", "family"),
    [
        ("Balansräkning, mnkr", "Materiella tillgångar | 120,4 | 118,0", "income_statement"),
        ("Skatteprognos, mnkr", "Skatteintäkter | 681,2 | 684,0", "income_statement"),
        ("Kostnad per brukare, kr", "Hemtjänst | 215878 | 214194", "kpi"),
        ("Nettokostnad per verksamhet, tkr", "Hemtjänst | 21587 | 21419", "cost"),
        ("Investeringar, tkr", "Lås | 300 | 120", "investment"),
        ("Antal brukare", "Hemtjänst | 301 | 296", "volume"),
        ("Sjukfrånvaro, %", "Hemtjänst | 9,1 | 8,8", "staffing"),
        ("Personalstruktur", "30-49 år | 188 | 190", "staffing"),
        ("Lex Sarah", "Hemtjänst | 3 | 5", "kpi"),
    ],
)
def test_families_by_what_title_and_unit_say(facts_of: Reader, title: str, line: str, family: str) -> None:
    facts = facts_of(title, " | 2023 | 2024", line, line.replace("1", "2"), kind=ANNUAL)
    assert {f.fact_family for f in facts} == {family}


def test_a_line_of_a_statement_among_key_figures_is_judged_alone(facts_of: Reader) -> None:
    facts = facts_of(
        "Femårsöversikt",
        " | 2023 | 2024",
        "Antal invånare | 3719 | 3695",
        "Årets resultat, mnkr | 6,0 | -2,3",
        "Soliditet, % | 62 | 60",
        "Låneskuld per invånare, kr | 20885 | 23412",
        "Nettoinvesteringar, mnkr | 27,2 | 33,9",
        kind=ANNUAL,
    )
    assert {f.row_label: f.fact_family for f in facts} == {
        "Antal invånare": "volume",
        "Årets resultat, mnkr": "income_statement",
        "Soliditet, %": "kpi",
        "Låneskuld per invånare, kr": "kpi",
        "Nettoinvesteringar, mnkr": "investment",
    }
    assert {f.amount_reported_sek for f in facts if f.row_label == "Årets resultat, mnkr"} == {6_000_000, -2_300_000}


def test_other_municipalities_are_comparisons_or_named(facts_of: Reader) -> None:
    facts = facts_of(
        "Nyckeltal",
        "Mått | Habo 2023 | Mullsjö 2023 | Snitt Jönköpings län 2023 | Riket 2023 | Bästa kommun 2023",
        "Nöjdhet, % | 88 | 85 | 86 | 84 | 97",
        kind=ANNUAL,
    )
    row = {f.col_label: (f.measure, f.entity) for f in facts}
    assert row["Mullsjö 2023"][0] == row["Habo 2023"][0] == "actual"
    assert row["Snitt Jönköpings län 2023"][0] == row["Riket 2023"][0] == "comparison_mean"
    assert row["Bästa kommun 2023"][0] == "comparison_best"


def test_an_unreadable_number_gives_no_fact(facts_of: Reader) -> None:
    facts = facts_of("Drift (tkr)", "Verksamhet | Budget | Utfall", "Hemtjänst | 1 330 | -3 41", "LSS | 1 005 | 655")
    assert [(f.row_label, f.col_label) for f in facts] == [
        ("Hemtjänst", "Budget"),
        ("LSS", "Budget"),
        ("LSS", "Utfall"),
    ]


def test_a_header_in_the_middle_of_a_table_starts_anew(facts_of: Reader) -> None:
    facts = facts_of(
        "Boenden (tkr)",
        "Solgården | Budget | Utfall",
        "Bemanning | 15210 | 10020",
        "Måltider | 2890 | 1911",
        "Bergsgatan | Utfall | Budget",
        "Bemanning | 14055 | 21800",
        "Måltider | 2690 | 4100",
    )
    budgets = [int(f.value or 0) for f in facts if f.measure == "budget"]
    assert budgets == [15210, 2890, 21800, 4100]


def test_a_change_between_two_forecasts_is_of_the_year(facts_of: Reader) -> None:
    facts = facts_of(
        "Drift, tkr",
        "Verksamhet | Utfall aug | Årsbudget | Avvikelse helår | Föreg. prognos | Förändring",
        "Hemtjänst | 49000 | 70000 | -4800 | -4000 | -800",
        "LSS | 58000 | 90000 | 700 | 900 | -200",
    )
    change = by_column(facts, "LSS")["Förändring"]
    assert change.measure == "change" and str(change.period_end) == "2024-12-31"


def test_a_forecast_far_above_the_budget_of_a_part_is_a_level(facts_of: Reader) -> None:
    facts = facts_of(
        "Volymer",
        "| Budget | Utfall | Avvikelse | Prognos helår",
        "Hemtjänsttimmar | 30000 | 31450 | 1450 | 126000",
        "Korttidsdygn | 900 | 1020 | 120 | 3900",
    )
    assert by_column(facts, "Korttidsdygn")["Prognos helår"].measure == "forecast"


def test_costs_among_counts_are_money_where_a_note_says_so(facts_of: Reader) -> None:
    facts = facts_of(
        "Antal brukare och kostnad",
        "| 2022 | 2023",
        "Brukare | 402 | 410",
        "Kostnad | 34500 | 36200",
        "",
        "Belopp i tkr.",
        kind=ANNUAL,
    )
    assert {(f.row_label, f.unit) for f in facts} == {("Brukare", "count"), ("Kostnad", "tkr")}


def test_a_line_that_is_a_unit_alone_is_a_note_to_the_table_above(facts_of: Reader) -> None:
    facts = facts_of("Drift", "| Budget | Utfall", "Hemtjänst | 300 | 310", "LSS | 200 | 190", "", "Tkr", "")
    assert {(f.unit, f.is_unit_inferred) for f in facts} == {("tkr", False)}


def test_a_deviation_beside_a_budget_in_money_is_money_in_a_table_that_counts(facts_of: Reader) -> None:
    facts = facts_of(
        "Antal placeringar och kostnad",
        "Typ | Antal plac | Kostnad (tkr) | Budget (tkr) | Avv.",
        "HVB | 4 | 2340 | 1800 | -540",
        "Familjehem | 9 | 2349 | 2500 | 151",
    )
    assert by_column(facts, "HVB")["Avv."].unit == "tkr"


def test_a_mean_of_days_is_no_comparison(facts_of: Reader) -> None:
    facts = facts_of("Kö", "| Väntande | Snitt väntetid (dagar)", "Januari | 12 | 41", "Februari | 14 | 46")
    assert {f.measure for f in facts} == {"actual"}


def test_a_result_in_percent_of_the_appropriation_is_no_budget(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultat per enhet (tkr)",
        "Enhet | Kommunbidrag | Nettokostnad | Resultat | Resultat i % av kommunbidrag",
        "Hemtjänst | 78300 | 83610 | -5310 | -6,8",
        "LSS | 58100 | 57400 | 700 | 1,2",
        kind=ANNUAL,
    )
    assert by_column(facts, "LSS")["Resultat i % av kommunbidrag"].measure == "deviation"


def test_of_several_rounds_of_forecasts_only_the_last_is_made_on_the_day_of_the_report(facts_of: Reader) -> None:
    facts = facts_of(
        "Prognos (tkr)",
        "Verksamhet | Budget helår | Progn. 1 | Progn. 2 | Avvik. progn.",
        "Hemtjänst | 70 200 | 71 000 | 72 400 | -2 200",
        "LSS | 30 100 | 30 000 | 29 900 | 200",
    )
    row = by_column(facts, "Hemtjänst")
    assert [row[c].measure for c in ("Progn. 1", "Progn. 2")] == ["forecast", "forecast"]
    assert row["Progn. 1"].as_of is None
    assert row["Progn. 2"].as_of is not None
    assert row["Avvik. progn."].as_of == row["Progn. 2"].as_of


def test_decisions_not_carried_out_and_waiting_days_are_volumes(facts_of: Reader) -> None:
    facts = facts_of(
        "Ej verkställda beslut rapporterade till IVO",
        "Insats | Kvinnor | Män | Totalt | Längsta väntetid (dagar)",
        "Särskilt boende | 7 | 4 | 11 | 214",
        "Kontaktperson | 1 | 2 | 3 | 168",
    )
    assert {(f.unit, f.fact_family) for f in facts} == {("count", "volume"), ("days", "volume")}


def test_grants_are_revenue_from_the_day_they_are_granted(facts_of: Reader) -> None:
    facts = facts_of(
        "Riktade statsbidrag 2024, tkr",
        "Statsbidrag | Beviljat | Intäktsfört 2024 | Återbetalas",
        "Äldreomsorgslyftet | 9312 | 5126 | 4186",
        "Återhämtningsbonus | 2150 | 1685 | 465",
    )
    amounts = {(f.row_label, f.col_label): f.amount_reported_sek for f in facts}
    assert amounts["Äldreomsorgslyftet", "Beviljat"] == 9_312_000
    assert amounts["Återhämtningsbonus", "Återbetalas"] == -465_000


@pytest.mark.parametrize(
    "label", ["Resultat mot budget, mnkr", "Nettoavvikelse, mnkr", "Över-/underskott jämfört med budget, mnkr"]
)
def test_a_result_against_budget_as_a_row_is_a_deviation_of_its_year(facts_of: Reader, label: str) -> None:
    facts = facts_of(
        "Fem år i sammandrag",
        "| 2021 | 2022 | 2023",
        "Nettokostnad, mnkr | 868,4 | 881,2 | 903,5",
        f"{label} | -11,3 | -6,8 | 9,4",
        kind="Årsredovisning 2023",
    )
    found = {(f.measure, str(f.period_end)) for f in facts if f.row_label == label}
    assert found == {("deviation", f"{year}-12-31") for year in (2021, 2022, 2023)}


@pytest.mark.parametrize(
    "heading", ["Utgift t.o.m. 2023", "Utgift t o m | 2023", "Utgifter före 2024", "Tidigare förbrukat"]
)
def test_what_a_project_cost_before_the_year_is_the_projects(facts_of: Reader, heading: str) -> None:
    facts = facts_of(
        "Investeringsredovisning, tkr",
        f"Projekt | Projektbudget totalt | {heading.split(' | ')[0]} | Budget 2024 | Utgift 2024 | Ackumulerad utgift",
        *([" |  | 2023 |  |  | "] if " | " in heading else []),
        "Furugården | 14500 | 3120 | 9000 | 8714 | 11834",
        "Gruppbostad | 9800 | 410 | 6500 | 2965 | 3375",
    )
    measures = {f.col_label.split(" > ")[0]: f.measure for f in facts}
    assert measures[heading.split(" | ")[0]] == measures["Ackumulerad utgift"] == "project_actual"
    assert measures["Utgift 2024"] == "actual"


def test_a_cause_in_a_column_of_amounts_is_money(facts_of: Reader) -> None:
    facts = facts_of(
        "Avvikelsen förklaras av följande poster, tkr",
        "Orsak | Belopp",
        "Placeringar barn och unga | -6240",
        "Hemtjänst, ökat antal timmar | -4310",
        "Summa avvikelse | -10550",
    )
    assert {(f.unit, f.fact_family) for f in facts} == {("tkr", "cost")}


def test_a_whole_cost_beside_a_unit_cost_is_a_cost(facts_of: Reader) -> None:
    facts = facts_of(
        "Kostnad per plats i äldreboenden",
        "Äldreboende | Platser | Kostnad 2024, tkr | Kostnad per plats 2024, tkr | Kostnad per plats 2023, tkr",
        "Ekehagen | 60 | 39480 | 658 | 641",
        "Vårhaga | 36 | 24120 | 670 | 702",
        "Snitt för 76 kommuner (KPB) | | | | 711",
    )
    found = {(f.col_label, f.fact_family, f.amount_reported_sek) for f in facts if f.row_label == "Ekehagen"}
    assert ("Kostnad 2024, tkr", "cost", -39_480_000) in found
    assert ("Kostnad per plats 2024, tkr", "kpi", 658_000) in found
    assert {f.measure for f in facts if f.row_label.startswith("Snitt")} == {"comparison_mean"}


def test_costs_of_years_under_a_title_of_unit_costs_are_unit_costs(facts_of: Reader) -> None:
    facts = facts_of("Kostnad per plats, tkr", "Boende | Kostnad 2022 | Kostnad 2023", "Ekehagen | 641 | 658")
    assert {f.fact_family for f in facts} == {"kpi"}


def test_an_earlier_year_that_accumulates_does_so_to_the_same_day(facts_of: Reader) -> None:
    facts = facts_of(
        "Vårddygn 2024",
        "Antal dygn | jun | jul | aug | Ack 2024 | Ack 2023",
        "Familjehem | 744 | 720 | 744 | 5706 | 5904",
        "HVB | 217 | 210 | 186 | 1516 | 1316",
    )
    ends = {f.col_label: str(f.period_end) for f in facts}
    assert (ends["Ack 2024"], ends["Ack 2023"]) == ("2024-08-31", "2023-08-31")


def test_things_of_years_under_a_title_of_months_are_of_those_months(facts_of: Reader) -> None:
    facts = facts_of(
        "Placeringar januari-augusti",
        "Form | Vårddygn 2023 | Vårddygn 2024 | Vårddygn helår 2022",
        "HVB | 2980 | 3655 | 4402",
        "Jourhem | 610 | 702 | 910",
    )
    ends = {f.col_label: str(f.period_end) for f in facts}
    assert ends == {
        "Vårddygn 2023": "2023-08-31",
        "Vårddygn 2024": "2024-08-31",
        "Vårddygn helår 2022": "2022-12-31",
    }
