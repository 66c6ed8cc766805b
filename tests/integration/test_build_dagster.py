"""The Dagster job walks the same path as `utfall build` and ends in the same warehouse."""

from __future__ import annotations

import shutil
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project.building.build import build
from dagster_project.building.publish import PUBLISHED_SCHEMAS
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.domain.warehouse.publish import fingerprint_tables
from dagster_project.partitions import municipality_year, read_municipality_codes

REPORT = """Budgetuppföljning per april 2024
Vaggeryds kommun, socialnämnden

Driftredovisning, tkr
Verksamhet\tBudget 2024\tUtfall 2024-04\tPrognos 2024\tAvvikelse
Hemtjänst\t30 000\t9 800\t30 200\t-200
Särskilt boende\t50 000\t16 700\t49 600\t400
Summa\t80 000\t26 500\t79 800\t200
"""


#: what tells when a night was: checked and published at other moments, the rest is the same
TELL_MOMENTS = {
    f"marts.{name}" for name in ("publication", "fct_quality_check", "fct_quality_finding", "mart_quality_daily")
}


def said(home: Home) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """What the checks said and found, whenever it was."""
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        checks = connection.execute(
            "select check_id, scope, status, value, message from marts.fct_quality_check"
            " where is_latest_run order by all"
        ).fetchall()
        findings = connection.execute(
            "select finding_id, status, sentence from marts.fct_quality_finding order by all"
        ).fetchall()
    assert len(checks) > 100
    return checks, findings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "named.txt").write_text(REPORT, encoding="utf-8")
    (reports / "empty.pdf").write_bytes(b"")
    return reports


def resources(home: Path, folder: Path | None) -> dict[str, object]:
    from dagster_project.resources import WarehouseHome, make_dbt

    return {"warehouse": WarehouseHome(directory=str(home), reports=str(folder or "")), "dbt": make_dbt()}


def run(
    job: str, home: Path, folder: Path | None, instance: dg.DagsterInstance, **words: str
) -> dg.ExecuteInProcessResult:
    from dagster_project.definitions import defs

    return defs.resolve_job_def(job).execute_in_process(
        instance=instance,
        resources=resources(home, folder),
        raise_on_error=False,
        **words,  # type: ignore[arg-type]
    )


def test_the_definitions_load_and_say_what_there_is() -> None:
    from dagster_project.checks import expectations
    from dagster_project.definitions import defs

    graph = defs.resolve_asset_graph()
    groups = {node.group_name for node in graph.asset_nodes}
    assert groups >= {"documents", "facts", "raw", "staging", "intermediate", "marts", "published"}
    assert "default" not in groups
    promises = {spec.key for spec in expectations.check_specs}
    assert len(promises) > 20 and promises <= graph.asset_check_keys
    nightly = defs.resolve_schedule_def("nightly")
    assert nightly.execution_timezone == "Europe/Stockholm"


def test_the_country_over_the_years_stays_far_below_dagsters_limit() -> None:
    codes = read_municipality_codes()
    assert len(codes) == 290 and "0665" in codes
    keys = municipality_year.get_partition_keys()
    assert "0665|2024" in keys
    assert len(keys) < 20_000


@pytest.mark.slow
def test_the_job_gives_the_same_marts_as_the_command(folder: Path, tmp_path: Path) -> None:
    by_command, by_dagster = open_home(tmp_path / "command"), open_home(tmp_path / "dagster")
    report = build(folder, by_command)
    shutil.copytree(f"{by_command.lake}/archive", f"{by_dagster.lake}/archive")  # so that both first saw them then
    with dg.DagsterInstance.ephemeral() as instance:
        done = run("build_warehouse", by_dagster.directory, folder, instance)
        assert done.success
        filled = [event.partition for event in done.get_asset_materialization_events() if event.partition]
        again = run("read_again", by_dagster.directory, None, instance, partition_key="0665|2024")
    assert filled == ["0665|2024"]
    assert again.success
    checks = done.get_asset_check_evaluations()
    assert len(checks) > 100
    assert not [check for check in checks if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR]
    first = fingerprint_tables(by_command.published_file, PUBLISHED_SCHEMAS)
    second = fingerprint_tables(by_dagster.published_file, PUBLISHED_SCHEMAS)
    assert report.tables.keys() <= first.keys()
    differing = {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}
    assert differing <= TELL_MOMENTS, "only the moments of checking and publishing may differ"
    assert said(by_command) == said(by_dagster)


@pytest.mark.slow
def test_a_job_without_reports_fails_and_says_what_to_do(tmp_path: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        done = run("build_warehouse", tmp_path / "home", tmp_path / "nowhere", instance)
    (failure,) = [event for event in done.all_events if event.event_type_value == "STEP_FAILURE"]
    assert not done.success
    assert "build.folder-missing" in str(failure.event_specific_data)
