"""The archive: originals by content, kept once, whatever they are called."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dagster_project.domain.documents.archive import (
    archive_file,
    archive_original,
    digest_file,
    find_original,
    guess_media_type,
    list_originals,
    read_original,
)
from dagster_project.domain.documents.manifest import ManifestRow
from dagster_project.domain.refusals import Refused

DATA = b"%PDF-1.7 something"
FIRST = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LATER = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)


def everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()}


def test_an_original_is_kept_under_its_sha256_with_name_source_time_and_media_type(tmp_path: Path) -> None:
    entry = archive_original(str(tmp_path), DATA, "a.pdf", "a folder", now=FIRST)
    assert entry.sha256 == hashlib.sha256(DATA).hexdigest()
    assert (entry.name, entry.media_type, entry.size_bytes) == ("a.pdf", "application/pdf", len(DATA))
    assert entry.first_seen_at == "2026-01-02T03:04:05+00:00"
    assert entry.sightings[0].source == "a folder"
    assert read_original(str(tmp_path), entry.sha256) == DATA
    assert find_original(str(tmp_path), entry.sha256) == entry


def test_archiving_the_same_file_again_writes_nothing(tmp_path: Path) -> None:
    archive_original(str(tmp_path), DATA, "a.pdf", "a folder", now=FIRST)
    before = everything(tmp_path)
    archive_original(str(tmp_path), DATA, "a.pdf", "a folder", now=LATER)
    assert everything(tmp_path) == before


def test_a_second_name_is_noted_and_the_first_sight_stays(tmp_path: Path) -> None:
    archive_original(str(tmp_path), DATA, "a.pdf", "a folder", now=FIRST)
    entry = archive_original(str(tmp_path), DATA, "b.pdf", "another", now=LATER)
    assert [s.name for s in entry.sightings] == ["a.pdf", "b.pdf"]
    assert entry.first_seen_at == "2026-01-02T03:04:05+00:00"
    assert len(list(list_originals(str(tmp_path)))) == 1


def test_a_folder_without_manifest_takes_nothing_back_that_an_earlier_one_said(tmp_path: Path) -> None:
    row = ManifestRow("a.pdf", scb_code="2581", period_end=FIRST.date())
    archive_original(str(tmp_path), DATA, "a.pdf", "x", row, has_manifest=True)
    assert archive_original(str(tmp_path), DATA, "a.pdf", "y").manifest == row
    assert find_original(str(tmp_path), hashlib.sha256(DATA).hexdigest()).manifest == row  # type: ignore[union-attr]


def test_a_line_taken_out_of_the_manifest_is_taken_back(tmp_path: Path) -> None:
    archive_original(str(tmp_path), DATA, "a.pdf", "x", ManifestRow("a.pdf", scb_code="2581"), has_manifest=True)
    assert archive_original(str(tmp_path), DATA, "a.pdf", "x", None, has_manifest=True).manifest is None


def test_an_original_changed_on_disk_is_not_handed_out(tmp_path: Path) -> None:
    entry = archive_original(str(tmp_path), DATA, "a.pdf", "x")
    (tmp_path / "archive" / entry.sha256[:2] / entry.sha256 / "original").write_bytes(b"other")
    with pytest.raises(ValueError, match="changed on disk"):
        read_original(str(tmp_path), entry.sha256)


def test_the_lake_may_be_an_object_store() -> None:
    lake = "memory://lake-of-test-archive"
    entry = archive_original(lake, DATA, "a.pdf", "x", now=FIRST)
    assert read_original(lake, entry.sha256) == DATA
    assert list(list_originals(lake)) == [entry]


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.4", "x.txt", "application/pdf"),
        (b"\n\n%PDF-1.4", "x", "application/pdf"),
        ("Årsrapport\tå".encode(), "x.pdf", "text/plain"),
        (b"", "x.pdf", "text/plain"),
        (b"<!DOCTYPE html><p>", "x.txt", "text/html"),
        (b"\x00\x01\x02", "x.txt", "application/octet-stream"),
        ("å".encode("latin-1"), "x.txt", "application/octet-stream"),
        (b"PK\x03\x04", "x.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_the_media_type_comes_from_the_content_before_the_name(data: bytes, name: str, expected: str) -> None:
    assert guess_media_type(data, name) == expected


@pytest.mark.parametrize("lake", ["memory://lake-of-test-archive-file", ""])
def test_a_file_is_archived_as_its_bytes_are_with_the_source_that_led_to_it(tmp_path: Path, lake: str) -> None:
    lake = lake or str(tmp_path / "lake")
    path = tmp_path / "a.pdf"
    path.write_bytes(DATA * 20_000)
    entry = archive_file(lake, path, digest_file(path), "../../a.pdf", "https://a.se/a.pdf", now=FIRST, source_id="a")
    assert (entry.name, entry.size_bytes, entry.media_type) == ("a.pdf", len(DATA) * 20_000, "application/pdf")
    assert [(s.source, s.source_id) for s in entry.sightings] == [("https://a.se/a.pdf", "a")]
    assert read_original(lake, entry.sha256) == DATA * 20_000
    assert archive_original(lake, DATA * 20_000, "a.pdf", "https://a.se/a.pdf") == entry


def test_a_file_that_is_still_being_written_is_not_archived(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(DATA)
    sha256 = digest_file(path)
    path.write_bytes(DATA + b" and more")
    with pytest.raises(Refused, match=r"documents\.being-written"):
        archive_file(str(tmp_path / "lake"), path, sha256, "a.pdf", "x")
    assert list(list_originals(str(tmp_path / "lake"))) == []
    assert not [p for p in (tmp_path / "lake").rglob("*") if p.is_file()]


def test_a_damaged_entry_stops_nobody_and_is_made_again_when_the_file_is_met(tmp_path: Path) -> None:
    damaged = archive_original(str(tmp_path), DATA, "a.pdf", "x", now=FIRST)
    other = archive_original(str(tmp_path), b"other", "b.txt", "x", now=FIRST)
    (tmp_path / "archive" / damaged.sha256[:2] / damaged.sha256 / "entry.json").write_bytes(b'{"sha256": "')
    assert list(list_originals(str(tmp_path))) == [other]
    assert archive_original(str(tmp_path), DATA, "a.pdf", "x", now=LATER).first_seen_at.startswith("2026-05-06")
    assert len(list(list_originals(str(tmp_path)))) == 2


def test_what_a_killed_run_left_half_written_is_swept_and_what_another_writes_now_is_not(tmp_path: Path) -> None:
    entry = archive_original(str(tmp_path), DATA, "a.pdf", "x", now=FIRST)
    folder = tmp_path / "archive" / entry.sha256[:2] / entry.sha256
    for name, age in (("original.1.part", 7200), ("original.2.part", 0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age, time.time() - age))
    archive_original(str(tmp_path), DATA, "b.pdf", "y", now=LATER)
    assert sorted(path.name for path in folder.iterdir()) == ["entry.json", "original", "original.2.part"]
