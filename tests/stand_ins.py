"""What stands in for dbt, the expectations and the processes of readers where a night is to take a second.

Shared by the tests of nights, with the small reports they build and what they compare, and by benchmarks/kills. The
real ones walk the whole path in test_build.py.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.adapters.processes import Event
from dagster_project.building import build as building
from dagster_project.building import make_models as making
from dagster_project.building import publish as publishing
from dagster_project.building import read_lake as reading
from dagster_project.domain.warehouse.copy_tables import Fingerprint, fingerprint_tables
from dagster_project.domain.warehouse.home import Home

REPORT = """Budgetuppföljning per {month} 2024
{who}

Driftredovisning, tkr
Verksamhet\tBudget 2024\tUtfall 2024-{no}\tPrognos 2024\tAvvikelse
Hemtjänst\t30 000\t9 8{n:02}\t30 200\t-200
Särskilt boende\t50 000\t16 700\t49 600\t400
Summa\t80 000\t26 5{n:02}\t79 800\t200
"""


def write_report(who: str, month: str = "april", no: str = "04", n: int = 0) -> str:
    """A small report that adds up. who: the line that says whose. n: 0 to 99, in its first figure and the sum."""
    return REPORT.format(who=who, month=month, no=no, n=n)


NAMED = write_report("Vaggeryds kommun, socialnämnden")
CORRECTED = write_report("Vaggeryds kommun, socialnämnden", n=1)
HOLDER = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.readline()"
MANIFEST = "file,municipality,scb_code,board,report_type,period_end,note\n"


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder: when it was changed, and its bytes."""
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}


def marts(home: Home) -> dict[str, Fingerprint]:
    """What is published, without the note of when."""
    found = fingerprint_tables(home.published_file, ("marts",))
    return {name: content for name, content in found.items() if not name.endswith("publication")}


@contextlib.contextmanager
def held_open(file: Path) -> Iterator[int]:
    """Yields: the id of the process that has the file open for writing while the body runs."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdin is not None
        other.stdout.readline()
        try:
            yield other.pid
        finally:
            other.stdin.close()


def stand_in(put: Callable[[Any, str, Any], None] = setattr) -> None:
    """Put the stand-ins in place. put: `monkeypatch.setattr`, where they are to go again."""
    put(making, "run_dbt", make_models)
    put(reading, "run_in_processes", read_here)
    put(building, "run_expectations", lambda *words: ())
    put(publishing, "list_findings", lambda home: [])


def make_models(home: Home, on_step: object = None) -> None:
    """The marts in a few statements, from the same raw files."""
    home.build_dir.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute(f"""
            create schema marts;
            create table marts.dim_report as
                select *, true as is_newest_version
                from read_parquet('{home.lake}/raw/reports/*/*.parquet', union_by_name = true);
            create table marts.fct_cost_by_activity as
                select facts.*, year(facts.period_end) as year
                from read_parquet('{home.lake}/raw/facts/*/*.parquet', union_by_name = true) as facts
                semi join marts.dim_report as reports on facts.document = reports.document and reports.status = 'read';
            create table marts.fct_refusal as
                select refusals.*, reports.municipality_code
                from read_parquet('{home.lake}/raw/refusals/*/*.parquet', union_by_name = true) as refusals
                join marts.dim_report as reports using (document);
        """)


def read_here(work: Callable[[Any], Any], tasks: Sequence[Any], *_: object, **__: object) -> Iterator[Event[Any, Any]]:
    """Reading in this process instead of one for each; a file called crash stands for a reader that died."""
    for task in tasks:
        yield Event("started", task)
        if task.original.name.startswith("crash"):
            yield Event("died", task, reason="the reader stopped (signal SIGKILL)")
        else:
            yield Event("done", task, result=work(task))
