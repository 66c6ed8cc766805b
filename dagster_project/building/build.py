"""The path from a folder of reports to a published warehouse: `utfall build` walks it, the Dagster assets walk it too.

What lives here: the order of the steps and what stops them. What does not: any step's work (`take_in`, `read_lake`,
dbt, `check_marts`, `publish`), nor what is written down about it (`record`).
An error of a report is a row and a finding, and stops nothing; only our own failures stop the swap, and then
yesterday's file stays where it is, and is called yesterday's.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.adapters.build_lock import hold_build_lock
from dagster_project.building.backfill import begin_backfill, end_backfill
from dagster_project.building.blame import blaming_others
from dagster_project.building.calendar import draw_slots
from dagster_project.building.heal import drop_damaged, sweep_leftovers
from dagster_project.building.inputs import find_inputs
from dagster_project.building.make_models import choose_pieces, make_models, prepare_corrections
from dagster_project.building.outcomes import Outcome
from dagster_project.building.progress import Progress, Silence
from dagster_project.building.publish import publish_build, report_unchanged
from dagster_project.building.quiet import NOT_LOOKED_AT, Night, is_nothing_new, recall_night, remember
from dagster_project.building.read_lake import read_lake
from dagster_project.building.record import (
    BuildReport,
    ended_well,
    keep_checks,
    note_end,
    note_start,
)
from dagster_project.building.run_log import log_progress
from dagster_project.building.stamps import look_at_folder
from dagster_project.building.take_in import FolderReceipt, archive_folder
from dagster_project.building.tell_changes import tell_changes
from dagster_project.domain.warehouse.home import Home
from dagster_project.domain.warehouse.opening import refuse_held_open
from dagster_project.problems import Problem

if TYPE_CHECKING:
    from dagster_project.domain.monitoring.results import CheckResult


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
            with blaming_others(home):
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
        sweep_leftovers(home, NOT_LOOKED_AT)
        receipt, outcomes = recalled
        progress.stage("archive")
        progress.found(receipt)
        report = report_unchanged(receipt, outcomes, home, started, now)
    else:
        sweep_leftovers(home)
        if again:
            begin_backfill(home)
        receipt, outcomes = take_in(reports_dir, home, progress, workers, started)
        outcomes = mend_lake(home, outcomes, progress, workers)
        slots = draw_slots(home, outcomes, started)
        if not (force or again) and is_nothing_new(home, find_inputs(home, outcomes)):
            report = report_unchanged(receipt, outcomes, home, started, now)
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
    refuse_held_open(home.published_file)
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
