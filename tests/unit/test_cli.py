"""The `utfall` command: quick to answer, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from dagster_project.domain.refusals import CATALOGUE
from dagster_project.domain.warehouse.publish import publish
from dagster_project.problems import PROBLEMS

RUN = "from dagster_project.cli import main; main()"
HEAVY = ("dagster", "dbt", "pandas", "duckdb", "great_expectations", "pdfplumber", "pyarrow")


def utfall(*words: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a home of its own."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *map(str, words)],
        env={**os.environ, "UTFALL_HOME": str(home), "UTFALL_LAKE": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a small published warehouse."""
    build = tmp_path / "warehouse/build/warehouse.duckdb"
    build.parent.mkdir(parents=True)
    with duckdb.connect(str(build)) as connection:
        connection.execute("""
            create schema marts;
            create table marts.fct_kpi (label text, value decimal(18, 6));
            insert into marts.fct_kpi values ('Sjukfrånvaro', 8.5), ('Frisktal', null), ('Årsarbetare', 1200)
        """)
    publish(build, tmp_path / "warehouse/published", ["marts"], {"n_findings": 0})
    return tmp_path


def test_help_answers_well_under_a_second_and_loads_nothing_heavy(tmp_path: Path) -> None:
    seconds = []
    for _ in range(3):
        began = time.monotonic()
        assert utfall("--help", home=tmp_path).returncode == 0
        seconds.append(time.monotonic() - began)
    assert min(seconds) < 1
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", RUN, "--help"], capture_output=True, text=True, check=True
    )
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "typer" in loaded
    assert not loaded & set(HEAVY)


def test_every_command_has_help_in_both_languages(tmp_path: Path) -> None:
    for command in ("build", "review", "query", "explain", "status"):
        done = utfall(command, "--help", home=tmp_path)
        assert done.returncode == 0
        assert " · " in done.stdout


def test_a_folder_that_is_not_there_is_said_in_both_languages_with_status_2(tmp_path: Path) -> None:
    done = utfall("build", "--reports", tmp_path / "nowhere", home=tmp_path)
    kind = PROBLEMS["build.folder-missing"]
    assert done.returncode == 2
    for words in ("build.folder-missing", kind.title, kind.remedy, kind.title_sv, kind.remedy_sv, "nowhere"):
        assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_manifest_is_said_with_its_line_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/manifest.csv").write_text("file,scb_code\na.pdf,665\n", encoding="utf-8")
    done = utfall("build", "--reports", tmp_path / "reports", home=tmp_path)
    assert done.returncode == 2
    assert "line 2" in done.stderr and "manifest.csv" in done.stderr
    assert CATALOGUE["documents.manifest-broken"].title_sv in done.stderr
    assert "Traceback" not in done.stderr


def test_a_query_gives_a_table_csv_or_json(home: Path) -> None:
    sql = "select label, value from fct_kpi order by label"
    table = utfall("query", sql, home=home).stdout
    assert "Sjukfrånvaro" in table and "8.5 " in table and "3 rows" in table
    assert utfall("query", sql, "--format", "csv", home=home).stdout == (
        "label,value\nFrisktal,\nSjukfrånvaro,8.5\nÅrsarbetare,1200\n"
    )
    rows = json.loads(utfall("query", sql, "--format", "json", home=home).stdout)
    assert rows[0] == {"label": "Frisktal", "value": None}


def test_a_row_too_wide_for_the_screen_is_printed_as_lines_and_no_text_is_taken_for_markup(home: Path) -> None:
    wide = ", ".join(f"'{'x' * 20}' as column_number_{i}" for i in range(15))
    shown = utfall("query", f"select {wide}, '[b] :x:' as printed", home=home).stdout.splitlines()
    assert shown[0].startswith("-- row 1") and len(shown) == 1 + 16 + 1
    assert shown[1].split() == ["column_number_0", "x" * 20]
    assert "[b] :x:" in shown[16]
    assert "[b] :x:" in utfall("query", "select '[b] :x:' as printed", home=home).stdout
    assert "column_number_14" in utfall("query", f"select {wide} where false", home=home).stdout


@pytest.mark.parametrize("sql", ["", "/* nothing */", "select 1; select 2"])
def test_anything_but_one_statement_is_said_with_status_2(sql: str, home: Path) -> None:
    done = utfall("query", sql, home=home)
    assert done.returncode == 2 and "statements; give one" in done.stderr


def test_a_csv_for_swedish_excel_has_semicolon_decimal_comma_and_a_mark_in_front(home: Path) -> None:
    sql = "select '0665' as kod, value, value > 10 as stor, '=1+1' as raw from fct_kpi where value > 0 order by value"
    assert utfall("query", sql, "--format", "swedish-csv", "--out", home / "a.csv", home=home).returncode == 0
    data = (home / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == "kod;value;stor;raw\r\n0665;8,5;FALSKT;'=1+1\r\n0665;1200;SANT;'=1+1\r\n"
    assert utfall("query", sql, "--format", "swedish-csv", home=home).stdout.startswith("\ufeffkod;value")


def test_an_xlsx_keeps_codes_as_text_and_numbers_as_numbers(home: Path) -> None:
    sql = "select '0665' as kod, value, '=1+1' as raw, date '2024-04-30' as dag, published_at from fct_kpi, publication"
    assert utfall("query", sql, "--format", "xlsx", home=home).returncode == 2
    done = utfall("query", f"{sql} where value = 8.5", "--format", "xlsx", "--out", home / "a.xlsx", home=home)
    assert done.returncode == 0, done.stderr
    head, row = load_workbook(home / "a.xlsx").active.iter_rows()  # type: ignore[union-attr]
    assert [cell.value for cell in head] == ["kod", "value", "raw", "dag", "published_at"]
    assert [cell.value for cell in row[:3]] == ["0665", 8.5, "=1+1"]
    assert [cell.data_type for cell in row] == ["s", "n", "s", "d", "d"]


def test_extract_prints_brackets_as_they_stand_and_an_equals_sign_is_no_formula_of_excel(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(
        "Socialnämnden i Vaggeryds kommun\nTertialuppföljning januari-april 2024\n\nIndikatorer\n"
        "Indikator\tMål 2024\tUtfall 2024-04\n[/b] Beslut i tid :x:, %\t= 100 %\t96\n",
        encoding="utf-8",
    )
    shown = utfall("extract", report, home=tmp_path)
    assert shown.returncode == 0 and "[/b] Beslut i tid :x:" in shown.stdout, shown.stderr
    assert utfall("extract", report, "--format", "xlsx", "--out", tmp_path / "a.xlsx", home=tmp_path).returncode == 0
    rows = list(load_workbook(tmp_path / "a.xlsx").active.iter_rows())  # type: ignore[union-attr]
    raw = [cell.value for cell in rows[0]].index("raw")
    assert [(row[raw].value, row[raw].data_type) for row in rows[1:]] == [("= 100 %", "s"), ("96", "s")]


def test_a_file_that_cannot_be_written_is_said_with_status_2(home: Path) -> None:
    done = utfall("query", "select 1", "--format", "csv", "--out", home / "nowhere/a.csv", home=home)
    assert done.returncode == 2 and "output.not-writable" in done.stderr and "Traceback" not in done.stderr


def test_sql_that_is_wrong_is_said_with_status_2(home: Path) -> None:
    done = utfall("query", "select nothing from nowhere", home=home)
    assert done.returncode == 2
    assert "query.not-understood" in done.stderr and "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_query_cannot_change_the_published_file(home: Path) -> None:
    done = utfall("query", "delete from fct_kpi", home=home)
    assert done.returncode == 2
    assert "read-only" in done.stderr
    assert "3" in utfall("query", "select count(*) from fct_kpi", "--format", "csv", home=home).stdout


def test_without_a_warehouse_query_and_status_say_how_to_get_one(tmp_path: Path) -> None:
    done = utfall("query", "select 1", home=tmp_path)
    assert (done.returncode, "utfall build --reports" in done.stderr) == (2, True)
    status = utfall("status", home=tmp_path)
    assert (status.returncode, "utfall build --reports" in status.stdout) == (0, True)


def test_status_says_what_is_published_and_how_old_it_is(home: Path) -> None:
    done = utfall("status", home=home)
    assert done.returncode == 0
    assert "marts.fct_kpi" in done.stdout and "seconds ago" in done.stdout


def test_status_calls_a_failed_night_by_its_name(home: Path) -> None:
    attempt = {
        "at": "2026-01-02T03:04:05+00:00",
        "ok": False,
        "code": "build.models-failed",
        "detail": "a key",
        "file": "",
    }
    (home / "warehouse/last_attempt.json").write_text(json.dumps(attempt), encoding="utf-8")
    done = utfall("status", home=home)
    assert "FAILED, build.models-failed" in done.stdout
    assert "What is published is from before that." in done.stdout


def test_every_problem_and_refusal_is_said_in_both_languages_with_a_remedy() -> None:
    for kind in (*PROBLEMS.values(), *CATALOGUE.values()):
        for words in (kind.title, kind.remedy, kind.title_sv, kind.remedy_sv):
            assert words.strip().endswith((".", ")")), kind.code
        assert kind.title != kind.title_sv and kind.remedy != kind.remedy_sv
