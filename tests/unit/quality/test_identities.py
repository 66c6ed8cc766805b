"""The identities in SQL, on the printed tables of five real reports and on the same tables with one planted fault."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest


def plant(facts: pd.DataFrame, row_label: str, col_label: str, value: float, table_title: str = "") -> pd.DataFrame:
    """The facts with another figure in one cell; its amount turns and scales as before."""
    chosen = (facts["row_label"] == row_label) & (facts["col_label"] == col_label)
    if table_title:
        chosen &= facts["table_title"] == table_title
    assert chosen.sum() == 1, f"{chosen.sum()} cells are called {row_label} / {col_label}"
    spoilt = facts.copy()
    old = facts.loc[chosen, "value"].iloc[0]
    amount = facts.loc[chosen, "amount_reported_sek"].iloc[0]
    spoilt.loc[chosen, "value"] = value
    if pd.notna(amount):
        spoilt.loc[chosen, "amount_reported_sek"] = value * (amount / old)
    return spoilt


def broken(connection: duckdb.DuckDBPyConnection, confirmed: bool = True) -> set[tuple[str, str, str]]:
    return set(
        connection.execute(
            "select identity, row_label, col_label from fct_quality_identity"
            " where outcome = 'breaks' and is_confirmed = ?",
            [confirmed],
        ).fetchall()
    )


def outcomes(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(connection.execute("select outcome, count(*) from fct_quality_identity group by outcome").fetchall())


VAGGERYD = {("rows_sum_to_total", "TOTALT", "Utfall 2024-04")}


def test_the_one_misprint_of_the_five_reports_is_the_only_broken_identity(run_models, printed):
    connection = run_models(pd.concat(printed.values()))
    assert broken(connection) == VAGGERYD
    assert broken(connection, confirmed=False) == {
        ("no_budget_no_period_budget", "Ensamkommande barn", "Budget 2024"),
    }
    assert connection.execute(
        "select expected, printed, difference, n_terms, unit from fct_quality_identity"
        " where outcome = 'breaks' and is_confirmed"
    ).fetchall() == [(112_153, 110_831, -1_322, 10, "tkr")]


def test_corrected_misprint_leaves_nothing_broken(run_models, printed):
    connection = run_models(plant(printed["vaggeryd"], "Ensamkommande barn", "Utfall 2024-04", -661))
    assert outcomes(connection) == {"holds": 29}


@pytest.mark.parametrize(("report", "worst"), [("mark", 0), ("gnesta", 1), ("pitea", 2), ("askersund", 3)])
def test_rounding_of_a_sound_report_is_neither_error_nor_warning(run_models, printed, report, worst):
    connection = run_models(printed[report])
    assert connection.execute("select max(abs(difference)) from fct_quality_identity").fetchone() == (worst,)
    assert outcomes(connection).keys() <= {"holds", "rounding"}


@pytest.mark.parametrize(
    ("report", "identity", "n"),
    [
        ("vaggeryd", "rows_sum_to_total", 5),
        ("vaggeryd", "revenue_plus_cost_is_net", 5),
        ("vaggeryd", "deviation_formula", 14),
        ("vaggeryd", "same_fact", 4),
        ("mark", "rows_sum_to_total", 10),
        ("mark", "revenue_plus_cost_is_net", 6),
        ("mark", "deviation_formula", 12),
        ("gnesta", "rows_sum_to_total", 25),
        ("gnesta", "subtable_is_parent_row", 9),
        ("gnesta", "budget_parts", 12),
        ("gnesta", "groups_sum", 6),
        ("pitea", "rows_sum_to_total", 5),
        ("pitea", "deviation_formula", 11),
        ("askersund", "subtable_is_parent_row", 3),
        ("askersund", "parts_sum", 4),
        ("askersund", "revenue_plus_cost_is_net", 18),
    ],
)
def test_as_many_identities_are_tested_as_the_report_prints(run_models, printed, report, identity, n):
    connection = run_models(printed[report])
    counted = connection.execute("select count(*) from fct_quality_identity where identity = ?", [identity]).fetchone()
    assert counted == (n,)


def test_result_columns_that_are_outcomes_are_never_held_against_deviations(run_models, printed):
    connection = run_models(printed["gnesta"])
    compared = connection.execute(
        "select distinct col_label from fct_quality_identity where identity = 'subtable_is_parent_row'"
    ).fetchall()
    assert {label for (label,) in compared} == {"Helårsbudget", "Prognos per April", "Prognos per Augusti"}


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
            {
                ("same_fact", "Skrivare", "Avvikelse"),
                ("deviation_formula", "Skrivare", "Avvikelse"),
            },
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
    ],
)
def test_planted_fault_breaks_the_identities_of_its_cell(run_models, printed, report, cell, value, expected):
    row, column, title = (*cell, "")[:3]
    connection = run_models(plant(printed[report], row, column, value, title))
    assert broken(connection) == expected


def test_fault_in_a_table_that_nothing_confirms_is_a_warning_not_an_error_of_the_source(run_models, printed):
    table = printed["mark"]
    alone = table[(table["table_no"] == 1) & (table["col_label"] == "Utfall 2023")]
    connection = run_models(plant(alone, "Övriga kostnader", "Utfall 2023", -109.7))
    assert broken(connection) == set()
    assert ("revenue_plus_cost_is_net", "Nettokostnader", "Utfall 2023") in broken(connection, confirmed=False)


def test_column_with_a_refused_cell_is_never_blamed_on_the_source(run_models, printed):
    rows = printed["pitea"]
    lost = (rows["row_label"] == "Hälso- och sjukvård") & (rows["col_label"] == "Årsprognos 2024")
    assert {label for _, _, label in broken(run_models(rows[~lost]))} == {"Årsprognos 2024"}
    refusals = pd.DataFrame([("pitea", 1, 5, int(rows.loc[lost, "col_no"].iloc[0]))])
    connection = run_models(rows[~lost], refusals)
    assert broken(connection) == set()
    assert ("rows_sum_to_total", "Totalt Socialtjänsten", "Årsprognos 2024") in broken(connection, confirmed=False)


def test_lost_row_breaks_every_column_of_its_total(run_models, printed):
    rows = printed["pitea"]
    connection = run_models(rows[rows["row_label"] != "Hälso- och sjukvård"])
    found = broken(connection) | broken(connection, confirmed=False)
    assert len({identity for identity in found if identity[0] == "rows_sum_to_total"}) == 5


def test_of_which_larger_than_its_parent_is_out_of_bounds(run_models, printed):
    spoilt = plant(printed["askersund"], "varav kapitalkostnader", "Bokslut 23-12-31", -2_089_000)
    connection = run_models(spoilt)
    found = connection.execute("select bound, row_label from fct_quality_bound where not is_within").fetchall()
    assert found == [("of_which_within_parent", "varav kapitalkostnader")]


def test_total_share_outside_its_groups_is_out_of_bounds(run_models, printed):
    spoilt = plant(printed["gnesta"], "Totalt socialförvaltningen", "Jan-aug 2021", 7.70)
    connection = run_models(spoilt)
    found = connection.execute("select bound, col_label from fct_quality_bound where not is_within").fetchall()
    assert found == [("share_between_groups", "Jan-aug 2021")]


def test_period_budget_beyond_the_years_is_out_of_bounds(run_models, printed):
    spoilt = plant(printed["pitea"], "Verksamhetsstöd", "Periodbudget Jan-Mars", 104_140)
    connection = run_models(spoilt)
    found = connection.execute("select bound, row_label from fct_quality_bound where not is_within").fetchall()
    assert found == [("period_budget_within_year", "Verksamhetsstöd")]


def test_bounds_hold_in_the_five_reports(run_models, printed):
    connection = run_models(pd.concat(printed.values()))
    counts = connection.execute(
        "select bound, count(*), count_if(is_within) from fct_quality_bound group by bound order by bound"
    ).fetchall()
    assert counts == [
        ("of_which_within_parent", 18, 18),
        ("period_budget_within_year", 32, 32),
        ("share_between_groups", 6, 6),
    ]


def test_every_cell_and_fact_is_accounted_for(run_models, printed):
    connection = run_models(printed["mark"])
    counts = "select n_lost_cells, n_lost_raw_facts, n_lost_mart_facts from fct_quality_accounting"
    assert connection.execute(counts).fetchall() == [(0, 0, 0)]


def test_identity_terms_add_up_to_the_difference(run_models, printed):
    connection = run_models(pd.concat(printed.values()))
    off = connection.execute(
        "select count(*) from fct_quality_identity as i inner join ("
        "  select identity_id, sum(coefficient * amount) as residual from fct_quality_identity_term group by 1"
        ") as t using (identity_id) inner join fct_quality_identity_term as p"
        "  on p.identity_id = i.identity_id and p.term_role = 'printed'"
        " where abs(t.residual + i.difference * p.scale) > 0.001"
    ).fetchone()
    assert off == (0,)
