"""Which rows the suites look at: the partitions that changed, portion by portion, out of the build file.

What lives here: the rows of a suite's query, their partitions, and what is known of partitions from earlier nights.
A partition (municipality and year) is told by a fingerprint of the very rows that the suite sees; as long as it and the
suite's file stay the same, its tallies hold and its rows are not looked at again. What is looked at comes in portions
of at most ROWS_AT_A_TIME rows, so that a nation of facts never has to fit in memory; DuckDB keeps the rest on disk.
What does not: the verdicts (`great_expectations_runner`), what they mean (`domain/monitoring`).
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dagster_project.adapters.great_expectations_suites import PARTITION, Suite
from dagster_project.domain.monitoring.results import CheckResult, not_made
from dagster_project.domain.monitoring.tallies import Tally, add_up, as_results
from dagster_project.domain.warehouse.opening import is_readable

ROWS_AT_A_TIME = 20_000

Tallies = dict[str, dict[str, Tally]]  # partition -> promise -> tally
Judge = Callable[[Suite, pd.DataFrame, str], Tallies]


@dataclass(frozen=True, slots=True)
class Checked:
    """What holding one suite gave. known: what the next night may rely on; empty where the check was not made."""

    results: tuple[CheckResult, ...]
    known: dict[str, Any]
    n_partitions: int = 0
    n_looked_at: int = 0


class SuiteRows:
    """The marts of a build file, read only, beside what is published now (`published.marts`), unless it is damaged."""

    def __init__(self, build_file: Path, published_file: Path | None, spill_dir: Path) -> None:
        self.connection = duckdb.connect(":memory:")
        self.connection.execute(f"set temp_directory = '{_quoted(spill_dir)}'")
        self.connection.execute(f"attach '{_quoted(build_file)}' as warehouse (read_only)")
        self.has_published = published_file is not None and is_readable(published_file)
        if self.has_published and published_file is not None:
            self.connection.execute(f"attach '{_quoted(published_file)}' as published (read_only)")
        self.connection.execute("use warehouse")

    def __enter__(self) -> SuiteRows:
        return self

    def __exit__(self, *failure: object) -> None:
        self.connection.close()

    def take(self, suite: Suite) -> str | None:
        """Put the rows of the suite aside. Returns: what is wrong with its query, or None."""
        try:
            self.connection.execute(f"create or replace temp table taken as {suite.query}")
            self.connection.execute(f"create or replace temp table taken as from taken order by {PARTITION}")
        except duckdb.Error as error:
            return f"query: {' '.join(str(error).split())}"
        columns = {row[0] for row in self.connection.execute("describe temp.main.taken").fetchall()}
        wanted = {PARTITION: "query", suite.id_column: "id_column", suite.scope_column: "scope_column"}
        wanted |= {promise.column: f"{promise.check_id}: column" for promise in suite.promises}
        gone = sorted(wanted.keys() - columns)
        return "; ".join(f"{wanted[column]} {column} is not a column of the query" for column in gone) or None

    def fits_published(self, suite: Suite) -> bool:
        """Whether the query can be run where the published tables have the columns of those to be published."""
        try:
            self.connection.execute(f"explain {suite.query.replace('published.marts.', 'warehouse.marts.')}")
        except duckdb.Error:
            return False
        return True

    def fingerprints(self) -> dict[str, tuple[str, int]]:
        """Partition -> (fingerprint of its rows, how many)."""
        rows = self.connection.execute(
            f"select {PARTITION}::varchar, count(*), bit_xor(hash(taken)), sum(hash(taken) % 4294967296)"
            f" from temp.main.taken as taken group by all order by 1"
        ).fetchall()
        return {str(key): (f"{count}-{xor}-{total}", int(count)) for key, count, xor, total in rows}

    def frame(self, partitions: Sequence[str]) -> pd.DataFrame:
        """Rows of partitions given in order; the rows lie in that order too, so that only their stretch is read."""
        return self.connection.execute(
            f"select * from temp.main.taken where {PARTITION} between $1 and $2 and list_contains($3, {PARTITION})",
            [partitions[0], partitions[-1], list(partitions)],
        ).df()


def hold_suite(
    rows: SuiteRows, suite: Suite, known: dict[str, Any], judge: Judge, names: dict[str, tuple[str, str]]
) -> Checked:
    """Hold one suite against its rows. Args: known: what `Checked.known` said last time, or nothing."""
    if suite.compares_with_published and not rows.has_published:
        return Checked(_results(suite, {}, names), {})
    trouble = rows.take(suite)
    if trouble and suite.compares_with_published and rows.fits_published(suite):
        return Checked(_results(suite, {}, names), {})  # what is published has an older shape
    if trouble:
        return _not_made(suite, "table_can_be_read", f"{suite.file.name}: {trouble}")
    prints = rows.fingerprints()
    if not prints and suite.needs_rows:
        return _not_made(suite, "table_has_rows", f"{suite.table} has no rows")
    digest = f"{suite.digest} {_versions()}"
    before = known["partitions"] if known.get("digest") == digest else {}
    tallies = {
        key: {promise: Tally.from_json(values) for promise, values in before[key]["tallies"].items()}
        for key, (fingerprint, _) in prints.items()
        if key in before and before[key]["fingerprint"] == fingerprint
    }
    changed = {key: count for key, (_, count) in prints.items() if key not in tallies}
    try:
        for portion in _portions(changed):
            name = portion[0] if len(portion) == 1 else f"{portion[0]} to {portion[-1]}"
            tallies |= judge(suite, rows.frame(portion), name.replace("|", "-"))
    except OSError:
        raise  # the folder of great-expectations' results cannot be written
    except Exception as error:  # whatever great-expectations raises, the table was not checked
        words = " ".join(str(error).split())
        return _not_made(suite, "suite_runs", f"{suite.file.name}: {type(error).__name__}: {words}")
    partitions = {
        key: {"fingerprint": prints[key][0], "tallies": {p: t.to_json() for p, t in tallies[key].items()}}
        for key in prints
    }
    return Checked(
        _results(suite, tallies, names), {"digest": digest, "partitions": partitions}, len(prints), len(changed)
    )


def read_known(path: Path) -> dict[str, Any]:
    """What earlier nights left; nothing where the file is not there or cannot be used: then all is looked at again."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return dict(values) if isinstance(values, dict) else {}
    except (OSError, ValueError):
        return {}


def write_known(path: Path, known: dict[str, Any]) -> None:
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_text(json.dumps(known), encoding="utf-8")
    unfinished.replace(path)


def _portions(changed: dict[str, int]) -> Iterator[list[str]]:
    """Partitions in order, as many at a time as keep within ROWS_AT_A_TIME (at least one)."""
    portion: list[str] = []
    n_rows = 0
    for key, count in changed.items():
        if portion and n_rows + count > ROWS_AT_A_TIME:
            yield portion
            portion, n_rows = [], 0
        portion.append(key)
        n_rows += count
    if portion:
        yield portion


def _results(suite: Suite, tallies: Tallies, names: dict[str, tuple[str, str]]) -> tuple[CheckResult, ...]:
    return tuple(
        result
        for name, promise in zip(suite.names, suite.promises, strict=True)
        for result in as_results(promise, add_up(by[name] for by in tallies.values() if name in by), names)
    )


def _not_made(suite: Suite, promise: str, detail: str) -> Checked:
    return Checked((not_made(f"{suite.name}.{promise}", suite.name, suite.table, detail),), {})


def _versions() -> str:
    return " ".join(importlib.metadata.version(name) for name in ("great-expectations", "pandas", "duckdb"))


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
