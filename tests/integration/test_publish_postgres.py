"""Publishing into a real PostgreSQL: a cluster of its own in a temporary folder, with readers who never stop asking."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest
from postgres_server import run_postgres

from dagster_project.adapters import postgres
from dagster_project.adapters.postgres import publish_to_postgres
from dagster_project.commands.publish import run_publish
from dagster_project.domain.warehouse.publish import publish
from dagster_project.problems import Problem

pytestmark = pytest.mark.slow

READER = """
import json, pathlib, sys, psycopg
dsn, stop, level = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
seen, asked = set(), 0
with psycopg.connect(dsn) as connection:
    connection.isolation_level = getattr(psycopg.IsolationLevel, level)
    while not stop.exists():
        seen.add(connection.execute(
            "select (select sum(amount)::int from marts.fct_a), (select sum(amount)::int from marts.fct_b)").fetchone())
        connection.commit()
        asked += 1
        if asked == 1:
            print("looked", flush=True)
print(json.dumps([asked, sorted(seen)]), flush=True)
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The socket folder of a running cluster."""
    with run_postgres() as folder:
        yield folder


@pytest.fixture
def dsn(cluster: str, request: pytest.FixtureRequest) -> str:
    """A database of its own for each test."""
    name = f"d{abs(hash(request.node.name))}"
    with psycopg.connect(f"host={cluster} user=boss dbname=postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return f"host={cluster} user=boss dbname={name}"


def make_published(folder: Path, amount: int) -> Path:
    build = folder / "build.duckdb"
    build.unlink(missing_ok=True)
    with duckdb.connect(str(build)) as connection:
        connection.execute(f"""
            create schema marts;
            create table marts.dim_municipality (municipality_code varchar primary key, name varchar not null);
            insert into marts.dim_municipality values ('0665', 'Vaggeryd'), ('2581', 'Piteå');
            create table marts.fct_a (amount decimal(18, 2) not null, raw varchar, seen timestamptz, is_new boolean,
                day date, share double);
            insert into marts.fct_a values ({amount}, 'Ö "x"\\n' || chr(9) || chr(10), '2026-01-01 00:00:00+01:00',
                true, '2024-02-29', 0.5), (0, null, null, null, null, null);
            create table marts.fct_b as select {amount} as amount from range(1000) where range = 0;
            comment on table marts.fct_a is 'One row per test''s amount.';
            comment on column marts.fct_a.amount is 'SEK';
        """)
    return publish(build, folder / "published", ["marts"], {}).path


def ask(dsn: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(question).fetchall()  # type: ignore[arg-type]


def test_values_types_keys_and_comments_arrive(dsn: str, tmp_path: Path) -> None:
    loaded = publish_to_postgres(make_published(tmp_path, 5), dsn)
    assert loaded.rows == {"dim_municipality": 2, "fct_a": 2, "fct_b": 1, "publication": 1}
    row = ask(
        dsn, "select amount::text, raw, seen at time zone 'UTC', is_new, day::text, share from marts.fct_a limit 1"
    )
    assert row[0][0] == "5.00" and row[0][1] == 'Ö "x"\\n\t\n' and str(row[0][2]) == "2025-12-31 23:00:00"
    assert row[0][3:] == (True, "2024-02-29", 0.5)
    assert ask(dsn, "select municipality_code from marts.dim_municipality order by 1") == [("0665",), ("2581",)]
    assert ask(dsn, "select obj_description('marts.fct_a'::regclass), col_description('marts.fct_a'::regclass, 1)") == [
        ("One row per test's amount.", "SEK")
    ]
    keys = "select count(*) from pg_constraint where contype = 'p' and conrelid = 'marts.dim_municipality'::regclass"
    assert ask(dsn, keys) == [(1,)]


def test_the_reader_role_reads_and_cannot_write(dsn: str, tmp_path: Path) -> None:
    for amount in (5, 6):
        assert publish_to_postgres(make_published(tmp_path, amount), dsn, "some_reader").reader == "some_reader"
    with psycopg.connect(dsn) as connection:
        connection.execute("set role some_reader")
        assert connection.execute("select sum(amount)::int from marts.fct_a").fetchone() == (6,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from marts.fct_a")


@pytest.mark.parametrize("level", ["READ_COMMITTED", "REPEATABLE_READ"])
def test_readers_asking_in_a_loop_never_see_a_gap_or_half_a_publish(dsn: str, tmp_path: Path, level: str) -> None:
    publish_to_postgres(make_published(tmp_path, 1), dsn)
    stop = tmp_path / "stop"
    with subprocess.Popen(
        [sys.executable, "-c", READER, dsn, str(stop), level], stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "looked\n"
        for amount in range(2, 9):
            publish_to_postgres(make_published(tmp_path, amount), dsn)
        stop.touch()
        asked, seen = json.loads(reader.stdout.read())
    assert reader.returncode == 0
    assert asked > 100 and len(seen) >= 3
    assert all(a == b and 1 <= a <= 8 for a, b in seen)
    left = ask(dsn, "select nspname from pg_namespace where nspname like 'marts%' order by 1")
    assert left == [("marts",)]


def test_a_reader_in_the_middle_of_a_long_transaction_delays_nobody_and_keeps_its_table(
    dsn: str, tmp_path: Path
) -> None:
    publish_to_postgres(make_published(tmp_path, 1), dsn)
    with psycopg.connect(dsn) as slow:
        cursor = slow.cursor(name="slow")
        cursor.execute("select amount::int from marts.fct_b")
        publish_to_postgres(make_published(tmp_path, 2), dsn)
        assert ask(dsn, "select amount::int from marts.fct_b") == [(2,)]
        assert cursor.fetchall() == [(1,)]
    publish_to_postgres(make_published(tmp_path, 3), dsn)
    assert ask(dsn, "select nspname from pg_namespace where nspname like 'marts%'") == [("marts",)]


def test_a_server_that_is_down_is_said_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(Problem) as problem:
        publish_to_postgres(make_published(tmp_path, 1), "host=127.0.0.1 port=1 user=x password=hemligt dbname=y")
    assert problem.value.code == "publish.postgres-down"
    assert "hemligt" not in str(problem.value)


def test_a_user_without_rights_is_said_and_what_is_published_stays(dsn: str, tmp_path: Path) -> None:
    publish_to_postgres(make_published(tmp_path, 1), dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = 'weak'").fetchone():
            connection.execute("create role weak login")
    with pytest.raises(Problem) as problem:
        publish_to_postgres(make_published(tmp_path, 2), dsn.replace("user=boss", "user=weak"))
    assert problem.value.code == "publish.postgres-rights"
    assert ask(dsn, "select amount::int from marts.fct_b") == [(1,)]


def test_a_load_that_breaks_half_way_leaves_what_is_published(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_to_postgres(make_published(tmp_path, 1), dsn)
    honest = postgres._load

    def breaking(source: object, connection: psycopg.Connection[object], table: str) -> int:
        if table == "publication":
            connection.execute("select 1 / 0")
        return honest(source, connection, table)  # type: ignore[arg-type]

    monkeypatch.setattr(postgres, "_load", breaking)
    with pytest.raises(Problem) as problem:
        publish_to_postgres(make_published(tmp_path, 2), dsn)
    assert problem.value.code == "publish.postgres-failed" and "division by zero" in problem.value.detail
    assert ask(dsn, "select amount::int from marts.fct_b") == [(1,)]
    assert ask(dsn, "select nspname from pg_namespace where nspname like 'marts%'") == [("marts",)]


def test_the_command_takes_its_address_from_the_environment(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home/warehouse").mkdir(parents=True)
    make_published(tmp_path / "home/warehouse", 7)
    monkeypatch.delenv("UTFALL_POSTGRES_DSN", raising=False)
    with pytest.raises(Problem) as problem:
        run_publish(tmp_path / "home", False, None, "postgres")
    assert (problem.value.code, problem.value.exit_status) == ("publish.target-unknown", 2)
    monkeypatch.setenv("UTFALL_POSTGRES_DSN", dsn)
    assert run_publish(tmp_path / "home", False, None, "postgres") == 0
    assert "4 tables" in capsys.readouterr().out
    assert ask(dsn, "select amount::int from marts.fct_b") == [(7,)]
