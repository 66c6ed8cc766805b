"""The folder of suites: complete, counted, and refused when a promise got lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from dagster_project.adapters.great_expectations_suites import SUITES_DIR, SuitesError, read_suites


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SUITES_DIR, tmp_path / "expectations"))


def edit(path: Path, change) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_every_promise_has_unit_reason_severity_and_words_in_both_languages():
    suites = read_suites()
    assert len(suites) >= 12
    for suite in suites:
        for expectation in suite.expectations:
            meta = expectation["meta"]
            assert expectation["severity"] in ("critical", "warning")
            assert meta["unit"] and len(meta["reason"]) > 15
            assert "{n}" in meta["says"] and "{of}" in meta["says"]
            assert "{n}" in meta["says_sv"] and "{of}" in meta["says_sv"]


def test_limits_are_two_sided_except_for_ratios_of_a_difference():
    for suite in read_suites():
        for expectation in suite.expectations:
            if expectation["type"].endswith("between") and not expectation["kwargs"]["column"].endswith("_ratio"):
                assert {"min_value", "max_value"} <= expectation["kwargs"].keys(), expectation["meta"]["promise"]


def test_every_kind_of_identity_has_its_promise():
    sql = Path(SUITES_DIR.parent / "dbt/models/marts/quality").glob("int_quality_terms__*.sql")
    kinds = {
        line.split("'")[1]
        for path in sql
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().endswith("as identity,") and "'" in line
    } | {"rows_sum_to_total", "revenue_plus_cost_is_net", "same_fact", "subtable_is_parent_row"}
    promised = next(suite for suite in read_suites() if suite.name == "fct_quality_identity").promises
    assert kinds <= set(promised)
    assert len(kinds) == 9


def test_a_lost_promise_is_refused(folder):
    edit(folder / "fct_kpi.yml", lambda suite: suite["expectations"].pop())
    with pytest.raises(SuitesError, match=r"fct_kpi.yml: 1 promises, the registry says 2"):
        read_suites(folder)


def test_a_lost_file_is_refused(folder):
    (folder / "fct_kpi.yml").unlink()
    with pytest.raises(SuitesError, match="fct_kpi"):
        read_suites(folder)


def test_a_file_outside_the_registry_is_refused(folder):
    shutil.copy(folder / "fct_kpi.yml", folder / "fct_more.yml")
    with pytest.raises(SuitesError, match="fct_more"):
        read_suites(folder)


def test_an_empty_registry_is_refused(folder):
    (folder / "registry.yml").write_text("", encoding="utf-8")
    with pytest.raises(SuitesError, match="no suite"):
        read_suites(folder)


@pytest.mark.parametrize("field", ["reason", "unit", "cause", "says_sv"])
def test_a_promise_without_its_reason_is_refused(folder, field):
    edit(folder / "fct_volume.yml", lambda suite: suite["expectations"][0]["meta"].pop(field))
    with pytest.raises(SuitesError, match=field):
        read_suites(folder)


def test_a_promise_made_twice_is_refused(folder):
    edit(folder / "fct_kpi.yml", lambda suite: suite["expectations"].__setitem__(1, suite["expectations"][0]))
    with pytest.raises(SuitesError, match="registry says 2"):
        read_suites(folder)
