"""A quiet night is recognised at one look, and whatever changes is noticed. dbt and the expectations are stood in for,
and files are believed at once (SETTLED_S), where a real night is minutes long."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from stand_ins import CORRECTED, MANIFEST, files_of

from dagster_project.adapters import ocr
from dagster_project.building import build as building
from dagster_project.building import inputs, pieces, quiet, stamps
from dagster_project.building import make_models as making
from dagster_project.building import read_lake as reading
from dagster_project.building.build import build
from dagster_project.building.outcomes import list_outcomes
from dagster_project.building.record import read_history
from dagster_project.building.sources import open_sources
from dagster_project.commands.status import run_status
from dagster_project.domain.calendar.rules import calendar_rules
from dagster_project.domain.documents.archive import list_originals, write_entry
from dagster_project.domain.documents.manifest import ManifestRow
from dagster_project.domain.warehouse.home import Home
from dagster_project.domain.warehouse.versions import roll_back
from dagster_project.problems import Problem


@pytest.fixture(autouse=True)
def believed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "SETTLED_S", -3600.0)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How each build was done: at one look, or the long way."""
    seen: list[str] = []

    def recall(*words: Any) -> Any:
        found = quiet.recall_night(*words)
        seen.append("long" if found is None else "one look")
        return found

    monkeypatch.setattr(building, "recall_night", recall)
    return seen


def raw_file(home: Home, dataset: str = "facts") -> Path:
    (found,) = Path(home.lake).glob(f"raw/{dataset}/{'[0-9a-f]' * 64}/*.parquet")
    return found


def test_the_night_after_a_build_is_recognised_at_one_look_and_says_what_the_long_way_says(
    home: Home, folder: Path, looks: list[str]
) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj")
    (folder / "gone.pdf").symlink_to(folder / "nowhere.pdf")
    (folder / "inside").mkdir()
    first = build(folder, home)
    before = files_of(Path(home.lake)) | files_of(home.published_dir)
    recalled = build(folder, home)
    assert files_of(Path(home.lake)) | files_of(home.published_dir) == before
    (home.warehouse / "quiet.json").unlink()
    looked_up = build(folder, home)
    assert looks == ["long", "one look", "long"]
    assert recalled.is_unchanged and looked_up.is_unchanged
    odd = ("n_read", "n_refused", "unopened", "passed_over", "not_there", "families", "refused_cells", "reader_version")
    for name in odd:
        assert getattr(recalled, name) == getattr(looked_up, name) == getattr(first, name), name
    assert [line["is_unchanged"] for line in read_history(home)] == [False, True, True]
    assert quiet.recall_outcomes(home) == list_outcomes(home.lake)


def test_a_quiet_night_reads_no_record_of_any_report(home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(folder, home)

    def refuse(*words: object) -> None:
        raise AssertionError("one look is enough")

    for module, name in ((building, "archive_folder"), (building, "read_lake"), (reading, "list_originals")):
        monkeypatch.setattr(module, name, refuse)
    assert build(folder, home).is_unchanged


def test_a_quiet_night_takes_away_what_a_killed_fetch_and_a_killed_telling_left(
    home: Home, folder: Path, looks: list[str]
) -> None:
    build(folder, home)
    kept = [Path(home.lake, "fetch", "mark.json"), Path(home.lake, "monitoring", "told", "mail.json")]
    for file in kept:
        file.parent.mkdir(parents=True)
        file.write_text("{}", encoding="utf-8")
        file.with_name(f"{file.name}.17.part").write_text("{", encoding="utf-8")
    assert build(folder, home).is_unchanged
    assert looks == ["long", "one look"]
    assert not list(Path(home.lake).rglob("*.part"))
    assert all(file.exists() for file in kept)


def lay_a_new_report(home: Home, folder: Path) -> None:
    (folder / "new.txt").write_text(CORRECTED, encoding="utf-8")


def correct_with_the_old_times(home: Home, folder: Path) -> None:
    before = (folder / "named.txt").stat()
    (folder / "named.txt").write_text(CORRECTED, encoding="utf-8")
    os.utime(folder / "named.txt", ns=(before.st_atime_ns, before.st_mtime_ns))


def write_a_manifest(home: Home, folder: Path) -> None:
    (folder / "manifest.csv").write_text(MANIFEST + "named.txt,Mark,1463,,,2024-04-30,\n", encoding="utf-8")


def cut_raw_facts(home: Home, folder: Path) -> None:
    raw_file(home).write_bytes(raw_file(home).read_bytes()[:100])


def spoil_raw_facts_in_place(home: Home, folder: Path) -> None:
    before = raw_file(home).stat()
    raw_file(home).write_bytes(b"x" * before.st_size)
    os.utime(raw_file(home), ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000))


def change_an_entry(home: Home, folder: Path) -> None:
    """As fetching does with what a source declares."""
    (known,) = list_originals(home.lake)
    row = ManifestRow(file="named.txt", municipality="Mark", scb_code="1463")
    write_entry(home.lake, replace(known, manifest=row))


CHANGES: dict[str, tuple[Callable[[Home, Path], object], int]] = {
    "a new report": (lay_a_new_report, 1),
    "a corrected report with the old times": (correct_with_the_old_times, 1),
    "a manifest": (write_a_manifest, 1),
    "an entry of the archive": (change_an_entry, 1),
    "raw facts cut short": (cut_raw_facts, 1),
    "raw facts spoilt in place": (spoil_raw_facts_in_place, 1),
    "raw facts gone": (lambda home, folder: raw_file(home, "reports").unlink(), 1),
    "outcomes gone": (lambda home, folder: shutil.rmtree(Path(home.lake, "outcomes")), 1),
    "a file left half-written": (lambda home, folder: Path(home.lake, "raw", "x.1.part").touch(), 0),
}


@pytest.mark.parametrize(("change", "n_fresh"), CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_noticed_and_the_night_after_is_quiet_again(
    home: Home, folder: Path, looks: list[str], change: Callable[[Home, Path], object], n_fresh: int
) -> None:
    build(folder, home)
    assert build(folder, home).is_unchanged
    change(home, folder)
    assert build(folder, home).n_fresh == n_fresh
    assert not list(Path(home.lake).rglob("*.part"))
    assert build(folder, home).is_unchanged
    assert looks == ["long", "one look", "long", "one look"]


@pytest.mark.parametrize(("module", "name"), [(inputs, "digest_code"), (reading, "knowledge_digest")])
def test_a_change_of_code_or_of_what_reading_knows_is_noticed(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch, looks: list[str], module: Any, name: str
) -> None:
    build(folder, home)
    monkeypatch.setattr(module, name, lambda: "changed")
    report = build(folder, home)
    assert (looks, report.is_unchanged) == (["long", "long"], False)
    assert build(folder, home).is_unchanged


def test_a_published_file_that_is_damaged_is_made_again_though_nothing_is_new(
    home: Home, folder: Path, looks: list[str]
) -> None:
    build(folder, home)
    home.published_file.unlink()
    home.published_file.write_bytes(b"no database")
    assert not build(folder, home).is_unchanged
    assert build(folder, home).is_unchanged
    assert looks == ["long", "long", "one look"]


def test_a_version_gone_back_to_stays_and_is_looked_at_once(home: Home, folder: Path, looks: list[str]) -> None:
    build(folder, home)
    lay_a_new_report(home, folder)
    build(folder, home)
    roll_back(home.published_dir)
    before = files_of(home.published_dir)
    assert build(folder, home).is_unchanged and build(folder, home).is_unchanged
    assert files_of(home.published_dir) == before
    assert looks == ["long", "long", "long", "one look"]


def test_a_report_becomes_late_on_a_quiet_night_and_not_before(home: Home, folder: Path, looks: list[str]) -> None:
    def night(day: date) -> bool:
        return build(folder, home, now=datetime(day.year, day.month, day.day, 3, 30, tzinfo=UTC)).is_unchanged

    night(date(2025, 1, 1))
    (kind,) = {outcome.report_type for outcome in list_outcomes(home.lake)}
    late_at = calendar_rules()[kind].late_at.after(date(2025, 4, 30))
    day = timedelta(days=1)
    assert [night(late_at - day), night(late_at), night(late_at + day)] == [True, False, True]
    assert looks == ["long", "one look", "long", "one look"]


def test_a_source_that_declares_a_report_is_noticed(home: Home, folder: Path, looks: list[str]) -> None:
    build(folder, home)
    declared = (
        "sources:\n  - id: mark\n    municipality: '1463'\n    board: socialnämnden\n    folder: mark\n"
        "    awaited:\n      - {report_type: tertial_1, months: [4], since: 2024-01-01}\n"
    )
    (home.directory / "sources.yml").write_text(declared, encoding="utf-8")
    assert open_sources(home).sources
    assert not build(folder, home).is_unchanged
    assert looks == ["long", "long"]


def test_after_a_night_that_failed_or_was_killed_all_is_looked_at(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch, looks: list[str]
) -> None:
    build(folder, home)

    def fail(*words: object) -> None:
        raise Problem("build.models-failed", "a key is there twice")

    with monkeypatch.context() as patch:
        patch.setattr(making, "run_dbt", fail)
        with pytest.raises(Problem):
            build(folder, home, force=True)
    assert build(folder, home).is_unchanged
    (home.warehouse / "running.json").write_text('{"at": "2026-01-01T03:00:00+00:00"}', encoding="utf-8")
    assert build(folder, home).is_unchanged
    assert build(folder, home).is_unchanged
    assert looks == ["long", "long", "long", "one look"]


def test_another_folder_or_none_is_another_night(home: Home, folder: Path, looks: list[str], tmp_path: Path) -> None:
    build(folder, home)
    shutil.copytree(folder, tmp_path / "elsewhere")
    assert build(tmp_path / "elsewhere", home).is_unchanged
    assert build(None, home).is_unchanged and build(None, home).is_unchanged
    with pytest.raises(Problem):
        build(tmp_path / "nowhere", home)
    assert looks == ["long", "long", "long", "one look", "long"]


def test_what_was_changed_a_moment_before_it_was_looked_at_is_not_remembered(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch, looks: list[str]
) -> None:
    monkeypatch.setattr(stamps, "SETTLED_S", 5.0)
    build(folder, home)
    assert not (home.warehouse / "quiet.json").exists()
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + 60)
    assert build(folder, home).is_unchanged and build(folder, home).is_unchanged
    monkeypatch.setattr(time, "time", clock)
    (folder / "named.txt").touch()
    assert build(folder, home).is_unchanged and build(folder, home).is_unchanged
    assert looks == ["long", "long", "one look", "long", "long"]


def test_what_changes_while_it_is_remembered_is_noticed(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch, looks: list[str]
) -> None:
    """A fetch may add to the archive, and a worker may read a report again, while a build is about to end."""
    listed = reading.list_known

    def change_and_list(lake: str) -> Any:
        cut_raw_facts(home, folder)
        return listed(lake)

    with monkeypatch.context() as patch:
        patch.setattr(reading, "list_known", change_and_list)
        build(folder, home)
    assert build(folder, home).n_fresh == 1
    assert looks == ["long", "long"]


def test_a_damaged_memory_is_no_memory(home: Home, folder: Path, looks: list[str]) -> None:
    build(folder, home)
    memory = home.warehouse / "quiet.json"
    values = json.loads(memory.read_text(encoding="utf-8"))
    texts = ["", "[1", "[]", "{}", "null", json.dumps(values | {"outcomes": [{}]}), json.dumps(values | {"receipt": 1})]
    for text in texts:
        memory.write_text(text, encoding="utf-8")
        assert build(folder, home).is_unchanged
    assert looks == ["long"] * (len(texts) + 1)


def test_a_scan_is_read_once_it_can_be_recognised(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch, looks: list[str]
) -> None:
    monkeypatch.setattr(ocr, "find_ocr", lambda: None)
    monkeypatch.setattr(reading, "IMAGE_ONLY", "documents.empty")  # stands for a scan
    (folder / "empty.pdf").write_bytes(b"")
    build(folder, home)
    assert build(folder, home).n_fresh == 0
    monkeypatch.setattr(ocr, "find_ocr", lambda: "tesseract")
    assert build(folder, home).n_fresh == 1
    assert looks == ["long", "one look", "long"]


def test_status_and_sensors_look_no_report_up_either(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj")
    build(folder, home)

    def refuse(*words: object) -> None:
        raise AssertionError("one look is enough")

    with monkeypatch.context() as patch:
        patch.setattr(quiet, "list_outcomes", refuse)
        patch.setattr(pieces, "list_unread", refuse)
        assert run_status(home.directory) == 0
        assert pieces.find_waiting(home, open_sources(home)) == {}
    assert "1 read, 0 set aside, 1 refused" in capsys.readouterr().out
    shutil.rmtree(Path(home.lake, "outcomes"))
    assert pieces.find_waiting(home, open_sources(home)) != {}
    assert quiet.all_outcomes(home) == []
