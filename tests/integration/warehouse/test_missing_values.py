"""From a printed document to the marts and the files: a dash, an empty cell, a withheld number, one that does not apply
and one that nobody can read stay apart, and none of them is a zero."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from dagster_project.domain.read_report import read_report
from dagster_project.domain.warehouse.publish import publish
from dagster_project.domain.warehouse.publish_public import publish_public
from dagster_project.domain.warehouse.write_raw import prepare_raw, write_raw

pytestmark = pytest.mark.slow

TABLES = [
    (
        "Driftredovisning 2024-04, tkr",
        ["Verksamhet\tBudget 2024\tUtfall 2024-04\tPrognos 2024\tAvvikelse"],
        [
            "Äldreomsorg\t100 000\t33 000\t101 000\t-1 000",
            "Myndighet\t50 000\t-\t50 500\t-500",
            "Sociala omsorg\t20 000\t\t20 000\t0",
            "Funktionshinderomsorg\t30 000\t-3 41\t30 000\t0",
            "Ensamkommande barn\t1 000\tej aktuellt\t1 000\t0",
            "Bostadsanpassningsbidrag\t500\tsekretess\t500\t0",
            "TOTALT\t201 500\t66 000\t203 000\t-1 500",
        ],
    ),
    (
        "Volymer",
        ["Följetal\tUtfall jan-apr 2023\tUtfall jan-apr 2024"],
        [
            "Antal barn i familjehem\t12\t3",
            "Antal barn i HVB\t..\t<5",
            "Antal vuxna i HVB\t*\t17",
            "Antal hushåll med försörjningsstöd\t-\t120",
            "Antal personer med boendestöd\tn/a\t45",
            "Antal ärenden\t1 2 3\t80",
        ],
    ),
    (
        "Mål och indikatorer",
        ["Indikator\tMål 2024\tUtfall 2024-04"],
        [
            "Sjukfrånvaro, %\t7,0\t-",
            "Frisktal, %\t70\tej mätt",
            "Nöjda brukare, %\t90\t..",
            "Andel utan delade turer, %\t95\t9O,1",
            "Medarbetarengagemang, index\t80\tsekretess",
            "Antal avvikelser i verksamheten\t50\t<5",
            "Genomförda kontroller, %\t100\t98",
            "Beviljade bidrag, %\t100\tej aktuellt",
            "Delaktighet, %\t85\t",
        ],
    ),
    (
        "Placerade barn och unga",
        ["Följetal\tFlickor jan-apr 2024\tPojkar jan-apr 2024\tTotalt jan-apr 2024"],
        [
            "Antal i jourhem\t..\t7\t10",
            "Antal i stödboende\t<5\t12\t14",
            "Antal i konsulentstött hem\t8\t9\t17",
        ],
    ),
]


def as_text() -> str:
    parts = ["Socialnämnden i Vaggeryds kommun\nTertialuppföljning januari-april 2024"]
    parts += ["\n".join([title, *head, *rows]) for title, head, rows in TABLES]
    return "\n\n".join(parts) + "\n"


@pytest.fixture(scope="module")
def published(invented: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that readers open, made of the one document."""
    folder: Path = tmp_path_factory.mktemp("missing")
    lake = str(folder / "lake")
    prepare_raw(lake)
    reading = read_report(as_text().encode(), "vaggeryd_2024_t1.txt", None)
    write_raw(reading, lake, datetime(2025, 1, 1, tzinfo=UTC))
    done = invented.run_dbt(lake, folder / "warehouse.duckdb", "--exclude-resource-type", "test", "unit_test")
    assert done.returncode == 0, done.stdout[-4000:]
    publish(folder / "warehouse.duckdb", folder / "published", ["marts"], {})
    return folder / "published"


def ask(published: Path, question: str) -> dict[str, tuple[object, ...]]:
    """The answer by its first column."""
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as warehouse:
        return {str(row[0]): row[1:] for row in warehouse.execute(question).fetchall()}


def test_an_outcome_that_is_not_there_says_why(published: Path) -> None:
    found = ask(published, "select row_label, actual_sek::int / 1000, actual_status from marts.mart_budget_follow_up")
    assert found == {
        "Äldreomsorg": (-33000, "printed"),
        "Myndighet": (None, "not_reported"),
        "Sociala omsorg": (None, "not_reported"),
        "Funktionshinderomsorg": (None, "unreadable"),
        "Ensamkommande barn": (None, "not_applicable"),
        "Bostadsanpassningsbidrag": (None, "suppressed"),
        "TOTALT": (-66000, "printed"),
    }


def test_what_the_table_has_no_column_for_is_not_printed(published: Path) -> None:
    found = ask(
        published,
        "select distinct period_budget_status, deviation_status, forecast_status from marts.mart_budget_follow_up",
    )
    assert found == {"not_printed": ("not_printed", "printed")}


def test_an_indicator_without_outcome_says_why(published: Path) -> None:
    found = ask(published, "select row_label, actual_value::float, actual_status from marts.mart_kpi_against_target")
    assert found == {
        "Sjukfrånvaro, %": (None, "not_reported"),
        "Frisktal, %": (None, "not_reported"),
        "Nöjda brukare, %": (None, "suppressed"),
        "Andel utan delade turer, %": (None, "unreadable"),
        "Medarbetarengagemang, index": (None, "suppressed"),
        "Antal avvikelser i verksamheten": (None, "suppressed"),
        "Genomförda kontroller, %": (98.0, "printed"),
        "Beviljade bidrag, %": (None, "not_applicable"),
        "Delaktighet, %": (None, "not_reported"),
    }
    staff = ask(published, "select raw, value, value_status from marts.mart_staffing where value is null")
    assert staff["-"] == (None, "not_reported")


def test_every_printed_cell_without_a_number_is_listed_with_its_place(published: Path) -> None:
    found = ask(
        published,
        "select row_label, raw, value_status, period_end::varchar, refusal_code, col_no from marts.fct_missing_value"
        " where fact_family = 'volume'",
    )
    assert found == {
        "Antal barn i HVB": ("..", "suppressed", "2023-04-30", None, 2),
        "Antal vuxna i HVB": ("*", "suppressed", "2023-04-30", None, 2),
        "Antal hushåll med försörjningsstöd": ("-", "not_reported", "2023-04-30", None, 2),
        "Antal personer med boendestöd": ("n/a", "not_applicable", "2023-04-30", None, 2),
        "Antal ärenden": ("1 2 3", "unreadable", "2023-04-30", "facts.number-unreadable", 2),
        "Antal i jourhem": ("..", "suppressed", "2024-04-30", None, 2),
    }


def test_no_fact_stands_for_a_cell_without_a_number(published: Path) -> None:
    found = ask(published, "select row_label, count(*) from marts.fct_volume group by 1")
    of_two_years = {"Antal barn i familjehem": (2,)} | {row.split("\t")[0]: (1,) for row in TABLES[1][2][1:]}
    of_three = {"Antal i jourhem": (2,), "Antal i stödboende": (3,), "Antal i konsulentstött hem": (3,)}
    assert found == of_two_years | of_three


def test_a_withheld_number_keeps_its_limit_and_is_never_added(published: Path) -> None:
    found = ask(
        published, "select row_label, raw, value::int, comparator, is_additive from marts.fct_volume where raw = '<5'"
    )
    assert found == {"Antal barn i HVB": ("<5", 5, "<", False), "Antal i stödboende": ("<5", 5, "<", False)}


def test_the_files_say_the_same(published: Path) -> None:
    with (published / "csv" / "mart_budget_follow_up.csv").open(encoding="utf-8", newline="") as text:
        rows = {row["row_label"]: (row["actual_sek"], row["actual_status"]) for row in csv.DictReader(text)}
    assert rows["Myndighet"] == ("", "not_reported")
    assert rows["Funktionshinderomsorg"] == ("", "unreadable")
    package = json.loads((published / "datapackage.json").read_text(encoding="utf-8"))
    fields = {
        field["name"]: field
        for table in package["resources"]
        if table["name"] == "mart_budget_follow_up"
        for field in table["schema"]["fields"]
    }
    assert "not_reported" in fields["actual_status"]["description"]


def test_the_public_profile_hides_a_small_count_and_says_so_in_a_column_of_its_own(
    published: Path, tmp_path: Path
) -> None:
    publish_public(published / "warehouse.duckdb", tmp_path / "public")
    with (tmp_path / "public" / "csv" / "fct_volume.csv").open(encoding="utf-8", newline="") as text:
        rows = {
            (row["row_label"], row["year"]): (row["value"], row["publication_status"]) for row in csv.DictReader(text)
        }
    assert rows["Antal barn i familjehem", "2024"] == ("", "suppressed")
    # 10 - 7 would be what the report prints as `..`, 14 - 12 what it prints as `<5`
    assert {rows[label, "2024"] for label in ("Antal i jourhem", "Antal i stödboende")} == {("", "suppressed")}
    assert not (tmp_path / "public" / "csv" / "fct_missing_value.csv").exists()
