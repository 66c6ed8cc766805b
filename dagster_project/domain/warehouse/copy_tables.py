"""Copying the tables of a DuckDB file into a fresh one, and telling whether two files hold the same.

What lives here: tables with their constraints and comments, fingerprints of their content. What does not: where the
copy goes (next door: `publish`, `versions`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.domain.warehouse.opening import is_held_open

# The oldest file format that can be written. What DuckDB writes of a primary key into it, drivers since 1.1 can read.
STORAGE_VERSION = "v1.0.0"
PUBLICATION_TABLE = "publication"
# Rows stream from file to file: more memory would only keep what has been copied already.
MEMORY_LIMIT = "1GB"


class PublishError(Exception):
    """The copy is not what was built; the published state was left as it was."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A table's shape and content, whatever the order of its rows."""

    columns: tuple[tuple[str, str], ...]
    n_rows: int
    content: int


def fingerprint_tables(file: Path, schemas: Sequence[str]) -> dict[str, Fingerprint]:
    """`schema.table` -> shape and content of every table of these schemas; a damaged file has none.

    Raises: duckdb.IOException, if another program holds the file open for writing.
    """
    result: dict[str, Fingerprint] = {}
    try:
        connection = duckdb.connect(str(file), read_only=True)
    except duckdb.Error as error:
        if is_held_open(error):
            raise
        return {}
    with contextlib.closing(connection):
        for schema, table in list_tables(connection, schemas):
            columns = tuple(
                (str(name), str(kind))
                for name, kind in connection.execute(
                    "select column_name, data_type from duckdb_columns()"
                    " where database_name = current_database() and schema_name = ? and table_name = ?"
                    " order by column_index",
                    [schema, table],
                ).fetchall()
            )
            counted = connection.execute(
                f'select count(*), coalesce(sum(hash(t)::hugeint), 0) from "{schema}"."{table}" t'
            ).fetchone()
            assert counted is not None
            result[f"{schema}.{table}"] = Fingerprint(columns, int(counted[0]), int(counted[1]))
    return result


def list_tables(connection: duckdb.DuckDBPyConnection, schemas: Sequence[str]) -> list[tuple[str, str]]:
    rows = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = current_database() and not internal order by 1, 2"
    ).fetchall()
    return [(schema, table) for schema, table in rows if schema in schemas]


def copy_tables(build_file: Path, copy: Path, schemas: Sequence[str], note: Mapping[str, object]) -> None:
    """Write the tables, with their constraints and comments, into a new DuckDB file."""
    connection = duckdb.connect()
    with contextlib.closing(connection):
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute(f"set temp_directory = '{quoted(build_file)}.tmp'")
        connection.execute(f"attach '{quoted(copy)}' as warehouse (storage_version '{STORAGE_VERSION}')")
        connection.execute(f"attach '{quoted(build_file)}' as build (read_only)")
        connection.execute("use build")
        tables = list_tables(connection, schemas)
        statements = {
            (schema, table): str(sql)
            for schema, table, sql in connection.execute(
                "select schema_name, table_name, sql from duckdb_tables() where database_name = 'build'"
            ).fetchall()
        }
        comments = connection.execute(
            "select schema_name, table_name, null, comment from duckdb_tables()"
            " where database_name = 'build' and comment is not null union all"
            " select schema_name, table_name, column_name, comment from duckdb_columns()"
            " where database_name = 'build' and comment is not null"
        ).fetchall()
        connection.execute("use warehouse")
        for schema in schemas:
            connection.execute(f'create schema if not exists "{schema}"')
        for schema, table in _create_in_order(connection, {key: statements[key] for key in tables}):
            connection.execute(f'insert into warehouse."{schema}"."{table}" select * from build."{schema}"."{table}"')
        for schema, table, column, comment in comments:
            if (schema, table) in tables:
                kind, name = ("column", f'."{column}"') if column else ("table", "")
                text = str(comment).replace("'", "''")
                connection.execute(f'comment on {kind} "{schema}"."{table}"{name} is \'{text}\'')
        _write_note(connection, schemas[0], note)
        connection.execute("checkpoint warehouse")


def _create_in_order(
    connection: duckdb.DuckDBPyConnection, statements: dict[tuple[str, str], str]
) -> list[tuple[str, str]]:
    """Create the tables, those that others point at first. Returns the order."""
    order: list[tuple[str, str]] = []
    pending = dict(statements)
    while pending:
        failures: list[duckdb.Error] = []
        created = len(order)
        for key in list(pending):
            try:
                connection.execute(f'use warehouse."{key[0]}"')  # a foreign key names its table without schema
                connection.execute(pending[key])
            except duckdb.CatalogException as error:
                failures.append(error)
            else:
                order.append(key)
                del pending[key]
        if len(order) == created:
            raise PublishError(f"cannot create {sorted(pending)}: {failures[0]}")
    return order


def _write_note(connection: duckdb.DuckDBPyConnection, schema: str, note: Mapping[str, object]) -> None:
    """The one-row table that says when and from what this file was made."""
    parts = ", ".join(f'${i} as "{name}"' for i, name in enumerate(note, start=1))
    connection.execute(f'create table "{schema}"."{PUBLICATION_TABLE}" as select {parts}', list(note.values()))
    connection.execute(
        f'comment on table "{schema}"."{PUBLICATION_TABLE}" is \'One row: when this file was published, from what.\''
    )


def quoted(path: Path) -> str:
    """A path for use inside a single-quoted SQL string."""
    return str(path).replace("'", "''")
