"""Nights on record: findings keep their identity, open and close, and no killed run doubles or loses one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.adapters import check_history
from dagster_project.adapters.check_history import acknowledge, read_history, record_run
from dagster_project.adapters.monitoring_tables import COLUMNS, ask_history, write_monitoring_tables
from dagster_project.commands.checks import run_checks
from dagster_project.commands.findings import run_acknowledge, run_findings
from dagster_project.domain.monitoring.findings import list_findings
from dagster_project.domain.monitoring.results import CheckResult, Origin, not_made
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.problems import Problem

FIRST = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path, environ={})


def night(no: int) -> datetime:
    return FIRST + timedelta(days=no)


def check(promise: str, broken: str = "", origin: Origin = "source", value: float = 1.0) -> CheckResult:
    """A check that holds, or that is broken by one scope."""
    return CheckResult(
        check_id=f"suite.{promise}",
        suite="suite",
        table="marts.dim_report",
        scope=broken or "marts.dim_report",
        status="fail" if broken else "pass",
        severity="error",
        origin=origin,
        value=value,
        bound="at most 0",
        unit="rows",
        reason="why",
        n_evaluated=9,
        n_unexpected=1 if broken else 0,
        observed="",
        message=f"{broken} is broken",
        message_sv=f"{broken} är fel",
    )


def run(home: Home, no: float, *results: CheckResult) -> str:
    return record_run(home.lake, results, list_findings(results, [], {}), FIRST + timedelta(days=no))


def told(home: Home, columns: str = "scope, status") -> list[tuple[Any, ...]]:
    rows = ask_history(read_history(home.lake), f"select {columns} from findings_told order by scope")
    return [tuple(row.values()) for row in rows]


def test_a_finding_is_open_from_the_first_night_that_sees_it_and_resolved_when_its_check_no_longer_does(
    home: Home,
) -> None:
    run(home, 0, check("p"))
    run(home, 1, check("p", "r1", value=5))
    run(home, 2, check("p", "r1", value=6))
    columns = "scope, status, value, first_seen_at, last_seen_at, n_runs, resolved_at"
    assert told(home, columns) == [("r1", "open", 6.0, night(1), night(2), 2, None)]
    run(home, 3, check("p"))
    assert told(home, columns) == [("r1", "resolved", 6.0, night(1), night(2), 2, night(3))]


def test_a_finding_that_comes_back_is_the_same_one_and_open_again_though_it_was_acknowledged(home: Home) -> None:
    run(home, 0, check("p", "r1"))
    (finding_id,) = told(home, "finding_id")[0]
    acknowledge(home.lake, finding_id, "Eva Ek", "known", night(1))
    run(home, 2, check("p", "r1"))
    assert told(home, "status, acknowledged_by, acknowledged_reason") == [("acknowledged", "Eva Ek", "known")]
    run(home, 3, check("p"))
    run(home, 4, check("p", "r1"))
    columns = "finding_id, status, first_seen_at, open_since_at, acknowledged_by"
    assert told(home, columns) == [(finding_id, "open", night(0), night(4), None)]


def test_a_check_that_could_not_be_made_resolves_nothing(home: Home) -> None:
    run(home, 0, check("p", "r1"))
    run(home, 1, not_made("suite.suite_runs", "suite", "marts.dim_report", "out of memory"))
    assert ("r1", "open") in told(home)


def test_a_promise_that_is_no_longer_made_has_no_open_findings(home: Home) -> None:
    run(home, 0, check("p", "r1"), check("q"))
    run(home, 1, check("q"))
    assert told(home) == [("r1", "resolved")]


def test_a_night_begun_anew_counts_once_and_a_night_that_says_something_else_is_added(home: Home) -> None:
    first = run(home, 0, check("p", "r1"))
    assert run(home, 0.1, check("p", "r1")) == first
    assert run(home, 0.2, check("p", "r1"), check("q")) != first
    assert run(home, 1, check("p", "r1"), check("q")) != first
    assert len(told(home)) == 1
    assert told(home, "n_runs") == [(3,)]


def test_two_runs_in_the_same_second_are_two_runs(home: Home) -> None:
    names = [run(home, 0, check("p", scope)) for scope in ("a", "b", "c")]
    assert names == sorted(set(names))
    assert told(home) == [("a", "resolved"), ("b", "resolved"), ("c", "open")]


def test_a_run_killed_between_its_files_is_not_there_and_is_whole_the_next_time(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(home, 0, check("p"))
    write = check_history.write_whole

    def die(path: str, data: bytes) -> None:
        if "/checks/" in path:
            raise KeyboardInterrupt
        write(path, data)

    monkeypatch.setattr(check_history, "write_whole", die)
    with pytest.raises(KeyboardInterrupt):
        run(home, 1, check("p", "r1"))
    assert told(home) == []
    monkeypatch.setattr(check_history, "write_whole", write)
    run(home, 1, check("p", "r1"))
    assert told(home) == [("r1", "open")]


def days(home: Home) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'; create schema marts")
        write_monitoring_tables(connection, read_history(home.lake))
        for table, columns in COLUMNS.items():
            described = connection.execute(f"describe marts.{table}").fetchall()
            assert [name for name, *_ in described] and {name for name, *_ in described} == set(columns)
        return connection.execute("select * from marts.mart_quality_daily").to_arrow_table().to_pylist()


def test_the_daily_chart_has_every_day_and_says_which_were_carried_forward(home: Home) -> None:
    run(home, 0, check("p", "r1"), check("q"))
    run(home, 3, check("p"), check("q", "r2", "mapping"))
    found = days(home)
    assert [(d["day"].day, d["is_carried_forward"], d["is_stopped"]) for d in found] == [
        (1, False, False),
        (2, True, False),
        (3, True, False),
        (4, False, True),
    ]
    assert [(d["n_findings_source"], d["n_findings_mapping"]) for d in found] == [(1, 0), (1, 0), (1, 0), (0, 1)]
    assert [(d["n_findings_new"], d["n_findings_resolved"]) for d in found] == [(1, 0), (0, 0), (0, 0), (1, 1)]


def test_checks_prints_worst_first_and_ends_with_1_only_on_an_error_of_ours(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run(home, 0, check("a"), check("b", "r1", "source"))
    assert run_checks(home.directory, show_all=False) == 0
    run(home, 1, check("a"), check("b", "r1", "source"), check("c", "r2", "extraction"))
    capsys.readouterr()
    assert run_checks(home.directory, show_all=True) == 1
    printed = capsys.readouterr().out
    assert printed.index("suite.c") < printed.index("suite.b") < printed.index("suite.a")
    assert "Publishing was stopped" in printed and "STOPS" in printed


def test_findings_are_listed_and_closed_on_record(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    run(home, 0, check("b", "r1", "mapping"))
    (finding_id,) = told(home, "finding_id")[0]
    assert run_acknowledge(home.directory, finding_id, "the mapping is right", "Eva Ek") == 0
    assert "still stops publishing" in capsys.readouterr().out
    assert run_findings(home.directory, show_all=False) == 0
    assert "No findings" in capsys.readouterr().out
    run_findings(home.directory, show_all=True)
    assert "Eva Ek: the mapping is right" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nothing", "why", "me"), "findings.unknown"),
        (("", "why", "me"), "findings.unknown"),
        (("{id}", " ", "me"), "findings.words-missing"),
    ],
)
def test_what_cannot_be_closed_is_refused_with_a_code(home: Home, words: Sequence[str], code: str) -> None:
    run(home, 0, check("b", "r1"))
    (finding_id,) = told(home, "finding_id")[0]
    with pytest.raises(Problem) as refused:
        run_acknowledge(home.directory, words[0].format(id=finding_id), *words[1:])
    assert (refused.value.code, refused.value.exit_status) == (code, 2)


def test_nothing_checked_yet_is_said(home: Home) -> None:
    with pytest.raises(Problem) as refused:
        run_checks(home.directory, show_all=False)
    assert refused.value.code == "checks.none-yet"
