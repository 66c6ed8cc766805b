"""The metrics of dbt/models/marts/_metrics.yml, checked and asked by MetricFlow and held against mart_metric.

    .venv-metricflow/bin/python tests/bi/try_metricflow.py FILE      FILE: a published warehouse.duckdb

What lives here: dbt's semantic layer on a copy of the published file (dbt opens its database for writing). What does
not: the metrics themselves. Ends with status 1 and says where, if MetricFlow finds an error or a value that differs.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import duckdb

DBT = Path(__file__).resolve().parents[2] / "dbt"
METRICS = (
    "net_cost",
    "budget_used_pct",
    "forecast_deviation_pct",
    "cost_per_inhabitant",
    "attributed_pct",
    "sick_leave_pct",
)
Values = dict[str, float]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="utfall-metricflow-") as folder:
        sys.exit(try_metrics(Path(sys.argv[1]), Path(folder)))


def try_metrics(published: Path, folder: Path) -> int:
    """Returns: how many metrics differ from the table, at most 1."""
    project = folder / "dbt"
    shutil.copytree(DBT, project, ignore=shutil.ignore_patterns("target", "logs"))
    copy = folder / published.name
    shutil.copy(published, copy)
    names = ("dbt-metricflow", "metricflow", "dbt-core", "dbt-duckdb", "duckdb")
    print(", ".join(f"{name} {version(name)}" for name in names))
    run(project, copy, "dbt", "parse", "--quiet")
    said = run(project, copy, "mf", "validate-configs")
    print(f"mf validate-configs: {said.count('ERRORS: 0')} steps without an error")
    failed = False
    for metric in METRICS:
        run(project, copy, "mf", "query", "--metrics", metric, "--group-by", "metric_value", "--csv", f"{metric}.csv")
        asked, served = read_answer(project / f"{metric}.csv"), read_mart(copy, metric)
        wrong = [key for key in asked.keys() | served.keys() if not agree(asked.get(key), served.get(key))]
        print(f"mf query {metric}: {len(asked)} values" + (f", {len(wrong)} differ from mart_metric" if wrong else ""))
        failed = failed or bool(wrong) or not asked
    return int(failed)


def run(project: Path, database: Path, *words: str) -> str:
    """A command of this environment in the dbt project. Ends the program with its words if it fails."""
    program = Path(sys.executable).with_name(words[0])
    known = os.environ | {
        "UTFALL_WAREHOUSE_BUILD": str(database),
        "UTFALL_LAKE": str(project),
        "DBT_PROFILES_DIR": str(project),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
        "DO_NOT_TRACK": "1",
    }
    done = subprocess.run([program, *words[1:]], cwd=project, env=known, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    if done.returncode != 0 or "FAILED" in said:
        sys.exit(f"{' '.join(words)} ended with status {done.returncode}:\n{said[-3000:]}")
    return said


def read_answer(file: Path) -> Values:
    """What MetricFlow answered: the value of each row of mart_metric, by its key; rows without a value are left out."""
    with file.open(encoding="utf-8", newline="") as text:
        rows = [list(row) for row in csv.reader(text)][1:]
    return {key: float(value) for key, value in rows if value}


def read_mart(database: Path, metric: str) -> Values:
    """The same of the table; a ratio in percent is a share there."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select metric_value_id, value / if(unit = 'percent' and denominator is not null, 100, 1)"
            " from marts.mart_metric where metric_id = ? and value is not null",
            [metric],
        ).fetchall()
    return {key: float(value) for key, value in found}


def agree(asked: float | None, served: float | None) -> bool:
    """Equal but for the rounding of the table: two decimals of an amount, four of a share."""
    return asked is not None and served is not None and abs(asked - served) <= (0.006 if abs(served) > 2 else 0.0001)


if __name__ == "__main__":
    main()
