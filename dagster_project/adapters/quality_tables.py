"""The errors that sources print, told in full: `marts.fct_finding`; and what people call a report.

What lives here: its columns, reading the identities that it is made of, writing it. Written by Python after dbt, into
the same build file, before it is published. What does not: what is an error of a source (`domain/quality`), since when
it is known and whether it is open (next door: `monitoring_tables`).

The table is replaced by each run and holds no clock time, so that the same input gives the same published file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.domain.monitoring.findings import Disagreement, ReportName, SourceError
from dagster_project.domain.quality.findings import Finding, IdentityRow, find_findings
from dagster_project.domain.warehouse.fact_tables import NUMBERS

#: a cell as `fct_statement.restates` names it
_PLACE = (
    "concat_ws(' / ', nullif(table_title, ''), coalesce(nullif(row_label, ''), nullif(section, '')),"
    " nullif(col_label, ''))"
)
FINDING_COLUMNS = {
    "finding_id": ("varchar", "Key; the identity_id of the broken identity in fct_quality_identity."),
    "identity": ("varchar", "Which kind of identity is broken."),
    "report_id": ("varchar", "The report; key of dim_report."),
    "document": ("varchar", "sha256 of the file."),
    "municipality_code": ("varchar", "SCB's code as text of four digits."),
    "page": ("integer", "Page of the printed result, from 1."),
    "table_no": ("integer", "Table within the document, from 1."),
    "table_title": ("varchar", "Title of the table, as printed."),
    "row_label": ("varchar", "Row of the printed result (the total), as printed."),
    "col_label": ("varchar", "Column of the printed result, as printed."),
    "printed_fact_id": ("varchar", "The printed result as a fact."),
    "printed": ("decimal(24, 6)", "What is printed, in the printed unit and sign."),
    "expected": ("decimal(24, 6)", "What the identity gives, in the same unit and sign."),
    "difference": ("decimal(24, 6)", "printed - expected."),
    "unit": ("varchar", "Printed unit."),
    "n_terms": ("integer", "How many numbers the identity adds."),
    "sentence": ("varchar", "The finding in English."),
    "sentence_sv": ("varchar", "The finding in Swedish."),
    "suspect_fact_id": ("varchar", "The one cell that, changed alone, makes all its identities hold; empty if none."),
    "suspect_row_label": ("varchar", "Its row, as printed."),
    "suspect_col_label": ("varchar", "Its column, as printed."),
    "suspect_printed": ("decimal(24, 6)", "What it prints."),
    "suspect_expected": ("decimal(24, 6)", "What it must be."),
    "suspect_kind": ("varchar", "Kind of misprint: sign, factor, transposed_digits, missing_digit, ... or other."),
    "suspect_source": ("varchar", "Who named it: arithmetic (the check) or reader (while reading)."),
    "n_identities_explained": ("integer", "How many broken identities its repair makes hold."),
    "erratum_id": ("varchar", "The correction already made for this cell; empty if none."),
}
_COMMENT = "Errors that a source report prints. Grain: finding_id (one broken identity)."
_TYPE_NAMES = {
    "month": ("monthly report", "månadsrapport"),
    "tertial_1": ("report for January-April", "tertialrapport"),
    "interim_board": ("interim report", "delårsrapport"),
    "interim_municipality": ("interim report of the municipality", "kommunens delårsrapport"),
    "annual_board": ("annual report", "årsbokslut"),
    "annual_municipality": ("annual report of the municipality", "kommunens årsredovisning"),
}


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """As much of a row of `fct_quality_finding` as a check shows."""

    finding_id: str
    check_id: str
    sentence: str


def read_names(connection: duckdb.DuckDBPyConnection) -> dict[str, ReportName]:
    """report_id or slot_id -> what people and findings call the report, or the one that is awaited."""
    rows = connection.execute(
        """
        with named as (
            select report_id as scope, coalesce(slot_id, report_id) as slot, municipality_code, file_name, board,
                report_type, period_end
            from marts.dim_report
            union all by name
            select distinct slot_id as scope, slot_id as slot, municipality_code, slot_id as file_name, board,
                report_type, period_end
            from marts.fct_report_slot
        )
        select scope, slot, municipality_code, coalesce(name, municipality_code, file_name), coalesce(board, ''),
            report_type, period_end::varchar
        from named left join marts.dim_municipality using (municipality_code)
        """
    ).fetchall()
    return {row[0]: ReportName(row[1], row[2], *_report_name(*row[3:])) for row in rows}


def _report_name(municipality: str, board: str, report_type: str | None, period_end: str | None) -> tuple[str, str]:
    kind, kind_sv = _TYPE_NAMES.get(report_type or "", ("report", "rapport"))
    who = f"{municipality}, {board}" if board else municipality
    return f"{who}, {kind} to {period_end or '?'}", f"{who}, {kind_sv} till och med {period_end or '?'}"


def write_source_errors(
    connection: duckdb.DuckDBPyConnection, reports: dict[str, ReportName]
) -> tuple[SourceError, ...]:
    """Replace `fct_finding` by the errors that the identities give. Returns: them, as monitoring needs them."""
    findings = find_findings_in_marts(connection, reports)
    _replace(connection, findings)
    return tuple(
        SourceError(
            detail_id=finding.finding_id,
            identity=finding.identity,
            report_id=finding.report_id,
            page=finding.page,
            table_title=finding.table_title,
            row_label=finding.suspect_row_label or finding.row_label,
            col_label=finding.suspect_col_label or finding.col_label,
            fact_id=finding.suspect_fact_id or finding.printed_fact_id,
            printed=float(finding.printed if finding.suspect_printed is None else finding.suspect_printed),
            expected=float(finding.expected if finding.suspect_expected is None else finding.suspect_expected),
            unit=finding.unit,
            sentence=finding.sentence,
            sentence_sv=finding.sentence_sv,
        )
        for finding in findings
    )


def read_disagreements(connection: duckdb.DuckDBPyConnection) -> tuple[Disagreement, ...]:
    """Numbers of the running texts that differ from the cells that they repeat, in the order of the texts."""
    names = [field.name for field in fields(Disagreement)]
    cells = " union ".join(
        f"select document, fact_id, {_PLACE} as restates from marts.{table}"
        " where document in (select document from texts) and value is not null"
        for table in NUMBERS
    )
    rows = _dicts(
        connection,
        "with texts as (select * from marts.fct_statement where agrees = 'disagrees' and restates is not null),"
        f" cells as ({cells}), known as (select document, restates, any_value(fact_id) as fact_id from cells"
        " group by document, restates having count(*) = 1)"
        " select statement_id, report_id, page, coalesce(section_heading, '') as section_heading, quote,"
        " coalesce(subject, '') as subject, value::double as value, coalesce(unit, '') as unit, restates, fact_id"
        " from texts left join known using (document, restates) order by report_id, statement_no",
    )
    return tuple(Disagreement(**{name: row[name] for name in names}) for row in rows)


def read_findings(warehouse: Path) -> list[tuple[str, str]]:
    """The findings of a checked build file or a published file: one sentence each, in English and in Swedish."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select sentence, sentence_sv from marts.fct_finding"
            " order by municipality_code, report_id, page, table_no, row_label, col_label"
        ).fetchall()
    return [(str(english), str(swedish)) for english, swedish in rows]


def read_open_findings(warehouse: Path) -> list[OpenFinding]:
    """What a person should look at, as a checked build file or a published file has it."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select finding_id, check_id, sentence from marts.fct_quality_finding where status = 'open' order by all"
        ).fetchall()
    return [OpenFinding(*row) for row in rows]


def find_findings_in_marts(
    connection: duckdb.DuckDBPyConnection, reports: dict[str, ReportName]
) -> tuple[Finding, ...]:
    """Findings from the identities of the reports in which one is broken; the others are not even read."""
    broken = "(select distinct document from marts.fct_quality_identity where outcome = 'breaks' and is_confirmed)"
    identity_columns = [f.name for f in fields(IdentityRow) if not f.name.startswith("report_name")]
    rows = _dicts(
        connection, f"select {', '.join(identity_columns)} from marts.fct_quality_identity where document in {broken}"
    )
    identities = []
    for row in rows:
        report = reports[row["report_id"]]
        identities.append(IdentityRow(**row, report_name=report.name, report_name_sv=report.name_sv))
    titles = connection.execute(
        f"select fact_id, table_title from marts.fct_quality_identity_term where document in {broken}"
    ).fetchall()
    return find_findings(identities, dict(titles))


def _dicts(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _replace(connection: duckdb.DuckDBPyConnection, findings: Sequence[Finding]) -> None:
    declared = ", ".join(f"{name} {kind}" for name, (kind, _) in FINDING_COLUMNS.items())
    connection.execute(f"create or replace table marts.fct_finding ({declared})")
    if findings:
        values = [[_plain(getattr(finding, name)) for name in FINDING_COLUMNS] for finding in findings]
        places = ", ".join("?" * len(FINDING_COLUMNS))
        connection.executemany(f"insert into marts.fct_finding values ({places})", values)
    connection.execute(f"comment on table marts.fct_finding is '{_COMMENT}'")
    for name, (_, description) in FINDING_COLUMNS.items():
        quoted = description.replace("'", "''")
        connection.execute(f"comment on column marts.fct_finding.{name} is '{quoted}'")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
