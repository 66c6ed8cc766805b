"""The tools that docs/bi.md names, asked as their users ask: SQLAlchemy, psql, LibreOffice. Run by `make test-bi`."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
import pytest
from postgres_server import run_postgres

pytest.importorskip("duckdb_engine", reason="run `make test-bi`, which has an environment for it")

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

Run = Callable[..., str]

QUESTION = """
    select m.municipality_code, m.name, sum(f.amount_sek) as sek
    from marts.fct_cost_by_activity f join marts.dim_municipality m on m.municipality_code = f.municipality_code
    where f.value_kind = 'forecast_deviation' and f.is_additive_in_report
    group by m.municipality_code, m.name order by m.municipality_code
"""


def rows(found: object) -> list[tuple[str, str, Decimal]]:
    return [(str(code), str(name), Decimal(amount)) for code, name, amount in found]  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def answer(published: Path) -> list[tuple[str, str, Decimal]]:
    """What DuckDB itself says; Piteå's figure is the one its report prints, -58 574 tkr."""
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as connection:
        found = rows(connection.execute(QUESTION).fetchall())
    assert ("2581", "Piteå", Decimal(-58574000)) in found
    return found


@pytest.fixture(scope="module")
def dsn(utfall: Run) -> Iterator[str]:
    """A PostgreSQL with the warehouse, as the reader `anna` sees it."""
    with run_postgres() as folder:
        writer = f"host={folder} user=boss dbname=postgres"
        utfall("publish", "--to", "postgres", UTFALL_POSTGRES_DSN=writer)
        with psycopg.connect(writer, autocommit=True) as connection:
            connection.execute("create role anna login in role utfall_reader")
        yield f"host={folder} user=anna dbname=postgres"


def test_sqlalchemy_reads_the_published_file(published: Path, answer: list[tuple[str, str, Decimal]]) -> None:
    address = f"duckdb:///{published.resolve() / 'warehouse.duckdb'}"
    engine = create_engine(address, connect_args={"read_only": True}, poolclass=NullPool)
    with engine.connect() as connection:
        assert rows(connection.execute(text(QUESTION))) == answer
    columns = {column["name"]: column for column in inspect(engine).get_columns("dim_municipality", schema="marts")}
    assert str(columns["municipality_code"]["type"]) == "VARCHAR"
    assert columns["municipality_code"]["comment"]


def test_sqlalchemy_without_a_pool_sees_the_next_publish(published: Path, tmp_path: Path) -> None:
    """A publish is a rename; with NullPool the next query opens the new file."""
    file, new = tmp_path / "warehouse.duckdb", tmp_path / "new.duckdb"
    shutil.copyfile(published / "warehouse.duckdb", file)
    with duckdb.connect(str(new)) as connection:
        connection.execute("create schema marts; create table marts.fct_kpi as select 'new' as raw")
    engine = create_engine(f"duckdb:///{file}", connect_args={"read_only": True}, poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from marts.fct_kpi")).scalar_one() > 1
    new.replace(file)
    with engine.connect() as connection:
        assert connection.execute(text("select raw from marts.fct_kpi")).scalar_one() == "new"


def test_sqlalchemy_reads_postgres(dsn: str, answer: list[tuple[str, str, Decimal]]) -> None:
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(dsn))
    with engine.connect() as connection:
        assert rows(connection.execute(text(QUESTION))) == answer
    assert inspect(engine).get_table_comment("fct_kpi", schema="marts")["text"]
    assert inspect(engine).get_pk_constraint("dim_municipality", schema="marts")["constrained_columns"]


def test_psql_as_a_reader_asks_and_cannot_write(dsn: str, answer: list[tuple[str, str, Decimal]]) -> None:
    psql = shutil.which("psql")
    if psql is None:
        pytest.skip("psql is not installed (Debian: apt-get install postgresql-client)")
    asked = subprocess.run([psql, dsn, "--csv", "-t", "-c", QUESTION], capture_output=True, text=True, check=True)
    assert rows(csv.reader(asked.stdout.splitlines())) == answer
    described = subprocess.run([psql, dsn, "-c", r"\d+ marts.fct_kpi"], capture_output=True, text=True, check=True)
    assert "municipality_code" in described.stdout and "Description" in described.stdout
    refused = subprocess.run([psql, dsn, "-c", "delete from marts.fct_kpi"], capture_output=True, text=True)
    assert refused.returncode != 0 and "permission denied" in refused.stderr


@pytest.mark.parametrize("form", ["xlsx", "swedish-csv"])
def test_libreoffice_opens_what_query_writes(
    form: str, utfall: Run, tmp_path: Path, answer: list[tuple[str, str, Decimal]]
) -> None:
    """Opened and saved by LibreOffice as CSV: the same rows, with the zero of 0665 and the letters of Piteå."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-calc)")
    written = tmp_path / ("answer.xlsx" if form == "xlsx" else "answer.csv")
    utfall("query", QUESTION, "--format", form, "--out", str(written))
    # columns: ; or , parted, UTF-8, first column text as a person chooses for a code
    taken = [] if form == "xlsx" else ["--infilter=CSV:59,34,76,1,1/2/2/2/3/1"]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    saved = tmp_path / "saved"
    words = [soffice, profile, "--headless", *taken, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1"]
    subprocess.run([*words, "--outdir", str(saved), str(written)], capture_output=True, check=True, timeout=180)
    with (saved / "answer.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))[1:]
    assert [(code, name) for code, name, _ in found] == [(code, name) for code, name, _ in answer]
    assert [Decimal(amount.replace(",", ".")) for *_, amount in found] == [amount for *_, amount in answer]
