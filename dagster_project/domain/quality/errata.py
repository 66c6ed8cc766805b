"""Corrections of misprints in source reports: each with a reason and a guard on the printed value.

What lives here: reading `data/reference/errata.yml`, and holding each correction against what a report really prints.
What does not: finding misprints (`suspects`), the corrections themselves (data). A correction never overwrites: the
corrected value stands beside the printed one.

A correction speaks of a report by its key (municipality, report type, end of period), since the same report comes as
text and as PDF with different bytes; `document` narrows it to one file. What becomes of it:
applied        the cell is there and prints the guarded value
superseded     the cell already prints the corrected value (the municipality reissued the report)
conflict       the cell prints something else (which stops publishing: our knowledge is wrong), or is not found in the
               report (`met_value` is empty: an error too, but the printed value can be served until someone looks)
dormant        no report of this lake has the key: listed, no error
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

import yaml

from dagster_project.domain.model import Fact, ReportProfile

ErratumStatus = Literal["applied", "superseded", "conflict", "dormant"]


class ErratumError(ValueError):
    """An entry of errata.yml that cannot be used; the message names the entry and the field."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """One correction. Texts of the cell as printed; an empty `document`, `board` or `row_code` holds for any."""

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
    decided_on: date
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
    """

    erratum: Erratum
    status: ErratumStatus
    document: str = ""
    fact_id: str = ""
    met_value: Decimal | None = None
    corrected_amount_sek: Decimal | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """One report as it stands in the lake: whose it is, and its facts."""

    document: str
    profile: ReportProfile
    facts: tuple[Fact, ...]


def read_errata(path: Path) -> tuple[Erratum, ...]:
    """The corrections of a file. Raises ErratumError for a missing or unreadable field, or an id used twice."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    if not isinstance(entries, list):
        raise ErratumError(f"{path.name}: a list of corrections is expected")
    errata = tuple(_erratum(entry) for entry in entries)
    ids = [erratum.erratum_id for erratum in errata]
    for erratum_id in ids:
        if ids.count(erratum_id) > 1:
            raise ErratumError(f"{erratum_id}: the id is used twice")
    return errata


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
    kept = tuple(reports)
    outcomes: list[ErratumOutcome] = []
    for erratum in errata:
        here = [report for report in kept if speaks_of(erratum, report.document, report.profile)]
        outcomes.extend(_hold(erratum, report) for report in here)
        if not here:
            outcomes.append(ErratumOutcome(erratum, "dormant", detail="no report with this key is in the lake"))
    return tuple(outcomes)


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
            "detail": outcome.detail,
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


def _erratum(entry: Any) -> Erratum:
    if not isinstance(entry, dict) or "id" not in entry:
        raise ErratumError("a correction without id")
    name = str(entry["id"])

    def text(group: str, field: str, needed: bool = True) -> str:
        part = entry.get(group) or {} if group else entry
        found = str(part.get(field, "") or "").strip()
        if needed and not found:
            raise ErratumError(f"{name}: {group + '.' if group else ''}{field} is missing")
        return found

    def number(field: str) -> Decimal:
        try:
            return Decimal(text("", field))
        except InvalidOperation:
            raise ErratumError(f"{name}: {field} is not a number") from None

    def day(group: str, field: str) -> date:
        try:
            return date.fromisoformat(text(group, field))
        except ValueError as error:
            raise ErratumError(f"{name}: {field}: {error}") from None

    printed, corrected = number("printed"), number("corrected")
    if printed == corrected:
        raise ErratumError(f"{name}: printed and corrected are the same")
    return Erratum(
        erratum_id=name,
        municipality_code=text("report", "municipality_code"),
        report_type=text("report", "report_type"),
        period_end=day("report", "period_end"),
        document=text("report", "document", needed=False),
        board=text("report", "board", needed=False),
        table_title=text("cell", "table_title"),
        row_label=text("cell", "row_label"),
        row_code=text("cell", "row_code", needed=False),
        col_label=text("cell", "col_label"),
        table_occurrence=int(text("cell", "table_occurrence", needed=False) or 1),
        row_occurrence=int(text("cell", "row_occurrence", needed=False) or 1),
        part_no=int(text("cell", "part_no", needed=False) or 1),
        printed_value=printed,
        corrected_value=corrected,
        unit=text("", "unit"),
        reason=text("", "reason"),
        reason_sv=text("", "reason_sv"),
        decided_on=day("", "decided_on"),
    )
