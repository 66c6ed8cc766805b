"""What stops a build and what does not; what it leaves behind. dbt and the expectations are stood in for by a few lines
of SQL, so that each case takes a second; the real ones walk the whole path in test_build.py."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from stand_ins import MANIFEST, NAMED, files_of, held_open, make_models, marts, read_here, write_report

from dagster_project.adapters.build_lock import hold_build_lock
from dagster_project.adapters.processes import Event
from dagster_project.building import build as building
from dagster_project.building import check_marts, inputs, stamps
from dagster_project.building import hashed as hashing
from dagster_project.building import make_models as making
from dagster_project.building import publish as publishing
from dagster_project.building import read_lake as reading
from dagster_project.building.build import build
from dagster_project.building.outcomes import list_outcomes
from dagster_project.building.record import read_history, read_last_attempt, read_last_build
from dagster_project.domain.calendar.rules import calendar_rules
from dagster_project.domain.documents.archive import digest_file, list_originals
from dagster_project.domain.monitoring.results import CheckResult
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.domain.warehouse.versions import list_versions, roll_back
from dagster_project.domain.warehouse.write_raw import read_raw
from dagster_project.problems import Problem

NAMELESS = write_report("Socialnämnden").replace("Hemtjänst", "Dagverksamhet")


def result(status: str, origin: str) -> CheckResult:
    return CheckResult(
        "s.p",
        "s",
        "marts.s",
        "o",
        status,
        "error",
        origin,
        1.0,
        "0",
        "rows",
        "why",
        9,
        1,
        "",
        "it broke",
        "det sprack",  # type: ignore[arg-type]
    )


PASSED = result("pass", "extraction")


@pytest.fixture(autouse=True)
def checked(stood_in: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "run_expectations", lambda *words: (PASSED,))


def published(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def statuses(home: Home) -> dict[str, str]:
    return {outcome.name: outcome.status for outcome in list_outcomes(home.lake)}


def test_a_folder_becomes_a_published_warehouse(home: Home, folder: Path) -> None:
    report = build(folder, home)
    assert (report.n_read, report.n_set_aside, report.n_refused) == (1, 0, 0)
    assert report.families == {"cost": 12}
    assert published(home, "select count(*) from marts.fct_cost_by_activity") == [(12,)]
    assert (home.published_dir / "parquet/fct_cost_by_activity.parquet/2024.parquet").exists()
    assert published(home, "select n_reports_read from marts.publication") == [(1,)]


def test_a_second_run_reads_nothing_makes_nothing_and_changes_no_file(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(folder, home)
    before = files_of(Path(home.lake)) | files_of(home.published_dir)

    def refuse(*words: object) -> None:
        raise AssertionError("nothing was new")

    monkeypatch.setattr(making, "run_dbt", refuse)
    report = build(folder, home)
    assert report.is_unchanged
    assert (report.n_fresh, report.n_read, report.changed) == (0, 1, ())
    assert files_of(Path(home.lake)) | files_of(home.published_dir) == before


def test_making_the_same_tables_again_leaves_the_published_file_alone(home: Home, folder: Path) -> None:
    build(folder, home)
    before = files_of(home.published_dir)
    report = build(folder, home, force=True)
    assert (report.is_unchanged, report.changed) == (False, ())
    assert files_of(home.published_dir) == before


def test_broken_files_are_refused_with_a_code_and_the_others_go_on(home: Home, folder: Path) -> None:
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj")
    (folder / "report.docx").write_bytes(b"PK\x03\x04word")
    (folder / "gone.pdf").symlink_to(folder / "nowhere.pdf")
    report = build(folder, home)
    assert (report.n_read, report.n_refused) == (1, 3)
    assert [Path(item.file).name for item in report.unopened] == ["gone.pdf"]
    codes = {outcome.name: outcome.reason for outcome in list_outcomes(home.lake) if outcome.status == "refused"}
    assert codes == {
        "empty.pdf": "documents.empty",
        "cut.pdf": "documents.broken-pdf",
        "report.docx": "documents.format-out-of-scope",
    }
    assert published(home, "select count(*) from marts.dim_report where status = 'refused'") == [(3,)]


def test_a_reader_that_dies_twice_is_a_refusal_and_left_until_something_changes(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "crash.txt").write_text(NAMED + "\nEn rad till.\n", encoding="utf-8")
    report = build(folder, home)
    assert (report.n_read, report.n_refused) == (1, 1)
    (died,) = [outcome for outcome in list_outcomes(home.lake) if outcome.status == "refused"]
    assert (died.reason, died.refusal_detail) == ("documents.reader-failed", "the reader stopped (signal SIGKILL)")
    assert build(folder, home).n_fresh == 0
    monkeypatch.setattr(reading, "knowledge_digest", lambda: "other code")
    assert build(folder, home).n_fresh == 2
    assert build(folder, home).n_fresh == 0


def test_a_reader_that_dies_once_is_given_a_second_chance_in_the_same_run(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[str, int | None]] = []

    def die_first(work: Any, tasks: Sequence[Any], workers: int | None, *_: object, **__: object) -> Iterator[Any]:
        for task in tasks:
            tried.append((task.original.name, workers))
            yield Event("started", task)
            if len(tried) == 1:
                yield Event("died", task, reason="the reader stopped (signal SIGSEGV)")
            else:
                yield Event("done", task, result=work(task))

    monkeypatch.setattr(reading, "run_in_processes", die_first)
    report = build(folder, home)
    assert (report.n_read, report.n_refused) == (1, 0)
    assert tried == [("named.txt", None), ("named.txt", 1)]


def test_a_reader_that_finds_the_disk_full_stops_the_night_and_blames_no_report(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_it_full(work: Any, tasks: Sequence[Any], *_: object, **__: object) -> Iterator[Any]:
        for task in tasks:
            yield Event("died", task, reason="OSError: No space left on device", errno=errno.ENOSPC)

    with monkeypatch.context() as patch:
        patch.setattr(reading, "run_in_processes", find_it_full)
        with pytest.raises(Problem) as stopped:
            build(folder, home)
    assert (stopped.value.code, stopped.value.exit_status) == ("build.home-not-writable", 1)
    assert build(folder, home).n_read == 1


def test_a_file_is_hashed_again_only_when_it_has_changed(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(hashing, "digest_file", lambda path: hashed.append(path.name) or digest_file(path))
    monkeypatch.setattr(stamps, "SETTLED_S", -3600.0)
    build(folder, home)
    build(folder, home)
    assert hashed == ["named.txt"]
    known = (folder / "named.txt").stat()
    (folder / "named.txt").write_text(NAMED.replace("9 800", "9 801"), encoding="utf-8")
    os.utime(folder / "named.txt", ns=(known.st_atime_ns, known.st_mtime_ns))  # as some copying tools do
    assert build(folder, home).n_read == 2
    assert hashed == ["named.txt", "named.txt"]


def test_a_file_that_was_changed_a_moment_ago_is_hashed_again(home: Home, folder: Path) -> None:
    build(folder, home)
    assert not list(home.warehouse.glob("hashed/*"))


def test_a_damaged_memory_of_hashes_is_no_memory(home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "SETTLED_S", -3600.0)
    build(folder, home)
    (memory,) = home.warehouse.glob("hashed/*.json")
    for text in ("[1", "[]", '{"named.txt": 1}', '{"named.txt": [[1, 2], "x"]}'):
        memory.write_text(text, encoding="utf-8")
        assert build(folder, home).is_unchanged


def test_a_report_without_municipality_is_set_aside_and_comes_in_when_a_manifest_names_it(
    home: Home, folder: Path
) -> None:
    (folder / "nameless.txt").write_text(NAMELESS, encoding="utf-8")
    assert build(folder, home).n_set_aside == 1
    assert published(home, "select count(distinct document) from marts.fct_cost_by_activity") == [(1,)]
    line = "nameless.txt,Piteå,2581,Socialnämnden,,2024-04-30,\n"
    (folder / "manifest.csv").write_text(MANIFEST + line, encoding="utf-8")
    report = build(folder, home)
    assert (report.n_read, report.n_set_aside, report.n_fresh) == (2, 0, 1)
    assert published(home, "select distinct municipality_code from marts.fct_cost_by_activity order by 1") == [
        ("0665",),
        ("2581",),
    ]


def test_a_report_that_contradicts_its_manifest_is_set_aside(home: Home, folder: Path) -> None:
    line = "named.txt,Piteå,2581,Socialnämnden,,2024-04-30,\n"
    (folder / "manifest.csv").write_text(MANIFEST + line, encoding="utf-8")
    assert build(folder, home).n_set_aside == 1
    (outcome,) = list_outcomes(home.lake)
    assert outcome.conflicts
    assert published(home, "select count(*) from marts.fct_cost_by_activity") == [(0,)]


def test_a_corrected_report_is_a_new_version_and_the_old_one_stays(home: Home, folder: Path) -> None:
    build(folder, home)
    (folder / "named.txt").write_text(NAMED.replace("9 800", "9 900").replace("26 500", "26 600"), encoding="utf-8")
    assert build(folder, home).n_read == 2
    assert len(list(list_originals(home.lake))) == 2
    assert published(home, "select count(distinct document) from marts.fct_cost_by_activity") == [(2,)]


def test_new_words_in_the_lexicon_are_read_with_at_once(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(folder, home)
    monkeypatch.setattr(reading, "knowledge_digest", lambda: "with a new word")
    assert build(folder, home).n_fresh == 1
    assert build(folder, home).n_fresh == 0


def test_raw_facts_that_were_thrown_away_are_made_again(home: Home, folder: Path) -> None:
    build(folder, home)
    (raw,) = Path(home.lake).glob("raw/reports/[0-9a-f]*/*.parquet")
    raw.unlink()
    assert build(folder, home).n_fresh == 1
    assert raw.exists()


def test_a_backup_of_the_archive_alone_brings_back_what_was_published(home: Home, folder: Path, tmp_path: Path) -> None:
    (folder / "nameless.txt").write_text(NAMELESS, encoding="utf-8")
    line = "nameless.txt,Piteå,2581,Socialnämnden,,2024-04-30,\n"
    (folder / "manifest.csv").write_text(MANIFEST + line, encoding="utf-8")
    build(folder, home, now=datetime(2026, 3, 1, tzinfo=UTC))
    (folder / "corrected.txt").write_text(NAMED.replace("9 800", "9 801"), encoding="utf-8")
    build(folder, home, now=datetime(2026, 4, 1, tzinfo=UTC))
    restored = open_home(tmp_path / "restored")
    shutil.copytree(Path(home.lake, "archive"), Path(restored.lake, "archive"))
    assert build(None, restored).n_read == 3
    assert marts(restored) == marts(home)


def test_a_home_that_was_moved_goes_on_where_it_was(home: Home, folder: Path, tmp_path: Path) -> None:
    build(folder, home)
    before = marts(home)
    moved = open_home(tmp_path / "elsewhere" / "home")
    shutil.copytree(home.directory, moved.directory, symlinks=True)
    shutil.rmtree(home.directory)
    assert build(folder, moved).is_unchanged
    assert marts(moved) == before
    (folder / "second.txt").write_text(NAMED.replace("9 800", "9 801"), encoding="utf-8")
    assert build(folder, moved).touched == ("0665",)
    roll_back(moved.published_dir)
    assert marts(moved) == before


def test_a_broken_manifest_stops_before_anything_is_archived(home: Home, folder: Path) -> None:
    (folder / "manifest.csv").write_text(MANIFEST + "named.txt,Vaggeryd,665,,,,\n", encoding="utf-8")
    with pytest.raises(Problem) as stopped:
        build(folder, home)
    assert (stopped.value.code, stopped.value.exit_status) == ("documents.manifest-broken", 2)
    assert "write 0665" in stopped.value.detail
    assert list(list_originals(home.lake)) == []


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_reports_is_said_and_is_the_users_fault(home: Home, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Problem) as stopped:
        build(tmp_path / name, home)
    codes = {"nowhere": "build.folder-missing", "empty": "build.nothing-to-build"}
    assert (stopped.value.code, stopped.value.exit_status) == (codes[name], 2)


def test_a_failed_night_leaves_yesterday_in_place_and_is_called_by_its_name(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(folder, home)
    before = files_of(home.published_dir)

    def fail(*words: object) -> None:
        raise Problem("build.models-failed", "a key is there twice")

    monkeypatch.setattr(making, "run_dbt", fail)
    (folder / "second.txt").write_text(NAMED.replace("9 800", "9 801"), encoding="utf-8")
    with pytest.raises(Problem) as stopped:
        build(folder, home)
    assert stopped.value.exit_status == 1
    assert files_of(home.published_dir) == before
    attempt, last = read_last_attempt(home), read_last_build(home)
    assert attempt is not None and last is not None
    assert (attempt["ok"], attempt["code"], attempt["detail"]) == (False, "build.models-failed", "a key is there twice")
    assert last.n_read == 1


def test_an_error_of_ours_stops_the_swap(home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        building, "run_expectations", lambda *words: (result("fail", "extraction"), result("pass", "extraction"))
    )
    with pytest.raises(Problem) as stopped:
        build(folder, home)
    assert stopped.value.code == "build.checks-failed"
    assert "it broke" in stopped.value.detail
    assert not home.published_file.exists()


def test_an_error_of_a_source_is_published_as_a_finding(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        building, "run_expectations", lambda *words: (result("fail", "source"), result("pass", "extraction"))
    )
    monkeypatch.setattr(publishing, "list_findings", lambda home: [("page 1 is wrong", "sidan 1 är fel")])
    report = build(folder, home)
    assert (report.n_checks_passed, report.n_checks_failed) == (1, 1)
    assert report.findings == ("page 1 is wrong",)
    assert published(home, "select n_findings from marts.publication") == [(1,)]


def test_checks_that_could_not_be_run_stop_the_swap(home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*words: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.undo()
    monkeypatch.setattr(making, "run_dbt", make_models)
    monkeypatch.setattr(reading, "run_in_processes", read_here)
    monkeypatch.setattr(check_marts, "_check", explode)
    with pytest.raises(Problem) as stopped:
        build(folder, home)
    assert (stopped.value.code, "out of memory" in stopped.value.detail) == ("build.checks-failed", True)
    assert not home.published_file.exists()


def test_a_second_build_at_the_same_time_is_told_who_is_building(home: Home, folder: Path) -> None:
    holder = (
        "import sys; from dagster_project.adapters.build_lock import hold_build_lock;"
        "from dagster_project.domain.warehouse.home import open_home\n"
        "with hold_build_lock(open_home(sys.argv[1])): print('held', flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(home.directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdin is not None
        other.stdout.readline()
        with pytest.raises(Problem) as stopped:
            build(folder, home)
        other.stdin.write("\n")
    assert stopped.value.code == "build.already-running"
    assert f"process {other.pid}" in stopped.value.detail
    assert build(folder, home).n_read == 1


def test_a_program_that_holds_the_build_file_open_is_named(home: Home, folder: Path) -> None:
    build(folder, home)
    with held_open(home.build_file) as pid, pytest.raises(Problem) as stopped:
        build(folder, home, force=True)
    assert stopped.value.code == "build.warehouse-locked"
    assert str(pid) in stopped.value.detail


def test_the_lock_is_free_after_a_build_that_failed(home: Home, tmp_path: Path) -> None:
    with pytest.raises(Problem):
        build(tmp_path / "nowhere", home)
    with hold_build_lock(home):
        pass


PITEA = NAMED.replace("Vaggeryds kommun", "Piteå kommun").replace("9 800", "9 700").replace("26 500", "26 400")


def test_a_new_report_makes_the_tables_of_its_municipality_and_carries_the_others_over(
    home: Home, folder: Path, made: list[set[str]]
) -> None:
    (folder / "pitea.txt").write_text(PITEA, encoding="utf-8")
    assert build(folder, home).touched is None
    (folder / "second.txt").write_text(NAMED.replace("9 800", "9 801").replace("26 500", "26 501"), encoding="utf-8")
    report = build(folder, home)
    assert report.touched == ("0665",)
    _, narrow = made
    assert len(narrow) == 2
    assert published(home, "select municipality_code, count(*) from marts.dim_report group by all order by all") == [
        ("0665", 2),
        ("2581", 1),
    ]
    made_in_parts = marts(home)
    build(folder, home, force=True)
    assert marts(home) == made_in_parts


def test_a_report_that_moves_to_another_municipality_leaves_nothing_behind(home: Home, folder: Path) -> None:
    (folder / "nameless.txt").write_text(NAMELESS, encoding="utf-8")
    line = "nameless.txt,Piteå,2581,Socialnämnden,,2024-04-30,\n"
    (folder / "manifest.csv").write_text(MANIFEST + line, encoding="utf-8")
    build(folder, home)
    (folder / "manifest.csv").write_text(MANIFEST + line.replace("Piteå,2581", "Mark,1463"), encoding="utf-8")
    assert build(folder, home).touched == ("1463", "2581")
    assert published(home, "select distinct municipality_code from marts.fct_cost_by_activity order by 1") == [
        ("0665",),
        ("1463",),
    ]


def test_a_change_of_the_code_makes_everything_again(home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(folder, home)
    monkeypatch.setattr(inputs, "digest_code", lambda: "changed")
    assert build(folder, home).touched is None


def test_after_going_back_to_an_earlier_version_the_next_report_brings_all_that_is_new(
    home: Home, folder: Path
) -> None:
    build(folder, home)
    (folder / "pitea.txt").write_text(PITEA, encoding="utf-8")
    build(folder, home)
    roll_back(home.published_dir)
    assert build(folder, home).is_unchanged
    assert published(home, "select count(*) from marts.dim_report") == [(1,)]
    (folder / "second.txt").write_text(NAMED.replace("9 800", "9 801"), encoding="utf-8")
    assert build(folder, home).touched == ("0665", "2581")
    assert published(home, "select count(*) from marts.dim_report") == [(3,)]


def test_damaged_raw_facts_are_read_again(home: Home, folder: Path) -> None:
    build(folder, home)
    good = marts(home)
    for dataset in ("facts", "reports", "refusals"):
        (raw,) = Path(home.lake).glob(f"raw/{dataset}/{'[0-9a-f]' * 64}/*.parquet")
        raw.write_bytes(raw.read_bytes()[:100])
        assert build(folder, home).n_fresh == 1
        assert marts(home) == good


def test_a_published_file_that_is_damaged_is_made_again_whole(home: Home, folder: Path) -> None:
    (folder / "pitea.txt").write_text(PITEA, encoding="utf-8")
    build(folder, home)
    home.published_file.write_bytes(b"no database")
    (folder / "second.txt").write_text(NAMED.replace("9 800", "9 801"), encoding="utf-8")
    assert build(folder, home).touched is None
    assert published(home, "select count(*) from marts.dim_report") == [(3,)]


def test_a_clock_set_back_neither_hides_nor_removes_the_newest_version(home: Home, folder: Path) -> None:
    build(folder, home, now=datetime(2026, 3, 1, tzinfo=UTC))
    for number in range(6):
        text = NAMED.replace("9 800", f"9 80{number + 1}")
        (folder / f"more{number}.txt").write_text(text, encoding="utf-8")
        build(folder, home, now=datetime(2025, 3, 1, tzinfo=UTC))
        assert published(home, "select count(*) from marts.dim_report") == [(number + 2,)]
    kept = list_versions(home.published_dir)
    assert (len(kept), kept[-1].is_current, kept[-1].previous) == (5, True, kept[-2].name)


def test_the_history_tells_of_every_night_and_of_one_that_was_killed(home: Home, folder: Path) -> None:
    build(folder, home)
    build(folder, home)
    (home.warehouse / "running.json").write_text('{"at": "2026-01-01T03:00:00+00:00"}', encoding="utf-8")
    with (home.warehouse / "history.jsonl").open("a") as history:
        history.write('{"at": "cut sho')
    build(folder, home)
    nights = read_history(home)
    assert [(night["ok"], night.get("is_unchanged"), night.get("code")) for night in nights] == [
        (True, False, None),
        (True, True, None),
        (False, None, "build.killed"),
        (True, True, None),
    ]


@pytest.mark.slow
def test_a_year_of_nights_tells_late_and_broken_reports_on_the_right_night_and_quiet_nights_do_nothing(
    home: Home, folder: Path, made: list[set[str]]
) -> None:
    def night(day: date) -> tuple[tuple[str, ...] | None, list[str], int]:
        """One night: which municipalities were made (empty: none), what is late afterwards, what was refused."""
        n_runs, before = len(made), files_of(home.published_dir)
        report = build(folder, home, now=datetime(day.year, day.month, day.day, 3, 30, tzinfo=UTC))
        if report.is_unchanged:
            assert len(made) == n_runs and files_of(home.published_dir) == before and report.n_fresh == 0
        late = [row["municipality_code"] for row in read_raw("slots", home.lake).to_pylist() if row["status"] == "late"]
        return report.touched, late, report.n_refused

    (folder / "pitea.txt").write_text(PITEA, encoding="utf-8")
    assert night(date(2024, 5, 20)) == (None, [], 0)
    (kind,) = {row["report_type"] for row in read_raw("reports", home.lake).to_pylist()}
    late_at = calendar_rules()[kind].late_at.after(date(2025, 4, 30))
    day = timedelta(days=1)

    night(date(2025, 1, 1))  # the calendar of the new year: both boards are awaited again
    assert night(date(2025, 1, 2)) == ((), [], 0)
    (folder / "early.txt").write_text(PITEA.replace("2024", "2025"), encoding="utf-8")
    assert night(date(2025, 5, 10)) == (("2581",), [], 0)
    assert night(late_at - day) == ((), [], 0)
    assert night(late_at) == (("0665",), ["0665"], 0)
    assert night(late_at + day) == ((), ["0665"], 0)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj")
    assert night(late_at + 2 * day) == (("",), ["0665"], 1)
    (folder / "late.txt").write_text(NAMED.replace("2024", "2025"), encoding="utf-8")
    assert night(late_at + 3 * day) == (("0665",), [], 1)
    (folder / "the same again.txt").write_text(NAMED.replace("2024", "2025"), encoding="utf-8")
    assert night(late_at + 4 * day) == ((), [], 1)
    corrected = NAMED.replace("2024", "2025").replace("9 800", "9 900").replace("26 500", "26 600")
    (folder / "corrected.txt").write_text(corrected, encoding="utf-8")
    assert night(late_at + 5 * day) == (("0665",), [], 1)
    assert night(late_at + 6 * day) == ((), [], 1)
    in_parts = marts(home)
    build(folder, home, force=True, now=datetime(late_at.year, late_at.month, 28, tzinfo=UTC))
    assert marts(home) == in_parts
    assert published(home, "select municipality_code, count(*) from marts.dim_report group by all order by all") == [
        ("", 1),
        ("0665", 3),
        ("2581", 2),
    ]
