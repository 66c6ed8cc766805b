"""What dbt says at the end of a run that failed, in words that name the file, the line and the value.

What lives here: reading dbt's artifacts, and asking a failed test for the rows it found. What does not: calling dbt
(next door: `run_dbt`).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

MOST_NODES = 10
MOST_ROWS = 3
_FAILED = ("error", "fail", "runtime error")


def describe_failures(target: Path, project: Path, database: Path) -> str:
    """Every node that failed: its file, what dbt says, and of a test the rows it found, with their lines in the seeds.

    Args: target: dbt's artifacts. project: the dbt project. database: the file that dbt built, no longer open.
    Returns: one line for each node; "" if dbt left no results.
    """
    results = target / "run_results.json"
    if not results.exists():
        return ""
    failed = [n for n in json.loads(results.read_text(encoding="utf-8"))["results"] if n["status"] in _FAILED]
    nodes = _read_nodes(target)
    words = [_describe(result, nodes, project, database) for result in failed[:MOST_NODES]]
    return "\n  ".join(words + ([f"... and {len(failed) - MOST_NODES} more"] if len(failed) > MOST_NODES else []))


def _read_nodes(target: Path) -> dict[str, Any]:
    manifest = target / "manifest.json"
    nodes: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))["nodes"] if manifest.exists() else {}
    return nodes


def _describe(result: Mapping[str, Any], nodes: Mapping[str, Any], project: Path, database: Path) -> str:
    node = nodes.get(result["unique_id"], {})
    about = nodes.get(node.get("attached_node") or result["unique_id"], {})
    place = f"{project.name}/{about['original_file_path']}: " if "original_file_path" in about else ""
    said = f"{place}{node.get('name', result['unique_id'])}: {' '.join(str(result['message']).split())[:600]}"
    if result["status"] != "fail" or not result.get("compiled_code"):
        return said
    rows = _ask(result["compiled_code"], database)
    shown = "; ".join(", ".join(f"{name} = {value}" for name, value in row.items()) for row in rows)
    parents = [node["attached_node"]] if node.get("attached_node") else node.get("depends_on", {}).get("nodes", [])
    seeds = [nodes[name]["original_file_path"] for name in parents if name.startswith("seed.") and name in nodes]
    lines = "; ".join(_find_lines(project, seeds, rows))
    return said + (f": {shown}" if shown else "") + (f" ({lines})" if lines else "")


def _ask(query: str, database: Path) -> list[dict[str, Any]]:
    """The first rows that a test found; none if the file can no longer be asked."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            answer = connection.execute(query)
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchmany(MOST_ROWS)]
    except duckdb.Error:
        return []


def _find_lines(project: Path, seeds: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Where a value that a test found stands in the seeds that the test is about."""
    values = {value for row in rows for value in row.values() if isinstance(value, str) and value}
    for seed in seeds:
        with (project / seed).open(encoding="utf-8", newline="") as text:
            reader = csv.reader(text)
            found = [reader.line_num for cells in reader if values & set(cells)]
        if found:
            yield f"{project.name}/{seed} line {', '.join(map(str, found[:MOST_ROWS]))}"
