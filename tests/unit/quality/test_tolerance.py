"""What rounding explains: the tolerance in fct_quality_identity, held against arithmetic, not against its formula."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dagster_project.domain.arithmetic.tolerances import sum_breaks_above, sum_warns_above


def column_of(values: list[float], total: float, unit: str = "tkr") -> pd.DataFrame:
    """One column of rows under one total, as facts (costs printed positive)."""
    factor = {"tkr": -1000, "mnkr": -1_000_000}[unit]
    figures = [*values, total]
    return pd.DataFrame(
        {
            "fact_id": [f"f{i}" for i in range(len(figures))],
            "report_id": "r",
            "document": "d",
            "municipality_code": "0000",
            "page": 1,
            "table_no": 1,
            "table_title": "t",
            "section": "",
            "row_no": range(2, len(figures) + 2),
            "col_no": 2,
            "part_no": 1,
            "row_code": "",
            "row_label": [f"row {i}" for i in range(len(values))] + ["total"],
            "row_role": ["line"] * len(values) + ["total"],
            "col_label": "c",
            "raw": [str(f) for f in figures],
            "value": figures,
            "unit": unit,
            "value_kind": "actual",
            "period_start": pd.Timestamp("2024-01-01"),
            "period_end": pd.Timestamp("2024-12-31"),
            "as_of": pd.NaT,
            "fact_family": "cost",
            "account_line": "",
            "entity": "",
            "amount_reported_sek": [f * factor for f in figures],
        }
    )


def judge(connection: duckdb.DuckDBPyConnection) -> tuple[str, float, float, int]:
    rows = connection.execute("select outcome, warn_above, error_above, n_terms from fct_quality_identity").fetchall()
    assert len(rows) == 1
    outcome, warn, error, n = rows[0]
    return outcome, float(warn), float(error), n


@pytest.mark.parametrize(
    ("n", "off", "outcome"),
    [
        (3, 0, "holds"),
        (3, 1, "rounding"),
        (3, 2, "warns"),
        (3, 3, "breaks"),
        (12, 2, "rounding"),
        (12, 3, "warns"),
        (12, 6, "warns"),
        (12, 7, "breaks"),
        (30, 3, "rounding"),
        (30, 4, "warns"),
        (30, 16, "breaks"),
    ],
)
@pytest.mark.parametrize("sign", [-1, 1])
def test_the_more_rows_the_more_rounding(run_models, n, off, outcome, sign):
    values = [1000.0 + i for i in range(n)]
    assert judge(run_models(column_of(values, sum(values) + sign * off)))[0] == outcome


@pytest.mark.parametrize("n", [1, 2, 3, 4, 12, 13, 30])
def test_reader_and_warehouse_allow_the_same(run_models, n):
    values = [100.0 + i for i in range(n)]
    _, warn, error, counted = judge(run_models(column_of(values, sum(values))))
    assert counted == n
    assert warn == float(sum_warns_above(n, Decimal(1)))
    assert error == float(sum_breaks_above(n, Decimal(1)))


def test_the_step_is_the_finest_decimal_of_the_table(run_models):
    _, warn, error, _ = judge(run_models(column_of([4.0, 2.5, 3.0], 9.5, unit="mnkr")))
    assert (warn, error) == (0.1, 0.2)


def test_long_columns_allow_more_but_never_as_much_as_an_error(run_models):
    values = [10.0 * i for i in range(200)]
    assert judge(run_models(column_of(values, sum(values) + 9))) == ("rounding", 9, 100.5, 200)
    assert judge(run_models(column_of(values, sum(values) + 10)))[0] == "warns"
    assert judge(run_models(column_of(values, sum(values) + 101)))[0] == "breaks"


exact = st.lists(st.integers(-9_999_999, 9_999_999), min_size=1, max_size=25)


@pytest.mark.slow
@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=exact)
def test_amounts_rounded_one_by_one_never_break_their_rounded_total(run_models, amounts):
    """In tkr from SEK: whatever the amounts were, printing them rounded is no error of the report."""
    printed = [float(round(Decimal(a) / 1000)) for a in amounts]
    total = float(round(Decimal(sum(amounts)) / 1000))
    connection = run_models(column_of(printed, total))
    assert judge(connection)[0] != "breaks"


@pytest.mark.slow
@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=exact, extra=st.integers(1, 10_000), sign=st.sampled_from([-1, 1]))
def test_more_than_half_a_step_per_number_always_breaks(run_models, amounts, extra, sign):
    values = [float(a) for a in amounts]
    off = (len(values) + 1) // 2 + extra
    assert judge(run_models(column_of(values, sum(values) + sign * off)))[0] == "breaks"
