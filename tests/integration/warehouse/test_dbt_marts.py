"""What the marts make of invented reports: mapping, sums, repeats, versions. One `dbt build` for all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from dagster_project.domain.model import Refusal, ReportProfile

pytestmark = pytest.mark.slow

APR, AUG, DEC = date(2024, 4, 30), date(2024, 8, 31), date(2024, 12, 31)


def vaggeryd(words: SimpleNamespace, end: date, actual: int, **changes: Any) -> Any:
    """A report of a board that the mapping knows; April and August differ in heading, capitals and date."""
    month = "2024-04" if end == APR else "2024-08"
    columns = [words.Column("budget", DEC), words.Column("actual", end)]
    rows = [
        ("771|Äldreomsorg" if end == APR else "771|ÄLDRE-\u00adOMSORG", "line", [-100, actual]),
        ("Helt ny rad", "line", [-10, -5]),
        ("TOTALT", "total", [-110, actual - 5]),
    ]
    title = f"DRIFTREDOVISNING {month}, TKR"
    return words.Report(f"vaggeryd-{month}", "0665", end, [words.Table(title, columns, rows)], **changes)


def gnesta(words: SimpleNamespace) -> Any:
    """Three tables: divisions, and the units of two of them under the same labels."""
    columns = [words.Column("budget", DEC), words.Column("forecast_deviation", DEC)]
    main = [
        ("Stöd och vägledning", "line", [-44, -9]),
        ("Administration och bistånd", "line", [-171, 18]),
        ("TOTAL", "total", [-215, 9]),
    ]
    units = [
        ("Verksamhetschef", "line", [-14, 1]),
        ("Vuxenutbildning", "line", [-30, -10]),
        ("TOTAL", "total", [-44, -9]),
    ]
    other = [("Stab", "line", [-71, 3]), ("LSS", "line", [-100, 15]), ("TOTAL", "total", [-171, 18])]
    tables = [
        words.Table("Ekonomisk uppföljning per verksamhetsområde", columns, main),
        words.Table("Stöd och vägledning", columns, units),
        words.Table("Administration och bistånd", columns, other),
        words.Table("Rubrik som ingen känner", columns[:1], [("Stab", "line", [-7])]),
    ]
    return words.Report("gnesta", "0461", AUG, tables, report_type="interim_board")


def unknown(words: SimpleNamespace) -> Any:
    """A municipality without mapping: a repeated table with a contradiction, two sides, a carried total, counts."""
    money = [words.Column("actual", DEC), words.Column("budget", DEC)]
    rows = [("Hem", "line", [-60, -50]), ("Skola", "line", [-40, -45]), ("Summa", "total", [-100, -95])]
    again = [("Hem", "line", [-60, -50]), ("Skola", "line", [-46, -45])]
    sides = [("Hem | Intäkt", "line:revenue", [20, 10]), ("Hem | Kostnad", "line:cost", [-80, -60])]
    income = [
        ("Intäkter", "line:revenue", [30, 30]),
        ("Kostnader", "line:cost", [-130, -125]),
        ("Nettokostnad", "total:net", [-100, -95]),
        ("Skatteintäkter", "line:revenue", [140, 130]),
        ("Resultat", "total:net", [40, 35]),
    ]
    persons = [words.Column("actual", DEC)]
    tables = [
        words.Table("Drift", money, rows),
        words.Table("Drift en gång till", money, again),
        words.Table("Analys", money, sides),
        words.Table("Resultaträkning", money, income, family="income_statement"),
        words.Table(
            "Platser",
            persons,
            [("Norr", "line", [4]), ("Söder", "line", [6]), ("Summa", "total", [10])],
            "volume",
            "count",
        ),
        words.Table("Följetal", persons, [("Ärenden", "line", [4]), ("Hushåll", "line", [6])], "volume", "count"),
    ]
    return words.Report("unknown", "0114", DEC, tables, report_type="annual_board")


def mark(words: SimpleNamespace, name: str, end: date, year: int, actual: int) -> Any:
    """An income statement with a comparison column, and an indicator about staff with a target."""
    columns = [words.Column("actual", date(year - 1, 12, 31)), words.Column("actual", end)]
    staff = [words.Column("target", date(year, 12, 31)), words.Column("actual", end)]
    tables = [
        words.Table(
            "Driftredovisning", columns, [("Intäkter", "line:revenue", [90, actual])], "income_statement", "mnkr"
        ),
        words.Table("Mål", staff, [("Sjukfrånvaro alla anställda (%)", "line", [7, 9.3])], "kpi", "percent"),
        words.Table(
            "Status",
            [words.Column("status", end, label="I hög grad")],
            [("IFO", "line", ["X"])],
            "goal_status",
            "status",
        ),
    ]
    return words.Report(name, "1463", end, tables)


@pytest.fixture(scope="module")
def warehouse(invented: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    early, late = datetime(2024, 6, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)
    first = vaggeryd(invented, APR, -40, first_seen_at=early)
    reissued = vaggeryd(invented, APR, -42, first_seen_at=late)
    reissued.name = "vaggeryd-2024-04-reissued"
    older = mark(invented, "mark-2024", AUG, 2024, 60)
    older.reader_version = "9"
    newer = mark(invented, "mark-2024", AUG, 2024, 61)
    newer.reader_version = "10"
    nameless = vaggeryd(invented, AUG, -1)
    nameless.name, nameless.changes = "nameless", {"profile": ReportProfile(period_end=AUG)}
    locked = invented.Report("locked", "", AUG, [])
    locked.changes = {"refusals": (Refusal(locked.document, "documents.encrypted"),), "profile": ReportProfile()}
    reports = [first, reissued, vaggeryd(invented, AUG, -80), gnesta(invented), unknown(invented), older, newer]
    reports += [mark(invented, "mark-2023", date(2023, 12, 31), 2023, 88), nameless, locked]
    applied = {
        "erratum_id": "unknown-skola",
        "status": "applied",
        "document": unknown(invented).document,
        "fact_id": invented.fact_id("unknown", 2, 3, 2),
        "corrected_value": Decimal(-40),
        "corrected_amount_sek": Decimal(-40000),
    }
    errata = [applied, {"erratum_id": "nowhere", "status": "dormant"}]
    return invented.build(tmp_path_factory.mktemp("marts"), reports, errata)


def ask(warehouse: duckdb.DuckDBPyConnection, question: str) -> list[Any]:
    """The rows of an answer; a row of one column is that value."""
    rows = warehouse.sql(question).fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


def test_next_months_report_of_a_board_maps_without_a_new_row(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select distinct activity_code, side, mapping_rule from marts.fct_cost_by_activity
        where municipality_code = '0665' and row_code = '771' and as_of = date '2024-08-31'
    """
    assert ask(warehouse, question) == [("510", "provider", "heading_and_label")]


def test_an_unmapped_label_is_kept_marked_and_counted(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select activity_code, is_mapped, sum(amount_sek)::int from marts.fct_cost_by_activity
        where row_label = 'Helt ny rad' and as_of = date '2024-08-31' group by all
    """
    assert ask(warehouse, question) == [("unmapped", False, -15000)]
    counted = (
        "select n_unmapped_facts from marts.dim_report where period_end = date '2024-08-31' and board = 'Socialnämnden'"
    )
    assert 2 in ask(warehouse, counted + " and municipality_code = '0665'")


def test_the_same_label_means_another_thing_under_another_heading(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select table_no, activity_code, mapping_rule from marts.fct_cost_by_activity
        where municipality_code = '0461' and row_label in ('TOTAL', 'Stab')
        group by all order by table_no, activity_code
    """
    answer: dict[int, list[tuple[str, str]]] = {}
    for table_no, code, rule in ask(warehouse, question):
        answer.setdefault(table_no, []).append((code, rule))
    assert answer[1] == [("BOARD", "heading_and_label")]
    assert answer[2] == [("mixed:IFO+610+VUX+600", "heading_and_label")]
    assert ("92", "heading_and_label") in answer[3]
    assert answer[4] == [("unmapped", "ambiguous")]  # two divisions have a Stab, and the heading names neither


def test_units_of_a_division_add_up_to_their_total_but_not_to_the_report(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select table_no, sum(amount_sek) filter (where is_additive)::int,
            coalesce(sum(amount_sek) filter (where is_additive_in_report)::int, 0)
        from marts.fct_cost_by_activity
        where municipality_code = '0461' and value_kind = 'budget' and table_no < 4 group by all order by 1
    """
    assert ask(warehouse, question) == [(1, -215000, -215000), (2, -44000, 0), (3, -171000, 0)]


def test_the_total_of_a_sub_table_repeats_its_parent_row(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select later.table_no, first.row_label from marts.fct_cost_by_activity as later
        inner join marts.fct_cost_by_activity as first on later.repeats_fact_id = first.fact_id
        where later.municipality_code = '0461' and later.value_kind = 'budget' order by 1
    """
    assert ask(warehouse, question) == [(2, "Stöd och vägledning"), (3, "Administration och bistånd")]


def test_a_repeated_table_counts_once_and_its_contradiction_is_flagged(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select row_label, value_kind, is_primary, is_additive, is_repeat_consistent from marts.fct_cost_by_activity
        where municipality_code = '0114' and table_no = 2 order by row_no, value_kind
    """
    assert ask(warehouse, question) == [
        ("Hem", "actual", False, False, True),
        ("Hem", "budget", False, False, True),
        ("Skola", "actual", False, False, False),
        ("Skola", "budget", False, False, True),
    ]


def test_revenue_and_cost_of_an_activity_are_not_added_to_its_net(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select value_kind, sum(amount_sek) filter (where is_additive_in_report)::int,
            list(distinct breakdown_kind) filter (where table_no = 3)
        from marts.fct_cost_by_activity where municipality_code = '0114' group by all order by 1
    """
    assert ask(warehouse, question) == [("actual", -100000, ["account_lines"]), ("budget", -95000, ["account_lines"])]


def test_a_result_that_carries_on_from_the_net_cost_is_the_sum_from_the_top(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    question = """
        select value_kind, printed_total::int, lines_sum::int, is_carried_on, is_within_rounding
        from intermediate.int_table_totals_compared
        where municipality_code = '0114' and fact_family = 'income_statement' order by 1, 2
    """
    assert ask(warehouse, question) == [
        ("actual", -100000, -100000, False, True),
        ("actual", 40000, 40000, True, True),
        ("budget", -95000, -95000, False, True),
        ("budget", 35000, 35000, True, True),
    ]


def test_counts_are_added_only_where_the_report_adds_them(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select table_title, sum(value) filter (where is_additive)::int from marts.fct_volume
        where municipality_code = '0114' group by all order by 1
    """
    assert ask(warehouse, question) == [("Följetal", None), ("Platser", 10)]


def test_outcomes_of_one_year_are_not_added_over_reports(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select period_end::varchar, sum(amount_sek)::int from marts.fct_cost_by_activity
        where municipality_code = '0665' and value_kind = 'actual' and is_additive and is_latest_in_year group by all
    """
    assert ask(warehouse, question) == [("2024-08-31", -85000)]


def test_a_years_own_report_comes_before_a_later_comparison_column(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select year, amount_sek::int / 1000000 from marts.fct_income_statement
        where municipality_code = '1463' and is_latest_in_year order by 1
    """
    assert ask(warehouse, question) == [(2022, 90), (2023, 88), (2024, 61)]


def test_a_reissued_report_replaces_the_old_one_which_stays_listed(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select version_no, status, n_served_facts from marts.dim_report
        where municipality_code = '0665' and period_end = date '2024-04-30' order by 1
    """
    assert ask(warehouse, question) == [(1, "superseded", 0), (2, "read", 6)]
    question = """
        select amount_sek::int from marts.fct_cost_by_activity
        where row_code = '771' and period_end = date '2024-04-30'
    """
    assert ask(warehouse, question) == [-42000]


def test_the_newest_reader_version_is_served_and_ten_comes_after_nine(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = "select distinct reader_version from marts.dim_report where municipality_code = '1463' order by 1"
    assert ask(warehouse, question) == ["1", "10"]
    raw = "select count(*) from staging.stg_reports__facts where document = sha256('mark-2024')"
    assert ask(warehouse, raw) == [5]


def test_a_report_set_aside_is_listed_and_its_facts_are_not_served(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select status, status_reason is not null, n_facts, n_served_facts from marts.dim_report
        where file_name = 'nameless.pdf'
    """
    assert ask(warehouse, question) == [("set_aside", True, 6, 0)]
    assert ask(warehouse, "select count(*) from marts.fct_cost_by_activity where document = sha256('nameless')") == [0]


def test_a_refused_file_reaches_the_warehouse_with_its_remedy(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = "select refusal_code, scope, remedy != '', remedy_sv != '' from marts.fct_refusal"
    assert ask(warehouse, question) == [("documents.encrypted", "file", True, True)]
    assert ask(warehouse, "select status from marts.dim_report where file_name = 'locked.pdf'") == ["refused"]


def test_a_sick_leave_indicator_stands_among_indicators_and_among_staff(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select measure_id, value_kind, value::double from marts.{}
        where municipality_code = '1463' and year = 2024 order by value_kind
    """
    expected = [("sick_leave_total_pct", "actual", 9.3), ("sick_leave_total_pct", "target", 7.0)]
    assert ask(warehouse, question.format("fct_staffing")) == expected
    assert ask(warehouse, question.format("fct_kpi")) == expected


def test_a_cross_under_a_degree_is_that_degree(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = "select distinct raw, status_source, scale_id, status_rank from marts.fct_goal_status"
    assert ask(warehouse, question) == [("X", "I hög grad", "degree", 3)]


def test_a_code_with_a_leading_zero_stays_text(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select name, n_reports from marts.dim_municipality
        where municipality_code in (select municipality_code from marts.fct_cost_by_activity) order by municipality_code
    """
    assert ask(warehouse, question) == [("Upplands Väsby", 1), ("Gnesta", 1), ("Vaggeryd", 2)]


def test_a_mixed_set_hangs_under_the_nearest_activity_that_holds_it_all(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = "select parent_activity_code from marts.dim_activity where activity_code = '{}'"
    assert ask(warehouse, question.format("mixed:513+520")) == ["51"]
    assert ask(warehouse, question.format("mixed:559+569+571")) == ["IFO"]
    assert ask(warehouse, question.format("mixed:100+92")) == ["900"]
    members = (
        "select member_activity_code from marts.bridge_activity_member where activity_code = 'mixed:513+520' order by 1"
    )
    assert ask(warehouse, members) == ["513", "520"]


def test_every_table_and_column_of_the_marts_is_described(warehouse: duckdb.DuckDBPyConnection) -> None:
    nothing = "where schema_name = 'marts' and coalesce(comment, '') = ''"
    assert ask(warehouse, f"select table_name from duckdb_tables() {nothing}") == []
    assert ask(warehouse, f"select table_name, column_name from duckdb_columns() {nothing}") == []


def test_a_correction_stands_beside_the_printed_value(warehouse: duckdb.DuckDBPyConnection) -> None:
    question = """
        select value::int, corrected_value::int, amount_reported_sek::int, amount_sek::int, erratum_id
        from marts.fct_cost_by_activity where is_corrected
    """
    assert ask(warehouse, question) == [(-46, -40, -46000, -40000, "unknown-skola")]
    outcomes = "select erratum_id, status from marts.fct_erratum order by 1"
    assert ask(warehouse, outcomes) == [("nowhere", "dormant"), ("unknown-skola", "applied")]
