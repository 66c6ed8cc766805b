"""Carrying over: a build of some municipalities is made whole with the published rows of all the others.

What lives here: which rows of a mart belong to which municipality, and moving them. What does not: deciding which
municipalities are made again (`building/inputs`), and proving that the result is good enough (the checks, `publish`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path

import duckdb

from dagster_project.domain.warehouse.copy_tables import list_tables, quoted

REPORTS = "dim_report"


def carry_over(build_file: Path, published_file: Path, schema: str, touched: Collection[str]) -> dict[str, int]:
    """Put the published rows of every municipality that is not `touched` into the marts of the build file.

    A table whose rows name no municipality goes by their document; one that names neither holds nothing of reports and
    stays as it was just made, as does one that only the build file or only the published file has.
    Args: touched: municipality codes; "" stands for rows that name none.
    Returns: rows carried over, by table.
    """
    carried: dict[str, int] = {}
    with contextlib.closing(duckdb.connect(str(build_file))) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{quoted(published_file)}' as published (read_only)")
        connection.execute("create temp table touched as select unnest($1::varchar[]) as piece", [list(touched)])
        connection.execute(
            "create temp table touched_documents as "
            + " union ".join(
                f'select document from {catalog}"{schema}"."{REPORTS}"'
                " where coalesce(municipality_code, '') in (select piece from touched)"
                for catalog in ("", "published.")
            )
        )
        there = {table for _, table in _published_tables(connection, schema)}
        for _, table in list_tables(connection, (schema,)):
            condition = _is_touched(connection, schema, table)
            if table in there and condition:
                address = f'"{schema}"."{table}"'
                connection.execute("begin")
                connection.execute(f"delete from {address} where not ({condition})")
                moved = connection.execute(
                    f"insert into {address} by name select * from published.{address} where not ({condition})"
                ).fetchone()
                connection.execute("commit")
                carried[table] = int(moved[0]) if moved else 0
        connection.execute("detach published")
        connection.execute("checkpoint")
    return carried


def _published_tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[tuple[str, str]]:
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'published' and schema_name = ?",
        [schema],
    ).fetchall()


def _is_touched(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    """The condition under which a row of the table belongs to a touched municipality; "" if it belongs to none."""
    columns = {
        name
        for (name,) in connection.execute(
            "select column_name from duckdb_columns()"
            " where database_name = current_database() and schema_name = ? and table_name = ?",
            [schema, table],
        ).fetchall()
    }
    if "municipality_code" in columns:
        return "coalesce(municipality_code, '') in (select piece from touched)"
    if "document" in columns:
        return "coalesce(document, '') in (select document from touched_documents)"
    return ""
