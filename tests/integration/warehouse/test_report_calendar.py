"""The report calendar in the marts: slots meet the reports that fill them, whatever the board is called."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from dagster_project.building.calendar import draw_slots
from dagster_project.building.fetch_memory import Failure, write_failures
from dagster_project.building.outcomes import Outcome
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.domain.warehouse.write_raw import write_raw

SOURCES = """
sources:
  - id: mark
    municipality: "1463"
    board: Socialnämnden
    awaited:
      - {report_type: annual_board, since: 2025-01-01}
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def built(invented: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Piteå's board goes by its department's name in one report; Vaggeryd corrects one, Gnesta comes late."""
    home = open_home(tmp_path_factory.mktemp("home"))
    (home.directory / "sources.yml").write_text(SOURCES, encoding="utf-8")

    def report(
        name: str, code: str, end: date, seen: str, board: str = "Socialnämnden", kind: str = "tertial_1"
    ) -> Any:
        return invented.Report(name, code, end, [], board=board, report_type=kind, first_seen_at=at(seen))

    reports = [
        report("pitea 2025", "2581", date(2025, 4, 30), "2025-05-20"),
        report("pitea 2026", "2581", date(2026, 4, 30), "2026-05-20", board="Socialtjänsten"),
        report("vaggeryd 2025", "0665", date(2025, 4, 30), "2025-05-20"),
        report("vaggeryd 2026", "0665", date(2026, 4, 30), "2026-06-20"),
        report("vaggeryd 2026 corrected", "0665", date(2026, 4, 30), "2026-09-20"),
        report("gnesta 2025", "0461", date(2025, 4, 30), "2025-05-20"),
        report("gnesta 2026", "0461", date(2026, 4, 30), "2026-07-13T22:30"),
        report("askersund 2025", "1882", date(2025, 8, 31), "2025-09-20", kind="interim_board"),
    ]
    warehouse = _build(invented, home, reports)
    return SimpleNamespace(warehouse=warehouse, home=home, outcomes=[_read(report) for report in reports])


def _build(invented: SimpleNamespace, home: Home, reports: list[Any]) -> duckdb.DuckDBPyConnection:
    for report in reports:
        write_raw(invented.make_reading(report), home.lake, report.first_seen_at)
    draw_slots(home, [_read(report) for report in reports], at("2026-11-14T12:00"))
    failures = [
        Failure("mark-page", "1463", "https://www.example.se/", "fetch.no-links", ""),
        Failure("store", "", "s3://bucket/*.pdf", "fetch.place-unreadable", "no key"),
    ]
    write_failures(home.lake, failures, at("2026-11-13"))
    database = Path(home.directory) / "warehouse.duckdb"
    words = ["--select", "+fct_report_slot", "+fct_fetch_failure", "--indirect-selection", "cautious"]
    done = invented.run_dbt(home.lake, database, *words)
    assert done.returncode == 0, done.stdout[-6000:]
    return duckdb.connect(str(database), read_only=True)


def _read(report: Any) -> Outcome:
    """How reading such a report went."""
    return Outcome(
        document=report.document,
        name=report.name,
        source="",
        status="read",
        reason="",
        reader_version="1",
        manifest_digest="",
        knowledge_digest="",
        municipality_code=report.municipality_code,
        board=report.board,
        report_type=report.report_type,
        period_end=report.end,
        first_seen_at=report.first_seen_at.isoformat(),
    )


def ask(built: SimpleNamespace, columns: str, where: str) -> list[Any]:
    question = f"select {columns} from marts.fct_report_slot where {where} order by period_end, version_no"
    return built.warehouse.sql(question).fetchall()


def test_a_board_under_another_of_its_names_fills_the_slot_that_waits_for_it(built: SimpleNamespace) -> None:
    assert ask(built, "period_end, status, board", "municipality_code = '2581'") == [
        (date(2025, 4, 30), "arrived", "Socialtjänsten"),
        (date(2026, 4, 30), "arrived", "Socialtjänsten"),
    ]


def test_a_correction_supersedes_in_the_same_slot_and_is_not_late(built: SimpleNamespace) -> None:
    where = "municipality_code = '0665' and period_end = '2026-04-30'"
    assert ask(built, "version_no, status, is_late", where) == [(1, "superseded", False), (2, "arrived", False)]


def test_a_report_that_came_after_midnight_in_sweden_came_late(built: SimpleNamespace) -> None:
    (row,) = ask(
        built,
        "status, is_late, late_at_date, origin",
        "municipality_code = '0461' and version_no = 1 and period_end = '2026-04-30'",
    )
    assert row == ("arrived", True, date(2026, 7, 14), None)


def test_what_has_not_come_is_late_or_expected_with_its_evidence(built: SimpleNamespace) -> None:
    columns = "municipality_code, period_end, status, evidence, origin, version_no, report_id"
    assert ask(built, columns, "version_no = 0") == [
        ("1463", date(2025, 12, 31), "late", "declared", "late", 0, None),
        ("1882", date(2026, 8, 31), "late", "earlier_year", "late", 0, None),
        ("1463", date(2026, 12, 31), "expected", "declared", None, 0, None),
    ]


def test_dates_that_no_report_prints_stay_empty(built: SimpleNamespace) -> None:
    assert len(ask(built, "1", "first_seen_at is not null")) == 8
    assert ask(built, "slot_id", "document_date is not null or board_meeting_date is not null") == []


def test_the_slot_has_the_key_of_the_reports_that_fill_it(built: SimpleNamespace) -> None:
    stray = (
        "from marts.fct_report_slot anti join intermediate.int_reports_versioned using (slot_id) where version_no > 0"
    )
    assert built.warehouse.sql(stray).fetchall() == []


def test_a_source_that_fails_is_a_row_with_its_remedy(built: SimpleNamespace) -> None:
    rows = built.warehouse.sql(
        "select source_id, municipality_code, origin, remedy_sv <> '' from marts.fct_fetch_failure order by 1"
    ).fetchall()
    assert rows == [("mark-page", "1463", "fetch", True), ("store", None, "fetch", True)]


def test_a_day_on_which_nothing_changes_leaves_the_calendar_as_it_was(built: SimpleNamespace) -> None:
    files = list(Path(built.home.lake).glob("raw/slots/*/*.parquet"))
    before = {path: path.stat().st_mtime_ns for path in files}
    draw_slots(built.home, built.outcomes, at("2026-12-30T12:00"))
    assert {path: path.stat().st_mtime_ns for path in files} == before
