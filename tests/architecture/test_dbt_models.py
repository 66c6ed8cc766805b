"""Every dbt model that decides something has a unit test; the others are named here, with what they do instead."""

from __future__ import annotations

from pathlib import Path

import yaml

MODELS = Path(__file__).parents[2] / "dbt" / "models"
NO_LOGIC = {
    "a source's columns under their names; whole reports in tests/integration/warehouse": {
        "stg_lake__fetch_failures",
        "stg_lake__slots",
        "stg_reports__errata",
        "stg_reports__facts",
        "stg_reports__ignored_cells",
        "stg_reports__kolada",
        "stg_reports__reconciliations",
        "stg_reports__refusals",
        "stg_reports__reports",
        "stg_reports__statements",
    },
    "facts with the words beside them, or one family of them": {
        "int_facts_versioned",
        "int_facts_described",
        "int_budget_facts_keyed",
        "fct_cost_by_activity_history",
        "fct_income_statement_history",
        "fct_investment_history",
        "fct_kpi_history",
        "fct_volume_history",
        "fct_missing_value",
    },
    "the newest versions of a history": {
        "fct_cost_by_activity",
        "fct_income_statement",
        "fct_investment",
        "fct_kpi",
        "fct_volume",
        "fct_staffing",
        "fct_goal_status",
    },
    "columns of one table, or a list": {
        "fct_erratum",
        "fct_fetch_failure",
        "dim_account_line",
        "dim_measure",
        "dim_calendar",
    },
}


def test_every_model_with_logic_has_a_unit_test() -> None:
    models = {file.stem for file in MODELS.rglob("*.sql")}
    tested = {
        test["model"]
        for file in MODELS.rglob("*.yml")
        for test in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("unit_tests", [])
    }
    without = set().union(*NO_LOGIC.values())
    assert models - tested == without
