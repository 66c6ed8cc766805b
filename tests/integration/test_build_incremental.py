"""Made in parts or made whole: with the real dbt and the real checks, the marts are the same to the last row."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project.building.build import PUBLISHED_SCHEMAS, build
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home, open_home
from dagster_project.domain.warehouse.publish import fingerprint_tables

SAMPLES = PROJECT_DIR / "data" / "reports"
AMENDED = """Budgetuppföljning per april 2024
Vaggeryds kommun, socialnämnden

Driftredovisning, tkr
Verksamhet\tBudget 2024\tUtfall 2024-04\tPrognos 2024\tAvvikelse
Hemtjänst\t30 000\t9 800\t30 200\t-200
Särskilt boende\t50 000\t16 700\t49 600\t400
Summa\t80 000\t26 500\t79 800\t200
"""
NAMELESS = "Uppföljning per mars 2024\n\nVerksamhet\tUtfall\nHemtjänst\t12\n"


#: what tells of the nights themselves, and so differs from one to the next
OF_THE_NIGHTS = {"publication", "fct_quality_check", "fct_quality_finding", "mart_quality_daily"}


def marts(home: Home) -> dict[str, object]:
    found = fingerprint_tables(home.published_file, PUBLISHED_SCHEMAS)
    return {name: content for name, content in found.items() if name.split(".")[-1] not in OF_THE_NIGHTS}


def primary_keys(home: Home) -> set[str]:
    """The published tables with a primary key."""
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        found = connection.execute("select table_name from duckdb_constraints() where constraint_type = 'PRIMARY KEY'")
        return {name for (name,) in found.fetchall()}


@pytest.mark.slow
def test_a_build_in_parts_equals_a_build_of_everything(tmp_path: Path) -> None:
    folder, home = tmp_path / "reports", open_home(tmp_path / "home")
    folder.mkdir()
    for path in [*sorted(SAMPLES.glob("*.pdf")), SAMPLES / "manifest.csv"]:
        if not path.name.startswith("gnesta"):
            shutil.copy(path, folder)
    assert build(folder, home).touched is None

    (folder / "amended.txt").write_text(AMENDED, encoding="utf-8")
    (folder / "nameless.txt").write_text(NAMELESS, encoding="utf-8")
    shutil.copy(next(SAMPLES.glob("gnesta*.pdf")), folder)
    report = build(folder, home)
    assert report.touched == ("", "0461", "0665")
    in_parts, keys = marts(home), primary_keys(home)

    assert build(folder, home, force=True).touched is None
    whole = marts(home)
    assert {name for name in whole if whole[name] != in_parts.get(name)} == set()
    assert whole.keys() == in_parts.keys()
    assert primary_keys(home) == keys
    assert {"dim_report", "dim_activity"} <= keys
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        counted = connection.execute("select count(distinct municipality_code) from marts.fct_cost_by_activity")
        assert counted.fetchone() == (5,)
