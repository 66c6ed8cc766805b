"""Invented reports, written to a lake of their own and built by the real dbt project into a database of their own.

`make_reading` turns printed tables, given as rows of text and numbers, into a reading; `build_warehouse` runs dbt.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from dagster_project.domain.model import Fact, ReportProfile, ReportReading
from dagster_project.domain.warehouse.write_raw import prepare_raw, write_errata, write_raw

DBT = Path(__file__).resolve().parents[3] / "dbt"
BUILD = "from dagster_project.cli import main; main()"
SCALE = {"tkr": 1000, "mnkr": 1_000_000, "kr": 1}


@dataclass(frozen=True)
class Column:
    """A printed column: kind of value, last day covered, and when it was made if not at the report's end."""

    kind: str
    end: date
    as_of: date | None = None
    label: str = ""


@dataclass
class PrintedTable:
    """rows: (label, role, numbers); a label may open with `code|`, a role may end in `:account_line`."""

    title: str
    columns: list[Column]
    rows: list[tuple[str, str, list[Any]]]
    family: str = "cost"
    unit: str = "tkr"
    section: str = ""


@dataclass
class Report:
    """An invented report. name makes the document's sha256, so that two names are two documents."""

    name: str
    municipality_code: str
    end: date
    tables: list[PrintedTable]
    board: str = "Socialnämnden"
    report_type: str = "month"
    reader_version: str = "1"
    first_seen_at: datetime | None = None
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def document(self) -> str:
        return hashlib.sha256(self.name.encode()).hexdigest()


def make_reading(report: Report) -> ReportReading:
    """The reading that extraction would give of the invented report."""
    facts = [fact for no, table in enumerate(report.tables, start=1) for fact in _facts(report, no, table)]
    profile = ReportProfile(
        municipality_code=report.municipality_code,
        board=report.board,
        report_type=report.report_type,
        period_start=date(report.end.year, 1, 1),
        period_end=report.end,
    )
    values: dict[str, Any] = {"profile": profile, "facts": tuple(facts), "n_cells": len(facts)} | report.changes
    return ReportReading(
        document=report.document,
        name=f"{report.name}.pdf",
        media_type="application/pdf",
        reader_version=report.reader_version,
        n_pages=1,
        **values,
    )


def _facts(report: Report, table_no: int, table: PrintedTable) -> Iterator[Fact]:
    for row_no, (printed, role, numbers) in enumerate(table.rows, start=2):
        code, _, label = printed.rpartition("|") if "|" in printed and " | " not in printed else ("", "", printed)
        role, _, account_line = role.partition(":")
        for col_no, (column, number) in enumerate(zip(table.columns, numbers, strict=True), start=2):
            if number is None:
                continue
            value = None if isinstance(number, str) else Decimal(str(number))
            is_money = table.unit in SCALE and value is not None
            yield Fact(
                document=report.document,
                municipality_code=report.municipality_code,
                page=1,
                table_no=table_no,
                row_no=row_no,
                col_no=col_no,
                part_no=1,
                table_title=table.title,
                section=table.section,
                row_code=code,
                row_label=label,
                row_role=role,
                col_label=column.label or f"{column.kind} {column.end}",
                raw=str(number),
                value=value,
                unit=table.unit,
                is_unit_inferred=False,
                measure=column.kind,
                period_start=date(column.end.year, 1, 1),
                period_end=column.end,
                as_of=column.as_of or report.end,
                fact_family=table.family,
                account_line=account_line,
                entity="",
                amount_reported_sek=value * SCALE[table.unit] if is_money and value is not None else None,
                confidence=Decimal(1),
                reading="invented",
                fact_id=fact_id(report.name, table_no, row_no, col_no),
            )


def fact_id(report_name: str, table_no: int, row_no: int, col_no: int) -> str:
    """The key of a cell of an invented report."""
    return hashlib.md5(f"{report_name}/{table_no}/{row_no}/{col_no}".encode()).hexdigest()


def run_dbt(lake: str, database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`dbt build` on a lake into a database file; target and logs stay beside the database."""
    environment = os.environ | {
        "UTFALL_LAKE": lake,
        "UTFALL_WAREHOUSE_BUILD": str(database),
        "DO_NOT_TRACK": "1",
    }
    place = ["--project-dir", str(DBT), "--profiles-dir", str(DBT)]
    place += ["--target-path", str(database.parent / "target"), "--log-path", str(database.parent / "logs")]
    return subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "build", *place, *arguments],
        env=environment,
        cwd=DBT.parent,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def build_warehouse(
    directory: Path, reports: Iterable[Report], errata: Iterable[dict[str, Any]] = ()
) -> duckdb.DuckDBPyConnection:
    """Write the reports, build, and open the result for reading. A failing build fails the test with dbt's words."""
    lake = str(directory / "lake")
    prepare_raw(lake)
    for report in reports:
        write_raw(make_reading(report), lake, report.first_seen_at or datetime(2025, 1, 1, tzinfo=UTC))
    write_errata(errata, lake)
    database = directory / "warehouse.duckdb"
    done = run_dbt(lake, database)
    assert done.returncode == 0, done.stdout[-6000:]
    return duckdb.connect(str(database), read_only=True)


@pytest.fixture(scope="session")
def invented() -> SimpleNamespace:
    """The words with which a test invents reports (pytest's importlib mode lets test modules share only fixtures)."""
    return SimpleNamespace(
        Column=Column,
        Table=PrintedTable,
        Report=Report,
        make_reading=make_reading,
        build=build_warehouse,
        run_dbt=run_dbt,
        fact_id=fact_id,
    )


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the warehouse of the sample reports, built and published by the command."""
    home: Path = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, "build", "--reports", str(DBT.parent / "data" / "reports"), "--home", str(home)],
        env=os.environ | {"UTFALL_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:] + done.stdout[-4000:]
    return home
