"""Nights with the real dbt and the real checks: each does its work and no more, late and broken reports are told on
their night, and what was made in parts is, to the last row, what is made whole. The same year with more nights, dbt
being stood in for, is in nights/test_build_steps.py."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from stand_ins import write_report

from dagster_project.building.build import build
from dagster_project.building.publish import PUBLISHED_SCHEMAS
from dagster_project.building.record import BuildReport, read_history
from dagster_project.domain.calendar.rules import calendar_rules
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home, open_home
from dagster_project.domain.warehouse.publish import fingerprint_tables

SAMPLES = PROJECT_DIR / "data" / "reports"
CORRECTED = write_report("Vaggeryds kommun, socialnämnden")
NAMELESS = "Uppföljning per mars 2024\n\nVerksamhet\tUtfall\nHemtjänst\t12\n"


#: what tells of the nights themselves, and so differs from one to the next
OF_THE_NIGHTS = {"publication", "fct_quality_check", "fct_quality_finding", "mart_quality_daily"}


def marts(home: Home) -> dict[str, object]:
    found = fingerprint_tables(home.published_file, PUBLISHED_SCHEMAS)
    return {name: content for name, content in found.items() if name.split(".")[-1] not in OF_THE_NIGHTS}


def primary_keys(home: Home) -> set[str]:
    """The published tables with a primary key."""
    found = ask(home, "select table_name from duckdb_constraints() where constraint_type = 'PRIMARY KEY'")
    return {name for (name,) in found}


def ask(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def slots(home: Home, status: str) -> set[tuple[str, date]]:
    """(municipality, last day of the period) of the slots that stand so in what is published."""
    sql = f"select municipality_code, period_end from marts.fct_report_slot where status = '{status}'"
    return {(code, end) for code, end in ask(home, sql)}


@pytest.mark.slow
def test_nights_with_the_real_dbt_do_their_work_and_what_they_make_in_parts_is_what_is_made_whole(
    tmp_path: Path,
) -> None:
    folder, home = tmp_path / "reports", open_home(tmp_path / "home")
    folder.mkdir()

    def night(day: date) -> BuildReport:
        return build(folder, home, now=datetime(day.year, day.month, day.day, 3, 30, tzinfo=UTC))

    for path in [*sorted(SAMPLES.glob("*.pdf")), SAMPLES / "manifest.csv"]:
        if not path.name.startswith("gnesta"):
            shutil.copy(path, folder)
    assert night(date(2024, 6, 1)).touched is None

    before = home.published_file.read_bytes()
    assert night(date(2024, 6, 2)).is_unchanged
    assert home.published_file.read_bytes() == before

    (folder / "corrected.txt").write_text(CORRECTED, encoding="utf-8")
    (folder / "nameless.txt").write_text(NAMELESS, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj")
    shutil.copy(next(SAMPLES.glob("gnesta*.pdf")), folder)
    third = night(date(2024, 6, 3))
    assert third.touched == ("", "0461", "0665")
    assert (third.n_fresh, third.n_refused, third.n_set_aside, third.n_superseded) == (4, 1, 1, 1)
    assert ask(home, "select status_reason from marts.dim_report where file_name = 'broken.pdf'") == [
        ("documents.broken-pdf",)
    ]
    assert ("0665", date(2024, 4, 30)) in slots(home, "superseded") & slots(home, "arrived")
    assert slots(home, "late") == set()

    shutil.copy(folder / "corrected.txt", folder / "the same again.txt")
    assert night(date(2024, 6, 4)).is_unchanged

    late_at = calendar_rules()["tertial_1"].late_at.after(date(2025, 4, 30))
    assert "0665" in (night(late_at).touched or ())
    assert ("0665", date(2025, 4, 30)) in slots(home, "late")
    assert night(late_at).is_unchanged
    assert [bool(line.get("is_unchanged")) for line in read_history(home)] == [False, True, False, True, False, True]
    in_parts, keys = marts(home), primary_keys(home)

    moment = datetime(late_at.year, late_at.month, late_at.day, 5, 30, tzinfo=UTC)
    home.published_file.write_bytes(b"no database")  # nothing can be carried over: all is made again
    assert build(folder, home, now=moment).touched is None
    whole = marts(home)
    assert {name for name in whole if whole[name] != in_parts.get(name)} == set()
    assert whole.keys() == in_parts.keys()
    assert primary_keys(home) == keys
    assert {"dim_report", "dim_activity"} <= keys
    assert ask(home, "select count(distinct municipality_code) from marts.fct_cost_by_activity") == [(5,)]
