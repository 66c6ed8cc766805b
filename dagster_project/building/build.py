"""The path from a folder of reports to a published warehouse: `utfall build` walks it, the Dagster assets walk it too.

What lives here: the order of the steps and what stops them. What does not: any step's work (`take_in`, `read_lake`,
dbt, `adapters/great_expectations_runner`, `domain/warehouse/publish`), nor what is written down about it (`record`).
An error of a report is a row and a finding, and stops nothing; only our own failures stop the swap, and then
yesterday's file stays where it is, and is called yesterday's.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import fsspec

from dagster_project.adapters.build_lock import clear_build_file, hold_build_lock
from dagster_project.adapters.processes import Event
from dagster_project.adapters.run_dbt import count_passed_tests, dbt_target, run_dbt
from dagster_project.building.outcomes import Outcome, by_status, count_by, reader_version
from dagster_project.building.read_lake import ReadingTask, read_lake
from dagster_project.building.record import BuildReport, keep_checks, note_attempt, read_last_build, write_last_build
from dagster_project.building.take_in import FolderReceipt, archive_folder
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home
from dagster_project.domain.warehouse.publish import PublishError, publish
from dagster_project.problems import Problem

if TYPE_CHECKING:
    from dagster_project.domain.quality.results import CheckResult

PUBLISHED_SCHEMAS = ("marts",)
STAGES = ("archive", "read", "models", "checks", "publish")
_CODE_FOLDERS = ("dagster_project", "dbt/models", "dbt/macros", "dbt/seeds", "dbt/data_tests", "expectations")


class Progress(Protocol):
    """Who wants to know how a build goes on."""

    def stage(self, name: str) -> None: ...
    def found(self, receipt: FolderReceipt) -> None: ...
    def report(self, event: Event[ReadingTask, Outcome]) -> None: ...
    def step(self, done: int, of: int) -> None: ...


class Silence:
    """Nobody wants to know."""

    def stage(self, name: str) -> None:
        pass

    def found(self, receipt: FolderReceipt) -> None:
        pass

    def report(self, event: Event[ReadingTask, Outcome]) -> None:
        pass

    def step(self, done: int, of: int) -> None:
        pass


def build(
    reports_dir: Path | None,
    home: Home,
    progress: Progress | None = None,
    workers: int | None = None,
    force: bool = False,
) -> BuildReport:
    """Take in a folder of reports (None: what the archive has), make, check and publish the warehouse.

    A second run on the same input reads nothing, makes nothing and leaves the published file as it is, byte by byte.
    Raises: Problem, when the input cannot be used at all or when we failed; the published file is then as before.
    """
    progress = progress or Silence()
    started = datetime.now(UTC)
    with hold_build_lock(home):
        try:
            receipt, outcomes = take_in(reports_dir, home, progress, workers)
            prepare_corrections(home)
            inputs = digest_inputs(home, outcomes)
            last = read_last_build(home)
            if not force and last is not None and last.inputs == inputs and home.published_file.exists():
                report = _unchanged(last, receipt, outcomes, started)
                note_attempt(home, started, None)
            else:
                report = _make(receipt, outcomes, home, progress, started, inputs)
        except Problem as problem:
            note_attempt(home, started, problem)
            raise
    return report


def take_in(
    reports_dir: Path | None, home: Home, progress: Progress, workers: int | None = None
) -> tuple[FolderReceipt, list[Outcome]]:
    """Archive the folder, then read every archived report that needs it. Raises: Problem build.nothing-to-build."""
    progress.stage("archive")
    receipt = archive_folder(reports_dir, home.lake) if reports_dir else FolderReceipt("")
    progress.found(receipt)
    progress.stage("read")
    outcomes = read_lake(home.lake, on_event=progress.report, workers=workers)
    if not outcomes:
        raise Problem("build.nothing-to-build", file=str(reports_dir or home.lake), is_input=True)
    return receipt, outcomes


def _make(
    receipt: FolderReceipt,
    outcomes: list[Outcome],
    home: Home,
    progress: Progress,
    started: datetime,
    inputs: str,
) -> BuildReport:
    progress.stage("models")
    clear_build_file(home.build_file)
    run_dbt(home, progress.step)
    progress.stage("checks")
    checks = check_build(home)
    progress.stage("publish")
    return publish_build(home, receipt, outcomes, checks, started, inputs)


def prepare_corrections(home: Home) -> None:
    """Hold the corrections of data/reference against the raw facts and write what became of them for dbt.

    Raises: Problem build.corrections-unusable, if errata.yml cannot be used.
    """
    from dagster_project.adapters.errata import ERRATA_FILE, hold_errata_in_lake
    from dagster_project.domain.quality.errata import ErratumError

    try:
        hold_errata_in_lake(home.lake)
    except ErratumError as error:
        raise Problem("build.corrections-unusable", str(error), str(ERRATA_FILE), is_input=True) from error


def check_build(home: Home) -> tuple[CheckResult, ...]:
    """Run the expectations on the build file; their results are kept in it.

    Raises: Problem build.checks-failed, when one found an error of ours or could not be run.
    """
    checks = run_expectations(home)
    keep_checks(home, checks)
    stop_at_own_errors(home, checks)
    return checks


def run_expectations(home: Home) -> tuple[CheckResult, ...]:
    """Every expectation on the marts. Raises: Problem build.checks-failed, if they could not be run."""
    try:
        from dagster_project.adapters.great_expectations_runner import validate_marts

        return tuple(validate_marts(home.build_file))
    except Exception as error:
        raise Problem("build.checks-failed", f"{type(error).__name__}: {error}", str(home.build_file)) from error


def stop_at_own_errors(home: Home, checks: Sequence[CheckResult]) -> None:
    """Raises: Problem build.checks-failed, if a check found that we lost or damaged something."""
    from dagster_project.domain.quality.results import blocking

    words = [f"{check.check_id}: {check.message}" for check in blocking(checks)]
    if words:
        raise Problem("build.checks-failed", "\n  ".join(words), str(home.build_file))


def list_findings(home: Home) -> list[tuple[str, str]]:
    """Errors that the sources print, each as one sentence in English and in Swedish."""
    from dagster_project.adapters.quality_tables import read_findings

    return read_findings(home.build_file)


def list_served(home: Home) -> set[str]:
    """The documents whose facts the marts serve: of each report that was read, its newest version."""
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        rows = connection.execute(
            "select document from marts.dim_report where status = 'read' and is_newest_version"
        ).fetchall()
    return {str(document) for (document,) in rows}


def publish_build(
    home: Home,
    receipt: FolderReceipt,
    outcomes: Sequence[Outcome],
    checks: Sequence[CheckResult],
    started: datetime,
    inputs: str,
) -> BuildReport:
    """Swap the checked build in and write down what this build found.

    Raises: Problem build.publish-failed; readers then keep what they had.
    """
    findings = list_findings(home)
    counts = _counts(receipt, outcomes)
    served = list_served(home)
    note = {"utfall_version": importlib.metadata.version("utfall"), "reader_version": counts["reader_version"]}
    note |= {f"n_reports_{word}": counts[f"n_{word}"] for word in ("read", "set_aside", "refused")}
    try:
        publication = publish(
            home.build_file, home.published_dir, PUBLISHED_SCHEMAS, {**note, "n_findings": len(findings)}
        )
    except (PublishError, OSError) as error:
        raise Problem("build.publish-failed", str(error), str(home.published_file)) from error
    failed = [check for check in checks if check.outcome == "fail"]
    warned = [check for check in checks if check.outcome == "warn" and check.n_evaluated]
    report = BuildReport(
        **counts,
        n_superseded=counts["n_read"] - len(served),
        families=count_by([outcome for outcome in outcomes if outcome.document in served], "families"),
        started_at=started.isoformat(timespec="seconds"),
        seconds=round((datetime.now(UTC) - started).total_seconds(), 1),
        inputs=inputs,
        n_checks_passed=count_passed_tests(dbt_target(home)) + sum(check.outcome == "pass" for check in checks),
        n_checks_failed=len(failed),
        n_checks_warned=len(warned),
        failed_checks=tuple(f"{check.check_id}: {check.message}" for check in (*failed, *warned)),
        findings=tuple(english for english, _ in findings),
        findings_sv=tuple(swedish for _, swedish in findings),
        warehouse=str(publication.path),
        published_at=publication.published_at,
        changed=publication.changed,
        tables=publication.tables,
    )
    write_last_build(home, report)
    note_attempt(home, started, None)
    return report


def _counts(receipt: FolderReceipt, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "reader_version": reader_version(),
        "n_fresh": sum(outcome.is_fresh for outcome in outcomes),
        "n_read": len(by_status(outcomes, "read")),
        "n_set_aside": len(by_status(outcomes, "set_aside")),
        "n_refused": len(by_status(outcomes, "refused")),
        "unopened": receipt.unopened,
        "not_there": receipt.not_there,
        "passed_over": receipt.passed_over,
        "refused_cells": count_by(outcomes, "refused"),
    }


def _unchanged(
    last: BuildReport, receipt: FolderReceipt, outcomes: Sequence[Outcome], started: datetime
) -> BuildReport:
    """The report of a run that found nothing new: what the last one found, said again."""
    kept = {name: getattr(last, name) for name in BuildReport.__dataclass_fields__}
    seconds = (datetime.now(UTC) - started).total_seconds()
    fresh = {"started_at": started.isoformat(timespec="seconds"), "seconds": round(seconds, 1)}
    return BuildReport(**{**kept, **_counts(receipt, outcomes), **fresh, "changed": (), "is_unchanged": True})


def digest_inputs(home: Home, outcomes: Sequence[Outcome]) -> str:
    """A digest of everything that the warehouse is made from: readings, corrections, models, checks, code, versions."""
    digest = hashlib.sha256()
    for outcome in outcomes:
        digest.update(repr(replace(outcome, is_fresh=False, seconds=0)).encode())
    fs, root = fsspec.url_to_fs(f"{home.lake}/raw")
    for path, info in sorted(fs.find(root, detail=True).items()):
        digest.update(f"{path.removeprefix(root)} {info.get('size')} {info.get('mtime', info.get('ETag'))}\n".encode())
    for folder in (*_CODE_FOLDERS, "data/reference"):
        for path in sorted((PROJECT_DIR / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(PROJECT_DIR)).encode() + path.read_bytes())
    for name in ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations", "pandas"):
        digest.update(f"{name} {importlib.metadata.version(name)}\n".encode())
    return digest.hexdigest()
