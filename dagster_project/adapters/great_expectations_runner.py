"""great-expectations at work: one suite held against one frame, its own results and Data Docs kept in files.

What lives here: the context, the verdict on a frame, and its verdicts counted by partition (`Tally`). Fail closed: a
promise that was not evaluated, or anything that great-expectations could not compute, raises. What does not: promises
(`expectations/`), which rows are looked at (`checked_partitions`), our own results (`check_history`).

great-expectations takes 4-10 s to import: that happens when a `Validator` is opened. Its analytics are switched off.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from dagster_project.adapters.great_expectations_suites import PARTITION, Suite
from dagster_project.domain.monitoring.tallies import Broken, Tally

KEPT_NIGHTS = 7  # great-expectations' own results and pages; our history of checks is kept for good
_N_EXAMPLES = 3
DOCS, RESULTS = "data_docs", "validations"


class NotEvaluated(RuntimeError):
    """great-expectations did not evaluate a promise; the message says which and why."""


class Validator:
    """One night's context of great-expectations, whose results and pages go into `folder`."""

    def __init__(self, folder: Path, night: str) -> None:
        """Args: night: names the run in great-expectations' files; names sort as the nights were."""
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        import great_expectations as gx

        folder.mkdir(parents=True, exist_ok=True)
        self._gx, self._folder, self._night = gx, folder, night
        self._context = gx.get_context(project_config=_configure(folder), mode="ephemeral")
        self._source = self._context.data_sources.add_pandas("utfall")

    def tally(self, suite: Suite, frame: pd.DataFrame, name: str) -> dict[str, dict[str, Tally]]:
        """Hold the frame against the suite. Args: name: names the portion of rows.

        Returns: partition -> promise -> tally. Raises: NotEvaluated.
        """
        with warnings.catch_warnings():
            # Conditions as text are how a suite is written in a file; great-expectations 1.x takes them, we pin it.
            warnings.simplefilter("ignore", DeprecationWarning)
            entries = self._validate(suite, frame, name)
        by_promise = {str(entry["expectation_config"]["meta"]["promise"]): entry for entry in entries}
        if sorted(by_promise) != sorted(suite.names) or len(entries) != len(suite.names):
            lost = ", ".join(sorted(set(suite.names) ^ set(by_promise))) or "a promise twice"
            raise NotEvaluated(f"not evaluated: {lost}")
        tallies: dict[str, dict[str, Tally]] = {str(key): {} for key in frame[PARTITION].unique()}
        for expectation in suite.expectations:
            promise = str(expectation["meta"]["promise"])
            for partition, tally in _count(suite, expectation["kwargs"], by_promise[promise], frame):
                tallies[partition][promise] = tally
        return tallies

    def _validate(self, suite: Suite, frame: pd.DataFrame, name: str) -> list[dict[str, Any]]:
        gx = self._gx
        built = gx.ExpectationSuite(
            name=suite.name,
            expectations=[
                {"type": e["type"], "kwargs": e["kwargs"], "severity": e["severity"], "meta": e["meta"]}
                for e in suite.expectations
            ],
        )
        asset = self._source.add_dataframe_asset(f"{suite.name} {name}")
        batch = asset.add_batch_definition_whole_dataframe("rows")
        definition = gx.ValidationDefinition(
            name=f"{suite.name} {name}", data=batch, suite=self._context.suites.add_or_update(built)
        )
        validated = self._context.validation_definitions.add_or_update(definition).run(
            batch_parameters={"dataframe": frame},
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": [PARTITION, suite.id_column, suite.scope_column],
            },
            run_id=gx.RunIdentifier(run_name=self._night),
        )
        return list(validated.to_json_dict()["results"])

    def write_docs(self) -> None:
        """Render this night's pages and the index, and let go of nights too old."""
        for folder in (self._folder / RESULTS, self._folder / DOCS / RESULTS):
            _remove_old_nights(folder)
        keys = self._context.validation_results_store.list_keys()
        tonight = [key for key in keys if key.run_id.run_name == self._night]
        suites = list({key.expectation_suite_identifier for key in tonight})
        self._context.build_data_docs(resource_identifiers=[*tonight, *suites])
        _write_index(self._folder)


def _write_index(folder: Path) -> None:
    """A list of the pages that needs no network; the index of the Data Docs loads its tables from one."""
    nights: dict[str, list[str]] = {}
    for result in sorted((folder / RESULTS).glob("*/*/*/*.json")):
        suite, night, *_ = result.relative_to(folder / RESULTS).parts
        holds = json.loads(result.read_text(encoding="utf-8"))["success"]
        page = (folder / DOCS / result.relative_to(folder)).with_suffix(".html").relative_to(folder)
        words = "holds · godkänd" if holds else "<b>broken · underkänd</b>"
        rows = html.escape(result.stem.removeprefix(f"utfall-{suite} "))
        line = f'<tr><td><a href="{quote(str(page))}">{html.escape(suite)}</a><td>{rows}<td>{words}'
        nights.setdefault(night, []).append(line)
    tables = [
        f"<h2>{night}</h2><table>{''.join(lines)}</table>" for night, lines in sorted(nights.items(), reverse=True)
    ]
    style = "body{font-family:sans-serif;margin:2em}td{padding:.2em 1em .2em 0}"
    head = f'<!doctype html><meta charset="utf-8"><title>utfall: checks</title><style>{style}</style>'
    note = f'<p>Rows that changed, by night (UTC) · Rader som ändrats. <a href="{DOCS}/index.html">Data Docs</a></p>'
    (folder / "index.html").write_text(head + "<h1>Checks · Kontroller</h1>" + note + "".join(tables), encoding="utf-8")


def _configure(folder: Path) -> Any:
    from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig

    def files(name: str) -> dict[str, str]:
        return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder / name)}

    site = {"class_name": "SiteBuilder", "show_how_to_buttons": False, "store_backend": files(DOCS)}
    return DataContextConfig(
        config_version=4,
        stores={
            "expectations_store": {"class_name": "ExpectationsStore"},
            "checkpoint_store": {"class_name": "CheckpointStore"},
            "validation_definition_store": {"class_name": "ValidationDefinitionStore"},
            "validation_results_store": {"class_name": "ValidationResultsStore", "store_backend": files(RESULTS)},
        },
        expectations_store_name="expectations_store",
        checkpoint_store_name="checkpoint_store",
        validation_results_store_name="validation_results_store",
        data_docs_sites={"utfall": site | {"site_index_builder": {"class_name": "DefaultSiteIndexBuilder"}}},
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )


def _remove_old_nights(folder: Path) -> None:
    """Files lie as <suite>/<night>/...; the names of nights sort as the nights were."""
    nights = sorted({path.name for path in folder.glob("*/*") if path.is_dir()})
    for night in nights[:-KEPT_NIGHTS]:
        for path in folder.glob(f"*/{night}"):
            shutil.rmtree(path, ignore_errors=True)


def _count(
    suite: Suite, kwargs: dict[str, Any], entry: dict[str, Any], frame: pd.DataFrame
) -> Iterator[tuple[str, Tally]]:
    """The verdict on one promise, by partition."""
    promise, result = entry["expectation_config"]["meta"]["promise"], entry["result"]
    error = _exception_of(entry["exception_info"])
    if error or "element_count" not in result:
        raise NotEvaluated(f"{promise}: {error or 'great-expectations gave no count'}")
    rows = _rows_in_play(frame, kwargs)
    n_evaluated = result["element_count"] - result["missing_count"]
    if n_evaluated != len(rows):
        raise NotEvaluated(f"{promise}: {n_evaluated} rows were evaluated, {len(rows)} were in play")
    if bool(entry["success"]) != (result["unexpected_count"] == 0):
        raise NotEvaluated(f"{promise}: the verdict does not follow from the {result['unexpected_count']} breaks")
    broken: dict[str, dict[str, list[Any]]] = {}
    for item in result.get("unexpected_index_list") or []:
        scopes = broken.setdefault(str(item[PARTITION]), {})
        scopes.setdefault(str(item[suite.scope_column]), []).append(item[kwargs["column"]])
    for partition, part in rows.groupby(rows[PARTITION].astype(str), sort=True):
        value, distance = _furthest_out(part[kwargs["column"]], kwargs)
        in_play = part[suite.scope_column].astype(str).value_counts()
        found = {
            scope: Broken(int(in_play[scope]), len(values), _furthest_out(pd.Series(values), kwargs)[0], _say(values))
            for scope, values in broken.get(str(partition), {}).items()
        }
        yield str(partition), Tally(len(part), value, distance, found)


def _rows_in_play(frame: pd.DataFrame, kwargs: dict[str, Any]) -> pd.DataFrame:
    condition = kwargs.get("row_condition")
    rows = frame.query(condition) if condition else frame
    return rows[rows[kwargs["column"]].notna()]


def _furthest_out(values: pd.Series[Any], kwargs: dict[str, Any]) -> tuple[float | None, float | None]:
    """The number nearest to or furthest beyond the limits, and how far beyond (negative: inside)."""
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if values.empty or (low is None and high is None):
        return None, None
    numbers = pd.to_numeric(values)
    gaps = ([numbers - high] if high is not None else []) + ([low - numbers] if low is not None else [])
    beyond = pd.concat(gaps, axis=1).max(axis=1)
    at = beyond.argmax()
    return float(numbers.iloc[at]), float(beyond.iloc[at])


def _say(values: list[Any]) -> tuple[str, ...]:
    return tuple(f"{v:.6g}" if isinstance(v, float) else str(v) for v in values[:_N_EXAMPLES])


def _exception_of(info: dict[str, Any]) -> str:
    """great-expectations gives one record, or one per metric that failed. Returns: the first message, or nothing."""
    records = [info] if "raised_exception" in info else list(info.values())
    raised = [record for record in records if record.get("raised_exception", True)]
    return str(raised[0].get("exception_message") or "an exception without message") if raised else ""
