"""Raw facts as Parquet: one file per report and dataset, at an fsspec address (a folder, memory:// or s3:// alike).

    <lake>/raw/<dataset>/<sha256 of the document>/<reader version>.parquet
    <lake>/raw/<dataset>/<municipality>/<dataset>.parquet       what is about the lake, not about one document
    <lake>/raw/<dataset>/_schema/empty.parquet          the columns alone, so that a reader never meets no file

What lives here: writing a reading and reading the raw datasets back. What does not: their columns (next door:
`raw_schema`), the originals (`documents/archive`), and the choice among several readings of one document, which is made
in dbt's staging (the newest reader version of each document is served, the older ones stay).

A file is written whole: beside its place, then moved. The row in `reports` is written last, and staging serves only
documents that have one, so that a run which dies half-way leaves nothing half visible. The same reading gives the same
bytes; a file that already holds them is left alone.
"""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.domain.model import Fact, Refusal, ReportReading, Statement
from dagster_project.domain.warehouse.raw_schema import (
    AMOUNT,
    SCHEMAS,
    TERM,
    VALUE,
    fact_row,
    fits,
    plain_row,
    profile_row,
    refusal_row,
    to_table,
)

UNREADABLE_NUMBER = "facts.number-unreadable"


@dataclass(frozen=True, slots=True)
class RawReceipt:
    """What writing one reading did. written: the datasets whose file is new or changed, in the order written."""

    document: str
    reader_version: str
    status: str
    status_reason: str
    written: tuple[str, ...]


def write_raw(reading: ReportReading, lake: str, first_seen_at: datetime | None = None) -> RawReceipt:
    """Write a reading's rows to the lake.

    Args: lake: address of the lake, a local path or an fsspec URL. first_seen_at: when the original was first met
        (the archive knows); the earliest time ever given for a document stays.
    Returns: what was written; nothing at all if the lake already holds the same reading.
    Raises: ValueError, if the reading has no sha256 or no reader version, or first_seen_at has no time zone.
    """
    _check_address(reading)
    if first_seen_at is not None and first_seen_at.tzinfo is None:
        raise ValueError("first_seen_at needs a time zone")
    prepare_raw(lake)
    reading = refuse_what_does_not_fit(reading)
    status, reason = report_status(reading)
    rows: dict[str, list[dict[str, Any]]] = {
        "facts": [fact_row(f) for f in reading.facts],
        "refusals": [refusal_row(r) for r in reading.refusals],
        "ignored_cells": [plain_row(c) for c in reading.ignored],
        "reconciliations": [plain_row(r) for r in reading.reconciliations],
        "statements": [plain_row(s) for s in reading.statements],
    }
    counts = {f"n_{name}": len(found) for name, found in rows.items()}
    seen = _earliest_sighting(reading.document, lake, first_seen_at)
    rows["reports"] = [
        profile_row(reading.profile)
        | counts
        | {"document": reading.document, "file_name": reading.name, "media_type": reading.media_type}
        | {"n_pages": reading.n_pages, "n_cells": reading.n_cells, "first_seen_at": seen}
        | {"status": status, "status_reason": reason}
    ]
    written = [
        name
        for name, found in rows.items()
        if _write_file(
            to_table(name, [row | {"reader_version": reading.reader_version} for row in found]),
            f"{lake}/raw/{name}/{reading.document}/{reading.reader_version}.parquet",
        )
    ]
    return RawReceipt(reading.document, reading.reader_version, status, reason, tuple(written))


def write_errata(rows: Iterable[dict[str, Any]], lake: str) -> bool:
    """Write what became of the corrections, whole: the file of the lake is replaced by these rows.

    Args: rows: one per correction and document, columns of the raw dataset `errata`; those left out are empty.
    Returns: whether the file changed.
    """
    prepare_raw(lake)
    table = to_table("errata", [dict.fromkeys(SCHEMAS["errata"].names) | row for row in rows])
    return _write_file(table, f"{lake}/raw/errata/all/errata.parquet")


def write_pieces(dataset: str, pieces: Mapping[str, Iterable[dict[str, Any]]], lake: str) -> tuple[str, ...]:
    """Write a dataset about the lake, one file for each municipality; a piece that is no longer given becomes empty.

    Args: pieces: municipality code (`0000`: none) -> all its rows.
    Returns: the municipalities whose file changed; a night on which nothing changed writes nothing.
    """
    prepare_raw(lake)
    fs, root = fsspec.url_to_fs(f"{lake}/raw/{dataset}")
    there = {path.rsplit("/", 2)[-2] for path in fs.glob(f"{root}/[0-9]*/{dataset}.parquet")}
    return tuple(
        code
        for code in sorted(there | pieces.keys())
        if _write_file(to_table(dataset, list(pieces.get(code, ()))), f"{lake}/raw/{dataset}/{code}/{dataset}.parquet")
    )


def prepare_raw(lake: str) -> None:
    """Put the schema-only file of every dataset in place, so that reading a dataset never fails for want of a file."""
    for name in SCHEMAS:
        _write_file(to_table(name, []), f"{lake}/raw/{name}/_schema/empty.parquet")


def read_raw(dataset: str, lake: str, columns: Iterable[str] = ()) -> pa.Table:
    """All rows of a raw dataset: every document and every reader version that the lake holds.

    Args: columns: only these; none: all. Raises: KeyError, if there is no such dataset or column.
    """
    schema = SCHEMAS[dataset]
    schema = pa.schema([schema.field(name) for name in columns]) if columns else schema
    fs, root = fsspec.url_to_fs(f"{lake}/raw/{dataset}")
    files = (pq.ParquetFile(io.BytesIO(fs.cat_file(path))) for path in sorted(fs.glob(f"{root}/*/*.parquet")))
    tables = [file.read(columns=schema.names, use_threads=False) for file in files]  # many and small
    return pa.concat_tables([_in_shape(table, schema) for table in tables] or [schema.empty_table()])


def read_raw_reading(dataset: str, lake: str, document: str, reader_version: str) -> pa.Table:
    """The rows of one reading of one document; none if the lake does not hold it.

    Raises: KeyError, if there is no such dataset.
    """
    schema = SCHEMAS[dataset]
    fs, path = fsspec.url_to_fs(f"{lake}/raw/{dataset}/{document}/{reader_version}.parquet")
    return _in_shape(pq.read_table(io.BytesIO(fs.cat_file(path))), schema) if fs.exists(path) else schema.empty_table()


def report_status(reading: ReportReading) -> tuple[str, str]:
    """Whether a report may be served: `read`, `set_aside` (a person must decide) or `refused`, and why.

    Returns: (status, reason); the reason is empty for `read`.
    """
    if reading.is_refused:
        first = next(r for r in reading.refusals if r.page == 0 and r.table_no == 0)
        return "refused", first.code
    if reading.profile.conflicts:
        return "set_aside", "text and manifest say different things: " + "; ".join(reading.profile.conflicts)
    if not reading.profile.municipality_code:
        return "set_aside", "neither the text nor a manifest names the municipality"
    if reading.profile.period_end is None:
        return "set_aside", "neither the text nor a manifest says which period the report covers"
    return "read", ""


def refuse_what_does_not_fit(reading: ReportReading) -> ReportReading:
    """Turn every number too large to be kept exactly into a refusal; it can only be a misreading."""
    refused = [_refuse(f) for f in reading.facts if not _fact_fits(f)]
    refused += [_refuse(s) for s in reading.statements if not fits(s.value, VALUE)]
    return replace(
        reading,
        facts=tuple(f for f in reading.facts if _fact_fits(f)),
        statements=tuple(s for s in reading.statements if fits(s.value, VALUE)),
        reconciliations=tuple(r for r in reading.reconciliations if fits(r.expected, TERM) and fits(r.printed, TERM)),
        refusals=(*reading.refusals, *refused),
    )


def _fact_fits(fact: Fact) -> bool:
    return fits(fact.value, VALUE) and fits(fact.amount_reported_sek, AMOUNT)


def _refuse(item: Fact | Statement) -> Refusal:
    detail = f"the number has too many digits to be one: {item.value:.3e}"
    if isinstance(item, Statement):
        return Refusal(item.document, UNREADABLE_NUMBER, detail, page=item.page, raw=item.quote)
    return Refusal(
        item.document,
        UNREADABLE_NUMBER,
        detail,
        page=item.page,
        table_no=item.table_no,
        row_no=item.row_no,
        col_no=item.col_no,
        row_label=item.row_label,
        col_label=item.col_label,
        raw=item.raw,
    )


def _check_address(reading: ReportReading) -> None:
    if not re.fullmatch(r"[0-9a-f]{64}", reading.document):
        raise ValueError(f"not a sha256 in lower case: {reading.document!r}")
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.+_-]*", reading.reader_version):
        raise ValueError(f"not a version that can name a file: {reading.reader_version!r}")


def _earliest_sighting(document: str, lake: str, given: datetime | None) -> datetime | None:
    fs, folder = fsspec.url_to_fs(f"{lake}/raw/reports/{document}")
    known = [
        moment
        for path in sorted(fs.glob(f"{folder}/*.parquet"))
        for moment in pq.read_table(io.BytesIO(fs.cat_file(path)), columns=["first_seen_at"])[0].to_pylist()
    ]
    return min((moment for moment in [*known, given] if moment is not None), default=None)


def _write_file(table: pa.Table, address: str) -> bool:
    """Write a table whole. Returns: False, if the file already holds exactly these bytes."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    data = buffer.getvalue()
    fs, path = fsspec.url_to_fs(address)
    if fs.exists(path) and fs.cat_file(path) == data:
        return False
    fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
    beside = f"{path}.{uuid.uuid4().hex}.part"
    try:
        fs.pipe_file(beside, data)
        fs.mv(beside, path)
    finally:
        if fs.exists(beside):
            fs.rm(beside)
    return True


def _in_shape(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A file written by an older version of the schema, in today's: new columns empty, dropped ones left out."""
    columns = [
        table[f.name].cast(f.type) if f.name in table.schema.names else pa.nulls(table.num_rows, f.type) for f in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)
