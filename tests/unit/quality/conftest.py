"""Printed tables as marts, and the quality models run on them in an in-memory DuckDB, without dbt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pandas as pd
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
MODELS = ROOT / "dbt" / "models" / "marts" / "quality"
FACTOR = {"kr": 1, "tkr": 1000, "mnkr": 1_000_000}
LEVELS = {"actual", "budget", "period_budget", "forecast", "budget_submitted", "budget_not_submitted"}
MARTS = {
    "cost": "fct_cost_by_activity",
    "income_statement": "fct_income_statement",
    "investment": "fct_investment",
    "volume": "fct_volume",
    "staffing": "fct_staffing",
    "kpi": "fct_kpi",
}


def facts_of(report: str, tables: list[dict[str, Any]]) -> pd.DataFrame:
    """The printed tables of a report as rows of the marts; one row per printed number."""
    rows = []
    for table_no, table in enumerate(tables, start=1):
        columns = [[part.strip() for part in column.split(";")] for column in table["columns"]]
        row_no = 1
        for line in table["rows"]:
            role, account, label, *figures = [part.strip() for part in line.split(";")]
            row_no += not role.startswith("+")
            role = role.removeprefix("+")
            role, _, row_measure = role.partition(":")
            for col_no, figure in enumerate(figures, start=2):
                if figure:
                    col_label, measure, end, *as_of = columns[col_no - 2]
                    measure, _, own_sign = measure.partition(":")
                    sign = int(own_sign or (table["levels"] if measure in LEVELS else 1))
                    factor = FACTOR.get(table["unit"])
                    rows.append(
                        {
                            "fact_id": f"{report}-{table_no}-{row_no}-{col_no}",
                            "report_id": report,
                            "document": report,
                            "municipality_code": "0000",
                            "page": 1,
                            "table_no": table_no,
                            "table_title": table["title"],
                            "section": "",
                            "row_no": row_no,
                            "col_no": col_no,
                            "part_no": 1,
                            "row_code": "",
                            "row_label": label,
                            "row_role": role,
                            "col_label": col_label,
                            "raw": figure,
                            "value": float(figure),
                            "unit": table["unit"],
                            "value_kind": row_measure or measure,
                            "period_start": pd.Timestamp(f"{end[:4]}-01-01"),
                            "period_end": pd.Timestamp(end),
                            "as_of": pd.Timestamp(as_of[0]) if as_of else pd.NaT,
                            "fact_family": table["family"],
                            "account_line": account,
                            "entity": "",
                            "amount_reported_sek": float(figure) * factor * sign if factor else None,
                        }
                    )
    frame = pd.DataFrame(rows)
    frame["amount_reported_sek"] = frame["amount_reported_sek"].astype("float64")
    return frame


def model_sql() -> dict[str, str]:
    """Every quality model rendered with plain table names, in an order in which each finds those it reads."""
    macros = "\n".join(
        (ROOT / "dbt/macros" / name).read_text(encoding="utf-8") for name in ("normalise_label.sql", "numbers.sql")
    )
    environment = jinja2.Environment()
    rendered: dict[str, tuple[str, set[str]]] = {}
    for path in sorted(MODELS.glob("*.sql")):
        used: set[str] = set()

        def ref(name: str, used: set[str] = used) -> str:
            used.add(name)
            return name

        source = macros + "\n" + path.read_text(encoding="utf-8")
        sql = environment.from_string(source).render(ref=ref, config=lambda **_: "")
        rendered[path.stem] = (sql, used)
    order: dict[str, str] = {}
    while len(order) < len(rendered):
        ready = [n for n, (_, used) in rendered.items() if n not in order and used & rendered.keys() <= order.keys()]
        assert ready, "the quality models refer to each other in a circle"
        order |= {name: rendered[name][0] for name in ready}
    return order


@pytest.fixture(scope="session")
def printed() -> dict[str, pd.DataFrame]:
    tables = yaml.safe_load((Path(__file__).parent / "printed_tables.yml").read_text(encoding="utf-8"))
    return {report: facts_of(report, content) for report, content in tables.items()}


@pytest.fixture(scope="session")
def quality_sql() -> dict[str, str]:
    return model_sql()


@pytest.fixture(scope="session")
def run_models(quality_sql: dict[str, str]) -> Iterator[Callable[..., duckdb.DuckDBPyConnection]]:
    """Load facts into the marts and build the quality models on them; gives the connection, to be read only.

    The same facts give the same connection: the models are built once for each planted fault.
    """
    opened: dict[int, duckdb.DuckDBPyConnection] = {}

    def run(facts: pd.DataFrame, refusals: pd.DataFrame | None = None) -> duckdb.DuckDBPyConnection:
        hashes = tuple(pd.util.hash_pandas_object(facts.astype(str), index=False))
        key = hash((hashes, None if refusals is None else refusals.to_csv()))
        if key not in opened:
            connection = opened[key] = duckdb.connect(config={"threads": 1})
            load_marts(connection, facts)
            if refusals is not None:
                connection.execute("insert into stg_reports__refusals select * from refusals")
            for name, sql in quality_sql.items():
                connection.execute(f"create table {name} as {sql}")
        return opened[key]

    yield run
    for connection in opened.values():
        connection.close()


def load_marts(connection: duckdb.DuckDBPyConnection, facts: pd.DataFrame) -> None:
    for family, mart in MARTS.items():
        rows = facts[facts["fact_family"] == family]
        connection.register("rows", rows)
        connection.execute(
            f"create table {mart} as select * replace (value::decimal(18, 6) as value,"
            " amount_reported_sek::decimal(18, 2) as amount_reported_sek, period_start::date as period_start,"
            " period_end::date as period_end, as_of::date as as_of) from rows"
        )
        connection.unregister("rows")
    connection.execute("create table fct_goal_status as select * from fct_kpi where false")
    union = " union all by name ".join(f"select * from {mart}" for mart in MARTS.values())
    connection.execute(f"create table stg_reports__facts as {union}")
    for name in ("stg_reports__ignored_cells", "stg_reports__refusals"):
        connection.execute(f"create table {name} (document varchar, table_no int, row_no int, col_no int)")
    connection.execute(
        "create table dim_report as select document, document as report_id, '0000' as municipality_code,"
        " 'read' as status, count(*) as n_cells, count(*) as n_facts from stg_reports__facts group by document"
    )
