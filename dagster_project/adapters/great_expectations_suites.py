"""The suites of `expectations/` as they stand in their files, counted; nothing is validated here.

What lives here: reading the registry and the suites, and refusing a folder in which a promise got lost. What does not:
great-expectations itself (next door: `great_expectations_runner`), any threshold (the files).

A file is a suite in great-expectations' own terms (`name`, `expectations` with `type`, `kwargs`, `severity`, `meta`),
so that `ExpectationSuite(name=..., expectations=...)` takes it as it is. Its `meta` says which table it guards.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dagster_project.domain.warehouse.home import PROJECT_DIR

SUITES_DIR = PROJECT_DIR / "expectations"
_NEEDED = ("promise", "cause", "unit", "reason", "says", "says_sv")


class SuitesError(ValueError):
    """The folder of suites is not what the registry says; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Suite:
    """One guarded table. query: what is validated, one row per `id_column`; object_column: whom a failure is about.

    needs_rows: an empty table is our failure. Otherwise it only means that no report has such numbers (that none got
    lost on the way is a promise of fct_quality_accounting).
    """

    name: str
    table: str
    query: str
    id_column: str
    object_column: str
    needs_rows: bool
    expectations: tuple[dict[str, Any], ...]

    @property
    def promises(self) -> tuple[str, ...]:
        return tuple(str(expectation["meta"]["promise"]) for expectation in self.expectations)


def read_suites(folder: Path = SUITES_DIR) -> tuple[Suite, ...]:
    """Every suite of the registry. Raises: SuitesError, when a file or a promise is missing, unknown or incomplete."""
    registry: dict[str, int] = yaml.safe_load((folder / "registry.yml").read_text(encoding="utf-8")) or {}
    files = {path.stem: path for path in folder.glob("*.yml") if path.stem != "registry"}
    if not registry:
        raise SuitesError("registry.yml lists no suite")
    if files.keys() != registry.keys():
        odd = ", ".join(sorted(files.keys() ^ registry.keys()))
        raise SuitesError(f"the registry and the folder do not agree about {odd}")
    suites = tuple(_read_suite(files[name], count) for name, count in sorted(registry.items()))
    return suites


def _read_suite(path: Path, n_promises: int) -> Suite:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    meta, expectations = content["meta"], tuple(content["expectations"])
    if content["name"] != path.stem:
        raise SuitesError(f"{path.name}: the suite is called {content['name']}")
    for expectation in expectations:
        said = expectation.get("meta", {})
        lacking = [field for field in _NEEDED if not said.get(field)]
        if lacking or expectation.get("severity") not in ("critical", "warning", "info"):
            raise SuitesError(f"{path.name}: {said.get('promise', '?')} lacks {', '.join(lacking) or 'a severity'}")
        if said["cause"] not in ("ours", "source", "either"):
            raise SuitesError(f"{path.name}: {said['promise']} has the cause {said['cause']}")
    suite = Suite(
        name=path.stem,
        table=meta["table"],
        query=meta.get("query") or f"select * from {meta['table']}",
        id_column=meta["id_column"],
        object_column=meta["object_column"],
        needs_rows=bool(meta["needs_rows"]),
        expectations=expectations,
    )
    if len(suite.promises) != n_promises or len(set(suite.promises)) != n_promises:
        raise SuitesError(f"{path.name}: {len(set(suite.promises))} promises, the registry says {n_promises}")
    return suite
