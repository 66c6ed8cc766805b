"""Publishing a checked build, and the report of what it found: counts, checks, findings, what changed.

What lives here: swapping the build in, and the report of a build that published as of one that found nothing new. What
does not: the steps before (`build`, next door), the swap itself (`domain/warehouse/publish`), the report's file
(`record`).
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from dagster_project.building.inputs import Inputs
from dagster_project.building.make_models import MARTS
from dagster_project.building.outcomes import Outcome, by_status, count_by, reader_version
from dagster_project.building.record import BuildReport, read_last_build, write_last_build
from dagster_project.building.take_in import FolderReceipt
from dagster_project.domain.warehouse.home import Home
from dagster_project.domain.warehouse.publish import PublishError, publish
from dagster_project.problems import Problem

if TYPE_CHECKING:
    from dagster_project.domain.monitoring.results import CheckResult

PUBLISHED_SCHEMAS = (MARTS,)


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
        raise  # the disk or another program, as with an OSError
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


def report_unchanged(
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
