"""Seeds edited into something that cannot be: dbt refuses each, names it, and makes nothing of it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.domain.warehouse.write_raw import prepare_raw

DBT = Path(__file__).resolve().parents[3] / "dbt"
Rows = list[dict[str, str]]

pytestmark = pytest.mark.slow


def duplicate_a_code(rows: Rows) -> None:
    rows.append(dict(rows[-1]))


def hang_under_nothing(rows: Rows) -> None:
    rows[5]["parent_code"] = "no such activity"


def map_to_nothing(rows: Rows) -> None:
    rows[0]["activity_code"] = "mixed:510+no such activity"


def lose_a_zero(rows: Rows) -> None:
    row = next(row for row in rows if row["municipality_code"] == "0665")
    row["municipality_code"] = "665"


def forget_a_measure(rows: Rows) -> None:
    rows[0]["measure_id"] = "no such measure"


Defect = tuple[str, Callable[[Rows], None], str]
DEFECTS: list[Defect] = [
    ("measure_catalogue", duplicate_a_code, "unique_measure_catalogue_measure_id"),
    ("activity_taxonomy", hang_under_nothing, "relationships_activity_taxonomy_parent_code"),
    ("activity_mapping", map_to_nothing, "a_mapping_points_to_known_activities"),
    ("boards", lose_a_zero, "municipality_code_of_four_digits_boards_municipality_code"),
    ("measure_mapping", forget_a_measure, "relationships_measure_mapping_measure_id"),
]


def build_seeds(place: Path, defects: list[Defect]) -> set[str]:
    """The tests of dbt that fail when the seeds have these defects."""
    project = place / "dbt"
    shutil.copytree(DBT, project, ignore=shutil.ignore_patterns("target", "logs"))
    for seed, spoil, _ in defects:
        file = project / "seeds" / f"{seed}.csv"
        with file.open(encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
        spoil(rows)
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.DictWriter(text, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    prepare_raw(str(place / "lake"))
    words = ["build", "--select", "resource_type:seed", "int_activity_paths_walked", "--indirect-selection", "cautious"]
    words += ["--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(place / "target")]
    environment = {"UTFALL_LAKE": str(place / "lake"), "UTFALL_WAREHOUSE_BUILD": str(place / "warehouse.duckdb")}
    done = subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *words, "--log-path", str(place / "logs")],
        env=os.environ | environment | {"DO_NOT_TRACK": "1"},
        cwd=place,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 1, done.stdout[-3000:]
    results = json.loads((place / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    return {node["unique_id"].split(".")[2] for node in results if node["status"] == "fail"}


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return build_seeds(tmp_path_factory.mktemp("bad-seeds"), DEFECTS)


@pytest.mark.parametrize(("seed", "test"), [(seed, test) for seed, _, test in DEFECTS])
def test_a_seed_that_cannot_be_fails_a_test_that_names_it(seed: str, test: str, failures: set[str]) -> None:
    assert any(name.startswith(test) for name in failures), sorted(failures)
