"""Printed labels that no line of the mapping knows: finding them, and putting a person's decision into the seed.

What lives here: reading the published marts and the seeds, and writing one accepted line. What does not: which known
labels are alike (`domain/warehouse/suggest_mapping`), the words (`commands/review`), or applying the mapping (dbt).
Nothing is ever mapped by itself: a suggestion reaches the facts only as a line of the seed that a person accepted.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from dagster_project.domain.warehouse.home import PROJECT_DIR, Home
from dagster_project.domain.warehouse.suggest_mapping import Candidate, Suggestion, suggest_mapping
from dagster_project.problems import Problem

SEEDS = PROJECT_DIR / "dbt" / "seeds"

_UNMAPPED = """
    select {kind!r} as kind, facts.municipality_code, municipalities.name, facts.board, any_value(facts.table_title),
        coalesce(facts.row_code, ''), facts.row_label, count(*)
    from marts.{table} as facts join marts.dim_municipality as municipalities using (municipality_code)
    where not facts.is_mapped and facts.entity = '' and facts.row_label != ''
    group by all
"""
_TABLES = {
    "activity": ("fct_cost_by_activity", "fct_investment"),
    "measure": ("fct_kpi", "fct_volume", "fct_staffing"),
}


@dataclass(frozen=True, slots=True)
class UnmappedLabel:
    """A printed label without a mapping. kind: activity or measure. n_facts: numbers that wait for it."""

    kind: str
    municipality_code: str
    municipality: str
    board: str
    table_title: str
    row_code: str
    label: str
    n_facts: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """One kind of mapping: the seed that holds it, and the seed of what a label may be mapped to."""

    seed: str
    target_column: str
    targets: str

    def lines(self) -> list[dict[str, str]]:
        return _read(SEEDS / f"{self.seed}.csv")

    def codes(self) -> dict[str, str]:
        """Every code there is -> its Swedish name."""
        return {row[self.target_column]: row["name_sv"] for row in _read(SEEDS / f"{self.targets}.csv")}


MAPPINGS = {
    "activity": Mapping("activity_mapping", "activity_code", "activity_taxonomy"),
    "measure": Mapping("measure_mapping", "measure_id", "measure_catalogue"),
}


def find_unmapped(home: Home) -> tuple[UnmappedLabel, ...]:
    """Labels of the published warehouse without a mapping, those with most numbers first; none before a build."""
    if not home.published_file.exists():
        return ()
    with duckdb.connect(str(home.published_file), read_only=True) as warehouse:
        there = {name for (name,) in warehouse.execute("select table_name from duckdb_tables()").fetchall()}
        found = {
            UnmappedLabel(*row)
            for kind, tables in _TABLES.items()
            for table in tables
            if table in there
            for row in warehouse.execute(_UNMAPPED.format(kind=kind, table=table)).fetchall()
        }
    return tuple(sorted(found, key=lambda one: (-one.n_facts, one.municipality_code, one.kind, one.label, one.board)))


def find_suggestions(unmapped: UnmappedLabel) -> tuple[Suggestion, ...]:
    """The closest known labels: lines of the mapping, and the names of what can be mapped to."""
    mapping = MAPPINGS[unmapped.kind]
    known = [
        Candidate(line["source_label"], line[mapping.target_column], line["municipality_code"], "mapping")
        for line in mapping.lines()
    ]
    known += [Candidate(name, code, source="name") for code, name in mapping.codes().items()]
    return suggest_mapping(unmapped.label, known, unmapped.municipality_code)


def accept(unmapped: UnmappedLabel, target: str, who: str, today: date) -> Path:
    """Write a person's decision as a line of the seed; the next build applies it.

    Args: target: a code of the seed of targets, or for an activity `mixed:` and several of them parted by `+`.
    Returns: the seed. Raises: Problem mapping.unknown-target, mapping.already-there, output.not-writable.
    """
    mapping = MAPPINGS[unmapped.kind]
    unknown = _parts(unmapped.kind, target) - mapping.codes().keys()
    if unknown:
        where = str(SEEDS / f"{mapping.targets}.csv")
        raise Problem("mapping.unknown-target", ", ".join(sorted(unknown)), where, is_input=True)
    path = SEEDS / f"{mapping.seed}.csv"
    note = f"accepted {today.isoformat()} by {who}"
    line = {
        "municipality_code": unmapped.municipality_code,
        "board": unmapped.board,
        "source_code": unmapped.row_code,
        "source_label": unmapped.label,
        "row_role": "activity",
        mapping.target_column: target,
        "confidence": "high",
        "reason": note,
        "note": note,
    }
    _append(path, line)
    return path


def _parts(kind: str, target: str) -> set[str]:
    if kind == "activity" and target.startswith("mixed:"):
        return set(target.removeprefix("mixed:").split("+"))
    return {target}


def _append(path: Path, line: dict[str, str]) -> None:
    """One more line, the rest of the file byte for byte as it was; beside its place, then moved."""
    text = path.read_text("utf-8")
    reader = csv.DictReader(io.StringIO(text))
    columns = list(reader.fieldnames or [])
    row = {column: line.get(column, "") for column in columns}
    key = [column for column in ("municipality_code", "board", "source_code", "source_label") if column in columns]
    if any(all(old[column] == row[column] for column in key) for old in reader):
        raise Problem("mapping.already-there", row["source_label"], str(path), is_input=True)
    added = io.StringIO()
    csv.DictWriter(added, columns, lineterminator="\n").writerow(row)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text.rstrip("\n") + "\n" + added.getvalue(), "utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Problem("output.not-writable", error.strerror or "", str(path)) from error


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
