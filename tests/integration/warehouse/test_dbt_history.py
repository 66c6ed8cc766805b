"""Versions of a report, restatements and forecasts against the final outcome, on invented reports."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.slow

APRIL, AUGUST, YEAR, NEXT_APRIL = date(2024, 4, 30), date(2024, 8, 31), date(2024, 12, 31), date(2025, 4, 30)


def seen(month: int, year: int = 2024) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def warehouse(invented: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    column, table, report = invented.Column, invented.Table, invented.Report

    def follow_up(title: str, end: date, outcome: int, deviation: int) -> Any:
        columns = [column("budget", YEAR), column("actual", end), column("forecast_deviation", YEAR)]
        return table(title, columns, [("Äldreomsorg", "line", [-300, outcome, deviation])])

    final = table(
        "Bokslut",
        [column("budget", YEAR), column("actual", YEAR), column("deviation", YEAR)],
        [("Äldreomsorg", "line", [-300, -312, -12])],
    )
    later = table(
        "Drift",
        [column("actual", APRIL, label="förra året"), column("actual", NEXT_APRIL)],
        [("Äldreomsorg", "line", [-104, -110])],
    )
    reports = [
        report("april", "0665", APRIL, [follow_up("Drift", APRIL, -100, -5)], first_seen_at=seen(6)),
        report("april again", "0665", APRIL, [follow_up("Drift", APRIL, -101, -5)], first_seen_at=seen(7)),
        report("august", "0665", AUGUST, [follow_up("Drift", AUGUST, -200, -9)], first_seen_at=seen(10)),
        report("annual", "0665", YEAR, [final], report_type="annual_board", first_seen_at=seen(3, 2025)),
        report("next april", "0665", NEXT_APRIL, [later], first_seen_at=seen(6, 2025)),
        report("open year", "0461", APRIL, [follow_up("Drift", APRIL, -100, -7)], first_seen_at=seen(6)),
    ]
    return invented.build(tmp_path_factory.mktemp("history"), reports)


def ask(warehouse: duckdb.DuckDBPyConnection, question: str) -> list[Any]:
    return warehouse.sql(question).fetchall()


def test_the_history_gives_the_state_known_at_any_moment(warehouse: duckdb.DuckDBPyConnection) -> None:
    state = """
        select (amount_sek / 1000)::int from marts.fct_cost_by_activity_history
        where municipality_code = '0665' and period_end = date '2024-04-30' and report_id in (
            select report_id from marts.dim_report where period_end = date '2024-04-30')
        and known_from <= timestamptz '{0}' and (known_to is null or known_to > timestamptz '{0}')
    """
    assert ask(warehouse, state.format("2024-05-15 00:00:00+00")) == []
    assert ask(warehouse, state.format("2024-06-15 00:00:00+00")) == [(-100,)]
    assert ask(warehouse, state.format("2024-07-01 00:00:00+00")) == [(-101,)]


def test_the_served_table_holds_the_newest_version_alone(warehouse: duckdb.DuckDBPyConnection) -> None:
    versions = (
        "select version_no, is_newest_version from marts.fct_cost_by_activity_history where value_kind = 'actual'"
    )
    versions += " and report_id in (select report_id from marts.dim_report where slot_id like '0665|%|2024-04-30')"
    assert sorted(ask(warehouse, versions)) == [(1, False), (2, True)]
    served = "select count(*) from marts.fct_cost_by_activity f join marts.dim_report r using (report_id)"
    assert ask(warehouse, served + " where not r.is_newest_version") == [(0,)]


def test_who_changed_what_by_how_much(warehouse: duckdb.DuckDBPyConnection) -> None:
    changes = ask(
        warehouse,
        "select restatement_kind, (earlier_value / 1000)::int, (later_value / 1000)::int, (change / 1000)::int"
        " from marts.mart_restatement order by 1",
    )
    assert changes == [("comparison_column", -101, -104, -3), ("new_version", -100, -101, -1)]


def test_a_forecast_is_held_against_the_final_outcome_and_a_year_without_one_is_kept(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    accuracy = ask(
        warehouse,
        "select municipality_code, made_in, vintage_no, (forecast_deviation_sek / 1000)::int,"
        " (forecast_error_sek / 1000)::int, forecast_error_pct::float, final_status from marts.mart_forecast_accuracy"
        " where activity_code = 'BOARD' order by 1, 2",
    )
    assert accuracy == [
        ("0461", "T1", 1, -7, None, None, "no_final_report"),
        ("0665", "T1", 1, -5, -7, pytest.approx(-2.33), "final"),
        ("0665", "T2", 2, -9, -3, -1.0, "final"),
    ]
