"""dbt's own tests as results of checks, so that monitoring shows them beside the promises of `expectations/`.

What lives here: dbt's artifacts in, `CheckResult`s out. What does not: calling dbt (`run_dbt`), words for a failed run
(`dbt_failures`). A broken test of dbt is ours: keys, relations and grain are not what a report prints.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dagster_project.domain.monitoring.results import CheckResult, Severity, Status

SUITE = "dbt"
_NOT_MADE = ("error", "runtime error")
_STATUSES: dict[str, Status] = {"pass": "pass", "warn": "warn", "fail": "fail", **dict.fromkeys(_NOT_MADE, "fail")}
_REASON = "keys, relations and grain hold, or every sum over the table is wrong"


def read_dbt_checks(target: Path) -> tuple[CheckResult, ...]:
    """One result for every data test of dbt's last run; nothing where dbt left no results.

    Args: target: the folder with run_results.json and manifest.json.
    """
    results, described = target / "run_results.json", target / "manifest.json"
    if not (results.exists() and described.exists()):
        return ()
    manifest = json.loads(described.read_text(encoding="utf-8"))
    return tuple(_results(json.loads(results.read_text(encoding="utf-8"))["results"], manifest["nodes"]))


def _results(ended: list[dict[str, Any]], nodes: Mapping[str, Any]) -> Iterator[CheckResult]:
    for entry in ended:
        node = nodes.get(entry["unique_id"])
        if node is not None and node["resource_type"] == "test":
            yield _result(entry, node, nodes)


def _result(entry: Mapping[str, Any], node: Mapping[str, Any], nodes: Mapping[str, Any]) -> CheckResult:
    table = _guarded(node, nodes)
    status = _STATUSES.get(entry["status"], "skip")
    set_severity: Severity = "warn" if str(node["config"].get("severity", "error")).lower() == "warn" else "error"
    failures = int(entry.get("failures") or 0)
    said = f"{node['name']}: {failures} rows break it" if failures else f"{node['name']}: {status}"
    said_sv = f"{node['name']}: {failures} rader bryter mot den" if failures else f"{node['name']}: {status}"
    return CheckResult(
        check_id=f"{SUITE}.{node['name']}",
        suite=SUITE,
        table=table,
        scope=table,
        status=status,
        severity="info" if status == "skip" else set_severity,
        origin="extraction",
        value=None if status == "skip" else float(failures),
        bound="0",
        unit="rows",
        reason=" ".join(str(node.get("description") or "").split()) or _REASON,
        n_evaluated=0,
        n_unexpected=max(failures, 1) if status in ("warn", "fail") else 0,
        observed=" ".join(str(entry.get("message") or "").split())[:500],
        message=said,
        message_sv=said_sv,
        was_made=entry["status"] not in _NOT_MADE,
    )


def _guarded(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> str:
    """The table that a test is about, as `schema.name`; of a test over several the last named."""
    depends = node.get("depends_on", {}).get("nodes", [])
    name = node.get("attached_node") or (depends[-1] if depends else "")
    about = nodes.get(name, {})
    return f"{about['schema']}.{about['name']}" if about else str(name).rsplit(".", 1)[-1]
