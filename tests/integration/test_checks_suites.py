"""The folder of suites as people edit it, and the rows that the suites look at."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml

from dagster_project.adapters import checked_partitions
from dagster_project.adapters.checked_partitions import Checked, SuiteRows, Tallies, hold_suite, read_known, write_known
from dagster_project.adapters.great_expectations_suites import SUITES_DIR, Suite, SuitesError, read_suites
from dagster_project.building import check_marts as checking
from dagster_project.domain.monitoring.results import find_stops
from dagster_project.domain.monitoring.tallies import Tally
from dagster_project.domain.quality.wording import BASIS
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home, open_home
from dagster_project.problems import Problem

NIGHT = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
MIN_MAX: dict[str, Any] = {"column": "n", "min_value": 0, "max_value": 9}
SUITE: dict[str, Any] = {
    "name": "counts",
    "meta": {
        "table": "marts.counts",
        "query": "select id, report_id, n, partition_key from marts.counts",
        "id_column": "id",
        "scope_column": "report_id",
        "needs_rows": True,
    },
    "expectations": [
        {
            "type": "expect_column_values_to_be_between",
            "kwargs": MIN_MAX,
            "severity": "critical",
            "meta": {
                "promise": "small",
                "origin": "extraction",
                "unit": "n",
                "reason": "why",
                "says": "{n} of {of}",
                "says_sv": "{n} av {of}",
            },
        }
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "expectations"
    folder.mkdir()
    write(folder, SUITE)
    return folder


def write(folder: Path, suite: dict[str, Any], n: int = 1) -> None:
    (folder / "counts.yml").write_text(yaml.safe_dump(suite), encoding="utf-8")
    (folder / "registry.yml").write_text(f"counts: {n}\n", encoding="utf-8")


def test_every_promise_of_the_house_has_a_limit_a_unit_a_reason_and_both_languages() -> None:
    suites = read_suites()
    promises = [promise for suite in suites for promise in suite.promises]
    assert len(promises) > 60 and len({promise.check_id for promise in promises}) == len(promises)
    for promise in promises:
        assert promise.bound and promise.unit and promise.reason
        assert promise.says.format(n=1, of=2) != promise.says_sv.format(n=1, of=2)


def test_suites_read_marts_and_what_is_published_and_nothing_else() -> None:
    for suite in read_suites():
        assert ("published." in suite.query) == suite.compares_with_published
        assert "staging." not in suite.query and "intermediate." not in suite.query, "only marts are carried over"


def test_limits_are_two_sided_except_for_ratios_of_a_difference() -> None:
    for suite in read_suites():
        for expectation in suite.expectations:
            kwargs = expectation["kwargs"]
            if expectation["type"].endswith("between") and not kwargs["column"].endswith("_ratio"):
                assert {"min_value", "max_value"} <= kwargs.keys(), expectation["meta"]["promise"]


def test_every_kind_of_identity_that_the_reader_evaluates_has_its_promise() -> None:
    """A kind without one stops the night of the first report that has such an identity."""
    code = "".join(path.read_text("utf-8") for path in (PROJECT_DIR / "dagster_project/domain/quality").glob("*.py"))
    kinds = set(re.findall(r'(?:Identity\(|_chosen\(lines,)\s*"([a-z_]+)"', code))
    bounds = {"of_which_within_parent", "share_between_groups"}  # between two others: fct_quality_bound
    assert kinds - bounds <= set(BASIS)
    suites = {suite.name: suite for suite in read_suites()}
    assert set(BASIS) <= set(suites["fct_quality_identity"].names)
    assert bounds <= set(suites["fct_quality_bound"].names)
    known = next(e for e in suites["fct_quality_identity"].expectations if "value_set" in e["kwargs"])
    assert set(known["kwargs"]["value_set"]) == set(BASIS)


def changed(*path: str | int, value: Any = None, drop: bool = False) -> dict[str, Any]:
    suite: dict[str, Any] = yaml.safe_load(yaml.safe_dump(SUITE))
    place: Any = suite
    for key in path[:-1]:
        place = place[key]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return suite


@pytest.mark.parametrize(
    ("suite", "words"),
    [
        (changed("expectations", 0, "kwargs", "max_vale", value=9), "max_vale"),
        (changed("expectations", 0, "kwargs", "mostly", value=0.9), "mostly"),
        (changed("expectations", 0, "kwargs", value={"column": "n"}), "no limit"),
        (changed("expectations", 0, "type", value="expect_table_to_be_nice"), "expect_table_to_be_nice"),
        (changed("expectations", 0, "severity", value="error"), "severity error"),
        (changed("expectations", 0, "meta", "origin", value="ours"), "origin ours"),
        (changed("expectations", 0, "meta", "reason", drop=True), "lacks reason"),
        (changed("expectations", 0, "meta", "colour", value="red"), "colour"),
        (changed("meta", "needs_rows", drop=True), "lacks needs_rows"),
        (changed("meta", "qery", value="x"), "qery"),
        (changed("name", value="other"), "other"),
        (changed("owner", value="me"), "owner"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_its_key(folder: Path, suite: dict[str, Any], words: str) -> None:
    write(folder, suite)
    with pytest.raises(SuitesError, match=words) as refused:
        read_suites(folder)
    assert refused.value.file.name == "counts.yml"


@pytest.mark.parametrize(
    ("spoil", "file"),
    [
        (lambda folder: (folder / "counts.yml").unlink(), "counts.yml"),
        (lambda folder: (folder / "registry.yml").unlink(), "registry.yml"),
        (lambda folder: (folder / "registry.yml").write_text("", encoding="utf-8"), "registry.yml"),
        (lambda folder: (folder / "counts.yml").write_text("a: [", encoding="utf-8"), "counts.yml"),
        (lambda folder: write(folder, SUITE | {"expectations": SUITE["expectations"] * 2}, 2), "counts.yml"),
        (lambda folder: (folder / "counts.yml").write_bytes(b"\xff\xfe"), "counts.yml"),
        (lambda folder: shutil.copy(folder / "counts.yml", folder / "more.yml"), "more.yml"),
        (lambda folder: write(folder, SUITE, 2), "counts.yml"),
    ],
)
def test_a_file_that_is_missing_unlisted_or_lost_a_promise_is_named(
    folder: Path, spoil: Callable[[Path], Any], file: str
) -> None:
    spoil(folder)
    with pytest.raises(SuitesError) as refused:
        read_suites(folder)
    assert refused.value.file.name == file


def test_a_night_without_its_suites_stops_with_the_file_and_the_key(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, changed("meta", "qery", value="x"))
    monkeypatch.setattr("dagster_project.adapters.great_expectations_suites.SUITES_DIR", folder)
    with pytest.raises(Problem) as stopped:
        checking.check_marts(open_home(tmp_path, environ={}), NIGHT)
    assert stopped.value.code == "build.expectations-unusable"
    assert stopped.value.file == str(folder / "counts.yml") and "qery" in stopped.value.detail


def test_results_that_cannot_be_written_stop_the_night_and_name_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*words: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / "quality"))

    monkeypatch.setattr(checking, "_check", refuse)
    with pytest.raises(Problem) as stopped:
        checking.check_marts(open_home(tmp_path, environ={}), NIGHT)
    assert (stopped.value.code, stopped.value.file) == ("build.checks-not-recorded", str(tmp_path / "quality"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = open_home(tmp_path / "home", environ={})
    home.build_dir.mkdir(parents=True)
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute(
            "create schema marts; create table marts.counts as select i as id, concat('r', i % 10) as report_id,"
            " i % 10 as n, concat('06', i % 10, '|2024') as partition_key from range(1000) as r(i)"
        )
    return home


class Judge:
    """Instead of great-expectations: counts what it is shown."""

    def __init__(self) -> None:
        self.portions: list[pd.DataFrame] = []

    def __call__(self, suite: Suite, frame: pd.DataFrame, name: str) -> Tallies:
        self.portions.append(frame)
        return {str(key): {"small": Tally(len(part), 1.0, -8.0)} for key, part in frame.groupby("partition_key")}


def hold(home: Home, folder: Path, known: dict[str, Any], judge: Any) -> Checked:
    (suite,) = read_suites(folder)
    with SuiteRows(home.build_file, None, home.build_dir / "spill") as rows:
        return hold_suite(rows, suite, known, judge, {})


def test_only_partitions_whose_rows_changed_are_looked_at_again(home: Home, folder: Path, tmp_path: Path) -> None:
    judge = Judge()
    first = hold(home, folder, {}, judge)
    assert (first.n_partitions, first.n_looked_at, first.results[0].n_evaluated) == (10, 10, 1000)
    write_known(tmp_path / "known.json", {"counts": first.known})
    known = read_known(tmp_path / "known.json")["counts"]
    again = hold(home, folder, known, judge)
    assert (again.n_looked_at, again.results) == (0, first.results)
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute("update marts.counts set n = 5 where id = 13; delete from marts.counts where id = 24")
    third = hold(home, folder, known, judge)
    assert third.n_looked_at == 2
    assert set(judge.portions[-1]["partition_key"]) == {"063|2024", "064|2024"}
    assert third.results[0].n_evaluated == 999


def test_a_published_file_that_is_damaged_is_not_compared_with(home: Home) -> None:
    home.published_dir.mkdir()
    home.published_file.write_bytes(b"no database")
    with SuiteRows(home.build_file, home.published_file, home.build_dir / "spill") as rows:
        assert not rows.has_published


def test_a_limit_that_changes_is_held_against_every_row_again(home: Home, folder: Path) -> None:
    first = hold(home, folder, {}, Judge())
    write(folder, changed("expectations", 0, "kwargs", "max_value", value=5))
    assert hold(home, folder, first.known, Judge()).n_looked_at == 10


def test_a_nation_of_rows_comes_in_portions(home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked_partitions, "ROWS_AT_A_TIME", 250)
    judge = Judge()
    held = hold(home, folder, {}, judge)
    assert [len(frame) for frame in judge.portions] == [200] * 5
    assert held.results == hold(home, folder, {}, Judge()).results


@pytest.mark.parametrize("content", ["", "[1]", "{broken", "null"])
def test_what_is_known_of_earlier_nights_may_be_lost_or_damaged(tmp_path: Path, content: str) -> None:
    (tmp_path / "known.json").write_text(content, encoding="utf-8")
    assert read_known(tmp_path / "known.json") == {}
    assert read_known(tmp_path / "missing.json") == {}


@pytest.mark.parametrize(
    ("suite", "words"),
    [
        (changed("meta", "query", value="select id, report_id, gone, partition_key from marts.counts"), "gone"),
        (changed("expectations", 0, "kwargs", "column", value="lost"), "small: column lost"),
        (changed("meta", "scope_column", value="who"), "scope_column who"),
        (changed("meta", "query", value="select id, report_id, n from marts.counts"), "partition_key"),
        (changed("meta", "query", value="select * from marts.counts where false"), "no rows"),
    ],
)
def test_a_column_that_is_gone_stops_publishing_and_is_named(
    home: Home, folder: Path, suite: dict[str, Any], words: str
) -> None:
    write(folder, suite)
    (stop,) = find_stops(hold(home, folder, {}, Judge()).results)
    assert words in stop.message
    if "no rows" not in words:
        assert "counts.yml" in stop.message


def test_whatever_a_check_raises_stops_publishing(home: Home, folder: Path) -> None:
    def explode(*words: object) -> Tallies:
        raise MemoryError("too much")

    (stop,) = find_stops(hold(home, folder, {}, explode).results)
    assert stop.check_id == "counts.suite_runs" and "too much" in stop.message


def test_the_readme_of_the_suites_names_every_key_that_a_file_may_hold() -> None:
    page = (SUITES_DIR / "README.md").read_text(encoding="utf-8")
    for key in (
        "partition_key",
        "scope_column",
        "needs_rows",
        "compares_with_published",
        "origin",
        "reason",
        "says_sv",
    ):
        assert f"`{key}`" in page
