"""The record of a build: what it found, how the latest attempt went, and what its steps leave for each other.

What lives here: the values and their JSON files. What does not: the steps (`build`, next door). Steps may run in
different processes (Dagster), so that they hand over files, never memory.

    warehouse/last_build.json      the last build that was published
    warehouse/last_attempt.json    the latest attempt, published or not
    warehouse/history.jsonl        every attempt, one a line; `utfall history` shows them
    warehouse/running.json         there while a build runs, or when one was killed
    warehouse/build/*.json         what a step leaves for the one that publishes
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.building.take_in import FolderReceipt, Unopened
from dagster_project.domain.warehouse.home import Home
from dagster_project.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dagster_project.domain.monitoring.results import CheckResult

KILLED = {"code": "build.killed", "detail": "it never ended; the build after it took up where it stood", "file": ""}


@dataclass(frozen=True)
class BuildReport:
    """What a build found and did; kept as last_build.json. All counts are of the whole lake, not of this folder.

    n_superseded: read reports that are earlier versions of others. families: facts by family that the marts serve.
    failed_checks: failed and warned, one sentence each. findings: errors of the sources, one sentence each.
    changed: published tables whose rows differ from before. is_unchanged: nothing was new, nothing was made again.
    fresh: names of the files read in this run.
    touched: the municipalities whose tables were made, the others being carried over; None: all of them.
    """

    started_at: str
    seconds: float
    reader_version: str
    inputs: str
    n_fresh: int
    n_read: int
    n_superseded: int
    n_set_aside: int
    n_refused: int
    unopened: tuple[Unopened, ...]
    not_there: tuple[str, ...]
    passed_over: tuple[str, ...]
    families: dict[str, int]
    refused_cells: dict[str, int]
    n_checks_passed: int
    n_checks_failed: int
    n_checks_warned: int
    failed_checks: tuple[str, ...]
    findings: tuple[str, ...]
    findings_sv: tuple[str, ...]
    warehouse: str
    published_at: str
    changed: tuple[str, ...]
    tables: dict[str, int] = field(default_factory=dict)
    is_unchanged: bool = False
    fresh: tuple[str, ...] = ()
    touched: tuple[str, ...] | None = None


def keep_checks(home: Home, checks: Sequence[CheckResult]) -> None:
    """Leave the results for the step that publishes, which may be another process."""
    write_json(home.build_dir / "checks.json", [asdict(check) for check in checks])


def kept_checks(home: Home) -> tuple[CheckResult, ...]:
    from dagster_project.domain.monitoring.results import CheckResult

    values = json.loads((home.build_dir / "checks.json").read_text(encoding="utf-8"))
    return tuple(CheckResult(**value) for value in values)


def keep_receipt(home: Home, receipt: FolderReceipt) -> None:
    """Leave what was odd in the folder for the step that publishes, which may be another process."""
    home.build_dir.mkdir(parents=True, exist_ok=True)
    write_json(home.build_dir / "folder.json", receipt.to_values())


def kept_receipt(home: Home) -> FolderReceipt:
    return FolderReceipt.from_values(json.loads((home.build_dir / "folder.json").read_text(encoding="utf-8")))


def write_last_build(home: Home, report: BuildReport) -> None:
    write_json(home.last_build_file, asdict(report))


def read_last_build(home: Home) -> BuildReport | None:
    """What the last build that was published found; None if there is none, or it was written by another version."""
    try:
        values = json.loads(home.last_build_file.read_text(encoding="utf-8"))
        values["unopened"] = tuple(Unopened(**item) for item in values["unopened"])
        for name in ("not_there", "passed_over", "failed_checks", "findings", "findings_sv", "changed", "fresh"):
            values[name] = tuple(values[name])
        if values["touched"] is not None:
            values["touched"] = tuple(values["touched"])
        return BuildReport(**values)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def note_start(home: Home, started: datetime) -> None:
    """Write down that a build has begun. One that began before and never ended was killed, and is noted as that."""
    killed = read_running(home)
    if killed:
        _append_history(home, {"at": killed, "ok": False} | KILLED)
    write_json(home.warehouse / "running.json", {"at": started.isoformat(timespec="seconds")})


def read_running(home: Home) -> str:
    """When the build began that is running, or was killed if nobody holds the lock; "" if there is none."""
    try:
        return str(json.loads((home.warehouse / "running.json").read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError):
        return ""


def note_end(home: Home, started: datetime, problem: Problem | None, report: BuildReport | None = None) -> None:
    """Write down how the latest build went, so that a failed night is called by its name. A disk that is full must not
    hide the problem that there is."""
    with contextlib.suppress(OSError):
        note_attempt(home, started, problem, report)
        (home.warehouse / "running.json").unlink(missing_ok=True)


def note_attempt(home: Home, started: datetime, problem: Problem | None, report: BuildReport | None = None) -> None:
    """The latest build, alone in last_attempt.json and as one more line of the history."""
    outcome: dict[str, Any] = {"at": started.isoformat(timespec="seconds"), "ok": problem is None}
    if problem is not None:
        outcome |= {"code": problem.code, "detail": problem.detail, "file": problem.file}
    if report is not None:
        outcome |= {"seconds": report.seconds, "fresh": report.fresh, "is_unchanged": report.is_unchanged}
        outcome |= {"touched": report.touched, "n_read": report.n_read, "n_set_aside": report.n_set_aside}
        outcome |= {"n_refused": report.n_refused, "n_tables_changed": len(report.changed)}
        outcome |= {"n_findings": len(report.findings), "published_at": report.published_at}
    write_json(home.warehouse / "last_attempt.json", outcome)
    _append_history(home, outcome)


def read_history(home: Home) -> list[dict[str, Any]]:
    """Every build that is remembered, oldest first; a line that a crash cut short is passed over."""
    lines: list[dict[str, Any]] = []
    with contextlib.suppress(OSError):
        for line in (home.warehouse / "history.jsonl").read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError, TypeError):
                lines.append(dict(json.loads(line)))
    return lines


def _append_history(home: Home, outcome: dict[str, Any]) -> None:
    with (home.warehouse / "history.jsonl").open("a+b") as history:
        if history.seek(0, os.SEEK_END) > 0:
            history.seek(-1, os.SEEK_END)
            if history.read(1) != b"\n":
                history.write(b"\n")  # the end of a line that a crash cut short
        history.write(json.dumps(outcome, ensure_ascii=False).encode() + b"\n")


def ended_well(home: Home) -> bool:
    """Whether the last build that is remembered was neither killed nor failed."""
    history = read_history(home)
    return not history or bool(history[-1]["ok"])


def read_last_attempt(home: Home) -> dict[str, Any] | None:
    try:
        return dict(json.loads((home.warehouse / "last_attempt.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def write_json(path: Path, values: object) -> None:
    """Write a file of the home so that nobody ever sees half of it."""
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.replace(path)
