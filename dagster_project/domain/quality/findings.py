"""Findings: what a printed report contradicts itself about, in plain words, with the cell that explains it if one does.

What lives here: broken identities in, findings out. What does not: which identities there are and what rounding allows
(`dbt/models/marts/quality/`), the search (`suspects`), the sentences (`wording`).

A finding is an error of the source, and only that: an identity is reported when it is off by more than rounding can
explain and the same formula holds elsewhere in the table, so that we read the table right. It never stops publishing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.quality.suspects import Identity, PrintedCell, Suspect, find_suspects
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
    warn_above: Decimal
    error_above: Decimal
    outcome: str
    is_confirmed: bool

    @property
    def is_finding(self) -> bool:
        return self.outcome == "breaks" and self.is_confirmed


@dataclass(frozen=True, slots=True)
class TermRow:
    """A row of `fct_quality_identity_term`, with the words of its cell."""

    identity_id: str
    fact_id: str
    coefficient: int
    value: Decimal
    scale: Decimal
    row_label: str
    col_label: str
    table_title: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A row of `marts.fct_finding`. Grain: broken identity. Suspect columns are empty (None) where no single cell
    explains the break; `suspect_source` says who named it: `arithmetic` (this code) or `reader`."""

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


def find_findings(
    identities: Iterable[IdentityRow],
    terms: Iterable[TermRow],
    reader_suspects: Mapping[tuple[str, int, str], tuple[str, Decimal]] | None = None,
    errata: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Every broken identity of the sources as a finding.

    Args: reader_suspects: (document, table_no, col_label) -> (fact_id, expected) as the reader's own arithmetic named
        it; used where this search names nobody. errata: fact_id -> erratum_id of corrections already made.
    """
    rows: dict[str, list[IdentityRow]] = defaultdict(list)
    for row in identities:
        rows[row.document].append(row)
    by_identity: dict[str, list[TermRow]] = defaultdict(list)
    for term in terms:
        by_identity[term.identity_id].append(term)
    findings: list[Finding] = []
    for document in sorted(rows):
        if any(row.is_finding for row in rows[document]):
            findings += _of_document(rows[document], by_identity, reader_suspects or {}, errata or {})
    return tuple(findings)


def _of_document(
    rows: Sequence[IdentityRow],
    by_identity: Mapping[str, Sequence[TermRow]],
    reader_suspects: Mapping[tuple[str, int, str], tuple[str, Decimal]],
    errata: Mapping[str, str],
) -> list[Finding]:
    # What nothing else in the table confirms must neither clear nor accuse a cell; an implied period budget may accuse.
    trusted = [row for row in rows if row.is_confirmed or row.identity == "no_budget_no_period_budget"]
    words = {term.fact_id: term for row in rows for term in by_identity[row.identity_id]}
    cells = {fact_id: PrintedCell(fact_id, term.value, term.scale) for fact_id, term in words.items()}
    suspects = find_suspects(cells, [_as_identity(row, by_identity[row.identity_id]) for row in trusted])
    by_id = {row.identity_id: row for row in rows}
    findings = []
    for row in sorted(rows, key=lambda r: (r.page, r.table_no, r.row_label, r.col_label, r.identity)):
        if row.is_finding:
            suspect, source = suspects.get(row.identity_id), "arithmetic"
            if suspect is None:
                suspect, source = _of_reader(row, reader_suspects, words), "reader"
            findings.append(_finding(row, suspect, source, words, by_id, errata))
    return findings


def _as_identity(row: IdentityRow, terms: Sequence[TermRow]) -> Identity:
    printed = next(term for term in terms if term.fact_id == row.printed_fact_id)
    scale = abs(printed.scale)
    return Identity(
        identity_id=row.identity_id,
        terms=tuple((term.fact_id, term.coefficient) for term in terms),
        tolerance=row.warn_above * scale,
        error_tolerance=row.error_above * scale,
    )


def _of_reader(
    row: IdentityRow,
    reader_suspects: Mapping[tuple[str, int, str], tuple[str, Decimal]],
    words: Mapping[str, TermRow],
) -> Suspect | None:
    fact_id, expected = reader_suspects.get((row.document, row.table_no, row.col_label), ("", Decimal(0)))
    if fact_id not in words:
        return None
    return Suspect(fact_id, words[fact_id].value, expected, "other", (row.identity_id,))


def _finding(
    row: IdentityRow,
    suspect: Suspect | None,
    source: str,
    words: Mapping[str, TermRow],
    by_id: Mapping[str, IdentityRow],
    errata: Mapping[str, str],
) -> Finding:
    cell = words[suspect.cell_id] if suspect else None
    explanation = None
    if suspect and cell:
        others = tuple(sorted({by_id[i].identity for i in suspect.explains if i != row.identity_id}))
        explanation = Explanation(
            cell.table_title, cell.row_label, cell.col_label, suspect.printed, suspect.expected, suspect.kind, others
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
        suspect_fact_id=suspect.cell_id if suspect else None,
        suspect_row_label=cell.row_label if cell else None,
        suspect_col_label=cell.col_label if cell else None,
        suspect_printed=suspect.printed if suspect else None,
        suspect_expected=suspect.expected if suspect else None,
        suspect_kind=suspect.kind if suspect else None,
        suspect_source=source if suspect else None,
        n_identities_explained=len(suspect.explains) if suspect else 0,
        erratum_id=errata.get(suspect.cell_id) if suspect else None,
    )
