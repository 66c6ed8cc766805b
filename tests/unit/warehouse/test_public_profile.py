"""The public profile, attacked: somebody who knows how the tables add up tries to work out what was hidden."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest
from privacy_attack import Report, given_away, made_up, one_link, read_shown, read_shown_by_links

from dagster_project.domain.warehouse.copy_tables import PublishError
from dagster_project.domain.warehouse.fact_tables import FACTS
from dagster_project.domain.warehouse.hidden_cells import LINKS
from dagster_project.domain.warehouse.publish_public import publish_public


@pytest.mark.parametrize("seed", range(10))
def test_no_hidden_cell_can_be_worked_out_from_anything_that_is_printed_elsewhere(seed: int) -> None:
    """Totals both ways, varav, shares, changes, deviations, repeats, years, quarters, means, `<5` and `..`."""
    report = made_up(seed)
    assert len(report.small()) >= 5
    assert not given_away(read_shown_by_links(report), report)


def test_no_file_of_the_public_folder_says_what_is_hidden(tmp_path: Path) -> None:
    report = made_up(99)
    publish_public(report.save_file(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    assert not given_away(read_shown(tmp_path / "public"), report)
    assert read_shown(tmp_path / "public") == pytest.approx(read_shown_by_links(report))
    for name in report.small():
        assert_unsaid(tmp_path / "public", f"§{name}§")


@pytest.mark.parametrize("link", LINKS)
def test_the_attack_succeeds_where_one_kind_of_link_is_forgotten(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = one_link(link)
    assert not given_away(read_shown_by_links(report), report)
    monkeypatch.delitem(LINKS, link)
    assert given_away(read_shown_by_links(report), report)


def assert_unsaid(folder: Path, mark: str) -> None:
    """The mark of a printed cell stands in no file of the folder."""
    for file in folder.rglob("*"):
        if file.suffix in (".csv", ".json"):
            assert mark not in file.read_text(encoding="utf-8"), file
        elif file.suffix == ".parquet":
            assert mark not in str(duckdb.sql(f"select * from '{file}'").fetchall()), file


def statuses(folder: Path, report: Report) -> dict[str, str]:
    rows: Iterable[tuple[str, str]] = duckdb.sql(
        f"select fact_id, publication_status from read_parquet('{folder}/parquet/fct_*.parquet', union_by_name = true)"
    ).fetchall()
    found = dict(rows)
    assert set(found) == set(report.cells)
    return found


def test_zeros_targets_and_counts_of_things_stay_shown(tmp_path: Path) -> None:
    report = Report()
    zero = report.add(0, 1, 1, 1)
    target = report.add(3, 2, 1, 1, value_kind="target")
    services = report.add(3, 3, 1, 1, measure_id="e_services_count")
    five, four = report.add(5, 4, 1, 1, row_label="Fem"), report.add(4, 5, 1, 1, row_label="Fyra")
    publish_public(report.save_file(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    found = statuses(tmp_path / "public", report)
    assert {found[name] for name in (zero, target, services, five)} == {"shown"}
    assert found[four] == "suppressed"


def test_a_year_beside_a_year_stays_shown_but_not_beside_their_change(tmp_path: Path) -> None:
    report = Report()
    report.add(3, 1, 1, 1)
    alone = report.add(12, 1, 1, 2, period_start="2023-01-01", period_end="2023-04-30")
    report.add(3, 2, 2, 1)
    beside = report.add(14, 2, 2, 2, period_start="2022-01-01", period_end="2022-04-30")
    report.add(-11, 2, 2, 3, value_kind="change")
    publish_public(report.save_file(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    found = statuses(tmp_path / "public", report)
    assert (found[alone], found[beside]) == ("shown", "suppressed")


def test_the_sick_leave_of_a_small_group_of_staff_is_hidden_with_its_size(tmp_path: Path) -> None:
    report = Report()
    report.add(10, 1, 1, 1, fact_family="staffing", subunit="natt")
    leave = report.add(6.5, 2, 1, 1, fact_family="staffing", unit="percent", subunit="natt", row_label="")
    other = report.add(6.5, 3, 1, 1, fact_family="staffing", unit="percent", subunit="dag", row_label="")
    publish_public(report.save_file(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    found = statuses(tmp_path / "public", report)
    assert (found[leave], found[other]) == ("suppressed", "shown")


def test_tables_that_repeat_numbers_in_other_words_are_left_out(tmp_path: Path) -> None:
    report = Report()
    report.add(3, 1, 1, 1)
    publish_public(report.save_file(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    names = {path.stem for path in (tmp_path / "public/csv").iterdir()}
    assert names == set(FACTS)
    manifest = json.loads((tmp_path / "public/manifest.json").read_text(encoding="utf-8"))
    assert manifest["profile"] == "public" and manifest["run"] == {"n_cells": 1, "n_suppressed": 1}


def test_a_folder_with_something_else_in_it_is_left_alone_and_an_earlier_profile_is_replaced(tmp_path: Path) -> None:
    report = Report()
    report.add(3, 1, 1, 1)
    file = report.save_file(tmp_path / "warehouse.duckdb")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work")
    with pytest.raises(PublishError, match="not empty"):
        publish_public(file, tmp_path / "mine")
    assert (tmp_path / "mine/thesis.txt").read_text() == "years of work"
    publish_public(file, tmp_path / "public")
    (tmp_path / "public/left-over.txt").touch()
    publish_public(file, tmp_path / "public")
    assert not (tmp_path / "public/left-over.txt").exists()
    assert {p.name for p in tmp_path.iterdir()} == {"mine", "public", "warehouse.duckdb"}


def test_text_that_says_more_than_the_number_beside_it_is_left_out(tmp_path: Path) -> None:
    report = Report()
    report.add(12, 1, 1, 1, raw="12 (varav 3 barn)")
    report.add(1234, 2, 1, 1, raw="ca 1 234,5 st", row_label="Annat")
    for table, words in ((3, "Pågår, 3 barn väntar"), (4, "Pågår")):
        goal = report.add(0, table, 1, 1, raw=words, fact_family="goal_status", unit="status", row_label=words)
        report.cells[goal]["value"] = None
    publish_public(report.save_file(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    found = duckdb.sql(
        f"select fact_id, raw from read_parquet('{tmp_path}/public/parquet/fct_*.parquet', union_by_name = true)"
        " order by fact_id"
    ).fetchall()
    assert [raw for _, raw in found] == [None, "ca 1 234,5 st", None, "Pågår"]
