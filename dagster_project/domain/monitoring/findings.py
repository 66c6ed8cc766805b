"""Findings: what a person should look at, each with an identity that lasts from night to night.

What lives here: findings made of broken checks and of errors that a source prints, and the identity that they keep.
What does not: what a report contradicts itself about (`domain/quality/findings.py` finds and words it), when a finding
was first seen and whether it is open (`adapters/monitoring_tables.py` reads that off the nights).

The identity is made of the check and of what it is about, in words that survive a new version of the reader and a
corrected edition of the report: the report's slot (municipality, board, kind, period) and, for a cell, table, row and
column as printed. It is not made of the numbers: a finding whose figure changes is the same finding.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dagster_project.domain.monitoring.results import CheckResult, Origin, Severity


@dataclass(frozen=True, slots=True)
class ReportName:
    """A report as people and as findings call it. slot: what it is about, whatever its edition."""

    slot: str
    municipality_code: str
    name: str
    name_sv: str


@dataclass(frozen=True, slots=True)
class SourceError:
    """An error that a report prints: a row of `marts.fct_finding`, as far as monitoring needs it."""

    detail_id: str
    identity: str
    report_id: str
    page: int
    table_title: str
    row_label: str
    col_label: str
    fact_id: str
    printed: float
    expected: float
    unit: str
    sentence: str
    sentence_sv: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one night saw. A row of `marts.fct_quality_finding`, which adds since when and whether it is open.

    scope: the report_id, or what else the check is about. detail_id: key of `fct_finding`, where an error is told in
    full. fact_id: `utfall explain` shows the cell. n_unexpected: rows behind it. stops_publishing: see `results`.
    """

    finding_id: str
    check_id: str
    origin: Origin
    severity: Severity
    stops_publishing: bool
    scope: str
    municipality_code: str | None
    page: int | None
    table_title: str | None
    row_label: str | None
    col_label: str | None
    fact_id: str | None
    detail_id: str | None
    value: float | None
    expected: float | None
    bound: str
    unit: str
    n_unexpected: int
    sentence: str
    sentence_sv: str


def list_findings(
    results: Iterable[CheckResult], errors: Iterable[SourceError], reports: Mapping[str, ReportName]
) -> tuple[Finding, ...]:
    """The findings of one night: one per error of a source, one per other broken check and scope.

    A broken check of printed sums is told by the errors it consists of, where those are known for its report.
    """
    found = list(errors)
    told = {(error.identity, error.report_id) for error in found}
    findings = _of_sources(found, reports)
    findings += [
        _of_check(result, reports)
        for result in results
        if result.is_broken and not (result.status == "fail" and (_promise(result), result.scope) in told)
    ]
    return tuple(sorted(findings, key=lambda finding: finding.finding_id))


def make_finding_id(check_id: str, about: str, place: Iterable[str] = (), occurrence: int = 1) -> str:
    """Twelve signs that stay the same as long as the same check breaks about the same thing in the same place."""
    words = "\x1f".join([check_id, about, *place, str(occurrence)])
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _of_sources(errors: Iterable[SourceError], reports: Mapping[str, ReportName]) -> list[Finding]:
    findings = []
    seen: Counter[tuple[str, ...]] = Counter()
    for error in sorted(errors, key=lambda e: (e.report_id, e.page, e.table_title, e.row_label, e.col_label)):
        report = reports.get(error.report_id)
        check_id, about = f"fct_quality_identity.{error.identity}", report.slot if report else error.report_id
        place = (error.table_title, error.row_label, error.col_label)
        seen[(check_id, about, *place)] += 1
        findings.append(
            Finding(
                finding_id=make_finding_id(check_id, about, place, seen[(check_id, about, *place)]),
                check_id=check_id,
                origin="source",
                severity="error",
                stops_publishing=False,
                scope=error.report_id,
                municipality_code=report.municipality_code if report else None,
                page=error.page,
                table_title=error.table_title,
                row_label=error.row_label,
                col_label=error.col_label,
                fact_id=error.fact_id,
                detail_id=error.detail_id,
                value=error.printed,
                expected=error.expected,
                bound="",
                unit=error.unit,
                n_unexpected=1,
                sentence=error.sentence,
                sentence_sv=error.sentence_sv,
            )
        )
    return findings


def _of_check(result: CheckResult, reports: Mapping[str, ReportName]) -> Finding:
    report = reports.get(result.scope)
    return Finding(
        finding_id=make_finding_id(result.check_id, report.slot if report else result.scope),
        check_id=result.check_id,
        origin=result.origin,
        severity=result.severity,
        stops_publishing=result.stops_publishing,
        scope=result.scope,
        municipality_code=report.municipality_code if report else None,
        page=None,
        table_title=None,
        row_label=None,
        col_label=None,
        fact_id=None,
        detail_id=None,
        value=result.value,
        expected=None,
        bound=result.bound,
        unit=result.unit,
        n_unexpected=result.n_unexpected,
        sentence=result.message,
        sentence_sv=result.message_sv,
    )


def _promise(result: CheckResult) -> str:
    return result.check_id.removeprefix(f"{result.suite}.")
