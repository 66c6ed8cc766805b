"""What starts by itself and when: the clock on both nights on which it is changed, sensors over restarts."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import duckdb
import pytest
import yaml
from dagster._utils.schedules import schedule_execution_time_iterator  # what the daemon itself asks

from dagster_project.building.fetch import fetch_all
from dagster_project.building.outcomes import list_outcomes
from dagster_project.building.read_lake import read_lake
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home, open_home
from dagster_project.jobs import make_warehouse, read_again, take_in
from dagster_project.resources import WarehouseHome
from dagster_project.schedules import nightly
from dagster_project.sensors import after_reading, new_documents, new_files

SWEDEN = ZoneInfo("Europe/Stockholm")
REPORT = """Budgetuppföljning per april {year}
Vaggeryds kommun, socialnämnden

Driftredovisning, tkr
Verksamhet\tBudget {year}\tUtfall {year}-04
Hemtjänst\t30 000\t9 800
Summa\t30 000\t9 800
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("UTFALL_REPORTS", raising=False)
    monkeypatch.delenv("UTFALL_LAKE", raising=False)
    place = open_home(tmp_path / "home")
    (place.directory / "inbox" / "vaggeryd").mkdir(parents=True)
    return place


@pytest.fixture
def instance() -> Any:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def put(home: Home, name: str, text: str, folder: str = "inbox") -> None:
    (home.directory / folder / name).write_text(text, encoding="utf-8")


def look(sensor: dg.SensorDefinition, home: Home, instance: dg.DagsterInstance, cursor: str | None) -> dg.SensorResult:
    """One tick. The cursor is all that a restarted daemon knows."""
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    found = sensor(context, warehouse=WarehouseHome(directory=str(home.directory)))
    if isinstance(found, dg.SkipReason):
        return dg.SensorResult(skip_reason=found, cursor=cursor)
    assert isinstance(found, dg.SensorResult)
    return found


def runs(found: dg.SensorResult) -> list[tuple[str | None, str | None]]:
    return [(request.job_name, request.partition_key) for request in found.run_requests or []]


@pytest.mark.parametrize("change", [datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2027, 3, 28)])
def test_the_night_on_which_the_clock_is_changed_has_one_run_at_half_past_four(change: datetime) -> None:
    start = (change - timedelta(days=1)).replace(hour=12, tzinfo=SWEDEN)
    ticks = schedule_execution_time_iterator(start.timestamp(), str(nightly.cron_schedule), nightly.execution_timezone)
    times = [next(ticks).astimezone(SWEDEN) for _ in range(3)]
    assert [f"{time:%m-%d %H:%M}" for time in times] == [f"{change + timedelta(days=n):%m-%d} 04:30" for n in range(3)]
    hours = (times[1].astimezone(UTC) - times[0].astimezone(UTC)).total_seconds() / 3600
    before = (times[0].astimezone(UTC) - (times[0] - timedelta(days=1)).astimezone(UTC)).total_seconds() / 3600
    assert (hours, before) == (24, 23 if change.month == 3 else 25)


@pytest.mark.parametrize("utc", ["2026-03-29T02:30", "2026-10-25T03:30"])
def test_a_night_has_one_run_key_and_its_date_as_a_tag(utc: str) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    (request,) = nightly.evaluate_tick(dg.build_schedule_context(scheduled_execution_time=moment)).run_requests or []
    assert request.run_key == utc[:10]
    assert request.tags["utfall/night"] == utc[:10]


def test_a_new_file_starts_the_taking_in_once_also_after_a_restart(home: Home, instance: dg.DagsterInstance) -> None:
    assert runs(look(new_files, home, instance, None)) == []
    put(home, "a.txt", REPORT.format(year=2024), "inbox/vaggeryd")
    found = look(new_files, home, instance, None)
    assert len(found.run_requests or []) == 1
    assert runs(look(new_files, home, instance, found.cursor)) == []
    put(home, "manifest.csv", "file,scb_code\na.txt,0665\n")
    assert len(look(new_files, home, instance, found.cursor).run_requests or []) == 1


def test_a_new_document_starts_the_piece_it_touches_and_an_unplaced_one_a_build(
    home: Home, instance: dg.DagsterInstance
) -> None:
    put(home, "tertialrapport april 2024.txt", REPORT.format(year=2024), "inbox/vaggeryd")
    put(home, "x.txt", REPORT.format(year=2023))
    fetch_all(home, environ={})
    found = look(new_documents, home, instance, None)
    assert runs(found) == [("make_warehouse", None), ("read_again", "0665|2024")]
    assert (found.run_requests or [])[1].tags["utfall/municipality"] == "0665"
    assert runs(look(new_documents, home, instance, found.cursor)) == [], "asked for once, whatever restarts"
    read_lake(home.lake, workers=1)
    assert json.loads(look(new_documents, home, instance, found.cursor).cursor or "") == {}
    put(home, "manifest.csv", "file,scb_code,period_end\nx.txt,0665,2023-04-30\n")
    fetch_all(home, environ={})
    again = look(new_documents, home, instance, "{}")
    assert runs(again) == [("read_again", "0665|2023")], "a changed manifest line touches the piece it was read into"


def test_a_report_that_is_refused_fails_alone_and_is_not_started_again(
    home: Home, instance: dg.DagsterInstance
) -> None:
    put(home, "good.txt", REPORT.format(year=2024))
    put(home, "broken.pdf", "%PDF-1.7 cut")
    fetch_all(home, environ={})
    read_lake(home.lake, workers=1)
    assert {outcome.name: outcome.status for outcome in list_outcomes(home.lake)} == {
        "good.txt": "read",
        "broken.pdf": "refused",
    }
    assert runs(look(new_documents, home, instance, None)) == []


def test_broken_sources_are_said_and_stop_no_sensor(home: Home, instance: dg.DagsterInstance) -> None:
    (home.directory / "sources.yml").write_text("sources: [{id: a}]\n", encoding="utf-8")
    for sensor in (new_files, new_documents):
        found = look(sensor, home, instance, None)
        assert "sources.yml:1" in str(found.skip_reason)


def test_after_the_last_piece_the_warehouse_is_made(instance: dg.DagsterInstance) -> None:
    from dagster_project.definitions import defs

    job = defs.resolve_job_def("read_again")
    run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.SUCCESS, tags={"dagster/partition": "0665|2024"})
    event = dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, job.name)
    context = dg.build_run_status_sensor_context("after_reading", event, instance, run)
    found = after_reading(context)
    assert isinstance(found, dg.RunRequest)
    instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED, tags={"dagster/partition": "0665|2023"})
    assert isinstance(after_reading(context), dg.SkipReason)


def test_runs_that_write_the_warehouse_are_started_one_at_a_time(tmp_path: Path) -> None:
    shutil.copy(PROJECT_DIR / "dagster.yaml", tmp_path)
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        limits = instance.get_concurrency_config().run_queue_config.tag_concurrency_limits  # type: ignore[union-attr]
    assert {"key": "utfall/writes", "limit": 1} in limits
    assert all(job.tags.get("utfall/writes") for job in (take_in, make_warehouse))
    assert read_again.tags.get("utfall/reads")


def test_the_settings_for_postgres_differ_from_those_for_one_machine_in_their_storage_alone() -> None:
    one_machine = yaml.safe_load((PROJECT_DIR / "dagster.yaml").read_text(encoding="utf-8"))
    postgres = yaml.safe_load((PROJECT_DIR / "deploy" / "dagster.postgres.yaml").read_text(encoding="utf-8"))
    assert postgres.pop("storage") == {"postgres": {"postgres_url": {"env": "DAGSTER_POSTGRES_URL"}}}
    assert postgres == one_machine


def test_only_fetching_is_tried_again_by_itself() -> None:
    from dagster_project.definitions import defs

    tried_again = {
        node.name
        for node in defs.resolve_job_def("build_warehouse").all_node_defs
        if isinstance(node, dg.OpDefinition) and node.retry_policy is not None
    }
    assert tried_again == {"documents"}


def test_what_is_published_has_a_time_by_which_it_must_be_fresh() -> None:
    from dagster_project.assets.published import published

    policy = next(iter(published.specs)).freshness_policy
    assert isinstance(policy, dg.FreshnessPolicy)
    assert (policy.deadline_cron, policy.timezone) == ("0 7 * * *", "Europe/Stockholm")  # type: ignore[attr-defined]


def test_a_table_is_shown_with_its_rows_and_a_mart_with_the_first_of_them(tmp_path: Path) -> None:
    from dagster_project.assets.models import _with_rows

    file = tmp_path / "build.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute('create schema marts; create table marts.t as select i as "order" from range(9) t(i)')
        connection.execute("create schema staging; create view staging.v as select 1 as a")

    @dg.multi_asset(
        outs={"t": dg.AssetOut(key=["marts", "t"]), "v": dg.AssetOut(key=["staging", "v"])}, name="two_tables"
    )
    def two_tables(context):  # type: ignore[no-untyped-def]
        yield from _with_rows(context, [dg.Output(None, "t", metadata={"seconds": 1}), dg.Output(None, "v")], file)

    told = {
        event.asset_key.to_user_string(): event.materialization.metadata
        for event in dg.materialize([two_tables]).get_asset_materialization_events()
        if event.asset_key
    }
    assert told["marts/t"]["rows"].value == 9
    assert told["marts/t"]["seconds"].value == 1
    assert [record.data for record in told["marts/t"]["preview"].records] == [{"order": str(n)} for n in range(5)]
    assert "rows" not in told["staging/v"]
