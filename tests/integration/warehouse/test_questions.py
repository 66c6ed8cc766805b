"""docs/questions.md: every statement runs on the sample reports and gives the table printed under it."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
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
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    home = tmp_path_factory.mktemp("home")
    build = "from dagster_project.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", build, "build", "--reports", str(ROOT / "data" / "reports"), "--home", str(home)],
        env=os.environ | {"UTFALL_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:] + done.stdout[-4000:]
    return duckdb.connect(str(home / "warehouse" / "published" / "warehouse.duckdb"), read_only=True)


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


def test_metrics_are_declared_once_and_served_as_rows(warehouse: duckdb.DuckDBPyConnection) -> None:
    declared = yaml.safe_load((ROOT / "dbt" / "models" / "marts" / "_metrics.yml").read_text(encoding="utf-8"))
    names = {metric["name"] for metric in declared["metrics"]} - PARTS_OF_RATIOS
    assert {row[0] for row in warehouse.sql("select distinct metric_id from marts.mart_metric").fetchall()} == names


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
    """).fetchall()
    assert silent == [(0,), (0,), (0,)]
