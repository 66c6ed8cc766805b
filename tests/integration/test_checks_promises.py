"""What every kind of promise says when it is broken: faults planted in the marts of the sample reports.

Each fault is of one origin and is shown at the gate: ours stops publishing, a source's is published with its flag.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from dagster_project.adapters.dbt_checks import SUITE as DBT
from dagster_project.adapters.great_expectations_suites import SUITES_DIR, read_suites
from dagster_project.building.build import build, check_build, stop_at_own_errors
from dagster_project.building.check_marts import check_marts, hold_suites
from dagster_project.commands.checks import run_checks
from dagster_project.domain.monitoring.results import CheckResult, find_stops
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home, open_home
from dagster_project.problems import Problem

pytestmark = pytest.mark.slow

NIGHT = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
Spoil = Callable[..., tuple[CheckResult, ...]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = open_home(tmp_path_factory.mktemp("home"), environ={})
    build(PROJECT_DIR / "data" / "reports", home)
    return home


@pytest.fixture
def spoil(built: Home, tmp_path: Path) -> Spoil:
    """Run SQL on a copy of the build file, then hold it against some suites; what is published stays good."""

    def run(sql: str, *names: str) -> tuple[CheckResult, ...]:
        home = open_home(tmp_path / "home", environ={})
        for name in (home.build_file, home.published_file):
            name.parent.mkdir(parents=True)
        shutil.copy(built.build_file, home.build_file)
        shutil.copy(built.published_file, home.published_file)
        with duckdb.connect(str(home.build_file)) as connection:
            connection.execute(sql)
        return hold_suites(home, tuple(s for s in read_suites() if s.name in names), {}, NIGHT)

    return run


FAULTS = {
    "source": (
        "update marts.fct_quality_identity set error_ratio = 2 where identity = 'same_fact' and is_confirmed",
        "fct_quality_identity.same_fact",
        False,
    ),
    "extraction": (
        "delete from marts.fct_cost_by_activity where municipality_code = '0665' and row_label = 'Äldreomsorg'",
        "recomputed_sums.every_term_is_in_the_marts",
        True,
    ),
    "mapping": (
        "update marts.fct_cost_by_activity set is_mapped = false where municipality_code = '0665'",
        "since_published.mapping_has_no_new_hole",
        True,
    ),
    "late": (
        "update marts.fct_report_slot set status = 'late' where municipality_code = '0665'",
        "fct_report_slot.no_awaited_report_is_late",
        False,
    ),
    "unknown": ("drop table marts.fct_kpi", "fct_kpi.table_can_be_read", True),
}


@pytest.mark.parametrize("origin", FAULTS)
def test_a_fault_of_each_origin_meets_the_gate_as_its_origin_says_and_is_on_record(
    built: Home, tmp_path: Path, origin: str
) -> None:
    sql, check_id, stops = FAULTS[origin]
    home = open_home(tmp_path / "home", environ={})
    shutil.copytree(built.warehouse, home.warehouse)
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute(sql)
    results = check_marts(home, NIGHT)
    if stops:
        with pytest.raises(Problem, match=re.escape(check_id)):
            stop_at_own_errors(home, results)
    else:
        stop_at_own_errors(home, results)
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        rows = connection.execute(
            "select origin, status, stops_publishing, sentence <> '' and sentence_sv <> ''"
            " from marts.fct_quality_finding where check_id = $1",
            [check_id],
        ).fetchall()
    assert rows and set(rows) == {(origin, "open", stops, True)}
    assert run_checks(home.directory, show_all=False) == (1 if stops else 0)


def broken(results: tuple[CheckResult, ...]) -> set[str]:
    return {result.check_id for result in results if result.is_broken}


def test_every_promise_of_every_suite_has_a_result_and_none_stops_the_sample_reports(built: Home) -> None:
    with duckdb.connect(str(built.published_file), read_only=True) as connection:
        kept = connection.execute("select distinct check_id, stops_publishing from marts.fct_quality_check").fetchall()
        undescribed = connection.execute(
            "select table_name, column_name from duckdb_columns() where comment is null and schema_name = 'marts'"
            " and (starts_with(table_name, 'fct_quality_') or table_name in ('fct_finding', 'mart_quality_daily'))"
        ).fetchall()
    promised = {promise.check_id for suite in read_suites() for promise in suite.promises}
    assert {check for check, _ in kept if not check.startswith(f"{DBT}.")} == promised
    assert sum(check.startswith(f"{DBT}.") for check, _ in kept) > 200
    assert not [check for check, stops in kept if stops]
    assert undescribed == []


def edit(name: str, old: str, new: str) -> Callable[[Home, Path], None]:
    """A suite with one word changed."""

    def run(home: Home, suites: Path) -> None:
        text = (suites / name).read_text(encoding="utf-8")
        assert old in text
        (suites / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return run


def block(place: Path) -> None:
    """A file where a folder must be: nothing can be written there, whoever runs the night."""
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("in the way", encoding="utf-8")


BAD_INPUT: dict[str, tuple[Callable[[Home, Path], None], str, tuple[str, ...]]] = {
    "a suite that is missing": (
        lambda home, suites: (suites / "fct_kpi.yml").unlink(),
        "build.expectations-unusable",
        ("fct_kpi.yml",),
    ),
    "a threshold that nobody knows": (
        edit("fct_statement.yml", "value_set:", "value_sets:"),
        "build.expectations-unusable",
        ("fct_statement.yml", "value_sets"),
    ),
    "a column that is gone": (
        edit("fct_statement.yml", "statements.agrees,", "statements.agreed,"),
        "build.checks-failed",
        ("fct_statement.yml", "agreed"),
    ),
    "results that cannot be written": (
        lambda home, suites: block(home.warehouse / "quality"),
        "build.checks-not-recorded",
        ("quality",),
    ),
    "a history that cannot be written": (
        lambda home, suites: block(Path(home.lake) / "monitoring"),
        "build.checks-not-recorded",
        ("monitoring",),
    ),
}


@pytest.mark.parametrize("fault", BAD_INPUT)
def test_bad_input_stops_the_night_with_file_and_key_and_yesterday_stays(
    built: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    spoil_input, code, words = BAD_INPUT[fault]
    home, suites = open_home(tmp_path / "home", environ={}), tmp_path / "expectations"
    shutil.copytree(built.warehouse, home.warehouse, symlinks=True)
    (home.warehouse / "checked_partitions.json").unlink()  # a night on which every row is looked at
    shutil.copytree(SUITES_DIR, suites)
    monkeypatch.setattr("dagster_project.adapters.great_expectations_suites.SUITES_DIR", suites)
    before = home.published_file.read_bytes()
    spoil_input(home, suites)
    with pytest.raises(Problem) as stopped:
        check_build(home, NIGHT)
    assert stopped.value.code == code
    assert all(word in f"{stopped.value.file} {stopped.value.detail}" for word in words)
    assert home.published_file.read_bytes() == before


@pytest.mark.parametrize(
    ("column", "value", "promise"),
    [
        ("n_lost_cells", "1", "no_cell_disappears"),
        ("n_lost_cells", "-1", "no_cell_disappears"),
        ("n_lost_raw_facts", "2", "every_fact_is_staged"),
        ("n_lost_mart_facts", "-3", "every_fact_has_its_mart"),
    ],
)
def test_a_lost_cell_is_our_error_and_stops_publishing(spoil: Spoil, column: str, value: str, promise: str) -> None:
    results = spoil(
        "create or replace table marts.fct_quality_accounting as select * replace (if(document ="
        f" (select min(document) from marts.fct_quality_accounting), {value}, {column}) as {column})"
        " from marts.fct_quality_accounting",
        "fct_quality_accounting",
    )
    (stop,) = find_stops(results)
    assert (stop.check_id, stop.origin) == (f"fct_quality_accounting.{promise}", "extraction")
    assert (stop.n_evaluated, stop.n_unexpected, stop.value, stop.bound) == (1, 1, float(value), "exactly 0")


def test_a_broken_grain_stops_publishing(spoil: Spoil) -> None:
    results = spoil(
        "insert into marts.fct_volume select * from marts.fct_volume where municipality_code = '1463' limit 3",
        "fct_volume",
    )
    (stop,) = find_stops(results)
    assert (stop.check_id, stop.origin, stop.n_unexpected) == ("fct_volume.fact_is_there_once", "extraction", 6)


def test_a_hole_in_the_mapping_stops_publishing(spoil: Spoil) -> None:
    results = spoil(
        "update marts.fct_cost_by_activity set is_mapped = false where municipality_code = '0665'",
        "since_published",
    )
    (stop,) = find_stops(results)
    assert (stop.check_id, stop.origin) == ("since_published.mapping_has_no_new_hole", "mapping")


def test_a_report_whose_facts_are_gone_stops_publishing(spoil: Spoil) -> None:
    tables = ("cost_by_activity", "income_statement", "investment", "volume", "staffing", "kpi", "goal_status")
    sql = ";".join(f"delete from marts.fct_{name} where municipality_code = '1882' and page > 1" for name in tables)
    results = spoil(sql, "since_published")
    assert [stop.check_id for stop in find_stops(results)] == ["since_published.facts_are_not_lost"]


def test_municipalities_that_are_gone_stop_publishing(spoil: Spoil) -> None:
    sql = "update marts.dim_report set status = 'refused' where municipality_code in ('1882', '1463')"
    assert [stop.check_id for stop in find_stops(spoil(sql, "coverage"))] == ["coverage.periods_stay_covered"]


def test_one_period_that_is_gone_is_shown(spoil: Spoil) -> None:
    results = spoil("update marts.dim_report set status = 'refused' where municipality_code = '1882'", "coverage")
    assert (find_stops(results), broken(results)) == ((), {"coverage.every_period_stays"})


@pytest.mark.parametrize("kind", ["rows_sum_to_total", "same_fact", "deviation_formula", "subtable_is_parent_row"])
def test_an_error_of_a_source_is_an_error_and_stops_nothing(spoil: Spoil, kind: str) -> None:
    results = spoil(
        f"update marts.fct_quality_identity set error_ratio = 2 where identity = '{kind}' and is_confirmed",
        "fct_quality_identity",
    )
    found = [r for r in results if r.check_id == f"fct_quality_identity.{kind}"]
    assert {(r.status, r.severity, r.origin) for r in found} == {("fail", "error", "source")}
    assert find_stops(results) == ()


@pytest.mark.parametrize(
    ("sql", "check"),
    [
        ("update marts.fct_erratum set status = 'conflict', met_value = 662", "fct_erratum.correction_meets_its_guard"),
        ("delete from marts.dim_report", "dim_report.table_has_rows"),
        ("delete from marts.fct_quality_accounting", "fct_quality_accounting.table_has_rows"),
        ("drop table marts.fct_kpi", "fct_kpi.table_can_be_read"),
        ("alter table marts.fct_quality_bound drop column is_within", "fct_quality_bound.table_can_be_read"),
    ],
)
def test_what_cannot_be_checked_fails_closed(spoil: Spoil, sql: str, check: str) -> None:
    stops = find_stops(spoil(sql, check.split(".")[0]))
    assert [stop.check_id for stop in stops] == [check]
    if check.endswith("table_can_be_read"):
        assert f"{check.split('.')[0]}.yml" in stops[0].message


@pytest.mark.parametrize(
    ("sql", "check"),
    [
        (
            "update marts.fct_erratum set status = 'conflict', met_value = null",
            "fct_erratum.correction_finds_its_cell",
        ),
        (
            "update marts.fct_cost_by_activity set amount_reported_sek = amount_reported_sek * 1000 where unit = 'mnkr'"
            " or municipality_code = '0665'",
            "printed_budgets.budget_per_inhabitant",
        ),
        (
            "update marts.fct_cost_by_activity set amount_reported_sek = -amount_reported_sek",
            "printed_signs.cost_is_negative",
        ),
        (
            "update marts.fct_income_statement set amount_reported_sek = -amount_reported_sek",
            "printed_signs.revenue_is_positive",
        ),
        (
            "update marts.fct_investment set amount_reported_sek = -amount_reported_sek",
            "printed_signs.outlay_is_negative",
        ),
        ("update marts.fct_goal_status set is_status_known = false", "printed_signs.status_is_on_a_scale"),
        ("update marts.fct_kpi set value = value * 100 where unit = 'percent'", "fct_kpi.percentage_is_a_share"),
        (
            "update marts.fct_kpi set measure_id = 'hme_total_index', value = 800",
            "fct_kpi.engagement_index_is_an_index",
        ),
        ("update marts.fct_kpi set value = value * 100", "fct_kpi.average_days_are_possible"),
        ("update marts.fct_volume set value = -value", "fct_volume.volume_is_possible"),
        ("update marts.fct_volume set value = value * 100000", "fct_volume.people_are_as_many_as_can_be"),
        ("update marts.fct_staffing set value = -value", "fct_staffing.staff_count_is_possible"),
        ("update marts.fct_staffing set value = value * 10", "fct_staffing.sick_leave_is_possible"),
        (
            "update marts.fct_staffing set value = value + 20 where year = (select max(year) from marts.fct_staffing s"
            " where s.report_id = fct_staffing.report_id)",
            "yearly_shares.shares_follow_the_year_before",
        ),
        ("update marts.fct_goal_status set raw = repeat('lång text ', 40)", "fct_goal_status.status_is_short"),
        ("update marts.dim_report set period_end = '2224-01-31'", "dim_report.period_is_possible"),
        ("update marts.dim_report set n_unmapped_facts = n_served_facts", "dim_report.labels_are_mapped"),
        ("update marts.fct_quality_bound set is_within = false", "fct_quality_bound.share_between_groups"),
        (
            "update marts.fct_cost_by_activity set value = value + 1 where municipality_code = '0665'",
            "since_published.printed_values_stay",
        ),
        (
            "delete from marts.fct_cost_by_activity where municipality_code = '0665'"
            " and row_label in ('Äldreomsorg', 'Myndighet')",
            "since_published.few_facts_go_away",
        ),
        (
            "update marts.fct_quality_identity set warn_ratio = 1.5 where identity = 'groups_sum'",
            "fct_quality_identity.groups_sum_rounding",
        ),
        (
            "update marts.fct_quality_identity set error_ratio = 3, is_confirmed = false where identity = 'groups_sum'",
            "fct_quality_identity.unconfirmed_structure",
        ),
    ],
)
def test_a_doubtful_number_is_shown_and_stops_nothing(built: Home, spoil: Spoil, sql: str, check: str) -> None:
    suite = check.split(".")[0]
    good = hold_suites(built, tuple(s for s in read_suites() if s.name == suite), {}, NIGHT)
    assert check not in broken(good)
    results = spoil(sql, suite)
    assert check in broken(results)
    assert not [r for r in find_stops(results) if r.check_id == check]
    shown = next(r for r in results if r.check_id == check and r.is_broken)
    assert shown.message and shown.message_sv and shown.n_unexpected > 0 and shown.reason and shown.unit


def test_an_amount_that_leaps_from_one_year_to_the_next_is_shown(spoil: Spoil) -> None:
    year_before = (
        "insert into marts.{table} select * replace ({changes}) from marts.{table} where municipality_code = '0665'"
    )
    report = "concat(report_id, '-before') as report_id, concat(document, '-before') as document"
    dates = "(period_end - interval 1 year)::date as period_end, (period_start - interval 1 year)::date as period_start"
    facts = f"{report}, {dates}, concat(fact_id, '-before') as fact_id, year - 1 as year"
    facts += ", (as_of - interval 1 year)::date as as_of, amount_sek / 10 as amount_sek"
    sql = year_before.format(table="dim_report", changes=f"{report}, {dates}")
    sql += ";" + year_before.format(table="fct_cost_by_activity", changes=facts)
    results = spoil(sql, "yearly_amounts")
    assert broken(results) == {
        "yearly_amounts.totals_follow_the_year_before",
        "yearly_amounts.rows_follow_the_year_before",
    }
    assert {result.value for result in results} == {10}


def test_a_table_without_numbers_of_a_kind_is_skipped_not_passed(spoil: Spoil) -> None:
    assert {r.status for r in spoil("delete from marts.fct_volume", "fct_volume")} == {"skip"}


def test_published_tables_of_an_older_shape_are_not_compared_and_stop_nothing(built: Home, tmp_path: Path) -> None:
    home = open_home(tmp_path / "home", environ={})
    for file, source in ((home.build_file, built.build_file), (home.published_file, built.published_file)):
        file.parent.mkdir(parents=True)
        shutil.copy(source, file)
    with duckdb.connect(str(home.published_file)) as connection:
        connection.execute("alter table marts.fct_kpi drop column is_mapped")
    results = hold_suites(home, tuple(s for s in read_suites() if s.name == "since_published"), {}, NIGHT)
    assert {result.status for result in results} == {"skip"}
