"""Reports beside Kolada: loaded values, what is missing and why, and a population for the cost per inhabitant."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from dagster_project.domain.warehouse.write_raw import write_pieces

pytestmark = pytest.mark.slow

DEC, APR = date(2024, 12, 31), date(2024, 4, 30)


def value(kolada_id: str, year: int, number: float | None, sex: str = "total") -> dict[str, Any]:
    return {
        "kolada_id": kolada_id,
        "title": f"Title of {kolada_id}",
        "municipality_code": "0665",
        "year": year,
        "sex": sex,
        "value": None if number is None else Decimal(str(number)),
        "status": "Missing" if number is None else "",
    }


def reports(words: SimpleNamespace) -> list[Any]:
    """Vaggeryd's year and four months of elderly care; Mark's sick leave of a year, without anything loaded."""
    rows = [("771|Äldreomsorg", "line", [-150_000]), ("TOTALT", "total", [-150_000])]
    tables = {end: [words.Table("DRIFTREDOVISNING, TKR", [words.Column("actual", end)], rows)] for end in (DEC, APR)}
    staff = words.Table(
        "Följetal personal",
        [words.Column("actual", DEC)],
        [("Sjukfrånvaro alla anställda (%)", "line", [8.2])],
        family="staffing",
        unit="percent",
    )
    return [
        words.Report("year", "0665", DEC, tables[DEC], report_type="annual_board"),
        words.Report("april", "0665", APR, tables[APR]),
        words.Report("mark", "1463", DEC, [staff], report_type="annual_board"),
    ]


@pytest.fixture(scope="module")
def warehouse(invented: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder: Path = tmp_path_factory.mktemp("kolada")
    loaded = [value("N01951", 2024, 15_000), value("N20014", 2024, 12_500), value("N20014", 2023, None)]
    write_pieces("kolada", {"0665": loaded}, str(folder / "lake"))
    found: duckdb.DuckDBPyConnection = invented.build(folder, reports(invented))
    return found


def test_cost_per_inhabitant_uses_the_population_of_kolada(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select population_count, population_source, cost_per_inhabitant_sek
        from marts.mart_cost_per_inhabitant where is_whole_year and activity_code = '510'
    """
    assert warehouse.sql(question).fetchall() == [(15_000, "Kolada N01951", Decimal(10_000))]


def test_the_verified_population_stays_for_years_that_kolada_was_not_asked_for(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    question = "select year, population_count from marts.dim_municipality_population where municipality_code = '0665'"
    assert set(warehouse.sql(question).fetchall()) == {(2023, 14_811), (2024, 15_000)}


def test_a_cost_stands_beside_the_value_of_its_activity_and_year(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select period_end, comparison_status, reported_value, kolada_value, difference, ratio, is_plausible,
            kolada_title
        from marts.mart_kolada_comparison where subject_code = '510' order by period_end
    """
    april, year = warehouse.sql(question).fetchall()
    assert april[1] == "part_of_year" and april[6] is None
    assert year[1:] == ("compared", 10_000, 12_500, -2_500, pytest.approx(0.8), True, "Title of N20014")


def test_a_municipality_without_loaded_values_says_so(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select subject_code, kolada_id, comparison_status, reported_value, kolada_value
        from marts.mart_kolada_comparison where municipality_code = '1463'
    """
    assert warehouse.sql(question).fetchall() == [
        ("sick_leave_total_pct", "N00090", "not_loaded", Decimal("8.2"), None)
    ]
