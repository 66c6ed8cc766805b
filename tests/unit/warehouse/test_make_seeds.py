"""Reference tables become seeds; a broken line never does."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dagster_project.domain.warehouse.make_seeds import (
    BrokenReferenceError,
    check_keys,
    check_municipality_codes,
    check_targets,
    check_tree,
    make_seeds,
    members,
)

ROOT = Path(__file__).resolve().parents[3]
SEEDS = ROOT / "dbt" / "seeds"
REFERENCE = ROOT.parent / "shared" / "reference"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def tree(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "parent_code": parent} for code, parent in pairs]


def test_a_tree_with_known_parents_passes() -> None:
    check_tree(tree(("a", ""), ("b", "a"), ("c", "b")), "t.csv")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (tree(("a", ""), ("a", "")), "stands on 2 lines"),
        (tree(("a", "x")), "no 'x' to point to"),
        (tree(("a", "b"), ("b", "a")), "circle"),
        (tree(("a", "a")), "circle"),
    ],
)
def test_a_broken_tree_names_its_file_and_code(rows: list[dict[str, str]], message: str) -> None:
    with pytest.raises(BrokenReferenceError, match=message) as broken:
        check_tree(rows, "t.csv")
    assert str(broken.value).startswith("t.csv")


def test_a_code_that_lost_its_zero_is_refused_with_its_line() -> None:
    with pytest.raises(BrokenReferenceError, match=r"m\.csv line 3: '665'"):
        check_municipality_codes([{"code": "0665"}, {"code": "665"}], "code", "m.csv")


def test_a_mapping_to_an_unknown_code_is_refused() -> None:
    with pytest.raises(BrokenReferenceError, match="999"):
        check_targets(members("mixed:510+999"), {"510"}, "activity_mapping.csv")


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(BrokenReferenceError, match="measure_id"):
        check_keys([{"measure_id": ""}], "measure_id", "measure_catalogue.csv")


def test_a_mixed_code_is_taken_apart() -> None:
    assert members("mixed:510.HT+520.HT+575") == ["510.HT", "520.HT", "575"]
    assert members("510.HT") == ["510.HT"]


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference tables (../shared/reference) are not here")
def test_the_seeds_in_git_are_what_the_reference_tables_give(tmp_path: Path) -> None:
    for made in make_seeds(REFERENCE, tmp_path):
        assert made.read_text(encoding="utf-8") == (SEEDS / made.name).read_text(encoding="utf-8"), made.name


def test_seeds_keep_codes_as_text_and_every_municipality() -> None:
    codes = [row["municipality_code"] for row in read(SEEDS / "municipalities.csv")]
    assert "0665" in codes
    assert len(codes) == len(set(codes)) == 290


def test_every_seed_points_to_activities_and_measures_that_exist() -> None:
    codes = {row["activity_code"] for row in read(SEEDS / "activity_taxonomy.csv")}
    mapping = read(SEEDS / "activity_mapping.csv")
    check_targets([m for row in mapping for m in members(row["activity_code"])], codes, "activity_mapping.csv")
    measures = {row["measure_id"] for row in read(SEEDS / "measure_catalogue.csv")}
    check_targets([r["measure_id"] for r in read(SEEDS / "measure_mapping.csv")], measures, "measure_mapping.csv")
