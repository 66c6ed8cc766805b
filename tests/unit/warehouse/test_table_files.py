"""The files beside the published database: Parquet by year, and what is not written again where nothing changed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dagster_project.domain.warehouse.copy_tables import PublishError
from dagster_project.domain.warehouse.publish import publish
from dagster_project.domain.warehouse.table_files import write_tables
from dagster_project.domain.warehouse.versions import find_damage, list_versions, roll_back

ROWS = ((2023, 10), (2023, 11), (2024, 20), (None, 5))


def make_build(file: Path, rows: tuple[tuple[int | None, int], ...] = ROWS) -> Path:
    file.parent.mkdir(exist_ok=True, parents=True)
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts; create table marts.fct_a (year smallint, amount integer)")
        connection.executemany("insert into marts.fct_a values (?, ?)", list(rows))
        connection.execute("create table marts.dim_calendar as select 2024::smallint as year, date '2024-01-01' as day")
        connection.execute("create table marts.mart_empty (year smallint, words varchar)")
    return file


@pytest.fixture
def published(tmp_path: Path) -> Path:
    publish(make_build(tmp_path / "build/warehouse.duckdb"), tmp_path / "published", ["marts"], {})
    return tmp_path / "published"


def files(folder: Path) -> dict[str, int]:
    """Every file of the present version with its inode."""
    root = (folder / ".current").resolve()
    return {str(path.relative_to(root)): path.stat().st_ino for path in root.rglob("*") if path.is_file()}


def publish_rows(folder: Path, *rows: tuple[int | None, int]) -> None:
    publish(make_build(folder.parent / "build/warehouse.duckdb", rows), folder, ["marts"], {})


def test_facts_and_marts_lie_by_year_and_other_tables_in_one_file(published: Path) -> None:
    parquet = sorted(name.removeprefix("parquet/") for name in files(published) if name.startswith("parquet/"))
    assert parquet == [
        "dim_calendar.parquet",
        "fct_a.parquet/2023.parquet",
        "fct_a.parquet/2024.parquet",
        "fct_a.parquet/no_year.parquet",
        "mart_empty.parquet/no_year.parquet",
        "publication.parquet",
    ]
    address = f"{published}/parquet/fct_a.parquet"
    found = duckdb.sql(f"select year, sum(amount) from read_parquet('{address}/*.parquet') group by 1 order by 1")
    assert found.fetchall() == [(2023, 21), (2024, 20), (None, 5)]
    assert pd.read_parquet(address)["amount"].sum() == 46
    assert list(pd.read_parquet(f"{published}/parquet/mart_empty.parquet").columns) == ["year", "words"]


def test_only_the_years_that_changed_are_written_again(published: Path) -> None:
    before = files(published)
    publish_rows(published, *ROWS, (2024, 21), (2025, 1))
    now = files(published)
    assert now.keys() - before.keys() == {"parquet/fct_a.parquet/2025.parquet"}
    # `publication` tells the second: it is the same if both were published within one
    rewritten = {name for name in before if before[name] != now[name] and "publication" not in name}
    assert rewritten == {
        "warehouse.duckdb",
        "csv/fct_a.csv",
        "parquet/fct_a.parquet/2024.parquet",
        "datapackage.json",
        "manifest.json",
        "inputs.json",
    }
    assert find_damage((published / ".current").resolve()) == []


def test_the_version_before_stays_whole_and_can_be_gone_back_to(published: Path) -> None:
    publish_rows(published, (2024, 20))
    assert sorted(files(published)) == sorted(name for name in files(published) if "2023" not in name)
    roll_back(published)
    rows = duckdb.sql(f"select sum(amount) from read_parquet('{published}/parquet/fct_a.parquet/*.parquet')").fetchall()
    assert rows == [(46,)]
    assert [find_damage(version.folder) for version in list_versions(published)] == [[], []]


def test_a_damaged_file_of_the_version_before_is_not_taken_over(published: Path) -> None:
    (published / "parquet/fct_a.parquet/2023.parquet").write_bytes(b"no parquet")
    publish_rows(published, *ROWS, (2024, 21))
    rows = duckdb.sql(f"select amount from '{published}/parquet/fct_a.parquet/2023.parquet' order by 1").fetchall()
    assert rows == [(10,), (11,)]


def test_a_column_with_another_name_is_written_again_everywhere(published: Path) -> None:
    build = make_build(published.parent / "build/warehouse.duckdb")
    with duckdb.connect(str(build)) as connection:
        connection.execute("alter table marts.fct_a rename amount to amount_sek")
    publish(build, published, ["marts"], {})
    assert list(pd.read_parquet(f"{published}/parquet/fct_a.parquet").columns) == ["year", "amount_sek"]


def test_two_tables_of_one_name_cannot_be_files(tmp_path: Path) -> None:
    build = make_build(tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema other; create table other.fct_a as select 1 as a")
    (tmp_path / "out").mkdir()
    with pytest.raises(PublishError, match="two published tables are called fct_a"):
        write_tables(build, tmp_path / "out")
