"""The five real reports, text to marts: figures taken from the reports by eye, and sums that a person would make.

Skipped where the originals are not beside the checkout.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from dagster_project.domain.documents.manifest import read_manifest
from dagster_project.domain.read_report import read_report
from dagster_project.domain.warehouse.write_raw import write_raw

REPORTS = Path(__file__).resolve().parents[4] / "shared" / "reports"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.reports,
    pytest.mark.skipif(not REPORTS.is_dir(), reason="the original reports (../shared/reports) are not here"),
]


@pytest.fixture(scope="module")
def built(invented: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    directory = tmp_path_factory.mktemp("reports")
    lake, database = str(directory / "lake"), directory / "warehouse.duckdb"
    manifest = read_manifest((REPORTS / "manifest.csv").read_text(encoding="utf-8"))
    for path in sorted(REPORTS.glob("*.txt")):
        reading = read_report(path.read_bytes(), path.name, manifest.get(path.name), with_statements=False)
        write_raw(reading, lake, datetime(2025, 1, 1, tzinfo=UTC))
    done = invented.run_dbt(lake, database)
    assert done.returncode == 0, done.stdout[-6000:]
    return SimpleNamespace(output=done.stdout, warehouse=duckdb.connect(str(database), read_only=True))


def ask(built: SimpleNamespace, question: str) -> list[Any]:
    return built.warehouse.sql(question).fetchall()


def million(built: SimpleNamespace, table: str, where: str) -> float:
    """The sum of amount_sek over additive rows, in million SEK to one kronor thousand."""
    question = f"select sum(amount_sek)::double / 1e6 from marts.{table} where is_additive_in_report and {where}"
    return round(ask(built, question)[0][0], 3)


def test_the_build_gives_no_warning(built: SimpleNamespace) -> None:
    assert "WARN=0 ERROR=0" in built.output


def test_only_vaggeryds_misprint_breaks_a_sum(built: SimpleNamespace) -> None:
    question = """
        select municipality_code, col_label, difference::int from intermediate.int_table_totals_compared
        where not is_within_rounding
    """
    assert ask(built, question) == [("0665", "Utfall 2024-04", -1322000)]
    assert ask(built, "select count(*) > 60 from intermediate.int_table_totals_compared") == [(True,)]


def test_every_money_row_and_every_measure_of_the_five_reports_is_mapped(built: SimpleNamespace) -> None:
    question = "select file_name, n_unmapped_facts from marts.dim_report where n_unmapped_facts > 0"
    assert ask(built, question) == []
    assert ask(built, "select count(*) from marts.dim_report where status = 'read'") == [(5,)]


@pytest.mark.parametrize(
    ("code", "kind", "end", "expected"),
    [
        ("0665", "budget", "2024-12-31", -323.925),
        ("0665", "forecast", "2024-12-31", -334.425),
        ("1463", "actual", "2024-08-31", -301.3),
        ("1463", "forecast_deviation", "2024-12-31", -18.8),
        ("0461", "budget", "2021-12-31", -239.326),
        ("0461", "deviation", "2021-08-31", -9.504),
        ("2581", "budget", "2024-12-31", -1046.094),
        ("2581", "forecast_deviation", "2024-12-31", -58.574),
        ("1882", "actual", "2023-12-31", -321.044),
        ("1882", "budget", "2023-12-31", -295.951),
    ],
)
def test_the_sum_over_a_whole_report_is_the_boards_total(
    built: SimpleNamespace, code: str, kind: str, end: str, expected: float
) -> None:
    where = (
        f"municipality_code = '{code}' and value_kind = '{kind}' and period_end = date '{end}' and is_latest_in_year"
    )
    assert million(built, "fct_cost_by_activity", where) == expected


def test_purchaser_and_provider_of_gnesta_are_summed_to_one_forecast(built: SimpleNamespace) -> None:
    question = """
        select row_label, sum(amount_sek)::int / 1000 from marts.fct_cost_by_activity
        where municipality_code = '0461' and row_label in ('LSS', 'SoL FN', 'SoL ÄO')
            and value_kind = 'forecast_deviation' and is_latest_in_year and is_additive
        group by all order by 1
    """
    assert ask(built, question) == [("LSS", 1533), ("SoL FN", -918), ("SoL ÄO", 16)]


def test_the_two_halves_of_marks_disability_support_are_summed(built: SimpleNamespace) -> None:
    where = "municipality_code = '1463' and activity_code = 'mixed:513+520'"
    expected = [("actual", "2023-08-31", -183.0), ("actual", "2023-12-31", -270.9), ("actual", "2024-08-31", -183.8)]
    for kind, end, amount in [*expected, ("forecast", "2024-12-31", -273.4), ("budget", "2024-12-31", -259.6)]:
        period = f"value_kind = '{kind}' and period_end = date '{end}'"
        assert million(built, "fct_cost_by_activity", f"{where} and {period}") == amount


def test_piteas_forecast_level_is_its_budget_and_the_forecast_deviation(built: SimpleNamespace) -> None:
    where = "municipality_code = '2581' and value_kind in ('budget', 'forecast_deviation')"
    assert million(built, "fct_cost_by_activity", where) == -1104.668


def test_piteas_undistributed_saving_is_in_the_total_and_of_no_activity(built: SimpleNamespace) -> None:
    question = """
        select activity_code, is_fictitious, is_additive, amount_sek::int from marts.fct_cost_by_activity
        where row_label = 'Fiktiva 26 mkr' and value_kind = 'budget'
    """
    assert ask(built, question) == [("NONE", True, True, 25914000)]


def test_what_askersund_prints_twice_counts_once(built: SimpleNamespace) -> None:
    assert million(built, "fct_investment", "municipality_code = '1882' and value_kind = 'actual'") == -0.92
    question = """
        select count(*), bool_and(is_repeat_consistent) from marts.fct_investment
        where municipality_code = '1882' and not is_primary
    """
    assert ask(built, question) == [(30, True)]


def test_a_printed_number_leads_back_to_its_cell(built: SimpleNamespace) -> None:
    question = """
        select raw, value::int, unit, amount_sek::int, table_title, page >= 1, row_no > 1, col_no > 1
        from marts.fct_cost_by_activity where row_label = 'HSE' and value_kind = 'budget'
    """
    title = "Äldre, Funktionsstöd, Socialpsykiatri och Hälso- och sjukvård"
    assert ask(built, question) == [("-21 161", -21161, "tkr", -21161000, title, True, True, True)]


def test_sick_leave_of_three_municipalities_is_one_measure(built: SimpleNamespace) -> None:
    question = """
        select municipality_code, max(value)::double from marts.fct_staffing
        where measure_id = 'sick_leave_total_pct' and value_kind = 'actual' and is_latest_in_year
            and coalesce(sex, 'total') = 'total' and age is null and year in (2021, 2023, 2024)
        group by all order by 1
    """
    assert ask(built, question) == [("0461", 7.07), ("1463", 9.3), ("1882", 10.3)]
