"""docs/questions.md: every statement runs on the sample reports and gives the table printed under it."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
SECTION = re.compile(
    r"^## (?P<title>.+?)\n(?:(?!^## ).)*?```sql\n(?P<sql>.+?)\n```\n\n(?P<table>(?:\|[^\n]*\n)+)",
    re.MULTILINE | re.DOTALL,
)
QUESTIONS = {found["title"]: (found["sql"], found["table"]) for found in SECTION.finditer(PAGE)}
PARTS_OF_RATIOS = {"numerator_sum_of_values", "denominator_sum_of_values"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def warehouse(sample_home: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(sample_home / "warehouse" / "published" / "warehouse.duckdb"), read_only=True)


def as_printed(value: Any) -> str:
    """A value as the page prints it: two decimals at most, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, float | Decimal):
        text = f"{float(value):.2f}".rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text
    if isinstance(value, bool):
        return str(value).lower()
    assert isinstance(value, int | str | datetime.date), type(value)
    return str(value)


def read_table(table: str) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
    return [rows[0], *rows[2:]]


def test_every_heading_of_the_page_is_a_question_with_statement_and_result() -> None:
    headings = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert list(QUESTIONS) == headings
    assert len(headings) >= 11


@pytest.mark.parametrize("title", QUESTIONS)
def test_the_statement_gives_the_printed_table(title: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    sql, table = QUESTIONS[title]
    result = warehouse.execute(sql)
    columns = [column[0] for column in result.description]
    rows = [[as_printed(value) for value in row] for row in result.fetchall()]
    assert [columns, *rows] == read_table(table)


def test_keys_and_promises_are_constraints_of_the_published_file(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Dimensions have a primary key; keys and what every reader relies on in facts are never empty."""
    found = warehouse.sql("""
        select table_name, constraint_type, unnest(constraint_column_names) from duckdb_constraints()
        where schema_name = 'marts'
    """).fetchall()
    tables = {
        row[0] for row in warehouse.sql("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
    }
    keyed = {table for table, kind, _ in found if kind == "PRIMARY KEY"}
    assert {table for table in tables if table.startswith(("dim_", "bridge_"))} <= keyed
    filled = {(table, column) for table, kind, column in found if kind == "NOT NULL"}
    for table in ("cost_by_activity", "income_statement", "investment", "kpi", "volume", "staffing", "goal_status"):
        for column in ("fact_id", "report_id", "municipality_code", "value_kind", "raw", "unit", "is_additive"):
            assert {(f"fct_{table}", column), (f"fct_{table}_history", column)} <= filled


def test_every_table_and_every_column_of_a_fact_or_mart_is_described(warehouse: duckdb.DuckDBPyConnection) -> None:
    silent = warehouse.sql("""
        select table_name, null from duckdb_tables() where schema_name = 'marts' and comment is null
        union all
        select table_name, column_name from duckdb_columns()
        where schema_name = 'marts' and comment is null and table_name != 'publication'
    """).fetchall()
    assert silent == []


def test_metrics_are_declared_once_and_served_as_rows(warehouse: duckdb.DuckDBPyConnection) -> None:
    declared = yaml.safe_load((ROOT / "dbt" / "models" / "marts" / "_metrics.yml").read_text(encoding="utf-8"))
    metrics = {
        metric["name"]: metric["type"] for metric in declared["metrics"] if metric["name"] not in PARTS_OF_RATIOS
    }
    served = warehouse.sql("""
        select metric_id, if(count(denominator) > 0, 'ratio', 'simple') from marts.mart_metric group by 1
    """).fetchall()
    assert dict(served) == metrics


def test_no_mart_leaves_a_missing_value_without_a_reason(warehouse: duckdb.DuckDBPyConnection) -> None:
    silent = warehouse.sql("""
        select count(*) from marts.mart_metric
        where (value is null) = (value_status in ('derived', 'printed', 'corrected'))
        union all
        select count(*) from marts.mart_cost_per_inhabitant
        where (cost_per_inhabitant_sek is null) != (missing_reason is not null)
        union all
        select count(*) from marts.mart_budget_follow_up
        where (forecast_sek is null) = (forecast_status in ('printed', 'derived', 'corrected'))
            or (actual_sek is null) = (actual_status in ('printed', 'derived', 'corrected'))
            or (period_budget_sek is null) = (period_budget_status in ('printed', 'derived', 'corrected'))
            or (budget_used_pct is null) = (budget_used_status = 'derived')
    """).fetchall()
    assert silent == [(0,), (0,), (0,)]


def test_marks_reorganised_divisions_are_one_line_over_time(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Work moved from Funktionsstöd to Myndighet funktionsstöd: only their sum can be compared (mnkr)."""
    sums = warehouse.sql("""
        select value_kind, period_end::varchar, (sum(amount_sek) / 1e6)::decimal(9, 1)::float
        from marts.fct_cost_by_activity
        where municipality_code = '1463' and row_label in ('Funktionsstöd', 'Myndighet Funktionsstöd')
            and is_additive_in_report and value_kind in ('actual', 'budget', 'forecast')
        group by all order by all
    """).fetchall()
    assert sums == [
        ("actual", "2023-08-31", pytest.approx(-183.0)),
        ("actual", "2023-12-31", pytest.approx(-270.9)),
        ("actual", "2024-08-31", pytest.approx(-183.8)),
        ("budget", "2024-12-31", pytest.approx(-259.6)),
        ("forecast", "2024-12-31", pytest.approx(-273.4)),
    ]


def test_gnestas_purchaser_and_provider_are_summed_before_anything_is_said(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    forecasts = warehouse.sql("""
        select activity_code, n_sides, (deviation_sek / 1000)::int from marts.mart_deviation_drivers
        where municipality_code = '0461' and value_kind = 'forecast_deviation' and period_end = date '2021-08-31'
            and activity_code in ('510', '513', '520') order by 1
    """).fetchall()
    assert forecasts == [("510", 2, 16), ("513", 2, 1533), ("520", 2, -918)]


def test_piteas_forecast_is_printed_as_a_deviation_and_its_level_is_derived(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    level = warehouse.sql("""
        select (forecast_sek / 1000)::int, forecast_status, forecast_deviation_status from marts.mart_budget_follow_up
        where municipality_code = '2581' and activity_code = 'BOARD' and row_role = 'total' and is_own_period
    """).fetchall()
    assert level == [(-1104668, "derived", "printed")]


def test_the_period_budget_of_gnestas_divisions_follows_from_two_tables_and_is_marked_derived(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Outcome (total of the units) less deviation (row of the division), tkr."""
    found = warehouse.sql("""
        select row_label, (period_budget_sek / 1000)::int, period_budget_status from marts.mart_budget_follow_up
        where municipality_code = '0461' and period_end = date '2021-08-31' and is_top_row
            and period_budget_sek is not null
        order by row_no
    """).fetchall()
    assert found == [
        ("Stöd och vägledning", -37681 + 8229, "derived"),
        ("Äldre, funktionsstöd, hälso- och sjukvård", -29010 + 14489, "derived"),
        ("Administration och bistånd", -100620 - 13655, "derived"),
    ]


def test_totals_of_boards_with_different_scope_are_never_ranked_together(warehouse: duckdb.DuckDBPyConnection) -> None:
    for mart in ("mart_budget_follow_up", "mart_cost_per_inhabitant", "mart_coverage", "mart_metric"):
        subject = {"mart_coverage": "'BOARD'", "mart_metric": "subject_id"}.get(mart, "activity_code")
        groups = warehouse.sql(f"""
            select comparison_group, count(distinct coalesce(board_scope, municipality_code)) from marts.{mart}
            where {subject} in ('BOARD', 'ORG', 'NONE', 'unmapped') or starts_with({subject}, 'mixed:')
            group by comparison_group
        """).fetchall()
        assert len(groups) >= 5
        assert {n_scopes for _, n_scopes in groups} == {1}, mart
