"""The results of checking, kept in the warehouse: `marts.fct_quality_check` and `marts.fct_finding`.

What lives here: their columns, reading the identities that findings are made of, writing both tables. Written by Python
after dbt, into the same build file, before it is published: a check needs the finished marts, and its result belongs in
the same published file. What does not: what is a finding (`domain/quality`), the checks (`great_expectations_runner`).

Both tables are replaced by each run and hold no clock time, so that the same input gives the same published file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.domain.quality.findings import Finding, IdentityRow, find_findings
from dagster_project.domain.quality.results import CheckResult

CHECK_COLUMNS = {
    "run_id": ("varchar", "The run: made of the reports in the lake and the version of the reading code."),
    "check_id": ("varchar", "suite.promise, the same in every run."),
    "suite": ("varchar", "The suite in expectations/, named after the guarded table."),
    "object_id": ("varchar", "What broke the promise: a report_id (or erratum_id); the table where it holds."),
    "outcome": ("varchar", "pass, warn, fail, or skip: no report has numbers of this kind."),
    "severity": ("varchar", "critical, warning or info (info: there was nothing to check)."),
    "cause": ("varchar", "Whose fault a break is: ours, source (a finding) or either (a person has to look)."),
    "is_blocking": ("boolean", "True: a failure of ours that stops publishing."),
    "n_evaluated": ("bigint", "Rows that the promise was held against."),
    "n_unexpected": ("bigint", "Rows that broke it."),
    "observed": ("varchar", "Some of the values that broke it."),
    "message": ("varchar", "One sentence in English."),
    "message_sv": ("varchar", "One sentence in Swedish."),
}
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
_COMMENT = {
    "fct_quality_check": "Results of the expectations. Grain: run_id, check_id, object_id.",
    "fct_finding": "Errors that a source report prints. Grain: finding_id (one broken identity).",
}
_TYPE_NAMES = {
    "month": ("monthly report", "månadsrapport"),
    "tertial_1": ("report for January-April", "tertialrapport"),
    "interim_board": ("interim report", "delårsrapport"),
    "interim_municipality": ("interim report of the municipality", "kommunens delårsrapport"),
    "annual_board": ("annual report", "årsbokslut"),
    "annual_municipality": ("annual report of the municipality", "kommunens årsredovisning"),
}


def make_run_id(connection: duckdb.DuckDBPyConnection) -> str:
    """A name for what was checked: the reports and the versions of the code that read them."""
    row = connection.execute(
        "select md5(coalesce(string_agg(document || reader_version, ',' order by document), '')) from marts.dim_report"
    ).fetchone()
    assert row is not None
    return str(row[0])[:16]


def read_report_names(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """report_id -> what people call the report, in English and in Swedish."""
    rows = connection.execute(
        "select report_id, coalesce(municipalities.name, reports.municipality_code, reports.file_name),"
        " coalesce(reports.board, ''), reports.report_type, reports.period_end::varchar"
        " from marts.dim_report as reports"
        " left join marts.dim_municipality as municipalities using (municipality_code)"
    ).fetchall()
    return {row[0]: _report_name(*row[1:]) for row in rows}


def _report_name(municipality: str, board: str, report_type: str | None, period_end: str | None) -> tuple[str, str]:
    kind, kind_sv = _TYPE_NAMES.get(report_type or "", ("report", "rapport"))
    who = f"{municipality}, {board}" if board else municipality
    return f"{who}, {kind} to {period_end or '?'}", f"{who}, {kind_sv} till och med {period_end or '?'}"


def write_quality_tables(connection: duckdb.DuckDBPyConnection, results: Sequence[CheckResult]) -> tuple[Finding, ...]:
    """Replace both tables by this run's results and by the findings that the identities give."""
    findings = find_findings_in_marts(connection)
    _replace(connection, "fct_quality_check", CHECK_COLUMNS, results)
    _replace(connection, "fct_finding", FINDING_COLUMNS, findings)
    return findings


def read_findings(warehouse: Path) -> list[tuple[str, str]]:
    """The findings of a checked build file or a published file: one sentence each, in English and in Swedish."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select sentence, sentence_sv from marts.fct_finding"
            " order by municipality_code, report_id, page, table_no, row_label, col_label"
        ).fetchall()
    return [(str(english), str(swedish)) for english, swedish in rows]


def find_findings_in_marts(connection: duckdb.DuckDBPyConnection) -> tuple[Finding, ...]:
    """Findings from the identities of the reports in which one is broken; the others are not even read."""
    broken = "(select distinct document from marts.fct_quality_identity where outcome = 'breaks' and is_confirmed)"
    names = read_report_names(connection)
    identity_columns = [f.name for f in fields(IdentityRow) if not f.name.startswith("report_name")]
    rows = _dicts(
        connection, f"select {', '.join(identity_columns)} from marts.fct_quality_identity where document in {broken}"
    )
    identities = []
    for row in rows:
        name, name_sv = names.get(row["report_id"], (row["report_id"], row["report_id"]))
        identities.append(IdentityRow(**row, report_name=name, report_name_sv=name_sv))
    titles = connection.execute(
        f"select fact_id, table_title from marts.fct_quality_identity_term where document in {broken}"
    ).fetchall()
    return find_findings(identities, dict(titles))


def _dicts(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _replace(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: dict[str, tuple[str, str]],
    rows: Sequence[CheckResult | Finding],
) -> None:
    declared = ", ".join(f"{name} {kind}" for name, (kind, _) in columns.items())
    connection.execute("create schema if not exists marts")
    connection.execute(f"create or replace table marts.{table} ({declared})")
    if rows:
        values = [[_plain(getattr(row, name)) for name in columns] for row in rows]
        connection.executemany(f"insert into marts.{table} values ({', '.join('?' * len(columns))})", values)
    connection.execute(f"comment on table marts.{table} is '{_COMMENT[table]}'")
    for name, (_, description) in columns.items():
        quoted = description.replace("'", "''")
        connection.execute(f"comment on column marts.{table}.{name} is '{quoted}'")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
