"""The tables of a published DuckDB file as CSV and Parquet, and which of those files the version before already has.

What lives here: one CSV per table, Parquet split by year where a table has one, and taking over by a hard link what has
not changed, so that a night writes only the years it touched. What does not: their description and the list of all
files with hashes (next door: `package`), the folders (`versions`).

    csv/<table>.csv
    parquet/<table>.parquet                  a file; of a fct_ or mart_ table with a column `year` a folder:
    parquet/<table>.parquet/<year>.parquet   the rows of that year, the column included
    parquet/<table>.parquet/no_year.parquet  the others; always there, so that there is a file with the columns

pandas, polars and Spark read file and folder by the same address. Files of a version are never written again, so that
several versions may share one on disk.

CSV: UTF-8, comma, decimal point, ISO dates, instants in UTC, an empty field where there is no value.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.domain.warehouse.copy_tables import PublishError, quoted
from dagster_project.domain.warehouse.home import WAREHOUSE_FILE
from dagster_project.domain.warehouse.versions import hash_file, read_manifest

_COPY_CSV = "(format csv, header, null '', timestampformat '%Y-%m-%dT%H:%M:%SZ')"
_COPY_PARQUET = "(format parquet, compression zstd)"
_BY_YEAR = ("fct_", "mart_")
_WHOLE = "whole"
_NO_YEAR = "no_year"

#: part of a table (a year, no_year, whole) -> its columns, how many rows, a sum of their hashes
Prints = Mapping[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class _Part:
    """One file to write. rows: the condition of its rows. name: the part of the table that it holds; "" is all."""

    path: str
    rows: str
    how: str
    name: str = ""


def write_tables(file: Path, folder: Path, before: Path | None = None) -> dict[str, int]:
    """Write every table of a DuckDB file as CSV and Parquet into `folder`.

    Args: before: the folder of a version of which files with the same rows are taken over; None: all are written.
    Returns: rows by table. Raises: PublishError, if two tables of different schemas have the same name.
    """
    rows: dict[str, int] = {}
    (folder / "csv").mkdir(parents=True)
    (folder / "parquet").mkdir()
    kept = _Kept(before)
    with contextlib.closing(duckdb.connect(str(file), read_only=True)) as connection, contextlib.closing(kept):
        connection.execute("set TimeZone = 'UTC'")
        for schema, table in list_tables(connection):
            if table in rows:
                raise PublishError(f"two published tables are called {table}")
            prints = _fingerprint(connection, schema, table)
            rows[table] = sum(int(str(found[1])) for found in prints.values())
            for part in _list_parts(table, prints):
                target = folder / part.path
                if not kept.take_over(schema, table, part, prints, target):
                    target.parent.mkdir(exist_ok=True)
                    connection.execute(
                        f'copy (from "{schema}"."{table}" where {part.rows}) to \'{quoted(target)}\' {part.how}'
                    )
    return rows


def list_tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """(schema, table) of every table of the open file, in order."""
    return connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = current_database() and not internal order by 1, 2"
    ).fetchall()


def _list_parts(table: str, prints: Prints) -> list[_Part]:
    """The files of a table, given the years it has."""
    csv = _Part(f"csv/{table}.csv", "true", _COPY_CSV)
    parquet = f"parquet/{table}.parquet"
    if _WHOLE in prints:
        return [csv, _Part(parquet, "true", _COPY_PARQUET)]
    rows_of = {name: "year is null" if name == _NO_YEAR else f"year = {name}" for name in prints}
    return [csv, *(_Part(f"{parquet}/{name}.parquet", rows, _COPY_PARQUET, name) for name, rows in rows_of.items())]


def _fingerprint(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> Prints:
    """What each part of a table holds, whatever the order of its rows; no part at all if there is no such table."""
    columns = tuple(
        connection.execute(
            "select column_name, data_type from duckdb_columns()"
            " where database_name = current_database() and schema_name = ? and table_name = ? order by column_index",
            [schema, table],
        ).fetchall()
    )
    if not columns:
        return {}
    has_years = table.startswith(_BY_YEAR) and any(name == "year" for name, _ in columns)
    part = f"coalesce(year::varchar, '{_NO_YEAR}')" if has_years else f"'{_WHOLE}'"
    found = connection.execute(
        f"select {part} as part, count(*), coalesce(sum(hash(t)::hugeint), 0)"
        f' from "{schema}"."{table}" t group by all order by part'
    ).fetchall()
    nothing = {_NO_YEAR if has_years else _WHOLE: (columns, 0, 0)}
    return nothing | {name: (columns, int(n_rows), int(content)) for name, n_rows, content in found}


class _Kept:
    """The version before: its tables, and those of its files that are what its manifest says."""

    def __init__(self, folder: Path | None) -> None:
        manifest = (read_manifest(folder) or {}) if folder else {}
        self._folder = folder
        self._hashes = {file["path"]: file["sha256"] for file in manifest.get("files", ())}
        self._prints: dict[tuple[str, str], Prints] = {}
        self._connection: duckdb.DuckDBPyConnection | None = None
        if folder and self._hashes:
            with contextlib.suppress(duckdb.Error):  # a damaged file: nothing of that version is taken over
                self._connection = duckdb.connect(str(folder / WAREHOUSE_FILE), read_only=True)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def take_over(self, schema: str, table: str, part: _Part, prints: Prints, target: Path) -> bool:
        """Link the file of the version before that holds the same rows. Returns: False, if there is none."""
        if self._folder is None or self._connection is None or part.path not in self._hashes:
            return False
        file = self._folder / part.path
        if not self._is_same(schema, table, part, prints) or not file.is_file():
            return False
        if hash_file(file) != self._hashes[part.path]:
            return False
        target.parent.mkdir(exist_ok=True)
        try:
            os.link(file, target)
        except OSError:  # a file system without hard links
            shutil.copyfile(file, target)
        return True

    def _is_same(self, schema: str, table: str, part: _Part, prints: Prints) -> bool:
        if (schema, table) not in self._prints:
            assert self._connection is not None
            try:
                self._prints[schema, table] = _fingerprint(self._connection, schema, table)
            except duckdb.Error:
                self._prints[schema, table] = {}
        before = self._prints[schema, table]
        return before.get(part.name) == prints[part.name] if part.name else before == prints
