"""What a version says of itself: datapackage.json (its CSV files) and manifest.json (all of its files).

What lives here: their content, made from the published file alone; its catalogue carries the contract of dbt (types,
required columns, keys, descriptions). What does not: the files themselves (`table_files`), where they go and when
readers see them (`publish`, `versions`).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.domain.warehouse.table_files import list_tables
from dagster_project.domain.warehouse.versions import MANIFEST, hash_file

_TYPES = {"VARCHAR": "string", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP WITH TIME ZONE": "datetime"}
_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
_SOURCE_COLUMNS = ("municipality_code", "board", "report_type", "period_end", "file_name", "document")

DESCRIPTION = (
    "Figures of the follow-up reports of Swedish municipalities about their social services, as printed and"
    " harmonised. Every fact names its report (report_id, document: sha256 of the file; see dim_report) and its cell"
    " (page, table_no, row_no, col_no, table_title, row_label, col_label, raw). Cite the municipality's report with its"
    " page. Codes such as 0665 are text. The same tables lie as Parquet in parquet/,"
    " those with a year as a folder of one file for each year."
)
#: The figures are facts, free in any case; CC0 says so for readers of other countries.
LICENSES = [
    {
        "name": "CC0-1.0",
        "path": "https://creativecommons.org/publicdomain/zero/1.0/",
        "title": "CC0 1.0 Universal (figures and labels; quoted sentences belong to the reports of the municipalities)",
    }
]
ADDRESS_FIELDS = {
    "report": "report_id",
    "file_sha256": "document",
    "page": "page",
    "table": "table_no",
    "row": "row_no",
    "column": "col_no",
    "as_printed": "raw",
}


def write_datapackage(file: Path, folder: Path, created: str, title: str, description: str = DESCRIPTION) -> None:
    """Describe the CSV files of `folder` as a Data Package, with the schema that the catalogue of `file` declares."""
    with contextlib.closing(duckdb.connect(str(file), read_only=True)) as connection:
        comments = dict(
            connection.execute(
                "select table_name, comment from duckdb_tables() where comment is not null and not internal"
            ).fetchall()
        )
        resources = [
            _describe(connection, folder, schema, table, comments.get(table, ""))
            for schema, table in list_tables(connection)
        ]
        sources = _sources(connection)
    _write_json(
        folder / "datapackage.json",
        {
            "profile": "tabular-data-package",
            "name": "utfall",
            "title": title,
            "description": description,
            "created": created,
            "licenses": LICENSES,
            "sources": sources,
            "address_fields": ADDRESS_FIELDS,
            "resources": resources,
        },
    )


def write_manifest(
    folder: Path,
    published_at: str,
    previous: str,
    run: Mapping[str, object],
    rows: Mapping[str, int],
    data_until: str,
    profile: str = "full",
) -> None:
    """List every file of the version with size and hash; written last, so that a folder with one is whole.

    Args: previous: the version that readers saw before. data_until: the last day that a served report covers, which
        tells the age of the data. profile: full or public.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    _write_json(
        folder / MANIFEST,
        {
            "version": folder.name,
            "profile": profile,
            "published_at": published_at,
            "data_until": data_until,
            "previous": previous,
            "run": dict(run),
            "rows": dict(rows),
            "files": [
                {"path": str(p.relative_to(folder)), "bytes": p.stat().st_size, "sha256": hash_file(p)} for p in files
            ],
        },
    )


def find_data_until(file: Path) -> str:
    """The last day that a report in dim_report covers, ISO; "" where there is no such table or day."""
    with contextlib.closing(duckdb.connect(str(file), read_only=True)) as connection:
        if not _has_columns(connection, "dim_report", ("period_end",)):
            return ""
        row = connection.execute("select max(period_end) from marts.dim_report").fetchone()
    return str(row[0]) if row and row[0] else ""


def _describe(
    connection: duckdb.DuckDBPyConnection, folder: Path, schema: str, table: str, comment: str
) -> dict[str, Any]:
    """One table as a tabular data resource."""
    path = folder / "csv" / f"{table}.csv"
    columns = connection.execute(
        "select column_name, data_type, is_nullable, coalesce(comment, '') from duckdb_columns()"
        " where schema_name = ? and table_name = ? order by column_index",
        [schema, table],
    ).fetchall()
    keys = connection.execute(
        "select constraint_type, constraint_column_names, referenced_table, referenced_column_names"
        " from duckdb_constraints() where schema_name = ? and table_name = ?"
        " and constraint_type in ('PRIMARY KEY', 'FOREIGN KEY') order by constraint_index",
        [schema, table],
    ).fetchall()
    layout: dict[str, Any] = {"fields": [_field(*column) for column in columns], "missingValues": [""]}
    for kind, names, to_table, to_names in keys:
        if kind == "PRIMARY KEY":
            layout["primaryKey"] = list(names)
        else:
            reference = {"resource": to_table, "fields": list(to_names)}
            layout.setdefault("foreignKeys", []).append({"fields": list(names), "reference": reference})
    name, _, is_nullable, _ = columns[0]
    is_key = not is_nullable and name.endswith("_id") and _is_unique(connection, schema, table, name)
    if is_key:
        layout.setdefault("primaryKey", [name])
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": f"csv/{table}.csv",
        "description": comment,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hash_file(path)}",
        "schema": layout,
    }


def _is_unique(connection: duckdb.DuckDBPyConnection, schema: str, table: str, column: str) -> bool:
    """Whether a column tells the rows apart. Fact tables declare no key: the database would build an index for it."""
    row = connection.execute(f'select count(*) = count(distinct "{column}") from "{schema}"."{table}"').fetchone()
    return bool(row and row[0])


def _field(name: str, kind: str, is_nullable: bool, comment: str) -> dict[str, Any]:
    base = kind.split("(")[0]
    described: dict[str, Any] = {
        "name": name,
        "type": _TYPES.get(base) or ("integer" if base in _INTEGERS else "number" if _is_number(base) else "string"),
        "description": comment,
    }
    # A text that must not be missing may still be empty ("" in a quoted field), which readers of CSV cannot tell apart.
    must_be_there = not is_nullable and described["type"] != "string"
    return {**described, "constraints": {"required": True}} if must_be_there else described


def _is_number(base: str) -> bool:
    return base in ("DECIMAL", "DOUBLE", "FLOAT")


def _sources(connection: duckdb.DuckDBPyConnection) -> list[dict[str, str]]:
    """The served reports, each with municipality, board, period and file."""
    if not _has_columns(connection, "dim_report", (*_SOURCE_COLUMNS, "is_newest_version")):
        return []
    has_names = _has_columns(connection, "dim_municipality", ("name",))
    name = "coalesce((select name from marts.dim_municipality m where m.municipality_code = r.municipality_code), '')"
    rows = connection.execute(
        f"select {name if has_names else repr('')}, {', '.join(_SOURCE_COLUMNS)} from marts.dim_report r"
        " where is_newest_version and status = 'read' order by municipality_code, period_end, document"
    ).fetchall()
    return [
        {
            "title": f"{municipality} ({code}), {board}, {kind}, {until}",
            "municipality": municipality,
            "municipality_code": code,
            "report": file,
            "period_end": str(until),
            "sha256": document,
        }
        for municipality, code, board, kind, until, file, document in rows
    ]


def _has_columns(connection: duckdb.DuckDBPyConnection, table: str, names: tuple[str, ...]) -> bool:
    found = connection.execute(
        "select column_name from duckdb_columns() where schema_name = 'marts' and table_name = ?", [table]
    ).fetchall()
    return set(names) <= {name for (name,) in found}


def _write_json(path: Path, values: object) -> None:
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
