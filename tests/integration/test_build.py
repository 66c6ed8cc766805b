"""The whole path on the sample reports, as a user walks it: one command, then questions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project.adapters.run_dbt import DBT_DIR, dbt_environment
from dagster_project.domain.warehouse.home import PROJECT_DIR, open_home
from dagster_project.examples import EXAMPLES

SAMPLES = PROJECT_DIR / "data" / "reports"
RUN = "from dagster_project.cli import main; main()"


def utfall(*words: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN, *map(str, words)],
        env={**os.environ, "UTFALL_HOME": str(home), "UTFALL_LAKE": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample reports with their manifest, and three files that are no reports."""
    reports = tmp_path_factory.mktemp("reports")
    for path in SAMPLES.iterdir():
        if path.suffix in (".pdf", ".csv"):
            shutil.copy(path, reports)
    (reports / "empty.pdf").write_bytes(b"")
    (reports / "nameless.txt").write_text("Uppföljning per mars 2024\n\nVerksamhet\tUtfall\nHemtjänst\t12\n", "utf-8")
    return reports


@pytest.fixture(scope="module")
def built(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    home = tmp_path_factory.mktemp("home")
    return home, utfall("build", "--reports", folder, home=home)


@pytest.fixture
def home(built: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    assert built[1].returncode == 0, built[1].stderr
    return built[0]


@pytest.fixture
def warehouse(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(open_home(home).published_file), read_only=True) as connection:
        yield connection


def test_a_build_with_findings_and_bad_files_ends_with_status_0_and_its_table(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    done = built[1]
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    for words in (
        "Reports read",
        "Reports set aside",
        "Cells refused",
        "Checks passed",
        "Facts: cost",
        "warehouse.duckdb",
    ):
        assert words in done.stdout
    assert done.stdout.count(" query ") >= 3


def test_the_misprint_in_vaggeryds_report_is_found_and_published(
    built: tuple[Path, subprocess.CompletedProcess[str]], warehouse: duckdb.DuckDBPyConnection
) -> None:
    (line,) = [line for line in built[1].stdout.splitlines() if line.startswith("Finding:")]
    for words in ("Vaggeryd", "Utfall 2024-04", "Ensamkommande barn", "110 831", "112 153"):
        assert words in line
    assert warehouse.execute("select municipality_code, suspect_expected from marts.fct_finding").fetchall() == [
        ("0665", -661)
    ]


def test_every_report_is_there_piteas_by_its_manifest(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select municipality_code, status, count(*) from marts.dim_report group by all order by all"
    ).fetchall()
    assert [row for row in rows if row[1] == "read"] == [
        (code, "read", 1) for code in ("0461", "0665", "1463", "1882", "2581")
    ]
    assert sorted(status for _, status, _ in rows if status != "read") == ["refused", "set_aside"]
    assert warehouse.execute(
        "select profile_source from marts.dim_report where municipality_code = '2581'"
    ).fetchone() == ("manifest",)


def test_what_is_set_aside_or_refused_is_in_no_fact_table(warehouse: duckdb.DuckDBPyConnection) -> None:
    tables = warehouse.execute(
        "select table_name from duckdb_columns() where column_name in ('fact_id', 'report_id')"
        " and starts_with(table_name, 'fct_') group by all having count(*) = 2"
    ).fetchall()
    assert len(tables) >= 7
    for (table,) in tables:
        stray = f"select count(*) from marts.{table} anti join marts.dim_report r using (report_id)"
        assert warehouse.execute(stray).fetchone() == (0,)
        unread = (
            f"select count(*) from marts.{table} join marts.dim_report r using (report_id) where r.status <> 'read'"
        )
        assert warehouse.execute(unread).fetchone() == (0,)


def test_every_number_carries_its_cell(warehouse: duckdb.DuckDBPyConnection) -> None:
    for table in ("fct_cost_by_activity", "fct_kpi", "fct_staffing", "fct_volume", "fct_investment"):
        rows = warehouse.execute(
            "select count(*),"
            " count_if(document = '' or raw = '' or least(page, table_no, row_no, col_no) < 1)"
            f" from marts.{table}"
        ).fetchone()
        assert rows is not None
        assert rows[0] > 0
        assert rows[1] == 0


def test_the_published_file_holds_tables_only_and_a_parquet_of_each(
    home: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    assert warehouse.execute("select count(*) from duckdb_views() where not internal").fetchone() == (0,)
    tables = {name for (name,) in warehouse.execute("select table_name from duckdb_tables()").fetchall()}
    assert tables >= {"dim_report", "dim_activity", "dim_measure", "dim_municipality", "fct_finding", "publication"}
    files = {path.stem for path in (open_home(home).published_dir / "parquet").glob("*.parquet")}
    assert files == tables


@pytest.mark.parametrize("example", EXAMPLES, ids=[title for title, _, _ in EXAMPLES])
def test_the_example_queries_run_and_have_rows(home: Path, example: tuple[str, str, str]) -> None:
    assert '"' not in example[2] and "\n" not in example[2]
    done = utfall("query", example[2], "--format", "csv", home=home)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 3


def test_the_report_without_municipality_is_in_the_review_with_the_line_to_write(home: Path) -> None:
    done = utfall("review", home=home)
    assert "nameless.txt  [identify.municipality-unknown]" in done.stdout
    assert "nameless.txt,MUNICIPALITY,CODE," in done.stdout
    assert "empty.pdf  [documents.empty]" in done.stdout
    assert "Filen är tom." in done.stdout


def test_every_unit_test_of_the_models_holds(home: Path, tmp_path: Path) -> None:
    """A build leaves them out; here they run on the columns of the tables that it made."""
    command = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "test", "--select", "test_type:unit"]
    command += ["--project-dir", str(DBT_DIR), "--profiles-dir", str(DBT_DIR)]
    command += ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs")]
    done = subprocess.run(
        command, env={**os.environ, **dbt_environment(open_home(home))}, cwd=DBT_DIR, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-4000:]
    passed = re.search(r"PASS=(\d+)", done.stdout)
    assert passed and int(passed[1]) > 40


def test_a_second_build_is_quick_and_changes_nothing(
    built: tuple[Path, subprocess.CompletedProcess[str]], folder: Path, home: Path
) -> None:
    file = open_home(home).published_file
    before = (file.stat().st_ino, file.read_bytes())
    done = utfall("build", "--reports", folder, home=home)
    assert done.returncode == 0
    assert "nothing was new" in done.stdout
    assert "in this run" not in done.stdout
    assert (file.stat().st_ino, file.read_bytes()) == before
