"""The suites of `expectations/` as they stand in their files, held to their rules; nothing is validated here.

What lives here: reading the registry and the suites, and refusing a folder in which a promise got lost, a key is not
known or a limit is missing. What does not: great-expectations itself (next door: `great_expectations_runner`), any
limit (the files).

A file is a suite in great-expectations' own terms (`name`, `expectations` with `type`, `kwargs`, `severity`, `meta`),
so that `ExpectationSuite(name=..., expectations=...)` takes it as it is. Its `meta` says which table it guards and
which rows are looked at. great-expectations says critical and warning where we say error and warn.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dagster_project.domain.monitoring.results import ORIGINS, Origin, Severity
from dagster_project.domain.monitoring.tallies import Promise
from dagster_project.domain.warehouse.home import PROJECT_DIR

SUITES_DIR = PROJECT_DIR / "expectations"
PARTITION = "partition_key"
_SEVERITIES: dict[str, Severity] = {"critical": "error", "warning": "warn", "info": "info"}
_SUITE_KEYS = {"name", "meta", "expectations"}
_META_KEYS = {"table", "query", "id_column", "scope_column", "needs_rows", "compares_with_published"}
_EXPECTATION_KEYS = {"type", "kwargs", "severity", "meta"}
_SAID_KEYS = {"promise", "origin", "unit", "reason", "says", "says_sv"}
_ALWAYS = {"column", "row_condition", "condition_parser"}
# The kinds of expectation that we use, with the keys of their limits. All of them are about single rows: `mostly` is
# not among them, since a share of the rows would depend on which rows are looked at together.
_LIMITS: dict[str, set[str]] = {
    "expect_column_values_to_be_between": {"min_value", "max_value"},
    "expect_column_values_to_be_in_set": {"value_set"},
    "expect_column_values_to_not_be_in_set": {"value_set"},
    "expect_column_values_to_match_regex": {"regex"},
    "expect_column_values_to_be_unique": set(),
}


class SuitesError(ValueError):
    """The folder of suites cannot be used; file: which one, the message: which key and what is wrong with it."""

    def __init__(self, file: Path, words: str) -> None:
        super().__init__(f"{file.name}: {words}")
        self.file = file


@dataclass(frozen=True, slots=True)
class Suite:
    """One guarded table.

    query: the rows that are looked at, one per `id_column`; `scope_column`: whom a break is about; every query gives
    `partition_key` too (0665|2024: municipality and year; rows with the same key are looked at together).
    needs_rows: an empty table is our failure. Otherwise it only means that no report has such numbers.
    compares_with_published: the query also reads `published.marts`, what readers see now.
    digest: changes when the file does.
    """

    name: str
    file: Path
    table: str
    query: str
    id_column: str
    scope_column: str
    needs_rows: bool
    compares_with_published: bool
    expectations: tuple[dict[str, Any], ...]
    promises: tuple[Promise, ...]
    digest: str

    @property
    def names(self) -> tuple[str, ...]:
        """The promises' names, in the order of the file."""
        return tuple(str(expectation["meta"]["promise"]) for expectation in self.expectations)


def read_suites(folder: Path = SUITES_DIR) -> tuple[Suite, ...]:
    """Every suite of the registry. Raises: SuitesError, when a file or a promise is missing, unknown or incomplete."""
    registry_file = folder / "registry.yml"
    registry = _read_yaml(registry_file)
    if not registry or not all(isinstance(count, int) for count in registry.values()):
        raise SuitesError(registry_file, "lists no suite with the number of its promises")
    files = {path.stem: path for path in folder.glob("*.yml") if path != registry_file}
    for name in sorted(registry.keys() - files.keys()):
        raise SuitesError(folder / f"{name}.yml", "is missing, but registry.yml lists it")
    for name in sorted(files.keys() - registry.keys()):
        raise SuitesError(files[name], "is not listed in registry.yml")
    return tuple(_read_suite(files[name], count) for name, count in sorted(registry.items()))


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SuitesError(path, f"cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SuitesError(path, f"is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise SuitesError(path, "holds no keys")
    return content


def _read_suite(path: Path, n_promises: int) -> Suite:
    content = _read_yaml(path)
    _hold_keys(path, "the suite", content, _SUITE_KEYS, _SUITE_KEYS)
    meta, expectations = content["meta"], tuple(content["expectations"])
    if content["name"] != path.stem:
        raise SuitesError(path, f"name: the suite is called {content['name']}")
    _hold_keys(path, "meta", meta, _META_KEYS, _META_KEYS - {"compares_with_published"})
    for expectation in expectations:
        _hold_expectation(path, expectation)
    names = {expectation["meta"]["promise"] for expectation in expectations}
    if not len(names) == len(expectations) == n_promises:
        raise SuitesError(path, f"holds {len(names)} promises, registry.yml says {n_promises}")
    return Suite(
        name=path.stem,
        file=path,
        table=meta["table"],
        query=meta["query"],
        id_column=meta["id_column"],
        scope_column=meta["scope_column"],
        needs_rows=bool(meta["needs_rows"]),
        compares_with_published=bool(meta.get("compares_with_published", False)),
        expectations=expectations,
        promises=tuple(_as_promise(path.stem, meta["table"], expectation) for expectation in expectations),
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def _hold_keys(path: Path, where: str, found: Any, known: set[str], needed: set[str]) -> None:
    if not isinstance(found, dict):
        raise SuitesError(path, f"{where} holds no keys")
    for key in sorted(found.keys() - known):
        raise SuitesError(path, f"{where} has the unknown key {key}; known are {', '.join(sorted(known))}")
    for key in sorted(key for key in needed if found.get(key) in (None, "")):
        raise SuitesError(path, f"{where} lacks {key}")


def _hold_expectation(path: Path, expectation: Any) -> None:
    _hold_keys(path, "an expectation", expectation, _EXPECTATION_KEYS, _EXPECTATION_KEYS)
    said, kwargs, kind = expectation["meta"], expectation["kwargs"], expectation["type"]
    where = said.get("promise", "an expectation") if isinstance(said, dict) else "an expectation"
    _hold_keys(path, f"{where}: meta", said, _SAID_KEYS, _SAID_KEYS)
    if kind not in _LIMITS:
        raise SuitesError(path, f"{where}: type {kind} is none of {', '.join(sorted(_LIMITS))}")
    _hold_keys(path, f"{where}: kwargs", kwargs, _ALWAYS | _LIMITS[kind], {"column"})
    if _LIMITS[kind] and not kwargs.keys() & _LIMITS[kind]:
        raise SuitesError(path, f"{where}: kwargs has no limit: {', '.join(sorted(_LIMITS[kind]))}")
    if expectation["severity"] not in _SEVERITIES:
        raise SuitesError(path, f"{where}: severity {expectation['severity']} is none of {', '.join(_SEVERITIES)}")
    if said["origin"] not in ORIGINS:
        raise SuitesError(path, f"{where}: origin {said['origin']} is none of {', '.join(ORIGINS)}")


def _as_promise(suite: str, table: str, expectation: dict[str, Any]) -> Promise:
    said = expectation["meta"]
    origin: Origin = said["origin"]
    return Promise(
        check_id=f"{suite}.{said['promise']}",
        suite=suite,
        table=table,
        severity=_SEVERITIES[expectation["severity"]],
        origin=origin,
        column=expectation["kwargs"]["column"],
        bound=_say_bound(expectation["type"], expectation["kwargs"]),
        unit=said["unit"],
        reason=" ".join(said["reason"].split()),
        says=said["says"],
        says_sv=said["says_sv"],
    )


def _say_bound(kind: str, kwargs: dict[str, Any]) -> str:
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if low is not None and high is not None:
        return f"{low} to {high}" if low != high else f"exactly {low}"
    if low is not None or high is not None:
        return f"at least {low}" if high is None else f"at most {high}"
    if "regex" in kwargs:
        return f"pattern {kwargs['regex']}"
    if "value_set" in kwargs:
        words = ", ".join(
            str(value).lower() if isinstance(value, bool) else str(value) for value in kwargs["value_set"]
        )
        return f"none of {words}" if kind.endswith("not_be_in_set") else f"one of {words}"
    return "no two alike"
