"""The path from a folder of reports to a published warehouse: `utfall build` walks it, the Dagster assets walk it too.

What lives here: the order of the steps and what stops them. What does not: any step's work (`take_in`, `read_lake`,
dbt, `check_marts`, `domain/warehouse/publish`), nor what is written down about it (`record`).
An error of a report is a row and a finding, and stops nothing; only our own failures stop the swap, and then
yesterday's file stays where it is, and is called yesterday's.
"""

from __future__ import annotations

import importlib.metadata
import logging
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dagster_project.adapters.build_lock import hold_build_lock
from dagster_project.building.backfill import begin_backfill, end_backfill
from dagster_project.building.blame import blaming_the_disk
from dagster_project.building.calendar import draw_slots
from dagster_project.building.heal import drop_damaged, sweep_leftovers
from dagster_project.building.inputs import Inputs, find_inputs
from dagster_project.building.make_models import MARTS, choose_pieces, make_models, prepare_corrections
from dagster_project.building.outcomes import Outcome, by_status, count_by, reader_version
from dagster_project.building.progress import Progress, Silence
from dagster_project.building.quiet import Night, is_nothing_new, recall_night, remember
from dagster_project.building.read_lake import read_lake
from dagster_project.building.record import (
    BuildReport,
    ended_well,
    keep_checks,
    note_end,
    note_start,
    read_last_build,
    write_last_build,
)
from dagster_project.building.run_log import log_progress
from dagster_project.building.stamps import look_at_folder
from dagster_project.building.take_in import FolderReceipt, archive_folder
from dagster_project.building.tell_changes import tell_changes
from dagster_project.domain.warehouse.home import Home
from dagster_project.domain.warehouse.publish import PublishError, publish
from dagster_project.problems import Problem

if TYPE_CHECKING:
    from dagster_project.domain.monitoring.results import CheckResult

PUBLISHED_SCHEMAS = (MARTS,)


def build(
    reports_dir: Path | None,
    home: Home,
    progress: Progress | None = None,
    workers: int | None = None,
    force: bool = False,
    now: datetime | None = None,
    again: bool = False,
) -> BuildReport:
    """Take in a folder of reports (None: what the archive has), make, check and publish the warehouse.

    A second run on the same input reads nothing, makes nothing and leaves the published file as it is, byte by byte.
    A run with new readings makes the tables of their municipalities and carries the others over.
    Args: force: make every table again. now: the moment of this run; the clock's by default. again: read every
        archived report again, too; an interrupted run of that kind goes on where it stood.
    Raises: Problem, when the input cannot be used at all or when we failed; the published file is then as before.
    """
    started = now or datetime.now(UTC)
    with hold_build_lock(home):
        try:
            with blaming_the_disk(home):
                note_start(home, started)
                with log_progress(home, progress or Silence(), f"{started:%Y%m%dT%H%M%SZ}") as logged:
                    report = _build(reports_dir, home, logged, workers, force, now, again)
        except Problem as problem:
            _end(home, started, problem)
            raise
        _end(home, started, None, report)
    return report


def _end(home: Home, started: datetime, problem: Problem | None, report: BuildReport | None = None) -> None:
    """Note how the build went, and tell people what changed since they were last told."""
    note_end(home, started, problem, report)
    for words in tell_changes(home, problem):
        logging.getLogger(__name__).warning(words)


def _build(
    reports_dir: Path | None,
    home: Home,
    progress: Progress,
    workers: int | None,
    force: bool,
    now: datetime | None,
    again: bool,
) -> BuildReport:
    started = now or datetime.now(UTC)
    folder = look_at_folder(reports_dir)
    recalled = None if force or again else recall_night(home, folder, started)
    if recalled is not None:
        receipt, outcomes = recalled
        progress.stage("archive")
        progress.found(receipt)
        report = _unchanged(receipt, outcomes, home, started, now)
    else:
        sweep_leftovers(home)
        if again:
            begin_backfill(home)
        receipt, outcomes = take_in(reports_dir, home, progress, workers, started)
        outcomes = mend_lake(home, outcomes, progress, workers)
        slots = draw_slots(home, outcomes, started)
        if not (force or again) and is_nothing_new(home, find_inputs(home, outcomes)):
            report = _unchanged(receipt, outcomes, home, started, now)
        else:
            report = _make(receipt, outcomes, home, progress, started, force or again, now)
        remember(home, Night(folder, receipt, slots))
    end_backfill(home)
    return report


def take_in(
    reports_dir: Path | None,
    home: Home,
    progress: Progress,
    workers: int | None = None,
    now: datetime | None = None,
) -> tuple[FolderReceipt, list[Outcome]]:
    """Archive the folder, then read every archived report that needs it. Raises: Problem build.nothing-to-build."""
    progress.stage("archive")
    receipt = archive_folder(reports_dir, home, now=now) if reports_dir else FolderReceipt("")
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
    force: bool,
    now: datetime | None,
) -> BuildReport:
    prepare_corrections(home)
    inputs = find_inputs(home, outcomes)
    progress.stage("models")
    touched = _make_models(home, outcomes, None if force else choose_pieces(home, inputs), progress, started)
    progress.stage("checks")
    checks = check_build(home, started)
    progress.stage("publish")
    return publish_build(home, receipt, outcomes, checks, started, inputs, touched, now)


def _make_models(
    home: Home, outcomes: list[Outcome], pieces: frozenset[str] | None, progress: Progress, started: datetime
) -> frozenset[str] | None:
    """Make the tables; a night that dbt stops is put on record among the checks. Raises: Problem."""
    try:
        return make_models(home, outcomes, pieces, progress)
    except Problem as problem:
        if problem.code == "build.models-failed":
            from dagster_project.building.check_marts import record_failed_models

            record_failed_models(home, started)
        raise


def mend_lake(home: Home, outcomes: list[Outcome], progress: Progress, workers: int | None = None) -> list[Outcome]:
    """Read again what is damaged: after a build that did not end well in all of the lake, else in what has changed."""
    touched = choose_pieces(home, find_inputs(home, outcomes)) if ended_well(home) else None
    if drop_damaged(home, outcomes, touched):
        return read_lake(home.lake, on_event=progress.report, workers=workers)
    return outcomes


def check_build(home: Home, now: datetime) -> tuple[CheckResult, ...]:
    """Run the expectations on the build file; their results are kept in it and put on record.

    Raises: Problem build.checks-failed, when one found an error of ours or could not be run.
    """
    checks = run_expectations(home, now)
    keep_checks(home, checks)
    stop_at_own_errors(home, checks)
    return checks


def run_expectations(home: Home, now: datetime) -> tuple[CheckResult, ...]:
    """Every expectation on the marts, on record. Raises: Problem, if they could not be run or not be recorded."""
    from dagster_project.building.check_marts import check_marts

    return check_marts(home, now)


def stop_at_own_errors(home: Home, checks: Sequence[CheckResult]) -> None:
    """Raises: Problem build.checks-failed, if a check found that we lost or damaged something."""
    from dagster_project.domain.monitoring.results import find_stops

    words = [f"{check.check_id}: {check.message}" for check in find_stops(checks)]
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
    inputs: Inputs,
    touched: frozenset[str] | None,
    now: datetime | None = None,
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
            home.build_file,
            home.published_dir,
            PUBLISHED_SCHEMAS,
            {**note, "n_findings": len(findings)},
            now,
            asdict(inputs),
        )
    except duckdb.IOException:
        raise  # the disk, as with an OSError
    except (PublishError, duckdb.Error) as error:
        raise Problem("build.publish-failed", str(error), str(home.published_file)) from error
    failed = [check for check in checks if check.status == "fail"]
    warned = [check for check in checks if check.status == "warn"]
    report = BuildReport(
        **counts,
        n_superseded=counts["n_read"] - len(served),
        families=count_by([outcome for outcome in outcomes if outcome.document in served], "families"),
        started_at=started.isoformat(timespec="seconds"),
        seconds=round(((now or datetime.now(UTC)) - started).total_seconds(), 1),
        inputs=inputs.digest,
        touched=None if touched is None else tuple(sorted(touched)),
        n_checks_passed=sum(check.status == "pass" for check in checks),
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
    return report


def _counts(receipt: FolderReceipt, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "reader_version": reader_version(),
        "n_fresh": sum(outcome.is_fresh for outcome in outcomes),
        "fresh": tuple(outcome.name for outcome in outcomes if outcome.is_fresh),
        "n_read": len(by_status(outcomes, "read")),
        "n_set_aside": len(by_status(outcomes, "set_aside")),
        "n_refused": len(by_status(outcomes, "refused")),
        "unopened": receipt.unopened,
        "not_there": receipt.not_there,
        "passed_over": receipt.passed_over,
        "refused_cells": count_by(outcomes, "refused"),
    }


def _unchanged(
    receipt: FolderReceipt, outcomes: Sequence[Outcome], home: Home, started: datetime, now: datetime | None
) -> BuildReport:
    """The report of a run that found nothing new: what the last one found, said again."""
    last = read_last_build(home)
    assert last is not None
    fresh = tuple(outcome.name for outcome in outcomes if outcome.is_fresh)
    return replace(
        last,
        started_at=started.isoformat(timespec="seconds"),
        seconds=round(((now or datetime.now(UTC)) - started).total_seconds(), 1),
        n_fresh=len(fresh),
        fresh=fresh,
        unopened=receipt.unopened,
        not_there=receipt.not_there,
        passed_over=receipt.passed_over,
        changed=(),
        touched=(),
        is_unchanged=True,
    )
