"""Examining an installation: what may keep the nights from running, each with its remedy.

What lives here: the examinations of `utfall doctor`; they change nothing but a file written and removed. What does not:
showing them (`commands/doctor`), and what is wrong with reports (`utfall review`).
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import duckdb

from dagster_project.adapters.build_lock import find_lock_holder
from dagster_project.adapters.ocr import find_ocr
from dagster_project.building.backfill import is_backfilling
from dagster_project.building.record import read_history, read_running
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home
from dagster_project.domain.warehouse.opening import is_held_open
from dagster_project.domain.warehouse.versions import find_current, find_damage, list_versions
from dagster_project.problems import PROBLEMS

LATE_AFTER = timedelta(hours=30)  # a nightly run, and a morning to notice
SPARE_BYTES = 2_000_000_000
_PINNED = ("dagster", "dagster-dbt", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas", "pdfplumber")


@dataclass(frozen=True)
class Examined:
    """verdict: well, warning (the nights run) or ill (they do not). remedy: what to do; empty where all is well."""

    topic: str
    verdict: Literal["well", "warning", "ill"]
    says: str
    remedy: str = ""


def examine(home: Home, now: datetime | None = None) -> list[Examined]:
    """All examinations, in the order in which things are mended."""
    moment = now or datetime.now(UTC)
    parts: tuple[Callable[[], Iterator[Examined]], ...] = (
        _versions,
        lambda: _paths(home),
        lambda: _permissions(home),
        lambda: _disk(home),
        lambda: _locks(home),
        lambda: _published(home),
        lambda: _schedule(home, moment),
        _reading,
    )
    return [found for part in parts for found in part()]


def _versions() -> Iterator[Examined]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Examined("Python", "well", python)
    text = (PROJECT_DIR / "constraints.txt").read_text(encoding="utf-8")
    pins = {
        name.lower().replace("_", "-"): version
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE)
    }
    found = {name: importlib.metadata.version(name) for name in _PINNED}
    other = [f"{name} {found[name]} (pinned {pins.get(name)})" for name in _PINNED if pins.get(name) != found[name]]
    if other:
        yield Examined("Libraries", "warning", ", ".join(other), "make install, or pip install -c constraints.txt -e .")
    else:
        yield Examined(
            "Libraries", "well", ", ".join(f"{name} {found[name]}" for name in ("dagster", "dbt-core", "duckdb"))
        )


def _paths(home: Home) -> Iterator[Examined]:
    for name, folder in (("Home", home.directory), ("Lake", home.lake)):
        if "://" in str(folder):
            yield Examined(
                name, "warning", f"{folder}: not examined", "Nights make every table, for links need a folder."
            )
            continue
        nearest = next(path for path in (Path(folder), *Path(folder).parents) if path.exists())
        try:
            with tempfile.TemporaryFile(dir=nearest):
                says = str(folder) if nearest == Path(folder) else f"{folder}: not there yet, can be made"
                yield Examined(name, "well", says)
        except OSError as error:
            yield Examined(
                name,
                "ill",
                f"{folder}: {error.strerror}",
                "Give the user of the nightly job the right to write there, or point UTFALL_HOME elsewhere.",
            )


def _permissions(home: Home) -> Iterator[Examined]:
    archive, current = Path(home.lake, "archive"), find_current(home.published_dir)
    if "://" not in home.lake and archive.exists():
        if archive.stat().st_mode & 0o002:
            remedy = f"chmod o-w {archive}: originals cannot be made again."
            yield Examined("Archive", "ill", "everybody may write in it", remedy)
        else:
            yield Examined("Archive", "well", f"mode {archive.stat().st_mode & 0o777:o}")
    if current is not None:
        others = not current.stat().st_mode & 0o005
        yield Examined(
            "Readers",
            "warning" if others else "well",
            "only the owner may read what is published" if others else "may read what is published",
            f"chmod -R o+rX {home.published_dir}, if others than this user are to read it." if others else "",
        )


def _disk(home: Home) -> Iterator[Examined]:
    place = next(path for path in (home.warehouse, *home.warehouse.parents) if path.exists())
    free = shutil.disk_usage(place).free
    published = home.published_file.stat().st_size if home.published_file.exists() else 0
    needed = SPARE_BYTES + 6 * published  # the build file, the copy, its Parquet and CSV
    says = f"{free / 1e9:.1f} GB free, a build needs about {needed / 1e9:.1f}"
    remedy = "Make room; utfall keeps five published versions, each as large as the last."
    yield Examined("Disk", "well", says) if free > needed else Examined("Disk", "ill", says, remedy)


def _locks(home: Home) -> Iterator[Examined]:
    holder, running = find_lock_holder(home), read_running(home)
    if holder:
        yield Examined("Build", "well", f"one is running: {holder}")
        return
    if running:
        says = f"the one of {running} was killed"
        yield Examined("Build", "warning", says, "utfall build: it takes up where that one stood.")
    elif is_backfilling(home):
        yield Examined("Build", "warning", "a backfill was interrupted", "utfall build --backfill goes on with it.")
    else:
        yield Examined("Build", "well", "none is running")
    for what, file, is_read, code in (
        ("Build file", home.build_file, False, "build.warehouse-locked"),
        ("Published", home.published_file, True, "warehouse.held-open"),
    ):
        if file.exists():
            try:
                duckdb.connect(str(file), read_only=is_read).close()
            except duckdb.Error as error:
                if is_held_open(error):
                    yield Examined(what, "ill", str(error).split(". See")[0], PROBLEMS[code].remedy)


def _published(home: Home) -> Iterator[Examined]:
    current = find_current(home.published_dir)
    if current is None:
        remedy = "utfall build --reports FOLDER"
        yield Examined("Published", "warning", "nothing yet", remedy)
        return
    damaged = find_damage(current)
    kept = len(list_versions(home.published_dir))
    if damaged:
        remedy = "utfall publish --rollback for the version before, then utfall build --force."
        yield Examined("Published", "ill", f"{current.name}: damaged: {', '.join(damaged[:5])}", remedy)
    else:
        yield Examined("Published", "well", f"{current.name}, every file as its manifest says; {kept} versions kept")


def _schedule(home: Home, now: datetime) -> Iterator[Examined]:
    nights = read_history(home)
    if not nights:
        yield Examined("Schedule", "warning", "no build is remembered", "See docs/operating.md, Every night.")
        return
    last = nights[-1]
    age = now - datetime.fromisoformat(last["at"])
    if age < timedelta(minutes=-5):
        remedy = "Set the clock of this machine (timedatectl)."
        yield Examined("Clock", "warning", f"the last build is dated {last['at']}, in the future", remedy)
    if not last["ok"]:
        kind = PROBLEMS.get(last["code"])
        yield Examined(
            "Last build", "ill", f"{last['at']}: {last['code']} {last['detail']}", kind.remedy if kind else ""
        )
    if age > LATE_AFTER:
        says = f"the last build was {age.days} days and {age.seconds // 3600} hours ago"
        remedy = "Is the timer or Dagster's daemon running? systemctl status utfall.timer; docs/operating.md."
        yield Examined("Schedule", "ill", says, remedy)
    else:
        yield Examined("Schedule", "well", f"last build {last['at']}")


def _reading() -> Iterator[Examined]:
    if find_ocr() is None:
        remedy = "Only if you have scans: install tesseract with Swedish (tesseract-ocr-swe)."
        yield Examined("Scans", "warning", "are refused: tesseract with Swedish is not installed", remedy)
    else:
        yield Examined("Scans", "well", "are read (tesseract with Swedish)")
