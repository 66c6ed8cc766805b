"""Corrections held against a lake: only the newest reading counts, and what became of each is a row for dbt."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from stand_ins import stand_in, write_report

from dagster_project.adapters import errata
from dagster_project.adapters.errata import hold_errata_in_lake, propose_errata_in_lake
from dagster_project.building.build import build
from dagster_project.commands.errata import run_propose
from dagster_project.domain.model import Fact, ReportProfile, ReportReading
from dagster_project.domain.quality.errata_file import read_errata
from dagster_project.domain.read_report import read_report
from dagster_project.domain.warehouse.home import PROJECT_DIR, open_home
from dagster_project.domain.warehouse.write_raw import read_raw, write_raw
from dagster_project.problems import Problem

ENTRY = """
- id: a-correction
  report: {municipality_code: "0000", report_type: month, period_end: 2024-03-31}
  cell: {table_title: Drift, row_label: Row, col_label: Utfall}
  printed: "661"
  corrected: "-661"
  unit: tkr
  reason: because
  reason_sv: eftersom
  decided_on: 2024-06-30
  decided_by: a controller
"""


@pytest.fixture
def errata_file(tmp_path: Path) -> Path:
    path = tmp_path / "errata.yml"
    path.write_text(ENTRY, encoding="utf-8")
    return path


def reading(value: str = "661", reader_version: str = "1", code: str = "0000", letter: str = "a") -> ReportReading:
    document = letter * 64
    fact = Fact(
        document=document,
        municipality_code=code,
        page=1,
        table_no=1,
        row_no=2,
        col_no=2,
        part_no=1,
        table_title="Drift",
        section="",
        row_code="",
        row_label="Row",
        row_role="line",
        col_label="Utfall",
        raw=value,
        value=Decimal(value),
        unit="tkr",
        is_unit_inferred=False,
        measure="actual",
        period_start=date(2024, 1, 1),
        period_end=date(2024, 3, 31),
        as_of=None,
        fact_family="cost",
        account_line="",
        entity="",
        amount_reported_sek=Decimal(value) * -1000,
        confidence=Decimal(1),
        reading="",
        fact_id=f"fact-{letter}",
    )
    profile = ReportProfile(municipality_code=code, report_type="month", period_end=date(2024, 3, 31))
    return ReportReading(document, "r.txt", "text/plain", reader_version, 1, 1, profile, facts=(fact,))


def test_outcome_becomes_a_row_of_the_lake(tmp_path, errata_file):
    lake = str(tmp_path / "lake")
    write_raw(reading(), lake)
    (outcome,) = hold_errata_in_lake(lake, errata_file)
    assert (outcome.status, outcome.fact_id, outcome.corrected_amount_sek) == ("applied", "fact-a", 661_000)
    (row,) = read_raw("errata", lake).to_pylist()
    assert (row["status"], row["document"], row["corrected_amount_sek"]) == ("applied", "a" * 64, 661_000)
    assert (row["reason"], row["decided_on"]) == ("because", date(2024, 6, 30))


def test_the_newest_reading_is_held_not_the_one_written_last(tmp_path, errata_file):
    lake = str(tmp_path / "lake")
    write_raw(reading("661", "10"), lake)
    write_raw(reading("166", "9"), lake)
    (outcome,) = hold_errata_in_lake(lake, errata_file)
    assert (outcome.status, outcome.met_value) == ("applied", 661)


def test_correction_without_its_report_is_listed_as_dormant(tmp_path, errata_file):
    lake = str(tmp_path / "lake")
    write_raw(reading(code="0001"), lake)
    hold_errata_in_lake(lake, errata_file)
    (row,) = read_raw("errata", lake).to_pylist()
    assert (row["status"], row["document"], row["fact_id"]) == ("dormant", "", "")


def test_report_that_is_set_aside_is_not_corrected(tmp_path, errata_file):
    lake = str(tmp_path / "lake")
    given = reading()
    write_raw(replace(given, profile=replace(given.profile, conflicts=("text and manifest differ",))), lake)
    (outcome,) = hold_errata_in_lake(lake, errata_file)
    assert outcome.status == "dormant"


def test_same_lake_gives_the_same_rows_twice(tmp_path, errata_file):
    lake = str(tmp_path / "lake")
    write_raw(reading(), lake)
    write_raw(reading("660", letter="b"), lake)
    first = hold_errata_in_lake(lake, errata_file)
    rows = read_raw("errata", lake).to_pylist()
    assert hold_errata_in_lake(lake, errata_file) == first
    assert read_raw("errata", lake).to_pylist() == rows
    assert [row["status"] for row in rows] == ["applied", "conflict"]


VAGGERYD = PROJECT_DIR / "data" / "reports" / "vaggeryd_2024_t1.pdf"


@pytest.fixture(scope="module")
def vaggeryd() -> ReportReading:
    return read_report(VAGGERYD.read_bytes(), VAGGERYD.name, with_statements=False)


def test_misprint_of_a_lake_is_proposed_once_and_not_when_it_is_corrected(tmp_path, vaggeryd, errata_file):
    lake = str(tmp_path / "lake")
    write_raw(vaggeryd, lake)
    write_raw(replace(vaggeryd, document="f" * 64, facts=vaggeryd.facts), lake)
    (proposed,) = propose_errata_in_lake(lake, errata_file)
    assert (proposed.row_label, proposed.printed_value, proposed.corrected_value) == ("Ensamkommande barn", 661, -661)
    assert propose_errata_in_lake(lake) == ()


def test_proposal_in_a_file_is_an_entry_that_only_lacks_its_person(tmp_path, vaggeryd, monkeypatch, errata_file):
    monkeypatch.delenv("UTFALL_LAKE", raising=False)
    write_raw(vaggeryd, str(tmp_path / "home" / "lake"))
    out = tmp_path / "proposed.yml"
    assert run_propose(tmp_path / "home", out, errata_file) == 0
    signed = out.read_text(encoding="utf-8").replace("decided_on: null", "decided_on: 2024-06-30")
    out.write_text(signed.replace("decided_by: ''", "decided_by: me"), encoding="utf-8")
    (erratum,) = read_errata(out)
    assert (erratum.col_label, erratum.corrected_value) == ("Utfall 2024-04", -661)


def test_unusable_file_of_corrections_is_a_problem_that_names_file_and_key(tmp_path):
    broken = tmp_path / "errata.yml"
    broken.write_text(ENTRY.replace("col_label: Utfall", "column: Utfall"), encoding="utf-8")
    with pytest.raises(Problem, match=r"errata\.yml: a-correction: cell\.column is no key"):
        run_propose(tmp_path / "home", None, broken)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("col_label: Utfall", "column: Utfall", "a-correction: cell.column"),
        ("row_label: Row", "row_label: Row, row_occurrence: second", "a-correction: cell.row_occurrence"),
        ("table_title: Drift, ", "", "a-correction: cell.table_title"),
    ],
)
def test_a_correction_with_a_malformed_address_stops_the_night_and_yesterday_stays(
    tmp_path, monkeypatch, errata_file, old, new, words
):
    stand_in(monkeypatch.setattr)
    home, folder = open_home(tmp_path / "home", environ={}), tmp_path / "reports"
    folder.mkdir()
    (folder / "april.txt").write_text(write_report("Vaggeryds kommun, socialnämnden"), encoding="utf-8")
    build(folder, home)
    before = home.published_file.read_bytes()
    errata_file.write_text(ENTRY.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(errata, "hold_errata_in_lake", partial(errata.hold_errata_in_lake, errata_file=errata_file))
    (folder / "other.txt").write_text(write_report("Piteå kommun, socialnämnden"), encoding="utf-8")
    with pytest.raises(Problem, match=re.escape(words)) as stopped:
        build(folder, home)
    assert stopped.value.code == "build.corrections-unusable"
    assert stopped.value.file.endswith("errata.yml")
    assert home.published_file.read_bytes() == before
