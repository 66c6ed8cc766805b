"""dbt's tests as results of checks."""

from __future__ import annotations

import json
from pathlib import Path

from dagster_project.adapters.dbt_checks import read_dbt_checks
from dagster_project.domain.monitoring.results import find_stops

MODEL = {"resource_type": "model", "schema": "marts", "name": "fct_kpi"}


def node(name: str, severity: str = "ERROR", **more: object) -> dict[str, object]:
    return {
        "resource_type": "test",
        "name": name,
        "config": {"severity": severity},
        "attached_node": "model.kpi",
        **more,
    }


def leave(target: Path, *ended: tuple[str, str, int | None]) -> Path:
    several = node("sum", attached_node=None, depends_on={"nodes": ["model.other", "model.kpi"]})
    nodes = {"model.kpi": MODEL, "test.key": node("key"), "test.soft": node("soft", "warn"), "test.sum": several}
    (target / "manifest.json").write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    results = [{"unique_id": name, "status": status, "failures": n, "message": None} for name, status, n in ended]
    (target / "run_results.json").write_text(json.dumps({"results": results}), encoding="utf-8")
    return target


def test_every_test_of_dbt_is_a_result_on_the_table_it_guards_and_models_are_none(tmp_path: Path) -> None:
    ended = ("model.kpi", "success", None), ("test.key", "pass", 0), ("test.soft", "warn", 3), ("test.sum", "pass", 0)
    found = {check.check_id: check for check in read_dbt_checks(leave(tmp_path, *ended))}
    assert found.keys() == {"dbt.key", "dbt.soft", "dbt.sum"}
    assert {check.table for check in found.values()} == {"marts.fct_kpi"}
    assert (found["dbt.key"].status, found["dbt.key"].value, found["dbt.key"].bound) == ("pass", 0.0, "0")
    assert (found["dbt.soft"].status, found["dbt.soft"].severity, found["dbt.soft"].n_unexpected) == ("warn", "warn", 3)
    assert not find_stops(found.values())


def test_a_test_that_fails_is_our_error_and_one_that_was_not_reached_is_skipped(tmp_path: Path) -> None:
    ended = ("test.key", "fail", 2), ("test.sum", "skipped", None)
    key, other = read_dbt_checks(leave(tmp_path, *ended))
    assert find_stops([key]) == (key,) and key.origin == "extraction"
    assert (other.status, other.severity) == ("skip", "info")


def test_without_dbts_results_there_is_nothing(tmp_path: Path) -> None:
    assert read_dbt_checks(tmp_path) == ()
