"""Proposals of corrections: what the arithmetic found, as entries that a person may accept.

What lives here: diagnosed identities in, corrections without a decision out. What does not: the diagnosis
(`arithmetic/diagnose`), the form of the file (`errata_file`). Nothing is ever accepted here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from dagster_project.domain.model import Fact, Reconciliation
from dagster_project.domain.quality.errata import Erratum, PrintedReport
from dagster_project.domain.quality.wording import write_number

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_ASCII = str.maketrans("åäöéü", "aaoeu")


def propose(
    report: PrintedReport, reconciliations: Iterable[Reconciliation], known: Sequence[Erratum]
) -> list[Erratum]:
    """A correction for every accused cell of a report for which there is none yet.

    Args: reconciliations: the report's own. known: corrections already decided, for any report. Only a cell that a
        confirmed identity accuses is proposed: what nothing else confirms may be our misreading.
    """
    accused: dict[str, list[Reconciliation]] = defaultdict(list)
    for row in reconciliations:
        if row.result == "violated" and row.suspect_fact_id:
            accused[row.suspect_fact_id].append(row)
    facts = {f.fact_id: f for f in report.facts}
    proposals = [
        _proposal(report, facts[cell], rows)
        for cell, rows in accused.items()
        if cell in facts and any(r.is_confirmed for r in rows) and rows[0].suspect_expected is not None
    ]
    decided = {_cell(erratum) for erratum in known}
    return [p for p in proposals if _cell(p) not in decided]


def _cell(erratum: Erratum) -> tuple[object, ...]:
    key = (erratum.municipality_code, erratum.report_type, erratum.period_end)
    words = (erratum.table_title, erratum.row_label, erratum.col_label)
    numbers = (erratum.table_occurrence, erratum.row_occurrence, erratum.part_no)
    return *key, *("".join(word.casefold().split()) for word in words), *numbers


def _proposal(report: PrintedReport, fact: Fact, rows: Sequence[Reconciliation]) -> Erratum:
    profile, first = report.profile, rows[0]
    assert fact.value is not None and first.suspect_expected is not None
    assert profile.period_end is not None
    name = (profile.municipality_code, profile.report_type, profile.period_end, fact.row_code or fact.row_label)
    return Erratum(
        erratum_id=_slug(*name, fact.col_label, fact.measure),
        municipality_code=profile.municipality_code,
        report_type=profile.report_type,
        period_end=profile.period_end,
        board=profile.board,
        table_title=fact.table_title,
        row_label=fact.row_label,
        row_code=fact.row_code,
        col_label=fact.col_label,
        table_occurrence=fact.table_occurrence,
        row_occurrence=fact.row_occurrence,
        part_no=fact.part_no,
        printed_value=fact.value,
        corrected_value=first.suspect_expected,
        unit=fact.unit,
        reason=_reason(rows),
        reason_sv=_reason_sv(rows),
        decided_on=None,
        decided_by="",
    )


def _reason(rows: Sequence[Reconciliation]) -> str:
    first = rows[0]
    broken = "; ".join(
        f'{r.kind}: "{r.row_label}" in "{r.col_label}" prints {write_number(r.printed)}, the other cells give'
        f" {write_number(r.expected or r.printed)}"
        for r in rows
    )
    return (
        f"PROPOSED by arithmetic, not yet looked at ({first.suspect_kind}, confidence {first.suspect_confidence},"
        f" {first.n_rivals} other explanations). The value repairs {len(rows)} identities. {broken}"
    )


def _reason_sv(rows: Sequence[Reconciliation]) -> str:
    first = rows[0]
    broken = "; ".join(
        f"”{r.row_label}” i ”{r.col_label}” anger {write_number(r.printed, ',')}, övriga celler ger"
        f" {write_number(r.expected or r.printed, ',')}"
        for r in rows
    )
    return (
        f"FÖRSLAG från räkningen, ännu inte granskat (säkerhet {first.suspect_confidence}, {first.n_rivals} andra"
        f" förklaringar). Värdet får {len(rows)} samband att stämma. {broken}"
    )


def _slug(*parts: object) -> str:
    return "-".join(_NO_LETTER.sub("-", str(p).casefold().translate(_ASCII)).strip("-") for p in parts if p)
