"""What dbt promises of tables and columns stands in a real PostgreSQL too: keys, NOT NULL, comments, types, rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from postgres_server import run_postgres

from dagster_project.adapters.postgres import publish_to_postgres

pytestmark = pytest.mark.slow

KEYS = """
    select r.relname, array_agg(a.attname::text order by array_position(c.conkey, a.attnum))
    from pg_constraint c
    join pg_class r on r.oid = c.conrelid
    join pg_attribute a on a.attrelid = r.oid and a.attnum = any(c.conkey)
    where c.contype = 'p' and r.relnamespace = 'marts'::regnamespace
    group by r.relname
"""
COLUMNS = """
    select r.relname, a.attname, not a.attnotnull, col_description(r.oid, a.attnum), obj_description(r.oid)
    from pg_class r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0
    where r.relkind = 'r' and r.relnamespace = 'marts'::regnamespace
"""
RIGHTS = """
    select r.relname, p.may, has_table_privilege('utfall_reader', r.oid, p.may)
    from pg_class r cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as p(may)
    where r.relkind = 'r' and r.relnamespace = 'marts'::regnamespace
"""


@pytest.fixture(scope="module")
def published(sample_home: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(sample_home / "warehouse" / "published" / "warehouse.duckdb"), read_only=True)


@pytest.fixture(scope="module")
def served(sample_home: Path) -> Iterator[psycopg.Connection[Any]]:
    with run_postgres() as folder:
        dsn = f"host={folder} user=boss dbname=postgres"
        publish_to_postgres(sample_home / "warehouse" / "published" / "warehouse.duckdb", dsn)
        with psycopg.connect(dsn, autocommit=True) as connection:
            yield connection


def test_every_primary_key_is_one_in_postgres_and_every_dimension_has_one(
    published: duckdb.DuckDBPyConnection, served: psycopg.Connection[Any]
) -> None:
    promised = dict(
        published.execute(
            "select table_name, constraint_column_names from duckdb_constraints()"
            " where schema_name = 'marts' and constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    )
    assert dict(served.execute(KEYS).fetchall()) == promised
    tables = published.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
    dimensions = {name for (name,) in tables if name.startswith(("dim_", "bridge_"))}
    assert len(dimensions) >= 7 and dimensions <= set(promised)


def test_every_column_has_its_description_and_what_is_promised_is_never_empty(
    published: duckdb.DuckDBPyConnection, served: psycopg.Connection[Any]
) -> None:
    promised = published.execute(
        "select table_name, column_name, is_nullable, c.comment, t.comment from duckdb_columns() c"
        " join duckdb_tables() t using (database_name, schema_name, table_name) where schema_name = 'marts'"
    ).fetchall()
    assert sorted(served.execute(COLUMNS).fetchall(), key=str) == sorted(promised, key=str)
    assert all(about for table, *_, about in promised if table != "publication")


def test_every_number_and_code_arrives(published: duckdb.DuckDBPyConnection, served: psycopg.Connection[Any]) -> None:
    question = (
        "select municipality_code, unit, count(*), sum(value), sum(amount_sek) from marts.fct_cost_by_activity"
        " group by municipality_code, unit order by municipality_code, unit"
    )
    rows = published.execute(question).fetchall()
    assert rows[0][0] == "0461"
    assert served.execute(question).fetchall() == rows


def test_the_reader_may_read_every_table_and_change_none(served: psycopg.Connection[Any]) -> None:
    rights = served.execute(RIGHTS).fetchall()
    assert len(rights) > 200
    assert all(granted == (may == "select") for _, may, granted in rights)
    schema = "select has_schema_privilege('utfall_reader', 'marts', %s)"
    assert [served.execute(schema, [may]).fetchone() for may in ("usage", "create")] == [(True,), (False,)]
