"""Forms that municipal reports were found to use: three header lines, notes, parents, appropriations, last year."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]


def one(facts: list[Fact], row: str, column: str) -> Fact:
    return next(f for f in facts if (f.row_label, f.col_label) == (row, column))


def test_three_header_lines_give_each_column_its_part_of_its_own_year(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultat (tkr)",
        "| Utfall | Utfall | Utfall | Budget",
        "| Aug | Aug | Helår | Helår",
        "| 2023 | 2024 | 2023 | 2024",
        "Intäkter | 1100 | 1200 | 1700 | 1800",
        "Kostnader | -5100 | -5200 | -7700 | -7800",
    )
    ends = {f.col_label: str(f.period_end) for f in facts}
    assert ends == {
        "Utfall > Aug > 2023": "2023-08-31",
        "Utfall > Aug > 2024": "2024-08-31",
        "Utfall > Helår > 2023": "2023-12-31",
        "Budget > Helår > 2024": "2024-12-31",
    }


def test_cells_that_name_a_note_are_no_labels_though_their_column_has_no_heading(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultaträkning",
        "(tkr) |  | Utfall 2024 | Utfall 2023",
        "Verksamhetens intäkter | Not 2 | 132371 | 106488",
        "Verksamhetens kostnader | Not 3 | -522941 | -515518",
        "Verksamhetens nettokostnader |  | -390570 | -409030",
    )
    assert {f.row_label for f in facts} == {
        "Verksamhetens intäkter",
        "Verksamhetens kostnader",
        "Verksamhetens nettokostnader",
    }


def test_percentages_without_a_heading_are_those_of_the_comparison_to_their_left(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultat (tkr)",
        "| Utfall 2023 | Budget 2024 | Prognos 2024 | Prognos jfr budget |  | Prognos jfr utfall 2023 | ",
        "Skatter | 6004 | 6290 | 6319 | 29 | 0,46% | 315 | 5,25%",
        "Bidrag | 966 | 886 | 970 | 84 | 9,48% | 4 | 0,41%",
    )
    shares = [(f.measure, f.unit) for f in facts if f.row_label == "Skatter" and "jfr" in f.col_label]
    assert shares == [
        ("forecast_deviation", "tkr"),
        ("forecast_deviation", "percent"),
        ("change", "tkr"),
        ("forecast_change_pct", "percent"),
    ]


def test_result_is_a_deviation_where_the_appropriation_stands_among_the_revenues(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultat per verksamhet (mkr)",
        "| Intäkter |  |  | Kostnader |  |  | ",
        "Verksamhet | Kom. ers. | Övr. int. | Summa | Köp av verksam. | Övr. kostn. | Summa | Resultat",
        "Hemtjänst | 218,4 | 46,1 | 264,5 | -244,6 | -34,1 | -278,7 | -14,2",
        "Stöd | 257,6 | 15,5 | 273,1 | -233,2 | -38,5 | -271,7 | 1,4",
    )
    assert {f.measure for f in facts if f.col_label.endswith("Resultat")} == {"deviation"}
    assert one(facts, "Hemtjänst", "Intäkter > Kom. ers.").measure == "budget"
    assert one(facts, "Hemtjänst", "Intäkter > Övr. int.").amount_reported_sek == 46_100_000


def test_an_unmarked_parent_is_the_subtotal_of_the_rows_under_it(facts_of: Reader) -> None:
    facts = facts_of(
        "Driftredovisning (mkr)",
        "Nämnd | Intäkter | Kostnader | Netto",
        "Socialnämnd | 134,8 | -752,3 | -617,5",
        "Äldreomsorg | 104,5 | -518,3 | -413,8",
        "Individ och familj | 23,0 | -119,9 | -96,9",
        "Hälsovård | 7,3 | -114,1 | -106,8",
        "Byggnadsnämnd | 12,9 | -26,2 | -13,3",
    )
    roles = {f.row_label: f.row_role for f in facts}
    assert roles == {
        "Socialnämnd": "subtotal",
        "Äldreomsorg": "line",
        "Individ och familj": "line",
        "Hälsovård": "line",
        "Byggnadsnämnd": "line",
    }


def test_a_budget_as_a_row_is_that_of_its_columns_period(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultat (mnkr)",
        "| Budget helår | Utfall ack | Prognos helår",
        "Nettokostnader | -412,5 | -350,8 | -420,3",
        "Budget nettokostnader | -412,5 | -344,1 | -412,5",
        "Budgetavvikelse | 0,0 | -6,7 | -7,8",
    )
    measures = {f.col_label: f.measure for f in facts if f.row_label == "Budget nettokostnader"}
    assert measures == {"Budget helår": "budget", "Utfall ack": "period_budget", "Prognos helår": "budget"}


def test_the_appropriation_as_a_line_of_a_statement_keeps_its_sign(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultaträkning (tkr)",
        "| Utfall jan-aug | Periodbudget",
        "Intäkter | 11245 | 10950",
        "Kostnader | -148230 | -145100",
        "Nettokostnad | -136985 | -134150",
        "Kommunbidrag | 134150 | 134150",
        "Resultat | -2835 | 0",
    )
    assert one(facts, "Kommunbidrag", "Utfall jan-aug").amount_reported_sek == 134_150_000
    assert one(facts, "Resultat", "Utfall jan-aug").amount_reported_sek == -2_835_000


def test_last_year_beside_an_outcome_to_date_is_the_same_part_where_amounts_say_so(facts_of: Reader) -> None:
    lines = ("Hemtjänst | 47100 | {} | 70200", "LSS | 20950 | {} | 30100")
    head = "Verksamhet | Utfall | Utfall föreg år | Budget"
    part = facts_of("Drift (tkr)", head, lines[0].format(45900), lines[1].format(20100))
    whole = facts_of("Drift (tkr)", head, lines[0].format(68900), lines[1].format(29800))
    assert str(one(part, "LSS", "Utfall föreg år").period_end) == "2023-08-31"
    assert str(one(whole, "LSS", "Utfall föreg år").period_end) == "2023-12-31"


def test_among_forecasts_without_outcomes_a_dated_deviation_is_an_earlier_forecasts(facts_of: Reader) -> None:
    facts = facts_of(
        "Helårsprognos per verksamhet (tkr)",
        "Verksamhet | Helårsbud | Progn aug | Avv aug | Avv apr | Förändr. fr apr",
        "Hemtjänst | 288000 | 296000 | -8000 | -6500 | -1500",
        "LSS | 147000 | 145000 | 2000 | 1000 | 1000",
    )
    earlier = one(facts, "LSS", "Avv apr")
    assert (earlier.measure, str(earlier.period_end), str(earlier.as_of)) == (
        "forecast_deviation",
        "2024-12-31",
        "2024-04-30",
    )


def test_a_unit_stated_below_the_table_holds_for_it(facts_of: Reader) -> None:
    facts = facts_of(
        "Drift",
        "Verksamhet | Budget | Prognos",
        "Hemtjänst | 70 | 72",
        "LSS | 30 | 29\n\nAlla belopp är i mnkr.",
    )
    assert {(f.unit, f.is_unit_inferred) for f in facts} == {("mnkr", False)}


def test_a_table_is_not_read_in_a_unit_that_dwarfs_the_printed_ones(facts_of: Reader) -> None:
    facts = facts_of(
        "Månadsutfall",
        "Månad | Intäkter | Kostnader",
        "Januari | 2700 | -36500",
        "Februari | 2800 | -37000\n\n## Prognos (mnkr)\n",
        "Verksamhet | Budget | Prognos",
        "Stab | 12,4 | 12,1",
        "Vård | 390,1 | 395,5",
    )
    assert {f.unit for f in facts if f.table_title == "Månadsutfall"} == {"tkr"}


def test_all_under_a_title_of_revenues_is_revenue(facts_of: Reader) -> None:
    facts = facts_of(
        "Not 1 Verksamhetens intäkter, mnkr",
        "| 2024 | 2023",
        "Konsumtionsavgifter | 216 | 214",
        "Hyror och arrenden | 324 | 311",
        "Realisationsvinster | 10 | 25",
        "Summa verksamhetens intäkter | 550 | 550",
    )
    assert {f.account_line for f in facts} == {"revenue"}
    assert all(f.amount_reported_sek == (f.value or Decimal(0)) * 1_000_000 for f in facts)


def test_unit_costs_keep_their_printed_sign_for_all_municipalities(facts_of: Reader) -> None:
    facts = facts_of(
        "Nettokostnad per invånare",
        "| Habo | Mullsjö | Riket",
        "2022 | 1255 | 1330 | 1440",
        "2023 | 1290 | 1377 | 1498",
    )
    assert {(f.unit, f.fact_family, f.amount_reported_sek == f.value) for f in facts} == {("kr", "kpi", True)}


def test_a_column_of_notes_inside_a_group_of_columns_holds_no_values(facts_of: Reader) -> None:
    facts = facts_of(
        "Balansräkning",
        "Löpande prisnivå, mkr | KOMMUNEN |  |  | KONCERNEN |  | ",
        "| Not | 12/31/2023 | 12/31/2022 | Not | 12/31/2023 | 12/31/2022",
        "Maskiner och inventarier | 14 | 30,7 | 25,9 | 9 | 76,4 | 70,3",
        "Konst | 15 | 3,2 | 3,1 | 9 | 3,2 | 3,1",
        "Summa anläggningstillgångar |  | 33,9 | 29,0 |  | 79,6 | 73,4",
    )
    assert {(f.col_label, str(f.period_end)) for f in facts} == {
        ("KOMMUNEN > 12/31/2023", "2023-12-31"),
        ("KOMMUNEN > 12/31/2022", "2022-12-31"),
        ("KONCERNEN > 12/31/2023", "2023-12-31"),
        ("KONCERNEN > 12/31/2022", "2022-12-31"),
    }
    assert {f.entity for f in facts if f.col_label.startswith("KONCERNEN")} == {"Koncernen"}


def test_consolidated_accounts_over_a_balance_are_a_body_and_no_measure(facts_of: Reader) -> None:
    facts = facts_of(
        "Balansräkning",
        "| Kommunen |  | Sammanställd redovisning | ",
        "Belopp i mnkr | 2022 | 2023 | 2022 | 2023",
        "Långfristiga skulder | 35885 | 34047 | 37486 | 36357",
        "Kortfristiga skulder | 14719 | 20093 | 17678 | 21872",
        "Summa skulder | 50604 | 54140 | 55164 | 58229",
    )
    assert {(f.entity, f.measure) for f in facts} == {("", "closing_balance"), ("Koncernen", "closing_balance")}


def test_money_per_head_in_words_is_a_key_figure(facts_of: Reader) -> None:
    facts = facts_of(
        "Fem år i sammandrag",
        "| 2023 | 2024",
        "Låneskuld, miljoner kronor | 650 | 600",
        "Låneskuld, kronor per invånare | 8399 | 7671",
    )
    assert {(f.unit, f.fact_family) for f in facts if "per invånare" in f.row_label} == {("kr", "kpi")}
    assert all(f.amount_reported_sek == f.value for f in facts if "per invånare" in f.row_label)


def test_a_part_of_a_row_is_in_the_unit_that_the_row_prints(facts_of: Reader) -> None:
    facts = facts_of(
        "Fem år i sammandrag",
        "| 2023 | 2024",
        "Antal invånare | 77390 | 78219",
        "Nettoinvesteringar, miljoner kronor | 286 | 614",
        "– varav skattefinansierade | 233 | 591",
        "– varav avgiftsfinansierade | 53 | 23",
        "Soliditet, procent | 23,3 | 26,5",
        "Antal anställda | 5100 | 5200",
        "– varav kvinnor | 4100 | 4150",
    )
    units = {f.row_label: f.unit for f in facts if "varav" in f.row_label}
    assert units == {
        "– varav skattefinansierade": "mnkr",
        "– varav avgiftsfinansierade": "mnkr",
        "– varav kvinnor": "count",
    }


def test_net_gains_and_net_investments_of_a_kind_are_lines(facts_of: Reader) -> None:
    facts = facts_of(
        "Finansieringsanalys, mkr",
        "| Utfall 2023 | Utfall 2024",
        "Nettoreavinst materiella anläggningstillgångar | -11,5 | -24,6",
        "Nettoinvesteringar materiella | -80,2 | -66,2",
        "Nettoinvesteringar immateriella | -3,5 | -0,4",
        "Nettoinvesteringar | -83,7 | -66,6",
    )
    roles = {f.row_label: f.row_role for f in facts}
    assert [label for label, role in roles.items() if role != "line"] == ["Nettoinvesteringar"]


def test_a_unit_in_words_at_the_end_of_a_label_is_the_rows(facts_of: Reader) -> None:
    facts = facts_of(
        "Översikt över kommunens utveckling",
        "Kommunen | 2021 | 2020",
        "Antal invånare | 23601 | 23658",
        "Verksamhetens intäkter i miljoner kronor | 336,3 | 330,3",
        "Verksamhetens kostnader i miljoner kronor | 1902,3 | 1805,9",
        "Soliditet i procent | 25,0 | 24,0",
    )
    revenue = one(facts, "Verksamhetens intäkter i miljoner kronor", "2021")
    assert (revenue.unit, revenue.fact_family, revenue.amount_reported_sek) == ("mnkr", "income_statement", 336_300_000)
    assert one(facts, "Soliditet i procent", "2021").unit == "percent"


def test_a_section_says_the_unit_of_its_rows_and_that_they_are_results(facts_of: Reader) -> None:
    facts = facts_of(
        "Snabbfakta",
        " | 2013 | 2014",
        "ÅRETS RESULTAT (mkr) |  | ",
        "Kommunen | 959 | 392",
        "Bolagen | 847 | -39",
        "SOLIDITET (%) |  | ",
        "Kommunen | 35 | 32",
        "Bolagen | 30 | 31",
    )
    found = [(f.row_label, f.unit, f.amount_reported_sek) for f in facts if f.col_label == "2014"]
    assert found == [
        ("Kommunen", "mnkr", 392_000_000),
        ("Bolagen", "mnkr", -39_000_000),
        ("Kommunen", "percent", None),
        ("Bolagen", "percent", None),
    ]


def test_a_section_about_the_balance_requirement_goes_on_with_the_statement(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultatbudget (mnkr)",
        " | Bokslut 2014 | Budget 2015",
        "Verksamhetens intäkter | 177,3 | 163,5",
        "Verksamhetens kostnader | -990,2 | -1014,7",
        "Årets resultat | 23,5 | 16,3",
        "Avstämning mot balanskravet |  | ",
        "Realisationsvinster | -1,5 | 0,0",
        "Synnerliga skäl | 0,5 | 0,0",
        "Årets balanskravsresultat | 22,5 | 16,3",
    )
    assert {f.fact_family for f in facts} == {"income_statement"}


def test_a_net_keeps_its_sign_beside_grants_that_are_called_net(facts_of: Reader) -> None:
    facts = facts_of(
        "Resultaträkning (mnkr)",
        " | 2018 | 2017",
        "Verksamhetens intäkter | 421,3 | 469,1",
        "Verksamhetens kostnader | -1675,1 | -1652,8",
        "Verksamhetens nettokostnader | -1253,8 | -1183,7",
        "Skatteintäkter | 836,5 | 832,6",
        "Generella statsbidrag netto | 363,6 | 382,7",
    )
    amounts = {f.row_label: f.amount_reported_sek for f in facts if f.col_label == "2018"}
    assert amounts["Verksamhetens nettokostnader"] == -1_253_800_000
    assert amounts["Generella statsbidrag netto"] == 363_600_000


def test_an_average_cost_for_each_decision_is_a_key_figure(facts_of: Reader) -> None:
    facts = facts_of(
        "Ekonomi", " | 2015 | 2016", "Kostnader, mnkr | 1491 | 1537", "Snittkostnad per beslut, kr | 86 | 92"
    )
    assert [f.fact_family for f in facts] == ["income_statement"] * 2 + ["kpi"] * 2


def test_a_sum_under_rows_of_months_ends_with_the_last_that_its_column_prints(facts_of: Reader) -> None:
    facts = facts_of(
        "Antal hushåll",
        "Månad | 2023 | 2024",
        "Januari | 112 | 120",
        "Februari | 109 | 123",
        "Mars | 115 | 125",
        "Summa | 336 | 368",
    )
    ends = {f.col_label: (str(f.period_start), str(f.period_end)) for f in facts if f.row_label == "Summa"}
    assert ends == {"2023": ("2023-01-01", "2023-03-31"), "2024": ("2024-01-01", "2024-03-31")}


def test_a_year_at_the_end_of_a_label_is_its_period_under_columns_without_one(facts_of: Reader) -> None:
    facts = facts_of("Personal", " | Kvinnor | Män", "Sjukfrånvaro 2022, % | 7,2 | 4,4", "Antal anställda | 402 | 98")
    years = {f.row_label: f.period_end.year for f in facts if f.period_end}
    assert years["Sjukfrånvaro 2022, %"] == 2022 < years["Antal anställda"]


def test_a_column_of_places_in_the_mean_counts_beside_money(facts_of: Reader) -> None:
    facts = facts_of(
        "Beläggning särskilt boende",
        "Boende | Antal platser | Belagda platser i snitt | Kostnad (tkr)",
        "Solvik | 48 | 46,6 | 38976",
        "Rosenberg | 36 | 33,2 | 30456",
    )
    units = {f.col_label: (f.unit, f.fact_family) for f in facts}
    assert units["Belagda platser i snitt"] == ("count", "volume")
    assert units["Kostnad (tkr)"] == ("tkr", "cost")
