"""A dbt project edited into something that cannot be: `utfall build` names file, line and value and ends with status 1,
and readers keep yesterday's file as it was, byte for byte."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from dagster_project.domain.warehouse.publish import publish

DBT = Path(__file__).resolve().parents[3] / "dbt"
Rows = list[dict[str, str]]
REPORT = "Månadsuppföljning mars 2024\nVaggeryds kommun\n\nUtfall, tkr\nVerksamhet\tBudget 2024\tUtfall\nLSS\t90\t12\n"
#: the command as it is, with its dbt project somewhere else
RUN = """
import pathlib, sys
from dagster_project.adapters import run_dbt
run_dbt.DBT_DIR = pathlib.Path(sys.argv.pop(1))
from dagster_project.cli import main
main()
"""

pytestmark = pytest.mark.slow


def duplicate_a_code(rows: Rows) -> None:
    rows.append(dict(rows[-1]))


def hang_under_nothing(rows: Rows) -> None:
    rows[5]["parent_code"] = "no such activity"


def go_in_a_circle(rows: Rows) -> None:
    next(row for row in rows if row["activity_code"] == "590")["parent_code"] = "510"


def map_to_nothing(rows: Rows) -> None:
    rows[0]["activity_code"] = "mixed:510+no such activity"


def lose_a_zero(rows: Rows) -> None:
    row = next(row for row in rows if row["municipality_code"] == "0665")
    row["municipality_code"] = "665"


def forget_a_measure(rows: Rows) -> None:
    rows[0]["measure_id"] = "no such measure"


def spoil(project: Path, seed: str, change: Callable[[Rows], None]) -> None:
    file = project / "seeds" / f"{seed}.csv"
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    change(rows)
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def read_tree(published: Path) -> dict[str, str]:
    """Every file that readers may open, by what it holds."""
    files = (path for path in published.rglob("*") if path.is_file())
    return {str(path.relative_to(published)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def build_with(place: Path, change: Callable[[Path], None]) -> SimpleNamespace:
    """What the command says, its status, and what readers had before and after."""
    project, home, reports = place / "dbt", place / "home", place / "reports"
    shutil.copytree(DBT, project, ignore=shutil.ignore_patterns("target", "logs"))
    change(project)
    reports.mkdir()
    (reports / "vaggeryd_2024_03.txt").write_text(REPORT, encoding="utf-8")
    with duckdb.connect(str(place / "yesterday.duckdb")) as connection:
        connection.execute("create schema marts; create table marts.dim_report as select 'yesterday' as document")
    published = publish(place / "yesterday.duckdb", home / "warehouse" / "published", ["marts"], {}).path.parent
    before = read_tree(published)
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(project), "build", "--reports", str(reports), "--home", str(home)],
        env=os.environ | {"UTFALL_HOME": str(home), "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return SimpleNamespace(status=done.returncode, said=done.stderr, before=before, after=read_tree(published))


@pytest.fixture(scope="module")
def bad_seeds(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    def change(project: Path) -> None:
        spoil(project, "measure_catalogue", duplicate_a_code)
        spoil(project, "activity_taxonomy", hang_under_nothing)
        spoil(project, "activity_mapping", map_to_nothing)
        spoil(project, "boards", lose_a_zero)
        spoil(project, "measure_mapping", forget_a_measure)

    return build_with(tmp_path_factory.mktemp("bad-seeds"), change)


@pytest.mark.parametrize(
    "words",
    [
        "dbt/seeds/measure_catalogue.csv: unique_measure_catalogue_measure_id",
        "dbt/seeds/activity_taxonomy.csv: relationships_activity_taxonomy_parent_code",
        "from_field = no such activity (dbt/seeds/activity_taxonomy.csv line 7)",
        "a_mapping_points_to_known_activities",
        "target = mixed:510+no such activity",
        "(dbt/seeds/activity_mapping.csv line 2",
        "dbt/seeds/boards.csv: municipality_code_of_four_digits_boards_municipality_code",
        "municipality_code = 665 (dbt/seeds/boards.csv line ",
        "dbt/seeds/measure_mapping.csv: relationships_measure_mapping_measure_id",
        "from_field = no such measure (dbt/seeds/measure_mapping.csv line 2)",
    ],
)
def test_a_seed_that_cannot_be_is_named_with_its_line_and_value(words: str, bad_seeds: SimpleNamespace) -> None:
    assert words in " ".join(bad_seeds.said.split()), bad_seeds.said


@pytest.fixture(scope="module")
def bad_models(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    def change(project: Path) -> None:
        spoil(project, "activity_taxonomy", go_in_a_circle)
        model = project / "models" / "marts" / "dim_measure.sql"
        model.write_text(
            model.read_text(encoding="utf-8").replace("unit as catalogue_unit", "1 as catalogue_unit"), "utf-8"
        )

    return build_with(tmp_path_factory.mktemp("bad-models"), change)


def test_a_circle_in_the_tree_of_activities_is_named_with_its_members(bad_models: SimpleNamespace) -> None:
    said = " ".join(bad_models.said.split())
    assert "no_activity_goes_in_a_circle" in said, bad_models.said
    assert "activity_code = 51, parent_code = 590; activity_code = 510, parent_code = 51" in said
    assert "activity_code = 590, parent_code = 510" in said
    assert "dbt/seeds/activity_taxonomy.csv line " in said


def test_a_model_that_breaks_its_contract_is_named_with_the_column(bad_models: SimpleNamespace) -> None:
    said = " ".join(bad_models.said.split())
    assert "dbt/models/marts/dim_measure.sql: dim_measure" in said, bad_models.said
    assert "catalogue_unit" in said and "contract" in said


@pytest.mark.parametrize("broken", ["bad_seeds", "bad_models"])
def test_readers_keep_yesterday_byte_for_byte(broken: str, request: pytest.FixtureRequest) -> None:
    outcome = request.getfixturevalue(broken)
    assert "build.models-failed" in outcome.said
    assert outcome.status == 1
    assert outcome.before and outcome.after == outcome.before
