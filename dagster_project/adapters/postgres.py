"""The published tables in PostgreSQL: loaded into a schema of their own, then renamed into place in one transaction.

What lives here: the connection, types, loading, the swap, comments and grants. What does not: what is published
(`domain/warehouse/publish`); a published DuckDB file comes in.

Readers never see a gap: until the transaction commits they see the old schema, afterwards the new one. Renaming waits
for nobody. Rows are loaded frozen, so that a transaction which began before the swap finds rows in the new tables too.
Old tables are dropped as soon as nobody reads them, at the latest by a later publish.

    UTFALL_POSTGRES_DSN           libpq's words or address: "host=... dbname=... user=..."; passwords: ~/.pgpass
    UTFALL_POSTGRES_READER_ROLE   the role that may read; default utfall_reader, made if the user may make roles
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from psycopg import sql

from dagster_project.problems import Problem

SCHEMA = "marts"
NEXT = "marts_next"
OLD = "marts_old_"  # and a number; each publish leaves one, and drops those that nobody reads
READER = "utfall_reader"
LOCK_WAIT = "1s"
BLOCK = 1 << 20
ROWS_AT_ONCE = 500_000  # one file of CSV, some hundred megabytes at most
# What dashboards filter by; an index for each that a table has all columns of.
INDEXES = (
    ("municipality_code", "year"),
    ("municipality_code", "period_end"),
    ("municipality_name", "year"),
    ("report_id",),
)
_LOCK = 8_245_511  # any number of our own: only one publish at a time
_TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "TIMESTAMP": "timestamp",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(38, 0)",
    "DOUBLE": "double precision",
    "FLOAT": "real",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """rows by table; reader: the role that may read, "" if there is none and it could not be made."""

    rows: dict[str, int]
    reader: str


def publish_to_postgres(published_file: Path, dsn: str, reader: str = READER) -> Loaded:
    """Replace the schema `marts` of the database with the tables of a published DuckDB file.

    Raises: Problem publish.postgres-down, publish.postgres-rights, publish.postgres-failed; the schema that readers see
        is then as it was.
    """
    try:
        connection = psycopg.connect(dsn, connect_timeout=10, autocommit=True, application_name="utfall publish")
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise Problem("publish.postgres-down", _say(error)) from error
    with contextlib.closing(connection):
        try:
            return _publish(published_file, connection, reader)
        except psycopg.errors.InsufficientPrivilege as error:
            raise Problem("publish.postgres-rights", _say(error)) from error
        except (psycopg.Error, duckdb.Error) as error:
            raise Problem("publish.postgres-failed", _say(error)) from error


def _publish(published_file: Path, connection: psycopg.Connection[Any], reader: str) -> Loaded:
    got = connection.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
    if not (got and got[0]):
        raise Problem("publish.postgres-failed", "another publish is loading this database")
    reader = reader if _has_reader(connection, reader) else ""
    rows = {}
    try:
        with contextlib.closing(duckdb.connect(str(published_file), read_only=True)) as source:
            source.execute("set TimeZone = 'UTC'")
            connection.execute(_named("drop schema if exists {} cascade", NEXT))
            connection.execute(_named("create schema {}", NEXT))
            for table in _tables(source):
                with connection.transaction():
                    rows[table] = _load(source, connection, table)
        if reader:
            connection.execute(_named("grant usage on schema {} to {}", NEXT, reader))
            connection.execute(_named("grant select on all tables in schema {} to {}", NEXT, reader))
        _swap(connection)
    except BaseException:
        with contextlib.suppress(psycopg.Error):
            connection.execute(_named("drop schema if exists {} cascade", NEXT))
        raise
    return Loaded(rows, reader)


def _swap(connection: psycopg.Connection[Any]) -> None:
    """Rename the old schema away and the new one into its place, in one transaction; then drop what nobody reads."""
    with connection.transaction():
        if connection.execute("select 1 from pg_namespace where nspname = %s", [SCHEMA]).fetchone():
            number = connection.execute("select txid_current()").fetchone()
            connection.execute(_named("alter schema {} rename to {}", SCHEMA, f"{OLD}{number[0] if number else 0}"))
        connection.execute(_named("alter schema {} rename to {}", NEXT, SCHEMA))
    old = connection.execute("select nspname from pg_namespace where starts_with(nspname, %s)", [OLD]).fetchall()
    for (name,) in old:
        with contextlib.suppress(psycopg.errors.LockNotAvailable), connection.transaction():
            connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(LOCK_WAIT)))
            connection.execute(_named("drop schema {} cascade", name))


def _load(source: duckdb.DuckDBPyConnection, connection: psycopg.Connection[Any], table: str) -> int:
    """Create and fill one table, with its comments and NOT NULL. Returns: its rows."""
    columns = source.execute(
        "select column_name, data_type, is_nullable, comment from duckdb_columns()"
        " where schema_name = ? and table_name = ? order by column_index",
        [SCHEMA, table],
    ).fetchall()
    place = sql.Identifier(NEXT, table)
    parts = [
        sql.SQL("{} {} {}").format(
            sql.Identifier(name), sql.SQL(_type(kind)), sql.SQL("" if is_nullable else "not null")
        )
        for name, kind, is_nullable, _ in columns
    ]
    key = source.execute(
        "select constraint_column_names from duckdb_constraints() where schema_name = ? and table_name = ?"
        " and constraint_type = 'PRIMARY KEY'",
        [SCHEMA, table],
    ).fetchone()
    if key:
        parts.append(sql.SQL("primary key ({})").format(sql.SQL(", ").join(map(sql.Identifier, key[0]))))
    connection.execute(sql.SQL("create table {} ({})").format(place, sql.SQL(", ").join(parts)))
    n_rows = _copy_rows(source, connection, table, place)
    for index in INDEXES:
        if set(index) <= {name for name, *_ in columns}:
            names = sql.SQL(", ").join(map(sql.Identifier, index))
            connection.execute(sql.SQL("create index on {} ({})").format(place, names))
    for name, _, _, comment in columns:
        if comment:
            column = sql.Identifier(NEXT, table, name)
            connection.execute(sql.SQL("comment on column {} is {}").format(column, sql.Literal(comment)))
    words = source.execute(
        "select comment from duckdb_tables() where schema_name = ? and table_name = ?", [SCHEMA, table]
    ).fetchone()
    if words and words[0]:
        connection.execute(sql.SQL("comment on table {} is {}").format(place, sql.Literal(words[0])))
    connection.execute(sql.SQL("analyze {}").format(place))
    return n_rows


def _copy_rows(
    source: duckdb.DuckDBPyConnection, connection: psycopg.Connection[Any], table: str, place: sql.Identifier
) -> int:
    """Fill the table, some rows at a time: DuckDB writes them as CSV, PostgreSQL reads it. Returns: how many."""
    (n_rows,) = source.execute(f'select count(*) from {SCHEMA}."{table}"').fetchone() or (0,)
    statement = sql.SQL("copy {} from stdin with (format csv, freeze, null '\\N')").format(place)
    with tempfile.TemporaryDirectory(prefix="utfall-postgres-") as folder:
        file = Path(folder) / "rows.csv"
        for start in range(0, n_rows, ROWS_AT_ONCE):
            source.execute(
                f'copy (select * from {SCHEMA}."{table}" where rowid >= {start} and rowid < {start + ROWS_AT_ONCE})'
                f" to '{file}' (format csv, header false, nullstr '\\N')"
            )
            with connection.cursor() as cursor, cursor.copy(statement) as copy, file.open("rb") as rows:
                while block := rows.read(BLOCK):
                    copy.write(block)
    return int(n_rows)


def _tables(source: duckdb.DuckDBPyConnection) -> list[str]:
    rows = source.execute("select table_name from duckdb_tables() where schema_name = ? order by 1", [SCHEMA])
    return [str(name) for (name,) in rows.fetchall()]


def _type(kind: str) -> str:
    """The type of PostgreSQL that holds every value of DuckDB's. Raises: Problem, for one that we do not publish."""
    if re.fullmatch(r"DECIMAL\(\d+,\s*\d+\)", kind):
        return kind.lower().replace("decimal", "numeric")
    if kind not in _TYPES:
        raise Problem("publish.postgres-failed", f"no type for {kind}")
    return _TYPES[kind]


def _has_reader(connection: psycopg.Connection[Any], reader: str) -> bool:
    """Whether the role is there or could be made (without login: it is granted to those who read)."""
    if connection.execute("select 1 from pg_roles where rolname = %s", [reader]).fetchone():
        return True
    try:
        connection.execute(_named("create role {} nologin", reader))
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))  # type: ignore[arg-type]


def _say(error: Exception) -> str:
    """The first line of what went wrong; libpq's words name host and user, never the password."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
