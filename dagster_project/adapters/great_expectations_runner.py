"""Running the suites of `expectations/` on the marts of a build file, with great-expectations on pandas frames.

What lives here: frames out of DuckDB, great-expectations' verdicts turned into `CheckResult`s, and the fail-closed
rules: no rows where rows are needed, a promise that was not evaluated, or anything that great-expectations could not
compute is a failure of ours. What does not: promises (`expectations/`), sentences about findings (`domain/quality`),
where results are kept (next door: `quality_tables`).

great-expectations takes 4-10 s to import: that happens inside `validate_marts`. Its analytics are switched off first.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dagster_project.adapters.great_expectations_suites import SUITES_DIR, Suite, read_suites
from dagster_project.adapters.quality_tables import make_run_id, read_report_names, write_quality_tables
from dagster_project.domain.quality.results import CheckResult, require_results

_OUTCOME = {"critical": "fail", "warning": "warn", "info": "warn"}
_N_EXAMPLES = 3


def validate_marts(warehouse: Path, run_id: str = "", suites_dir: Path = SUITES_DIR) -> list[CheckResult]:
    """Check the marts, find the errors of the sources, and keep both in the warehouse.

    Args: warehouse: a DuckDB build file that nobody else holds; `marts.fct_quality_check` and `marts.fct_finding` are
        written into it. run_id: names the run; by default made of the reports and the version that read them, so that
        the same input gives the same rows.
    Returns: one result per promise that holds, else one per promise and object that breaks it. Never empty.
    Raises: SuitesError, if the folder of suites is not what its registry says.
    """
    suites = read_suites(suites_dir)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        run_id = run_id or make_run_id(connection)
        names = read_report_names(connection)
        frames = {suite.name: _read_frame(connection, suite) for suite in suites}
    context = _open_context()
    results = [result for suite in suites for result in _validate(suite, frames[suite.name], run_id, names, context)]
    results = list(require_results(tuple(results), run_id))
    with duckdb.connect(str(warehouse)) as connection:
        write_quality_tables(connection, results)
    return results


def _read_frame(connection: duckdb.DuckDBPyConnection, suite: Suite) -> pd.DataFrame | str:
    """The rows to validate, or what went wrong in getting them."""
    try:
        return connection.execute(suite.query).df()
    except duckdb.Error as error:
        return str(error).splitlines()[0]


def _validate(
    suite: Suite, frame: pd.DataFrame | str, run_id: str, names: Mapping[str, tuple[str, str]], context: Any
) -> list[CheckResult]:
    if isinstance(frame, str):
        return [_own_failure(run_id, suite, "table_can_be_read", f"{suite.table} cannot be read: {frame}")]
    if frame.empty:
        if suite.needs_rows:
            return [_own_failure(run_id, suite, "table_has_rows", f"{suite.table} has no rows")]
        return [_nothing_to_check(run_id, suite, promise) for promise in suite.promises]
    try:
        validated = _run_suite(suite, frame, context)
    except Exception as error:  # whatever great-expectations raises, the table was not checked
        return [_own_failure(run_id, suite, "suite_runs", f"{type(error).__name__}: {error}")]
    by_promise = {str(entry["expectation_config"]["meta"]["promise"]): entry for entry in validated}
    if sorted(by_promise) != sorted(suite.promises) or len(validated) != len(suite.promises):
        lost = ", ".join(sorted(set(suite.promises) ^ set(by_promise))) or "a promise twice"
        return [_own_failure(run_id, suite, "every_promise_is_evaluated", f"not evaluated: {lost}")]
    results: list[CheckResult] = []
    for expectation in suite.expectations:
        entry = by_promise[str(expectation["meta"]["promise"])]
        results += _as_results(suite, expectation, entry, frame, run_id, names)
    return results


def _open_context() -> Any:
    """great-expectations without a project on disk, without analytics and without progress bars."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _run_suite(suite: Suite, frame: pd.DataFrame, context: Any) -> list[dict[str, Any]]:
    """The suite on the frame, by great-expectations; one entry per expectation."""
    import great_expectations as gx

    with warnings.catch_warnings():
        # Conditions as text are how a suite is written in a file; great-expectations 1.x takes them, we pin it.
        warnings.simplefilter("ignore", DeprecationWarning)
        return _run_quietly(gx, suite, frame, context)


def _run_quietly(gx: Any, suite: Suite, frame: pd.DataFrame, context: Any) -> list[dict[str, Any]]:
    built = gx.ExpectationSuite(
        name=suite.name,
        expectations=[
            {"type": e["type"], "kwargs": e["kwargs"], "severity": e["severity"], "meta": e["meta"]}
            for e in suite.expectations
        ],
    )
    asset = context.data_sources.add_pandas(suite.name).add_dataframe_asset(suite.table)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    validated = batch.validate(
        context.suites.add(built),
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [suite.id_column, suite.object_column],
        },
    )
    return list(validated.to_json_dict()["results"])


def _as_results(
    suite: Suite,
    expectation: dict[str, Any],
    entry: dict[str, Any],
    frame: pd.DataFrame,
    run_id: str,
    names: Mapping[str, tuple[str, str]],
) -> list[CheckResult]:
    meta, result = expectation["meta"], entry["result"]
    error = _exception_of(entry["exception_info"])
    if error or "element_count" not in result:
        return [_own_failure(run_id, suite, meta["promise"], error or "great-expectations gave no count")]
    rows = _rows_in_play(frame, expectation["kwargs"])
    n_evaluated = result["element_count"] - result["missing_count"]
    if n_evaluated != len(rows):
        counts = f"great-expectations evaluated {n_evaluated} rows, {len(rows)} were in play"
        return [_own_failure(run_id, suite, meta["promise"], counts)]
    if n_evaluated == 0:
        return [_nothing_to_check(run_id, suite, meta["promise"])]
    if entry["success"]:
        return [_result(run_id, suite, expectation, suite.table, n_evaluated, result["unexpected_count"], True)]
    broken: dict[str, list[Any]] = {}
    for item in result["unexpected_index_list"]:
        broken.setdefault(str(item[suite.object_column]), []).append(item[expectation["kwargs"]["column"]])
    in_play = rows[suite.object_column].astype(str).value_counts()
    return [
        _result(
            run_id, suite, expectation, key, int(in_play[key]), len(values), False, values, names.get(key, (key, key))
        )
        for key, values in sorted(broken.items())
    ]


def _rows_in_play(frame: pd.DataFrame, kwargs: dict[str, Any]) -> pd.DataFrame:
    condition = kwargs.get("row_condition")
    rows = frame.query(condition) if condition else frame
    return rows[rows[kwargs["column"]].notna()]


def _exception_of(info: dict[str, Any]) -> str:
    """great-expectations gives one record, or one per metric that failed. Returns: the first message, or nothing."""
    records = [info] if "raised_exception" in info else list(info.values())
    raised = [record for record in records if record.get("raised_exception", True)]
    return str(raised[0].get("exception_message") or "an exception without message") if raised else ""


def _result(
    run_id: str,
    suite: Suite,
    expectation: dict[str, Any],
    object_id: str,
    n_evaluated: int,
    n_unexpected: int,
    holds: bool,
    values: list[Any] | None = None,
    name: tuple[str, str] = ("", ""),
) -> CheckResult:
    meta = expectation["meta"]
    where, where_sv = (f"{text}: " if text else "" for text in name)
    examples = ", ".join(f"{v:.6g}" if isinstance(v, float) else str(v) for v in (values or [])[:_N_EXAMPLES])
    return CheckResult(
        run_id=run_id,
        check_id=f"{suite.name}.{meta['promise']}",
        suite=suite.name,
        object_id=object_id,
        outcome="pass" if holds else _OUTCOME[expectation["severity"]],  # type: ignore[arg-type]
        severity=expectation["severity"],
        cause=meta["cause"],
        n_evaluated=n_evaluated,
        n_unexpected=n_unexpected,
        observed=f"{expectation['kwargs']['column']}: {examples}" if examples else "",
        message=where + meta["says"].format(n=n_unexpected, of=n_evaluated),
        message_sv=where_sv + meta["says_sv"].format(n=n_unexpected, of=n_evaluated),
    )


def _nothing_to_check(run_id: str, suite: Suite, promise: str) -> CheckResult:
    """Visible, and not called passed: no row of any report is of the kind that the promise is about."""
    return CheckResult(
        run_id=run_id,
        check_id=f"{suite.name}.{promise}",
        suite=suite.name,
        object_id=suite.table,
        outcome="skip",
        severity="info",
        cause="either",
        n_evaluated=0,
        n_unexpected=0,
        observed="0 rows",
        message=f"Nothing to check: {suite.table} has no row of this kind.",
        message_sv=f"Inget att kontrollera: {suite.table} har ingen sådan rad.",
    )


def _own_failure(run_id: str, suite: Suite, promise: str, detail: str) -> CheckResult:
    return CheckResult(
        run_id=run_id,
        check_id=f"{suite.name}.{promise}",
        suite=suite.name,
        object_id=suite.table,
        outcome="fail",
        severity="critical",
        cause="ours",
        n_evaluated=0,
        n_unexpected=1,
        observed=detail[:500],
        message=f"The check could not be made, so the table counts as faulty: {detail[:500]}",
        message_sv=f"Kontrollen kunde inte göras, så tabellen räknas som felaktig: {detail[:500]}",
    )
