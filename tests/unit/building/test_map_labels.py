"""Labels without a mapping: found in what is published, suggested for, and written into the seed by a person only."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dagster_project.building import map_labels
from dagster_project.building.map_labels import accept, find_suggestions, find_unmapped
from dagster_project.commands.review import run_accept, run_review
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.domain.warehouse.publish import publish
from dagster_project.problems import Problem

TODAY = date(2024, 5, 2)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Two municipalities with a label each that no line of the mapping knows, and one label they share."""
    home = open_home(tmp_path / "home")
    home.build_dir.mkdir(parents=True)
    columns = "municipality_code, board, table_title, row_code, row_label, entity, is_mapped"
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute(f"""
            create schema marts;
            create table marts.dim_municipality as
                select * from (values ('0114', 'Upplands Väsby'), ('0665', 'Vaggeryd')) as t (municipality_code, name);
            create table marts.fct_cost_by_activity as select * from (values
                ('0114', 'Omsorgsnämnden', 'Drift', '', 'Hemtjänst i ordinärt boende, norr', '', false),
                ('0114', 'Omsorgsnämnden', 'Drift', '', 'Hemtjänst i ordinärt boende, norr', '', false),
                ('0114', 'Omsorgsnämnden', 'Drift', '', 'Äldreomsorg', '', true),
                ('0114', 'Omsorgsnämnden', 'Drift', '', 'Stab', '', false),
                ('0665', 'Socialnämnden', 'Drift', '79', 'Stab', '', false),
                ('0665', 'Socialnämnden', 'Drift', '', 'Nacka', 'Nacka', false)) as t ({columns});
            create table marts.fct_kpi as select * from (values
                ('0665', 'Socialnämnden', 'Mål', '', 'Sjukfrånvaro i procent', '', false)) as t ({columns})
        """)
    publish(home.build_file, home.published_dir, ["marts"], {})
    return home


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped seeds, to be written in."""
    folder = tmp_path / "seeds"
    shutil.copytree(map_labels.SEEDS, folder)
    monkeypatch.setattr(map_labels, "SEEDS", folder)
    return folder


def test_labels_without_a_mapping_are_found_those_with_most_numbers_first(home: Home) -> None:
    found = find_unmapped(home)
    assert [(one.kind, one.municipality, one.row_code, one.label, one.n_facts) for one in found] == [
        ("activity", "Upplands Väsby", "", "Hemtjänst i ordinärt boende, norr", 2),
        ("activity", "Upplands Väsby", "", "Stab", 1),
        ("activity", "Vaggeryd", "79", "Stab", 1),
        ("measure", "Vaggeryd", "", "Sjukfrånvaro i procent", 1),
    ]


def test_before_a_build_nothing_waits(tmp_path: Path) -> None:
    assert find_unmapped(open_home(tmp_path)) == ()


def test_the_closest_known_label_is_suggested(home: Home, seeds: Path) -> None:
    home_care, *_, sick_leave = find_unmapped(home)
    assert find_suggestions(home_care)[0].target == "510.HT"
    assert find_suggestions(sick_leave)[0].target == "sick_leave_total_pct"


def test_an_accepted_label_is_one_more_line_and_the_rest_of_the_seed_stays(home: Home, seeds: Path) -> None:
    seed = seeds / "activity_mapping.csv"
    before = seed.read_text("utf-8")
    assert accept(find_unmapped(home)[0], "510.HT", "Anna", TODAY) == seed
    assert seed.read_text("utf-8") == (
        before + '0114,Omsorgsnämnden,,,"Hemtjänst i ordinärt boende, norr",activity,510.HT,,,,high,'
        "accepted 2024-05-02 by Anna\n"
    )
    with pytest.raises(Problem, match=r"mapping\.already-there"):
        accept(find_unmapped(home)[0], "510.HT", "Anna", TODAY)


def test_a_measure_goes_into_the_mapping_of_measures(home: Home, seeds: Path) -> None:
    seed = seeds / "measure_mapping.csv"
    before = seed.read_text("utf-8")
    accept(find_unmapped(home)[-1], "sick_leave_total_pct", "Anna", TODAY)
    added = seed.read_text("utf-8").removeprefix(before)
    assert added == (
        "0665,Socialnämnden,,Sjukfrånvaro i procent,,sick_leave_total_pct,,,,,,accepted 2024-05-02 by Anna\n"
    )


def test_several_activities_are_a_mixed_set_of_codes_that_exist(home: Home, seeds: Path) -> None:
    accept(find_unmapped(home)[1], "mixed:510.HT+510.SB", "Anna", TODAY)
    assert "mixed:510.HT+510.SB,,,,high,accepted" in (seeds / "activity_mapping.csv").read_text("utf-8")


@pytest.mark.parametrize("target", ["51O", "mixed:510+99X", "sick_leave_total_pct", ""])
def test_a_code_that_does_not_exist_is_named_and_nothing_is_written(home: Home, seeds: Path, target: str) -> None:
    before = (seeds / "activity_mapping.csv").read_bytes()
    with pytest.raises(Problem) as caught:
        accept(find_unmapped(home)[0], target, "Anna", TODAY)
    assert caught.value.code == "mapping.unknown-target" and caught.value.file.endswith("activity_taxonomy.csv")
    assert (seeds / "activity_mapping.csv").read_bytes() == before


def test_review_lists_what_waits_with_the_command_that_decides(
    home: Home, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_review(home.directory) == 0
    said = capsys.readouterr().out
    assert "Labels without a mapping: 4" in said
    assert "--accept 'Hemtjänst i ordinärt boende, norr' --municipality 0114 --as 510.HT" in said


def test_review_accepts_a_label_of_the_municipality_named(
    home: Home, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Problem, match="one of 0114, 0665"):
        run_accept(home.directory, "Stab", "92", "", "Anna")
    assert run_accept(home.directory, "Stab", "92", "0665", "Anna") == 0
    assert "0665,Socialnämnden,,79,Stab,activity,92,,,,high" in (seeds / "activity_mapping.csv").read_text("utf-8")
    assert "Vaggeryd" in capsys.readouterr().out
    with pytest.raises(Problem, match=r"mapping\.no-such-label"):
        run_accept(home.directory, "Finns inte", "92", "0665", "Anna")
