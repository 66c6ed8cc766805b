"""dbt at the edges: an empty lake, no lake at all, and a report whose printed total is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from dagster_project.domain.warehouse.write_raw import prepare_raw

pytestmark = pytest.mark.slow


def test_an_empty_lake_builds_a_warehouse_with_every_table(invented: SimpleNamespace, tmp_path: Path) -> None:
    lake = str(tmp_path / "lake")
    prepare_raw(lake)
    done = invented.run_dbt(lake, tmp_path / "warehouse.duckdb")
    assert done.returncode == 0, done.stdout[-4000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as warehouse:
        tables = {row[0] for row in warehouse.sql("show all tables").select("name").fetchall()}
        assert {"fct_cost_by_activity", "fct_statement", "fct_refusal", "dim_report"} <= tables
        assert warehouse.sql("select count(*) from marts.dim_municipality").fetchone() == (290,)
        assert warehouse.sql("select count(*) from marts.fct_kpi").fetchone() == (0,)


def test_without_a_lake_dbt_says_what_to_do(invented: SimpleNamespace, tmp_path: Path) -> None:
    done = invented.run_dbt(str(tmp_path / "nowhere"), tmp_path / "warehouse.duckdb")
    assert done.returncode != 0
    assert "make warehouse" in done.stdout
    assert str(tmp_path / "nowhere") in done.stdout


def test_a_wrong_printed_total_is_told_and_does_not_stop_the_build(invented: SimpleNamespace, tmp_path: Path) -> None:
    columns = [invented.Column("actual", date(2024, 4, 30)), invented.Column("budget", date(2024, 12, 31))]
    rows = [("Hem", "line", [-661, -50]), ("Skola", "line", [-400, -45]), ("Summa", "total", [-1722, -95])]
    report = invented.Report("off", "0114", date(2024, 4, 30), [invented.Table("Drift", columns, rows)])
    warehouse = invented.build(tmp_path, [report])
    question = (
        "select value_kind, difference::int, is_within_rounding from intermediate.int_table_totals_compared order by 1"
    )
    assert warehouse.sql(question).fetchall() == [("actual", 661000, False), ("budget", 0, True)]
