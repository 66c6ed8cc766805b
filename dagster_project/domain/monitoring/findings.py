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
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dagster_project.domain.monitoring.results import CheckResult, Origin, Severity

#: the check whose breaks are told one number at a time
TEXT_AGAINST_TABLE = "fct_statement.text_agrees_with_table"
_WORDS = "page", "the text says", "but the table that it repeats prints another number:"
_WORDS_SV = "sidan", "texten säger", "men tabellen som den upprepar anger ett annat tal:"


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
class Disagreement:
    """A number in the running text that differs from the cell that it repeats: a row of `marts.fct_statement`.

    restates: the cell, as `table / row / column`. fact_id: that cell, None where several bear the same words. value:
    with its unit, as the text means it.
    """

    statement_id: str
    report_id: str
    page: int
    section_heading: str
    quote: str
    subject: str
    value: float | None
    unit: str
    restates: str
    fact_id: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one night saw. A row of `marts.fct_quality_finding`, which adds since when and whether it is open.

    scope: the report_id, or what else the check is about. detail_id: key of `fct_finding` or `fct_statement`, where it
    is told in full. fact_id: `utfall explain` shows the cell. n_unexpected: rows behind it. stops_publishing: see
    `results`.
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
    results: Iterable[CheckResult],
    errors: Iterable[SourceError],
    reports: Mapping[str, ReportName],
    disagreements: Iterable[Disagreement] = (),
) -> tuple[Finding, ...]:
    """The findings of one night: one per error of a source, one per number of a text that differs from its table, one
    per other broken check and scope.

    A broken check of printed sums, or of texts, is told by what it consists of, where that is known for its report.
    """
    found = list(errors)
    told = {(error.identity, error.report_id) for error in found}
    texts: dict[str, list[Disagreement]] = defaultdict(list)
    for disagreement in disagreements:
        texts[disagreement.report_id].append(disagreement)
    findings = _of_sources(found, reports)
    for result in results:
        if not result.is_broken or (result.status == "fail" and (_promise(result), result.scope) in told):
            continue
        if result.check_id == TEXT_AGAINST_TABLE and texts[result.scope]:
            findings += _of_texts(result, texts[result.scope], reports)
        else:
            findings.append(_of_check(result, reports))
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


def _of_texts(
    result: CheckResult, disagreements: Iterable[Disagreement], reports: Mapping[str, ReportName]
) -> Iterator[Finding]:
    """One finding for each number that differs, known by what it is about and the cell that it repeats."""
    seen: Counter[tuple[str, str]] = Counter()
    told = replace(_of_check(result, reports), n_unexpected=1, bound="as the table that it repeats")
    report = reports.get(result.scope)
    for text in disagreements:
        about = (text.restates, text.subject)
        seen[about] += 1
        table, *inner = text.restates.split(" / ")  # a row's label may hold the sign too
        row, col = " / ".join(inner[:-1] or inner), inner[-1] if len(inner) > 1 else ""
        yield replace(
            told,
            finding_id=make_finding_id(result.check_id, report.slot if report else result.scope, about, seen[about]),
            page=text.page,
            table_title=table,
            row_label=row,
            col_label=col,
            fact_id=text.fact_id,
            detail_id=text.statement_id,
            value=text.value,
            unit=text.unit,
            sentence=_say(text, report.name if report else result.scope, *_WORDS),
            sentence_sv=_say(text, report.name_sv if report else result.scope, *_WORDS_SV),
        )


def _say(text: Disagreement, report: str, page: str, says: str, table: str) -> str:
    where = f"{page} {text.page}" + (f", {text.section_heading}" if text.section_heading else "")
    number = f" ({text.value:.10g})" if text.value is not None else ""
    return f"{report}, {where}: {says} ”{text.quote}”{number}, {table} {text.restates}."


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
