"""Findings: what a printed report contradicts itself about, in plain words, with the cell that explains it if one does.

What lives here: violated identities in, findings out. What does not: evaluating and diagnosing identities (`reconcile`,
while reading), the sentences (`wording`).

A finding is an error of the source, and only that: an identity is reported when it is off by more than rounding can
explain and the same formula holds elsewhere in the table, so that we read the table right. It never stops publishing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.quality.wording import Broken, Explanation, say


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A row of `fct_quality_identity`. Numbers in the printed unit and sign of the printed cell."""

    identity_id: str
    identity: str
    report_id: str
    document: str
    municipality_code: str
    report_name: str
    report_name_sv: str
    page: int
    table_no: int
    table_title: str
    row_label: str
    col_label: str
    printed_fact_id: str
    expected: Decimal
    printed: Decimal
    difference: Decimal
    unit: str
    n_terms: int
    outcome: str
    is_confirmed: bool
    suspect_fact_id: str | None = None
    suspect_row_label: str | None = None
    suspect_col_label: str | None = None
    suspect_printed: Decimal | None = None
    suspect_expected: Decimal | None = None
    suspect_kind: str | None = None
    n_repaired: int = 0
    repaired_by: str | None = None

    @property
    def is_finding(self) -> bool:
        return self.outcome == "breaks" and self.is_confirmed


@dataclass(frozen=True, slots=True)
class Finding:
    """A row of `marts.fct_finding`. Grain: broken identity. Suspect columns are empty (None) where no single cell
    explains the break; `suspect_source` says who named it (arithmetic)."""

    finding_id: str
    identity: str
    report_id: str
    document: str
    municipality_code: str
    page: int
    table_no: int
    table_title: str
    row_label: str
    col_label: str
    printed_fact_id: str
    printed: Decimal
    expected: Decimal
    difference: Decimal
    unit: str
    n_terms: int
    sentence: str
    sentence_sv: str
    suspect_fact_id: str | None = None
    suspect_row_label: str | None = None
    suspect_col_label: str | None = None
    suspect_printed: Decimal | None = None
    suspect_expected: Decimal | None = None
    suspect_kind: str | None = None
    suspect_source: str | None = None
    n_identities_explained: int = 0
    erratum_id: str | None = None


def find_findings(identities: Iterable[IdentityRow], titles: Mapping[str, str]) -> tuple[Finding, ...]:
    """Every broken identity of the sources as a finding.

    Args: titles: fact_id -> title of its table, for suspects that stand in another table than the printed result.
    """
    accused: dict[str, list[IdentityRow]] = defaultdict(list)
    broken = [row for row in identities if row.outcome == "breaks"]
    for row in broken:
        if row.suspect_fact_id:
            accused[row.suspect_fact_id].append(row)
    ordered = sorted(
        (row for row in broken if row.is_finding),
        key=lambda r: (r.document, r.page, r.table_no, r.row_label, r.col_label, r.identity),
    )
    return tuple(_finding(row, accused.get(row.suspect_fact_id or "", []), titles) for row in ordered)


def _finding(row: IdentityRow, explained: Sequence[IdentityRow], titles: Mapping[str, str]) -> Finding:
    explanation = None
    if row.suspect_fact_id and row.suspect_printed is not None and row.suspect_expected is not None:
        explanation = Explanation(
            titles.get(row.suspect_fact_id, row.table_title),
            row.suspect_row_label or "",
            row.suspect_col_label or "",
            row.suspect_printed,
            row.suspect_expected,
            row.suspect_kind or "other",
            tuple(sorted({r.identity for r in explained if r.identity_id != row.identity_id})),
        )
    broken = Broken(
        row.identity, row.table_title, row.row_label, row.col_label, row.printed, row.expected, row.difference, row.unit
    )
    sentence, sentence_sv = say(broken, explanation, row.report_name, row.report_name_sv)
    return Finding(
        finding_id=row.identity_id,
        identity=row.identity,
        report_id=row.report_id,
        document=row.document,
        municipality_code=row.municipality_code,
        page=row.page,
        table_no=row.table_no,
        table_title=row.table_title,
        row_label=row.row_label,
        col_label=row.col_label,
        printed_fact_id=row.printed_fact_id,
        printed=row.printed,
        expected=row.expected,
        difference=row.difference,
        unit=row.unit,
        n_terms=row.n_terms,
        sentence=sentence,
        sentence_sv=sentence_sv,
        suspect_fact_id=row.suspect_fact_id,
        suspect_row_label=row.suspect_row_label,
        suspect_col_label=row.suspect_col_label,
        suspect_printed=row.suspect_printed,
        suspect_expected=row.suspect_expected,
        suspect_kind=row.suspect_kind,
        suspect_source="arithmetic" if row.suspect_fact_id else None,
        n_identities_explained=row.n_repaired or 0,
        erratum_id=row.repaired_by,
    )
