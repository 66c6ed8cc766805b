"""Publishing: the checked build file becomes the file that readers open, in one step that cannot be half done.

What lives here: copying the tables of a finished build into a fresh DuckDB file, proving the copy, writing each table
as Parquet, and swapping both in. What does not: deciding whether the build is good enough (the build does, before it
calls this). Readers are never asked: whoever holds the old file open keeps reading the old data.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dagster_project.domain.warehouse.home import WAREHOUSE_FILE

# The oldest file format that holds all we use, so that drivers of every DuckDB 1.x open the file.
STORAGE_VERSION = "v1.0.0"
PUBLICATION_TABLE = "publication"


class PublishError(Exception):
    """The copy is not what was built; the published file was left as it was."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What stands in the published folder after publishing.

    changed: tables whose rows differ from what was published before (`schema.table`, all of them the first time);
    empty when the file was left untouched because nothing differs.
    """

    path: Path
    tables: dict[str, int]
    changed: tuple[str, ...]
    published_at: str


@dataclass(frozen=True, slots=True)
class _Fingerprint:
    """A table's shape and content, whatever the order of its rows."""

    columns: tuple[tuple[str, str], ...]
    n_rows: int
    content: int


def publish(
    build_file: Path,
    published_dir: Path,
    schemas: Sequence[str],
    note: Mapping[str, str | int],
    now: datetime | None = None,
) -> Publication:
    """Publish the tables of `schemas`; leave the published file untouched where nothing differs.

    Args: build_file: a closed DuckDB file. schemas: whose tables (never views) are published, the first one also
        gets the one-row table `publication` with `note` and the moment.
    Raises: PublishError when the copy differs from the build; the published folder is then as before.
    """
    published_dir.mkdir(parents=True, exist_ok=True)
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    target = published_dir / WAREHOUSE_FILE
    built = fingerprint_tables(build_file, schemas)
    if not built:
        raise PublishError(f"the build file has no tables in {', '.join(schemas)}")
    before = fingerprint_tables(target, schemas) if target.exists() else {}
    before = {name: f for name, f in before.items() if not name.endswith(f".{PUBLICATION_TABLE}")}
    rows = {name: f.n_rows for name, f in built.items()}
    if before == built and (published_dir / "parquet").is_dir():
        return Publication(target, rows, (), _published_at(target, schemas[0]))
    changed = tuple(sorted(n for n in built.keys() | before.keys() if built.get(n) != before.get(n)))
    unfinished = published_dir / f".next-{os.getpid()}"
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        copy = unfinished / WAREHOUSE_FILE
        _copy_tables(build_file, copy, schemas, {"published_at": moment, **note})
        _prove_copy(copy, built, schemas)
        parquet = _write_parquet(copy, published_dir, moment)
        _swap(copy, target, parquet)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    _remove_old_parquet(published_dir)
    return Publication(target, rows, changed, moment.isoformat())


def fingerprint_tables(file: Path, schemas: Sequence[str]) -> dict[str, _Fingerprint]:
    """`schema.table` -> shape and content of every table of these schemas; an unreadable file has none."""
    result: dict[str, _Fingerprint] = {}
    try:
        connection = duckdb.connect(str(file), read_only=True)
    except duckdb.Error:
        return {}
    with contextlib.closing(connection):
        for schema, table in _list_tables(connection, schemas):
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
            result[f"{schema}.{table}"] = _Fingerprint(columns, int(counted[0]), int(counted[1]))
    return result


def _list_tables(connection: duckdb.DuckDBPyConnection, schemas: Sequence[str]) -> list[tuple[str, str]]:
    rows = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = current_database() and not internal order by 1, 2"
    ).fetchall()
    return [(schema, table) for schema, table in rows if schema in schemas]


def _copy_tables(build_file: Path, copy: Path, schemas: Sequence[str], note: Mapping[str, object]) -> None:
    """Write the tables, with their constraints and comments, into a new DuckDB file."""
    connection = duckdb.connect()
    with contextlib.closing(connection):
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{_quoted(copy)}' as warehouse (storage_version '{STORAGE_VERSION}')")
        connection.execute(f"attach '{_quoted(build_file)}' as build (read_only)")
        connection.execute("use build")
        tables = _list_tables(connection, schemas)
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


def _prove_copy(copy: Path, built: dict[str, _Fingerprint], schemas: Sequence[str]) -> None:
    if (copy.parent / f"{copy.name}.wal").exists():
        raise PublishError("the copy was not closed cleanly")
    copied = fingerprint_tables(copy, schemas)
    copied = {name: f for name, f in copied.items() if not name.endswith(f".{PUBLICATION_TABLE}")}
    if copied != built:
        wrong = sorted(n for n in built.keys() | copied.keys() if built.get(n) != copied.get(n))
        raise PublishError(f"the copy differs from the build in {', '.join(wrong)}")


def _write_parquet(copy: Path, published_dir: Path, moment: datetime) -> Path:
    """Each table as `<table>.parquet` in a new folder beside the older ones. Returns the folder."""
    folder = published_dir / ".parquet" / f"{moment:%Y%m%dT%H%M%SZ}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    connection = duckdb.connect(str(copy), read_only=True)
    with contextlib.closing(connection):
        rows = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = current_database() order by 1, 2"
        ).fetchall()
        for schema, table in rows:
            file = folder / f"{table}.parquet"
            if file.exists():
                raise PublishError(f"two published tables are called {table}")
            connection.execute(f'copy "{schema}"."{table}" to \'{_quoted(file)}\' (format parquet, compression zstd)')
    return folder


def _swap(copy: Path, target: Path, parquet: Path) -> None:
    """Two atomic renames: the link to the Parquet folder, then the DuckDB file (the moment that counts)."""
    link = target.parent / "parquet"
    fresh = copy.parent / "parquet"
    fresh.symlink_to(Path(".parquet") / parquet.name, target_is_directory=True)
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    fresh.replace(link)
    # Somebody who opened the served file for writing may have left a log of changes; it belongs to the old file.
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    copy.replace(target)


def _remove_old_parquet(published_dir: Path) -> None:
    """Keep the present Parquet folder and the one before it (somebody may be reading it)."""
    for folder in sorted((published_dir / ".parquet").iterdir())[:-2]:
        shutil.rmtree(folder, ignore_errors=True)
    for leftover in published_dir.glob(".next-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _published_at(file: Path, schema: str) -> str:
    with contextlib.closing(duckdb.connect(str(file), read_only=True)) as connection:
        row = connection.execute(f'select epoch(published_at) from "{schema}"."{PUBLICATION_TABLE}"').fetchone()
    return datetime.fromtimestamp(row[0], UTC).isoformat() if row else ""


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
