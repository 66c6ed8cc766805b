"""Corrections of misprints in source reports: each with a reason and a guard on the printed value.

What lives here: holding each correction against what a report really prints, and what it repairs. What does not: the
file of corrections (next door: `errata_file`), proposing them (`propose`). A correction never overwrites: the corrected
value stands beside the printed one.

A correction speaks of a report by its key (municipality, report type, end of period), since the same report comes as
text and as PDF with different bytes; `document` narrows it to one file. What becomes of it:
applied        the cell is there and prints the guarded value
superseded     the cell already prints the corrected value (the municipality reissued the report)
conflict       the cell prints something else (which stops publishing: our knowledge is wrong), or is not found in the
               report (`met_value` is empty: an error too, but the printed value can be served until someone looks)
dormant        no report of this lake has the key: listed, no error
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from dagster_project.domain.model import Fact, ReportProfile
from dagster_project.domain.quality.reconcile import reconcile

ErratumStatus = Literal["applied", "superseded", "conflict", "dormant"]


class ErratumError(ValueError):
    """An entry of errata.yml that cannot be used; the message names the file, the entry and the key."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """One correction. Texts of the cell as printed; an empty `document`, `board` or `row_code` holds for any. One that
    is only proposed has no decided_on and decided_by yet."""

    erratum_id: str
    municipality_code: str
    report_type: str
    period_end: date
    table_title: str
    row_label: str
    col_label: str
    printed_value: Decimal
    corrected_value: Decimal
    unit: str
    reason: str
    reason_sv: str
    decided_on: date | None
    decided_by: str
    document: str = ""
    board: str = ""
    row_code: str = ""
    table_occurrence: int = 1
    row_occurrence: int = 1
    part_no: int = 1


@dataclass(frozen=True, slots=True)
class ErratumOutcome:
    """What became of one correction in one document (`document` empty: dormant).

    corrected_amount_sek: the corrected value in SEK with the canonical sign, by the same scale as the printed one;
        None where the cell is not money or prints 0 (a zero has no scale).
    repairs: reconciliation ids of violated identities that hold with the corrections of the report.
    """

    erratum: Erratum
    status: ErratumStatus
    document: str = ""
    fact_id: str = ""
    met_value: Decimal | None = None
    corrected_amount_sek: Decimal | None = None
    detail: str = ""
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """One report as it stands in the lake: whose it is, and its facts."""

    document: str
    profile: ReportProfile
    facts: tuple[Fact, ...]


def speaks_of(erratum: Erratum, document: str, profile: ReportProfile) -> bool:
    """Whether a correction is about this report: the key fits, so do document and board where it says them."""
    if erratum.document and erratum.document != document:
        return False
    key = (profile.municipality_code, profile.report_type, profile.period_end)
    if key != (erratum.municipality_code, erratum.report_type, erratum.period_end):
        return False
    return not erratum.board or not profile.board or _plain(erratum.board) == _plain(profile.board)


def hold_errata(errata: Sequence[Erratum], reports: Iterable[PrintedReport]) -> tuple[ErratumOutcome, ...]:
    """Every correction against every report: one outcome per correction and report it speaks of, at least one each."""
    outcomes: dict[str, list[ErratumOutcome]] = {erratum.erratum_id: [] for erratum in errata}
    for report in reports:
        here = [e for e in errata if speaks_of(e, report.document, report.profile)]
        for outcome in _with_repairs([_hold(erratum, report) for erratum in here], report):
            outcomes[outcome.erratum.erratum_id].append(outcome)
    dormant = "no report with this key is in the lake"
    return tuple(
        outcome
        for erratum in errata
        for outcome in outcomes[erratum.erratum_id] or [ErratumOutcome(erratum, "dormant", detail=dormant)]
    )


def errata_rows(outcomes: Iterable[ErratumOutcome]) -> list[dict[str, object]]:
    """Outcomes as rows of the raw dataset `errata`, from which dbt takes the corrected values."""
    return [
        {
            "erratum_id": outcome.erratum.erratum_id,
            "document": outcome.document,
            "fact_id": outcome.fact_id,
            "status": outcome.status,
            "municipality_code": outcome.erratum.municipality_code,
            "report_type": outcome.erratum.report_type,
            "period_end": outcome.erratum.period_end,
            "table_title": outcome.erratum.table_title,
            "row_code": outcome.erratum.row_code,
            "row_label": outcome.erratum.row_label,
            "col_label": outcome.erratum.col_label,
            "printed_value": outcome.erratum.printed_value,
            "met_value": outcome.met_value,
            "corrected_value": outcome.erratum.corrected_value,
            "unit": outcome.erratum.unit,
            "corrected_amount_sek": outcome.corrected_amount_sek,
            "reason": outcome.erratum.reason,
            "reason_sv": outcome.erratum.reason_sv,
            "decided_on": outcome.erratum.decided_on,
            "decided_by": outcome.erratum.decided_by,
            "detail": outcome.detail,
            "repairs": outcome.repairs,
        }
        for outcome in outcomes
    ]


def _hold(erratum: Erratum, report: PrintedReport) -> ErratumOutcome:
    facts = [fact for fact in report.facts if _is_cell(erratum, fact)]
    if len(facts) != 1:
        detail = "the cell is not in the report" if not facts else f"{len(facts)} cells fit the description"
        return ErratumOutcome(erratum, "conflict", report.document, detail=detail)
    fact = facts[0]
    if fact.value == erratum.corrected_value:
        detail = "the report prints the corrected value"
        return ErratumOutcome(erratum, "superseded", report.document, fact.fact_id, fact.value, detail=detail)
    if fact.value != erratum.printed_value or fact.unit != erratum.unit:
        detail = f"printed {fact.raw} {fact.unit}, the correction expects {erratum.printed_value} {erratum.unit}"
        return ErratumOutcome(erratum, "conflict", report.document, fact.fact_id, fact.value, detail=detail)
    amount = _corrected_amount(erratum, fact)
    return ErratumOutcome(erratum, "applied", report.document, fact.fact_id, fact.value, amount)


def _with_repairs(outcomes: Sequence[ErratumOutcome], report: PrintedReport) -> list[ErratumOutcome]:
    """Outcomes of one report with the violated identities that hold once all its corrections are made."""
    applied = {o.fact_id: o for o in outcomes if o.status == "applied"}
    if not applied:
        return list(outcomes)
    violated = {r.reconciliation_id: r for r in reconcile(report.facts) if r.result == "violated"}
    still = {r.reconciliation_id for r in reconcile(_corrected(report.facts, applied)) if r.result == "violated"}
    repaired = [r for name, r in violated.items() if name not in still]
    return [
        replace(o, repairs=tuple(r.reconciliation_id for r in repaired if o.fact_id in r.fact_ids))
        if o.status == "applied"
        else o
        for o in outcomes
    ]


def _corrected(facts: Sequence[Fact], applied: Mapping[str, ErratumOutcome]) -> list[Fact]:
    return [
        replace(f, value=o.erratum.corrected_value, amount_reported_sek=o.corrected_amount_sek)
        if (o := applied.get(f.fact_id))
        else f
        for f in facts
    ]


def _is_cell(erratum: Erratum, fact: Fact) -> bool:
    if erratum.row_code and fact.row_code and _plain(erratum.row_code) != _plain(fact.row_code):
        return False
    texts = ((erratum.table_title, fact.table_title), (erratum.col_label, fact.col_label))
    if any(_plain(ours) != _plain(theirs) for ours, theirs in texts):
        return False
    numbers = (erratum.table_occurrence, erratum.row_occurrence, erratum.part_no)
    return _plain(erratum.row_label) == _plain(fact.row_label) and numbers == (
        fact.table_occurrence,
        fact.row_occurrence,
        fact.part_no,
    )


def _corrected_amount(erratum: Erratum, fact: Fact) -> Decimal | None:
    if fact.amount_reported_sek is None or not fact.value:
        return None
    return erratum.corrected_value * (fact.amount_reported_sek / fact.value)


def _plain(text: str) -> str:
    """Text without the differences that layouts make: case, runs of spaces, soft hyphens."""
    return " ".join(text.replace("\u00ad", "").casefold().split())
