"""dbt's seeds from the reference tables: `python -m dagster_project.domain.warehouse.make_seeds REFERENCE SEEDS`.

What lives here: the change of shape from the tables that people keep (activity_taxonomy.csv, boards.csv ...) to the
seeds that dbt loads, and the checks a bad line must not pass. What does not: two seeds kept by hand in dbt/seeds
(board_aliases.csv, status_scale.csv), or any matching of labels (dbt's intermediate models).

The seeds are in git, so that nobody needs the reference folder to build; run this again when the tables change.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from pathlib import Path

Row = dict[str, str]

MUNICIPALITIES = Path(__file__).resolve().parents[3] / "data" / "reference" / "municipalities.csv"


class BrokenReferenceError(Exception):
    """A line of a reference table that must not reach the warehouse; the message names file, line and value."""


def make_seeds(reference: Path, seeds: Path, municipalities: Path = MUNICIPALITIES) -> list[Path]:
    """Write every generated seed. Returns: the files written.

    Raises: BrokenReferenceError: a duplicate code, an unknown parent, a cycle, a mapping to an unknown code, a
        municipality code that is not four digits.
    """
    taxonomy = _read(reference / "activity_taxonomy.csv")
    activities = _read(reference / "activity_mapping.csv")
    catalogue = _read(reference / "measure_catalogue.csv")
    measures = _read(reference / "measure_mapping.csv")
    boards = _read(reference / "boards.csv")
    known = _read(reference / "municipalities.csv")

    check_tree(taxonomy, "activity_taxonomy.csv")
    check_keys(catalogue, "measure_id", "measure_catalogue.csv")
    codes = {row["code"] for row in taxonomy}
    check_targets([m for row in activities for m in members(row["canonical_code"])], codes, "activity_mapping.csv")
    check_targets([m for row in boards for m in row["board_scope"].split(";")], codes, "boards.csv")
    check_targets([r["measure_id"] for r in measures], {r["measure_id"] for r in catalogue}, "measure_mapping.csv")
    for name, rows, column in (
        ("activity_mapping.csv", activities, "municipality_code"),
        ("measure_mapping.csv", measures, "municipality_code"),
        ("boards.csv", boards, "scb_code"),
        ("municipalities.csv", known, "scb_code"),
    ):
        check_municipality_codes(rows, column, name)

    every = _all_municipalities(_read(municipalities), known)
    return [
        _write(seeds / "activity_taxonomy.csv", [_rename(r, {"code": "activity_code"}) for r in taxonomy]),
        _write(seeds / "activity_mapping.csv", [_rename(r, {"canonical_code": "activity_code"}) for r in activities]),
        _write(seeds / "measure_catalogue.csv", [_catalogue_row(r) for r in catalogue]),
        _write(seeds / "measure_mapping.csv", [_rename(r, {"columns": "source_columns"}) for r in measures]),
        _write(seeds / "boards.csv", [_rename(r, {"scb_code": "municipality_code"}) for r in boards]),
        _write(seeds / "municipalities.csv", every),
        _write(seeds / "municipality_population.csv", _populations(known)),
    ]


def members(code: str) -> list[str]:
    """The single activities of a code: `mixed:513+520` gives both, any other code itself."""
    return code.removeprefix("mixed:").split("+") if code.startswith("mixed:") else [code]


def check_keys(rows: list[Row], column: str, name: str) -> None:
    """Raises: BrokenReferenceError, if a key occurs twice or is empty."""
    for value, times in Counter(row[column] for row in rows).items():
        if times > 1 or not value:
            raise BrokenReferenceError(f"{name}: {column} {value!r} stands on {times} lines")


def check_tree(rows: list[Row], name: str) -> None:
    """Raises: BrokenReferenceError, if a code occurs twice, a parent does not exist, or the parents run in a circle."""
    check_keys(rows, "code", name)
    parents = {row["code"]: row["parent_code"] for row in rows}
    check_targets([p for p in parents.values() if p], set(parents), name)
    for code in parents:
        seen, at = [code], parents[code]
        while at:
            if at in seen:
                raise BrokenReferenceError(f"{name}: the parents of {code} run in a circle: {' > '.join([*seen, at])}")
            seen.append(at)
            at = parents[at]


def check_targets(targets: list[str], known: set[str], name: str) -> None:
    """Raises: BrokenReferenceError, if a line points to a code that does not exist."""
    for target in targets:
        if target not in known:
            raise BrokenReferenceError(f"{name}: there is no {target!r} to point to")


def check_municipality_codes(rows: list[Row], column: str, name: str) -> None:
    """Raises: BrokenReferenceError, if a code is not four digits (a spreadsheet eats the first zero) and not empty."""
    for line, row in enumerate(rows, start=2):
        if not re.fullmatch(r"(\d{4})?", row[column]):
            raise BrokenReferenceError(f"{name} line {line}: {row[column]!r} is not a municipality code of four digits")


def _all_municipalities(every: list[Row], known: list[Row]) -> list[Row]:
    extra = {row["scb_code"]: row for row in known}
    names = ("skr_group_name", "skr_group_code", "kolada_group_id", "kolada_size_group")
    return [
        {name: row[name] for name in ("municipality_code", "name", "official_name", "county_code", "county")}
        | {name: extra.get(row["municipality_code"], {}).get(name, "") for name in names}
        for row in every
    ]


def _populations(known: list[Row]) -> list[Row]:
    return [
        {
            "municipality_code": row["scb_code"],
            "year": column[4:8],
            "population_count": row[column],
            "source_note": row["population_note"],
        }
        for row in known
        for column in sorted(row)
        if re.fullmatch(r"pop_\d{4}_12_31", column) and row[column]
    ]


def _catalogue_row(row: Row) -> Row:
    left_out = {"report_ids", "source_labels"}
    return _rename({k: v for k, v in row.items() if k not in left_out}, {"group": "measure_group"})


def _rename(row: Row, names: dict[str, str]) -> Row:
    return {names.get(key, key): value for key, value in row.items()}


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(path: Path, rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


if __name__ == "__main__":
    for written in make_seeds(Path(sys.argv[1]), Path(sys.argv[2])):
        sys.stdout.write(f"{written}\n")
