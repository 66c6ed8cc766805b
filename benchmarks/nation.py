"""The warehouse of a whole nation: how long building, publishing and asking take, how much memory, how large the files.

    python -m benchmarks.nation --work FOLDER               20 million cost facts (an idle machine, 30 GB of disk)
    python -m benchmarks.nation --work FOLDER --boards 1    one board for each municipality: an eighth of the facts
    python -m benchmarks.nation --work FOLDER --steps ask   some steps again, on what the folder holds

Steps: lake (raw Parquet of `nation_lake`), build (dbt, models and seeds), test (dbt's data tests), publish (the DuckDB
file that readers open), ask (the questions of docs/questions.md from that file), postgres (a server of our own under
the folder: load the costs and the tables that the questions name, or with --all-tables every table, and the same
questions). What every step measured is kept in FOLDER/measured.json.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.nation_lake import make_lake, widen_seeds
from benchmarks.nation_questions import Timing, ask_duckdb, ask_postgres, asked_tables
from dagster_project.adapters.postgres import publish_to_postgres
from dagster_project.domain.warehouse.copy_tables import copy_tables

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
# wal_level minimal: rows loaded into a table made in the same transaction are not written to the log as well.
SERVER = {"shared_buffers": "512MB", "max_wal_size": "4GB", "wal_level": "minimal", "max_wal_senders": "0"}
STEPS = ("lake", "build", "test", "publish", "ask", "postgres")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--samples", type=Path, default=ROOT / "data" / "sample" / "lake", help="lake of the five samples"
    )
    parser.add_argument("--boards", type=int, default=8)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--municipalities", type=int, default=290)
    parser.add_argument("--rounds", type=int, default=7, help="how often each question is asked")
    parser.add_argument("--all-tables", action="store_true", help="load every table, seven times the DuckDB file")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=STEPS)
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    for step in STEPS:
        if step in options.steps:
            measured = _STEPS[step](work, options)
            _keep(work, step, {"load": os.getloadavg()[0], **measured})
    print(json.dumps(_kept(work), indent=1))


def lake_step(work: Path, options: argparse.Namespace) -> dict[str, Any]:
    started = time.perf_counter()
    shutil.rmtree(work / "lake", ignore_errors=True)
    make_lake(work / "lake", str(options.samples), options.boards, options.years, options.municipalities)
    counted = duckdb.sql(
        "select count(*), count(*) filter (where fact_family = 'cost'), count(distinct document)"
        f" from read_parquet('{work}/lake/raw/facts/*/*.parquet')"
    ).fetchone()
    assert counted is not None
    facts, cost_facts, reports = counted
    return {
        "seconds": time.perf_counter() - started,
        "facts": facts,
        "cost_facts": cost_facts,
        "reports": reports,
        "megabytes": _megabytes(work / "lake"),
    }


def build_step(work: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Models and seeds, from nothing, into work/warehouse.duckdb; seconds by model."""
    (work / "warehouse.duckdb").unlink(missing_ok=True)
    return _run_dbt(work, "build", "--exclude-resource-type", "test", "unit_test")


def test_step(work: Path, options: argparse.Namespace) -> dict[str, Any]:
    return _run_dbt(work, "test", "--exclude-resource-type", "unit_test")


def publish_step(work: Path, options: argparse.Namespace) -> dict[str, Any]:
    """The copy that readers open: tables of the marts with constraints and comments, without what built them."""
    published = work / "published.duckdb"
    published.unlink(missing_ok=True)
    started = time.perf_counter()
    copy_tables(work / "warehouse.duckdb", published, ["marts"], {"published_at": datetime.now(UTC)})
    return {
        "seconds": time.perf_counter() - started,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "build_megabytes": _megabytes(work / "warehouse.duckdb"),
        "megabytes": _megabytes(published),
    }


def ask_step(work: Path, options: argparse.Namespace) -> dict[str, Any]:
    return {"questions": _spread(ask_duckdb(work / "published.duckdb", options.rounds))}


def postgres_step(work: Path, options: argparse.Namespace) -> dict[str, Any]:
    from postgres_server import run_server

    with run_server(work / "postgres", SERVER) as sockets:
        dsn = f"host={sockets} user=boss dbname=postgres"
        file = work / "published.duckdb" if options.all_tables else _copy_asked(work)
        started = time.perf_counter()
        loaded = publish_to_postgres(file, dsn)
        seconds = time.perf_counter() - started
        answers = _spread(ask_postgres(dsn, options.rounds))
        size = _megabytes(work / "postgres")
    return {
        "seconds": seconds,
        "tables": len(loaded.rows),
        "rows": sum(loaded.rows.values()),
        "megabytes": size,
        "duckdb_megabytes": _megabytes(file),
        "questions": answers,
    }


def _copy_asked(work: Path) -> Path:
    """A file with the costs and the published tables that the questions name, without keys and comments."""
    copy = work / "asked.duckdb"
    copy.unlink(missing_ok=True)
    with duckdb.connect(str(copy), config={"memory_limit": "2GB"}) as connection:
        connection.execute(f"attach '{work / 'published.duckdb'}' as published (read_only)")
        connection.execute("create schema marts")
        names = "select table_name from duckdb_tables() where database_name = 'published'"
        asked = asked_tables(name for (name,) in connection.execute(names).fetchall())
        for table in ["fct_cost_by_activity", *asked]:
            connection.execute(f"create table marts.{table} as from published.marts.{table}")
    return copy


_STEPS = {
    "lake": lake_step,
    "build": build_step,
    "test": test_step,
    "publish": publish_step,
    "ask": ask_step,
    "postgres": postgres_step,
}


def _run_dbt(work: Path, *words: str) -> dict[str, Any]:
    project = work / "dbt"
    with _own_project(project):
        place = ["--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(work / "target")]
        environment = os.environ | {
            "UTFALL_LAKE": str(work / "lake"),
            "UTFALL_WAREHOUSE_BUILD": str(work / "warehouse.duckdb"),
            "DO_NOT_TRACK": "1",
        }
        command = [sys.executable, "-m", "dbt.cli.main", "--quiet", "--no-version-check", *words, *place]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        done = subprocess.run([*command, "--log-path", str(work / "logs")], env=environment, cwd=work, check=False)
        seconds = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    results = json.loads((work / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    by_node = {node["unique_id"].split(".")[2]: round(node["execution_time"], 1) for node in results}
    slowest = dict(sorted(by_node.items(), key=lambda item: -item[1])[:15])
    return {
        "seconds": seconds,
        "cpu_seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peak_megabytes": after.ru_maxrss / 1024,
        "ended_well": done.returncode == 0,
        "failed": [node["unique_id"] for node in results if node["status"] in ("error", "fail")],
        "slowest": slowest,
    }


@contextlib.contextmanager
def _own_project(project: Path) -> Iterator[None]:
    """A copy of the dbt project whose seeds know every municipality of the nation."""
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(ROOT / "dbt", project, ignore=shutil.ignore_patterns("target", "logs"))
    widen_seeds(project / "seeds")
    yield
    shutil.rmtree(project)


def _spread(timings: list[Timing]) -> dict[str, Any]:
    return {
        timing.question: {"median_s": timing.median, "worst_s": timing.worst, "rows": timing.n_rows}
        for timing in timings
    }


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def _kept(work: Path) -> dict[str, Any]:
    file = work / "measured.json"
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def _keep(work: Path, step: str, measured: dict[str, Any]) -> None:
    text = json.dumps({**_kept(work), step: measured}, indent=1)
    (work / "measured.json").write_text(text, encoding="utf-8")
    print(f"{step}: {measured}", flush=True)


if __name__ == "__main__":
    main()
