"""The raw datasets, declared once: which there are, their columns and the order of their rows.

What lives here: one pyarrow schema per dataset, and how a value of `model.py` becomes a row of it. What does not:
files and addresses (next door: `write_raw`), or any meaning added to a fact (dbt, from staging on).

A dataset of readings opens with `document` and `reader_version`: the two together say which reading a row comes from.
Those about the lake (`slots`, `fetch_failures`, `kolada`) have a file for each municipality instead, `0000` for none.

Numbers. A printed value is decimal(18,6) and an amount in SEK decimal(18,2): exact, and 64 bits wide, so that
DuckDB adds them at full speed. They hold values below 10^12 and amounts below 10^16 SEK. No municipality prints
more, so that a number which does not fit was misread: `write_raw` turns it into a refusal instead of cutting it.
The terms of a reconciliation may be sums of such numbers and are decimal(38,6).
"""

from __future__ import annotations

from dataclasses import fields
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pyarrow as pa

from dagster_project.domain.model import Box, Fact, IgnoredCell, Reconciliation, Refusal, ReportProfile, Statement
from dagster_project.domain.refusals import CATALOGUE

VALUE = pa.decimal128(18, 6)
AMOUNT = pa.decimal128(18, 2)
TERM = pa.decimal128(38, 6)
CONFIDENCE = pa.decimal128(4, 3)
INSTANT = pa.timestamp("us", tz="UTC")

STATUSES = ("read", "set_aside", "refused")

_READING = [("document", pa.string()), ("reader_version", pa.string())]


def _schema(columns: list[tuple[str, pa.DataType]]) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in [*_READING, *columns]])


SCHEMAS: dict[str, pa.Schema] = {
    # One row per reading of a document: what it is, what was found in it, whether it may be served.
    "reports": _schema(
        [
            ("file_name", pa.string()),
            ("media_type", pa.string()),
            ("municipality_code", pa.string()),
            ("municipality", pa.string()),
            ("board", pa.string()),
            ("report_type", pa.string()),
            ("printed_type", pa.string()),
            ("period_start", pa.date32()),
            ("period_end", pa.date32()),
            ("document_date", pa.date32()),
            ("board_meeting_date", pa.date32()),
            ("profile_source", pa.string()),
            ("conflicts", pa.string()),
            ("status", pa.string()),
            ("status_reason", pa.string()),
            ("n_pages", pa.int32()),
            ("n_cells", pa.int32()),
            ("n_facts", pa.int32()),
            ("n_ignored_cells", pa.int32()),
            ("n_refusals", pa.int32()),
            ("n_reconciliations", pa.int32()),
            ("n_statements", pa.int32()),
            ("first_seen_at", INSTANT),
        ]
    ),
    "facts": _schema(
        [
            ("fact_id", pa.string()),
            ("municipality_code", pa.string()),
            ("page", pa.int32()),
            ("table_no", pa.int32()),
            ("row_no", pa.int32()),
            ("col_no", pa.int32()),
            ("part_no", pa.int32()),
            ("table_title", pa.string()),
            ("table_occurrence", pa.int32()),
            ("section", pa.string()),
            ("row_code", pa.string()),
            ("row_label", pa.string()),
            ("row_occurrence", pa.int32()),
            ("row_role", pa.string()),
            ("col_label", pa.string()),
            ("raw", pa.string()),
            ("value", VALUE),
            ("unit", pa.string()),
            ("is_unit_inferred", pa.bool_()),
            ("measure", pa.string()),
            ("period_start", pa.date32()),
            ("period_end", pa.date32()),
            ("as_of", pa.date32()),
            ("fact_family", pa.string()),
            ("account_line", pa.string()),
            ("entity", pa.string()),
            ("amount_reported_sek", AMOUNT),
            ("confidence", CONFIDENCE),
            ("reading", pa.string()),
            ("is_ocr", pa.bool_()),
            ("box_x0", pa.float64()),
            ("box_top", pa.float64()),
            ("box_x1", pa.float64()),
            ("box_bottom", pa.float64()),
        ]
    ),
    # The remedy stands beside the code: whoever meets the row needs no catalogue to know what to do.
    "refusals": _schema(
        [
            ("code", pa.string()),
            ("detail", pa.string()),
            ("page", pa.int32()),
            ("table_no", pa.int32()),
            ("row_no", pa.int32()),
            ("col_no", pa.int32()),
            ("row_label", pa.string()),
            ("col_label", pa.string()),
            ("raw", pa.string()),
            ("title", pa.string()),
            ("remedy", pa.string()),
            ("title_sv", pa.string()),
            ("remedy_sv", pa.string()),
        ]
    ),
    "ignored_cells": _schema(
        [
            ("table_no", pa.int32()),
            ("row_no", pa.int32()),
            ("col_no", pa.int32()),
            ("page", pa.int32()),
            ("rule", pa.string()),
            ("raw", pa.string()),
        ]
    ),
    # Every identity evaluated on the printed numbers (domain/quality); the cells it ties together as a list.
    "reconciliations": _schema(
        [
            ("reconciliation_id", pa.string()),
            ("table_no", pa.int32()),
            ("table_title", pa.string()),
            ("kind", pa.string()),
            ("row_label", pa.string()),
            ("col_label", pa.string()),
            ("printed_fact_id", pa.string()),
            ("cells", pa.string()),
            ("expected", TERM),
            ("printed", TERM),
            ("difference", TERM),
            ("tolerance", TERM),
            ("usual", TERM),
            ("unit", pa.string()),
            ("result", pa.string()),
            ("reason", pa.string()),
            ("n_terms", pa.int32()),
            ("is_confirmed", pa.bool_()),
            ("fact_ids", pa.list_(pa.string())),
            ("coefficients", pa.list_(pa.int32())),
            ("suspect_fact_id", pa.string()),
            ("suspect_row_label", pa.string()),
            ("suspect_col_label", pa.string()),
            ("suspect_printed", TERM),
            ("suspect_expected", TERM),
            ("suspect_kind", pa.string()),
            ("suspect_confidence", CONFIDENCE),
            ("n_rivals", pa.int32()),
            ("n_repaired", pa.int32()),
        ]
    ),
    "statements": _schema(
        [
            ("statement_no", pa.int32()),
            ("municipality_code", pa.string()),
            ("page", pa.int32()),
            ("section_heading", pa.string()),
            ("quote", pa.string()),
            ("subject", pa.string()),
            ("measure", pa.string()),
            ("value", VALUE),
            ("unit", pa.string()),
            ("period_end", pa.date32()),
            ("restates", pa.string()),
            ("agrees", pa.string()),
            ("same_as", pa.string()),
        ]
    ),
    # What became of every correction in every document it speaks of (domain/quality/errata.py decides), one file for
    # the whole lake; `document` and `fact_id` are empty for a dormant one.
    "errata": _schema(
        [
            ("erratum_id", pa.string()),
            ("fact_id", pa.string()),
            ("status", pa.string()),
            ("municipality_code", pa.string()),
            ("report_type", pa.string()),
            ("period_end", pa.date32()),
            ("table_title", pa.string()),
            ("row_code", pa.string()),
            ("row_label", pa.string()),
            ("col_label", pa.string()),
            ("printed_value", VALUE),
            ("met_value", VALUE),
            ("corrected_value", VALUE),
            ("unit", pa.string()),
            ("corrected_amount_sek", AMOUNT),
            ("reason", pa.string()),
            ("reason_sv", pa.string()),
            ("decided_on", pa.date32()),
            ("decided_by", pa.string()),
            ("detail", pa.string()),
            ("repairs", pa.list_(pa.string())),
        ]
    ),
    # The report calendar (domain/calendar): which reports were awaited, by when, and whether they had come.
    "slots": pa.schema(
        [
            ("municipality_code", pa.string()),
            ("board", pa.string()),
            ("report_type", pa.string()),
            ("period_end", pa.date32()),
            ("evidence", pa.string()),
            ("expected_by_date", pa.date32()),
            ("late_at_date", pa.date32()),
            ("status", pa.string()),
            ("is_late", pa.bool_()),
        ]
    ),
    # What could not be fetched from a source (building/fetch), and since when it has failed in this way.
    "fetch_failures": pa.schema(
        [
            ("source_id", pa.string()),
            ("municipality_code", pa.string()),
            ("address", pa.string()),
            ("code", pa.string()),
            ("detail", pa.string()),
            ("title", pa.string()),
            ("remedy", pa.string()),
            ("title_sv", pa.string()),
            ("remedy_sv", pa.string()),
            ("failing_since_at", INSTANT),
        ]
    ),
    # Values of Kolada that reports are compared with (building/load_kolada); none until somebody loads them.
    "kolada": pa.schema(
        [
            ("kolada_id", pa.string()),
            ("title", pa.string()),
            ("municipality_code", pa.string()),
            ("year", pa.int32()),
            ("sex", pa.string()),
            ("value", VALUE),
            ("status", pa.string()),
        ]
    ),
}

# The rows of a file stand in this order, so that the same reading always gives the same bytes.
ORDER: dict[str, tuple[str, ...]] = {
    "reports": ("document",),
    "facts": ("page", "table_no", "row_no", "col_no", "part_no", "fact_id"),
    "refusals": ("page", "table_no", "row_no", "col_no", "code", "detail"),
    "ignored_cells": ("page", "table_no", "row_no", "col_no", "rule", "raw"),
    "reconciliations": ("table_no", "kind", "row_label", "col_label", "reconciliation_id"),
    "statements": ("page", "statement_no", "quote", "subject", "measure", "value"),
    "errata": ("erratum_id", "document"),
    "slots": ("municipality_code", "period_end", "report_type", "board"),
    "fetch_failures": ("source_id", "address", "code"),
    "kolada": ("kolada_id", "municipality_code", "year", "sex"),
}


def fits(number: Decimal | None, kind: pa.Decimal128Type) -> bool:
    """True if a number can be kept in a column of this type without losing digits before the decimal point."""
    return number is None or (number.is_finite() and abs(number) < Decimal(10) ** (kind.precision - kind.scale))


def fact_row(fact: Fact) -> dict[str, Any]:
    """A fact as a row of `facts`; the box as four numbers, in points from the top left of the page."""
    box: Box | None = fact.box
    row = _plain(fact, leave={"box"})
    row |= {
        "box_x0": box.x0 if box else None,
        "box_top": box.top if box else None,
        "box_x1": box.x1 if box else None,
        "box_bottom": box.bottom if box else None,
    }
    return row


def refusal_row(refusal: Refusal) -> dict[str, Any]:
    """A refusal as a row, with its title and remedy in both languages (empty for a code outside the catalogue)."""
    kind = CATALOGUE.get(refusal.code)
    return _plain(refusal) | {
        name: getattr(kind, name) if kind else "" for name in ("title", "remedy", "title_sv", "remedy_sv")
    }


def profile_row(profile: ReportProfile) -> dict[str, Any]:
    """What is known of a report, as columns of `reports`; several conflicts are parted by a newline."""
    row = _plain(profile, leave={"source", "conflicts"})
    return row | {"profile_source": profile.source, "conflicts": "\n".join(profile.conflicts)}


def plain_row(value: IgnoredCell | Reconciliation | Statement) -> dict[str, Any]:
    """A value whose fields are the columns already."""
    return _plain(value)


def to_table(dataset: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as a table of the dataset's schema, sorted and rounded to its decimals.

    Raises: KeyError, if a row lacks a column; ValueError, if it has one that the schema does not know.
    """
    schema = SCHEMAS[dataset]
    unknown = {name for row in rows for name in row} - set(schema.names)
    if unknown:
        raise ValueError(f"raw dataset {dataset} has no column {', '.join(sorted(unknown))}")
    rows = sorted(rows, key=lambda row: tuple(_sort_key(row[name]) for name in ORDER[dataset]))
    columns = [pa.array([_cell(row[f.name], f.type) for row in rows], type=f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _plain(value: Any, leave: set[str] | frozenset[str] = frozenset()) -> dict[str, Any]:
    return {f.name: getattr(value, f.name) for f in fields(value) if f.name not in leave}


def _cell(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, Decimal) and pa.types.is_decimal(kind):
        return value.quantize(Decimal(1).scaleb(-kind.scale), rounding=ROUND_HALF_EVEN)
    return value


def _sort_key(value: Any) -> tuple[bool, Any]:
    return (value is not None, value if value is not None else 0)
