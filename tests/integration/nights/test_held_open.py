"""Another program has the published file open for writing: nobody can read it then, and it is not damaged.

The other program is a process of its own with a lock of DuckDB's, as a notebook or a BI tool that writes has one.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import duckdb
import pytest
from stand_ins import CORRECTED, files_of, held_open, marts, write_report

from dagster_project.adapters.checked_partitions import SuiteRows
from dagster_project.building import build as building
from dagster_project.building import make_models as making
from dagster_project.building.blame import blaming_others
from dagster_project.building.build import build
from dagster_project.building.examine import examine
from dagster_project.building.record import read_last_attempt
from dagster_project.commands.publish import run_publish
from dagster_project.commands.query import open_published
from dagster_project.domain.warehouse.home import Home
from dagster_project.problems import Problem

PITEA = write_report("Piteå kommun, socialnämnden", n=2)


def stopped_night(home: Home, folder: Path, force: bool = False) -> Problem:
    with pytest.raises(Problem) as stopped:
        build(folder, home, force=force)
    assert (stopped.value.code, stopped.value.exit_status) == ("warehouse.held-open", 1)
    return stopped.value


def test_a_night_with_something_new_makes_nothing_and_the_next_one_publishes_just_that(
    home: Home, folder: Path, made: list[set[str]]
) -> None:
    (folder / "pitea.txt").write_text(PITEA, encoding="utf-8")
    build(folder, home)
    before = files_of(home.published_dir)
    (folder / "corrected.txt").write_text(CORRECTED, encoding="utf-8")
    with held_open(home.published_file) as pid:
        for force in (False, True):
            problem = stopped_night(home, folder, force)
            assert f"PID {pid}" in problem.detail
            assert problem.file == str(home.published_file)
    attempt = read_last_attempt(home)
    assert attempt is not None and attempt["code"] == "warehouse.held-open"
    assert files_of(home.published_dir) == before
    assert len(made) == 1
    report = build(folder, home)
    assert (report.n_fresh, report.touched) == (0, ("0665",))
    assert len(made[1]) == 2
    assert build(folder, home).is_unchanged


def test_a_night_with_nothing_new_needs_nobody_to_let_go(home: Home, folder: Path, made: list[set[str]]) -> None:
    build(folder, home)
    with held_open(home.published_file):
        for memory in ("believed", "gone"):
            assert build(folder, home).is_unchanged, memory
            (home.warehouse / "quiet.json").unlink(missing_ok=True)
    assert build(folder, home).is_unchanged
    assert len(made) == 1


@pytest.mark.parametrize("step", ["dbt", "checks"])
def test_a_program_that_comes_in_the_middle_of_the_night_is_named_and_nothing_is_made_anew(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch, made: list[set[str]], step: str
) -> None:
    build(folder, home)
    before = files_of(home.published_dir)
    (folder / "corrected.txt").write_text(CORRECTED, encoding="utf-8")
    with contextlib.ExitStack() as others:

        def come(*words: object) -> None:
            others.enter_context(held_open(home.published_file))

        if step == "dbt":
            look = making.run_dbt
            monkeypatch.setattr(making, "run_dbt", lambda *words: (look(*words), come()))
        else:
            monkeypatch.setattr(building, "check_build", lambda home, now: come() or look_at_both(home))
        stopped_night(home, folder)
    assert files_of(home.published_dir) == before
    assert len(made) == 2


def look_at_both(home: Home) -> None:
    """As the checks begin, which call whatever stops them a failure of theirs."""
    try:
        SuiteRows(home.build_file, home.published_file, home.build_dir / "spill")
    except duckdb.Error as error:
        raise Problem("build.checks-failed", f"IOException: {error}", str(home.build_file)) from error


def test_a_program_that_comes_at_the_end_does_not_hinder_the_swap(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(folder, home)
    (folder / "corrected.txt").write_text(CORRECTED, encoding="utf-8")
    with contextlib.ExitStack() as others:

        def come(*words: object) -> tuple[()]:
            others.enter_context(held_open(home.published_file))
            return ()

        monkeypatch.setattr(building, "check_build", come)
        assert build(folder, home).touched == ("0665",)
        assert marts(home)["marts.dim_report"].n_rows == 2


def test_the_build_file_that_is_held_open_is_another_problem(home: Home, folder: Path) -> None:
    build(folder, home)
    with held_open(home.build_file) as pid, pytest.raises(Problem) as stopped, blaming_others(home):
        duckdb.connect(str(home.build_file), read_only=True)
    assert stopped.value.code == "build.warehouse-locked"
    assert f"PID {pid}" in stopped.value.detail


def test_doctor_query_and_publish_tell_held_open_from_damaged(home: Home, folder: Path, tmp_path: Path) -> None:
    build(folder, home)

    def codes() -> list[str]:
        found = []
        for ask in (
            lambda: open_published(home.directory),
            lambda: run_publish(home.directory, False, tmp_path / "public", ""),
        ):
            with pytest.raises(Problem) as stopped:
                ask()
            found.append(stopped.value.code)
        return found

    with held_open(home.published_file) as pid:
        assert codes() == ["warehouse.held-open"] * 2
        assert [found.says for found in examine(home) if f"PID {pid}" in found.says]
    home.published_file.write_bytes(b"no database")
    assert codes() == ["warehouse.damaged"] * 2
