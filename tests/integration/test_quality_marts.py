"""The promises on real marts: the sample reports read, built by dbt, checked by great-expectations.

What each promise says when it is broken stands next door, in `test_checks_promises`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project.adapters.errata import ERRATA_FILE, hold_errata_in_lake
from dagster_project.adapters.quality_tables import read_findings
from dagster_project.adapters.run_dbt import run_dbt
from dagster_project.building.check_marts import check_marts
from dagster_project.domain.documents.manifest import decode_manifest, read_manifest
from dagster_project.domain.model import ReportReading
from dagster_project.domain.monitoring.results import CheckResult, find_stops
from dagster_project.domain.quality.reconcile import reconcile
from dagster_project.domain.read_report import read_report
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home, open_home
from dagster_project.domain.warehouse.write_raw import write_raw

pytestmark = pytest.mark.slow

SAMPLES = PROJECT_DIR / "data" / "reports"


def read_samples() -> list[ReportReading]:
    manifest = read_manifest(decode_manifest((SAMPLES / "manifest.csv").read_bytes()))
    return [
        read_report(path.read_bytes(), path.name, manifest.get(path.name), with_statements=False)
        for path in sorted(SAMPLES.glob("*.pdf"))
    ]


def build(readings: list[ReportReading], folder: Path, errata_file: Path = ERRATA_FILE) -> Home:
    home = open_home(folder, environ={})
    for reading in readings:
        write_raw(reading, home.lake, datetime(2025, 1, 1, tzinfo=UTC))
    hold_errata_in_lake(home.lake, errata_file)
    home.build_dir.mkdir(parents=True)
    run_dbt(home)
    return home


@pytest.fixture(scope="module")
def samples() -> list[ReportReading]:
    readings = read_samples()
    assert len(readings) == 5
    return readings


@pytest.fixture(scope="module")
def built(samples: list[ReportReading], tmp_path_factory: pytest.TempPathFactory) -> Home:
    return build(samples, tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def checked(built: Home) -> tuple[Path, tuple[CheckResult, ...]]:
    return built.build_file, check_marts(built)


def test_five_reports_give_the_one_known_finding_and_nothing_stops_publishing(checked):
    warehouse, results = checked
    assert find_stops(results) == ()
    errors = [result for result in results if result.status == "fail"]
    assert [(result.check_id, result.origin) for result in errors] == [
        ("fct_quality_identity.rows_sum_to_total", "source")
    ]
    assert errors[0].message.startswith("Vaggeryd,")
    assert len(read_findings(warehouse)) == 1
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (found,) = connection.execute("select * from marts.fct_finding").fetch_arrow_table().to_pylist()
    expected = {
        "municipality_code": "0665",
        "identity": "rows_sum_to_total",
        "col_label": "Utfall 2024-04",
        "printed": 110_831,
        "expected": 112_153,
        "difference": -1_322,
        "unit": "tkr",
        "suspect_row_label": "Ensamkommande barn",
        "suspect_col_label": "Utfall 2024-04",
        "suspect_printed": 661,
        "suspect_expected": -661,
        "suspect_kind": "sign",
        "suspect_source": "arithmetic",
        "erratum_id": "vaggeryd-2024-t1-753-actual",
    }
    assert {name: found[name] for name in expected} == expected


def test_suspect_of_a_finding_is_a_cell_of_the_warehouse_with_both_values(checked):
    warehouse, _ = checked
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select facts.value, facts.corrected_value, facts.amount_reported_sek, facts.amount_sek"
            " from marts.fct_finding as findings"
            " inner join marts.fct_cost_by_activity as facts on findings.suspect_fact_id = facts.fact_id"
        ).fetchall()
    assert rows == [(661, -661, -661_000, 661_000)]


def test_violated_identity_stays_and_names_the_correction_that_repairs_it(checked):
    warehouse, _ = checked
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select municipality_code, kind, expected, printed, difference, tolerance, repaired_by, suspect_expected"
            " from marts.fct_reconciliation where result = 'violated' order by kind"
        ).fetchall()
        accused = connection.execute(
            "select distinct suspect_fact_id from marts.fct_reconciliation where suspect_fact_id is not null"
        ).fetchall()
        named = connection.execute("select erratum_id, status, n_repaired from marts.fct_erratum").fetchall()
        cells = connection.execute("select cells from marts.fct_reconciliation where result = 'violated'").fetchall()
    ours = "vaggeryd-2024-t1-753-actual"
    assert rows == [
        ("0665", "no_budget_no_period_budget", 1_322, 0, -1_322, Decimal("1.5"), ours, -661),
        ("0665", "rows_sum_to_total", 112_153, 110_831, -1_322, Decimal("5.5"), ours, -661),
    ]
    assert len(accused) == 1
    assert named == [(ours, "applied", 2)]
    assert all("Ensamkommande barn / Utfall 2024-04 = 661" in text for (text,) in cells)


def test_most_identities_hold_exactly_and_every_report_with_money_has_some(checked):
    warehouse, _ = checked
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select municipality_code, count(*), count_if(outcome = 'holds'), max(abs(difference))"
            " from marts.fct_quality_identity where is_confirmed group by 1 order by 1"
        ).fetchall()
    assert [code for code, *_ in rows] == ["0461", "0665", "1463", "1882", "2581"]
    for code, n, n_exact, worst in rows:
        assert n >= 16
        assert n_exact / n > 0.8
        assert worst <= (1_322 if code == "0665" else 3)


def test_misprint_planted_in_a_report_travels_from_the_cell_to_a_finding(samples, tmp_path):
    mark = next(reading for reading in samples if reading.profile.municipality_code == "1463")
    target = next(
        f for f in mark.facts if f.row_label == "Myndighet Funktionsstöd" and f.col_label == "Utfall 31/8 2024"
    )
    assert target.value == Decimal("-37.2")
    turned = replace(target, value=Decimal("37.2"), amount_reported_sek=Decimal(37_200_000), raw="37,2")
    facts = tuple(turned if f is target else f for f in mark.facts)
    spoilt = replace(mark, facts=facts, reconciliations=reconcile(facts, mark.refusals, mark.ignored))
    no_errata = tmp_path / "errata.yml"
    no_errata.write_text("[]", encoding="utf-8")
    home = build([spoilt], tmp_path / "home", no_errata)
    assert find_stops(check_marts(home)) == ()
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        rows = connection.execute(
            "select suspect_fact_id, suspect_printed, suspect_expected, suspect_kind, erratum_id from marts.fct_finding"
        ).fetchall()
    assert rows == [(target.fact_id, Decimal("37.2"), Decimal("-37.2"), "sign", None)]
