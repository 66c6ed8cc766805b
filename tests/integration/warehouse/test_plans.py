"""How DuckDB means to run each model: what takes no time on five reports must not take ages on a nation's."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

# Operators that hold every row of one side against every row of the other. A left join becomes one when its condition
# asks something of the left side alone: `left join b on a.key = b.key and a.kind = 'x'`.
EVERY_WITH_EVERY = ("BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN", "CROSS_PRODUCT", "PIECEWISE_MERGE_JOIN", "IE_JOIN")


@pytest.fixture(scope="module")
def statements(sample_home: Path) -> dict[str, str]:
    """Model -> the statement that dbt made of it."""
    models = sample_home / "warehouse" / "build" / "dbt" / "compiled" / "utfall" / "models"
    files = [path for path in models.rglob("*.sql") if ".yml/" not in path.as_posix()]  # in those: dbt's tests
    return {path.stem: path.read_text(encoding="utf-8") for path in files}


def test_no_model_holds_every_row_against_every_other(statements: dict[str, str], sample_home: Path) -> None:
    assert len(statements) > 50
    slow = {}
    with duckdb.connect(str(sample_home / "warehouse" / "build" / "warehouse.duckdb"), read_only=True) as connection:
        for model, statement in statements.items():
            plan = connection.execute(f"explain {statement}").fetchall()[0][1]
            found = [operator for operator in EVERY_WITH_EVERY if operator in plan]
            if found:
                slow[model] = found
    assert slow == {}
