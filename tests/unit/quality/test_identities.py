"""The identities, on the printed tables of five real reports and on the same tables with one planted fault."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from dagster_project.domain.model import Refusal
from dagster_project.domain.quality.reconcile import reconcile
from dagster_project.domain.read_report import read_report

VAGGERYD = {("rows_sum_to_total", "TOTALT", "Utfall 2024-04")}


def test_the_one_misprint_of_the_five_reports_is_the_only_violated_identity(printed, violated):
    rows = [r for facts in printed.values() for r in reconcile(facts)]
    assert violated(rows) == VAGGERYD
    assert violated(rows, confirmed=False) == {("no_budget_no_period_budget", "Ensamkommande barn", "Budget 2024")}
    (broken,) = [r for r in rows if r.result == "violated" and r.is_confirmed]
    assert (broken.expected, broken.printed, broken.difference) == (112_153, 110_831, -1_322)
    assert (broken.tolerance, broken.n_terms, broken.unit) == (Decimal("5.5"), 10, "tkr")
    assert broken.cells.startswith("TOTALT / Utfall 2024-04 = 110831 ; Politisk verksamhet / Utfall 2024-04 = 456 ; ")


def test_corrected_misprint_leaves_nothing_violated(printed, plant):
    rows = reconcile(plant(printed["vaggeryd"], -661, "Ensamkommande barn", "Utfall 2024-04"))
    assert {r.result for r in rows} == {"holds"}


@pytest.mark.parametrize(("report", "worst"), [("mark", 0), ("gnesta", 1), ("pitea", 2), ("askersund", 3)])
def test_rounding_of_a_sound_report_is_no_violation(printed, report, worst):
    rows = [r for r in reconcile(printed[report]) if r.result != "not_testable"]
    assert {r.result for r in rows} <= {"holds", "within_rounding"}
    assert max(abs(r.difference) for r in rows if r.difference is not None) == worst


@pytest.mark.parametrize(
    ("report", "kinds"),
    [
        (
            "vaggeryd",
            {"rows_sum_to_total": 5, "revenue_plus_cost_is_net": 5, "deviation_formula": 14, "same_fact": 5}
            | {"no_budget_no_period_budget": 1},
        ),
        (
            "mark",
            {"rows_sum_to_total": 10, "revenue_plus_cost_is_net": 6, "deviation_formula": 12, "same_fact": 6},
        ),
        (
            "gnesta",
            {"rows_sum_to_total": 25, "subtable_is_parent_row": 9, "budget_parts": 12, "groups_sum": 6}
            | {"of_which_within_parent": 12, "share_between_groups": 6},
        ),
        ("pitea", {"rows_sum_to_total": 5, "deviation_formula": 11}),
        (
            "askersund",
            {"rows_sum_to_total": 9, "subtable_is_parent_row": 3, "parts_sum": 4, "revenue_plus_cost_is_net": 18}
            | {"deviation_formula": 57, "same_fact": 40, "of_which_within_parent": 6},
        ),
    ],
)
def test_as_many_identities_are_tested_as_the_report_prints(printed, report, kinds):
    assert Counter(r.kind for r in reconcile(printed[report]) if r.result != "not_testable") == kinds


def test_result_columns_that_are_outcomes_are_never_held_against_deviations(printed):
    compared = {r.col_label for r in reconcile(printed["gnesta"]) if r.kind == "subtable_is_parent_row"}
    assert compared == {"Helårsbudget", "Prognos per April", "Prognos per Augusti"}


@pytest.mark.parametrize(
    ("report", "cell", "value", "expected"),
    [
        (
            "mark",
            ("Myndighet Funktionsstöd", "Utfall 31/8 2024"),
            -27.2,
            {("rows_sum_to_total", "Nettokostnader huvudverksamheter", "Utfall 31/8 2024")},
        ),
        (
            "mark",
            ("Intäkter", "Prognos 2024"),
            34.0,
            {
                ("revenue_plus_cost_is_net", "Nettokostnader", "Prognos 2024"),
                ("deviation_formula", "Intäkter", "Budgetavvikelse"),
            },
        ),
        (
            "gnesta",
            ("TOTAL", "Prognos per Augusti", "Stöd och vägledning"),
            -9_200,
            {
                ("rows_sum_to_total", "TOTAL", "Prognos per Augusti"),
                ("subtable_is_parent_row", "TOTAL", "Prognos per Augusti"),
            },
        ),
        (
            "gnesta",
            ("Summa investeringar", "2021 ej framskrivet"),
            3_404,
            {
                ("rows_sum_to_total", "Summa investeringar", "2021 ej framskrivet"),
                ("budget_parts", "Summa investeringar", "Investeringsbudget 2021"),
            },
        ),
        ("gnesta", ("Varav män", "Jan-aug 2020", "Antal anställda"), 14, {("groups_sum", "Totalt", "Jan-aug 2020")}),
        (
            "gnesta",
            ("Totalt socialförvaltningen", "Jan-aug 2021"),
            7.70,
            {("share_between_groups", "Totalt socialförvaltningen", "Jan-aug 2021")},
        ),
        (
            "pitea",
            ("Verksamhetsstöd", "Periodens budgetavvikelse Jan-Mars"),
            448,
            {
                ("rows_sum_to_total", "Totalt Socialtjänsten", "Periodens budgetavvikelse Jan-Mars"),
                ("deviation_formula", "Verksamhetsstöd", "Periodens budgetavvikelse Jan-Mars"),
            },
        ),
        (
            "askersund",
            ("Skrivare", "Avvikelse", "Investeringsanalys 2023, tkr"),
            96,
            {("same_fact", "Skrivare", "Avvikelse"), ("deviation_formula", "Skrivare", "Avvikelse")},
        ),
        (
            "askersund",
            ("Äldreomsorg/LSS | Intäkt", "Utfall"),
            65_751,
            {
                ("deviation_formula", "Äldreomsorg/LSS", "Avvikelse"),
                ("revenue_plus_cost_is_net", "Äldreomsorg/LSS", "Utfall"),
                ("parts_sum", "Intäkter", "Bokslut 23-12-31"),
            },
        ),
        (
            "askersund",
            ("varav kapitalkostnader", "Bokslut 22-12-31"),
            -1_833_000,
            {("of_which_within_parent", "varav kapitalkostnader", "Bokslut 22-12-31")},
        ),
    ],
)
def test_planted_fault_violates_the_identities_of_its_cell(printed, plant, violated, report, cell, value, expected):
    assert violated(reconcile(plant(printed[report], value, *cell))) == expected


def test_fault_in_a_table_that_nothing_confirms_is_not_held_against_the_source(printed, plant, violated):
    alone = [f for f in printed["mark"] if (f.table_no, f.col_label) == (1, "Utfall 2023") and f.row_no <= 5]
    rows = reconcile(plant(alone, -109.7, "Övriga kostnader", "Utfall 2023"))
    assert violated(rows) == set()
    assert ("revenue_plus_cost_is_net", "Nettokostnader", "Utfall 2023") in violated(rows, confirmed=False)
    assert all("nothing else" in r.reason for r in rows if r.result == "violated")


def test_column_with_a_refused_cell_is_not_testable_and_says_why(printed, violated):
    facts = printed["pitea"]
    (lost,) = [f for f in facts if (f.row_label, f.col_label) == ("Hälso- och sjukvård", "Årsprognos 2024")]
    kept = [f for f in facts if f is not lost]
    assert {label for _, _, label in violated(reconcile(kept))} == {"Årsprognos 2024"}
    refusal = Refusal("pitea", "facts.number-unreadable", table_no=1, row_no=lost.row_no, col_no=lost.col_no)
    rows = reconcile(kept, [refusal])
    assert violated(rows) == set()
    (untested,) = [r for r in rows if r.result == "not_testable"]
    assert (untested.kind, untested.reason) == ("rows_sum_to_total", "a cell of the column could not be read")


def test_blank_budget_leaves_the_deviation_of_its_row_untestable(printed):
    facts = [f for f in printed["pitea"] if (f.row_label, f.measure) != ("En ingång", "period_budget")]
    untested = [r for r in reconcile(facts) if r.result == "not_testable"]
    assert [(r.kind, r.row_label) for r in untested] == [
        ("rows_sum_to_total", "Totalt Socialtjänsten"),
        ("deviation_formula", "En ingång"),
    ]
    assert "prints nothing" in untested[0].reason
    assert "budget" in untested[1].reason


def test_blank_that_cannot_explain_what_a_sum_misses_does_not_hide_it(printed, plant, violated):
    facts = [f for f in printed["pitea"] if (f.row_label, f.measure) != ("En ingång", "period_budget")]
    rows = reconcile(plant(facts, 990_000, "Totalt Socialtjänsten", "Periodbudget Jan-Mars"))
    assert ("rows_sum_to_total", "Totalt Socialtjänsten") in {(kind, row) for kind, row, _ in violated(rows)}


def test_weighted_sum_of_the_cells_is_the_difference(printed):
    for facts in printed.values():
        values = {f.fact_id: f for f in facts}
        for r in reconcile(facts):
            if r.kind in ("rows_sum_to_total", "groups_sum") and r.result != "not_testable":
                total = sum(values[c].value * k for c, k in zip(r.fact_ids, r.coefficients, strict=True))
                assert total == -r.difference


def test_ids_are_the_same_in_every_order_and_never_twice(printed):
    for facts in printed.values():
        ids = [r.reconciliation_id for r in reconcile(facts)]
        assert len(ids) == len(set(ids))
        assert {r.reconciliation_id for r in reconcile(sorted(facts, key=lambda f: f.fact_id))} == set(ids)


def test_a_share_of_the_budget_is_of_its_own_sign_be_it_revenue_or_cost():
    lines = [
        "Nämnden för omsorg, delårsrapport januari-augusti 2027",
        "",
        "Resultaträkning, tkr",
        "\tBudget 2027\tUtfall jan-aug 2027\t% av budget",
        "Taxor och avgifter\t-200 654\t-128 400\t64,0",
        "Personalkostnader\t180 654\t127 373\t70,5",
        "Övriga kostnader\t35 971\t24 337\t67,7",
        "Nettokostnader\t15 971\t23 310\t146,0",
    ]
    rows = read_report("\n".join(lines).encode(), "share.txt", None).reconciliations
    shares = [r for r in rows if r.kind == "share_formula"]
    assert len(shares) == 4
    assert {r.result for r in shares} <= {"holds", "within_rounding"}


def test_a_share_of_a_deviation_may_have_the_sign_of_its_budget():
    lines = [
        "Kommunen, delårsrapport per 2021-08-31",
        "",
        "Resultatanalys, mnkr",
        "\tUtfall 2021-08\tBudget 2021\tPrognos 2021\tAvvikelse prognos\tAvvikelse %",
        "Skatteintäkter\t3 990\t6 290\t6 319\t29\t0,46 %",
        "Generella statsbidrag\t618\t886\t970\t84\t9,48 %",
        "Verksamhetens kostnader\t-4 523\t-7 197\t-7 115\t82\t-1,14 %",
        "Årets resultat\t85\t-21\t174\t195\t-928,57 %",
    ]
    rows = read_report("\n".join(lines).encode(), "share.txt", None).reconciliations
    shares = [r for r in rows if r.kind == "share_formula"]
    assert len(shares) == 4
    assert {r.result for r in shares} <= {"holds", "within_rounding"}


def test_a_sum_that_breaks_more_often_than_it_holds_is_not_held_against_the_report(printed, plant):
    facts = printed["pitea"]
    totals = [f for f in facts if f.row_label == "Totalt Socialtjänsten"]
    for total in totals[:3]:
        facts = plant(facts, float(total.value) * 1.2, total.fact_id)
    broken = [r for r in reconcile(facts) if r.kind == "rows_sum_to_total" and r.result == "violated"]
    assert len(broken) == 3 and len(totals) == 5
    assert not any(r.is_confirmed for r in broken)


def test_numbers_of_one_thing_per_another_are_never_added_up():
    lines = [
        "Socialnämnden, bokslut 2023",
        "",
        "Bemanning inom särskilt boende",
        "Enhet\tÅrsarbetare\tPlatser\tÅrsarbetare per plats",
        "Ekbacken\t14,0\t20\t0,70",
        "Lindgården\t29,2\t40\t0,73",
        "Totalt\t43,2\t60\t0,72",
    ]
    rows = read_report("\n".join(lines).encode(), "rate.txt", None).reconciliations
    assert not [r for r in rows if r.kind == "rows_sum_to_total" and "per plats" in r.col_label]
    assert not [r for r in rows if r.result == "violated"]


def test_a_total_that_restates_another_does_not_excuse_the_list_above_it():
    lines = [
        "Socialnämnden, delårsrapport 2024-08-31",
        "",
        "Driftredovisning, mnkr",
        "\tUtfall 2023\tUtfall 31/8 2024\tBudget 2024",
        "Intäkter\t33,2\t19,2\t34,4",
        "Kostnader\t-470,0\t-320,5\t-465,8",
        "Nettokostnader\t-436,8\t-301,3\t-431,4",
        "Fördelning på verksamheter",
        "Funktionsstöd\t-253,6\t-146,6\t-214,1",
        "Individ- och familjeomsorg\t-163,1\t-116,6\t-165,6",
        "Nettokostnader verksamheter\t-436,8\t-301,3\t-431,4",
    ]
    rows = read_report("\n".join(lines).encode(), "lost.txt", None).reconciliations
    broken = [r for r in rows if r.result == "violated"]
    assert {r.row_label for r in broken} == {"Nettokostnader verksamheter"}
    assert len(broken) == 3 and not any(r.is_confirmed for r in broken)
    assert {r.suspect_kind for r in broken} == {"missing_row"}


def test_a_deviation_of_the_forecast_before_is_not_held_against_the_forecast_of_today():
    lines = [
        "Nämnden för omsorg, månadsrapport oktober 2027",
        "",
        "Driftredovisning, tkr",
        "Verksamhet\tBudget 2027\tPrognos helår\tPrognosavvikelse\tFöreg. prognosavvikelse",
        "Hemtjänst\t118 720\t129 520\t-10 800\t-9 900",
        "Särskilt boende\t203 410\t208 810\t-5 400\t-5 000",
        "Summa\t322 130\t338 330\t-16 200\t-14 900",
    ]
    reading = read_report("\n".join(lines).encode(), "before.txt", None)
    formulas = [r for r in reading.reconciliations if r.kind == "deviation_formula"]
    assert {(r.col_label, r.result) for r in formulas} == {("Prognosavvikelse", "holds")}
    made = {f.col_label: f.as_of for f in reading.facts if f.measure == "forecast_deviation"}
    assert made["Föreg. prognosavvikelse"] is None, "when it was made is not printed"
    assert made["Prognosavvikelse"] is not None
