"""A disk that is full or may not be written, for real: the night says so, yesterday stays, the next one heals.

A small file system is mounted for the first, so that it needs the rights to mount; the second needs a user who is not
root. Where they are missing these tests are skipped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from stand_ins import marts, write_report

from dagster_project.building.build import build
from dagster_project.building.record import read_last_attempt
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home, open_home
from dagster_project.problems import Problem

NOBODY = 65534
AS_NOBODY = f"""
import os, pathlib, sys
from stand_ins import stand_in
from dagster_project.building.build import build
from dagster_project.domain.warehouse.home import open_home
from dagster_project.problems import Problem
folder, home, elsewhere = map(pathlib.Path, sys.argv[1:])
stand_in()
build(folder, open_home(elsewhere))  # so that all is imported: nobody may not read where Python lies
os.setgid({NOBODY}); os.setuid({NOBODY})
try:
    build(folder, open_home(home))
except Problem as problem:
    print(problem.code, problem.exit_status)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("no right to mount a small file system")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def add_reports(folder: Path) -> None:
    for n, who in enumerate(("Marks", "Piteå", "Gnesta"), start=1):
        (folder / f"{who}.txt").write_text(write_report(f"{who} kommun, socialnämnden", n=n), encoding="utf-8")


def without_moment(home: Home) -> dict[str, int]:
    return {name: content.n_rows for name, content in marts(home).items()}


def fill(disk: Path, left: int) -> Path:
    """Leave so many bytes free."""
    ballast, free = disk / "ballast", os.statvfs(disk)
    ballast.write_bytes(b"0" * max(0, free.f_bavail * free.f_frsize - left))
    return ballast


def close_to_nobody(folder: Path, closed: str) -> None:
    """Give a folder to NOBODY, but for one folder in it."""
    for owner, top in ((NOBODY, folder), (0, folder / closed)):
        for path in (top, *top.rglob("*")):
            os.chown(path, owner, owner, follow_symlinks=False)


def test_a_full_disk_stops_the_night_and_the_next_one_with_room_does_all_of_it(
    small_disk: Path, folder: Path, tmp_path: Path
) -> None:
    home, undisturbed = open_home(small_disk / "home"), open_home(tmp_path / "undisturbed")
    build(folder, home)
    before = marts(home)
    add_reports(folder)
    build(folder, undisturbed)
    stopped_at = set()
    for left in (0, 4_096, 16_384, 65_536, 131_072, 262_144, 400_000, 600_000, 900_000):
        ballast = fill(small_disk, left)
        try:
            build(folder, home)
        except Problem as problem:
            assert (problem.code, problem.exit_status) == ("build.home-not-writable", 1)
            stopped_at.add(left)
            assert marts(home) == before
        ballast.unlink()
    assert {0, 4_096, 16_384} <= stopped_at
    report = build(folder, home)
    assert (report.n_read, report.n_refused) == (4, 0)
    assert without_moment(home) == without_moment(undisturbed)
    assert not [path for path in small_disk.rglob("*") if path.name.endswith(".part") or path.name.startswith(".next-")]


def test_a_home_that_may_not_be_written_stops_the_night_before_anything_is_blamed_on_a_report(
    folder: Path, tmp_path: Path
) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can become another user")
    home = open_home(tmp_path / "home")
    build(folder, home)
    before = marts(home)
    add_reports(folder)
    for opened in (tmp_path, *tmp_path.parents[:3]):
        opened.chmod(0o755)
    for closed in ("", "lake/archive", "lake/raw", "warehouse/published"):
        close_to_nobody(home.directory, closed)
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, folder, home.directory, tmp_path / f"not {closed}"],
            env={**os.environ, "PYTHONPATH": f"{PROJECT_DIR}:{PROJECT_DIR / 'tests'}", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.split() == ["build.home-not-writable", "1"], (closed, done.stdout, done.stderr[-2000:])
        assert marts(home) == before
    assert build(folder, home).n_read == 4
    assert read_last_attempt(home)["ok"]  # type: ignore[index]
