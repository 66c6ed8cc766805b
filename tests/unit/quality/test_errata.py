"""Corrections: applied beside the printed value, guarded by it, dormant without their report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project.domain.model import Fact, ReportProfile
from dagster_project.domain.quality.errata import ErratumError, PrintedReport, errata_rows, hold_errata
from dagster_project.domain.quality.errata_file import read_errata, write_entry
from dagster_project.domain.quality.reconcile import reconcile

ERRATA = Path(__file__).resolve().parents[3] / "data" / "reference" / "errata.yml"

ENTRY = """
- id: a-correction
  report: {municipality_code: "0000", report_type: month, period_end: 2024-03-31}
  cell: {table_title: "Drift, tkr", row_label: Row, row_code: "12", col_label: Utfall}
  printed: "661"
  corrected: "-661"
  unit: tkr
  reason: because
  reason_sv: eftersom
  decided_on: 2024-06-30
  decided_by: a controller
"""


@pytest.fixture
def errata(tmp_path: Path):
    path = tmp_path / "errata.yml"
    path.write_text(ENTRY, encoding="utf-8")
    return read_errata(path)


def fact(value: str | None = "661", **changes) -> Fact:
    number = None if value is None else Decimal(value)
    given = {
        "document": "d" * 64,
        "municipality_code": "0000",
        "page": 1,
        "table_no": 1,
        "row_no": 2,
        "col_no": 2,
        "part_no": 1,
        "table_title": "DRIFT,  tkr",
        "section": "",
        "row_code": "12",
        "row_label": "Row",
        "row_role": "line",
        "col_label": "Utfall",
        "raw": str(value),
        "value": number,
        "unit": "tkr",
        "is_unit_inferred": False,
        "measure": "actual",
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 3, 31),
        "as_of": None,
        "fact_family": "cost",
        "account_line": "",
        "entity": "",
        "amount_reported_sek": None if number is None else -1000 * number,
        "confidence": Decimal(1),
        "reading": "",
        "fact_id": "f1",
    }
    return Fact(**(given | changes))


def report(*facts: Fact, **profile) -> PrintedReport:
    key = {"municipality_code": "0000", "report_type": "month", "period_end": date(2024, 3, 31)}
    return PrintedReport("d" * 64, ReportProfile(**(key | profile)), facts)


def test_correction_is_applied_beside_the_printed_value(errata):
    (outcome,) = hold_errata(errata, [report(fact(), fact("5", row_label="Other", fact_id="f2"))])
    assert (outcome.status, outcome.fact_id, outcome.met_value) == ("applied", "f1", 661)
    assert outcome.corrected_amount_sek == 661_000


def test_corrected_amount_is_empty_where_the_cell_is_no_money(errata):
    (outcome,) = hold_errata(errata, [report(fact(amount_reported_sek=None))])
    assert (outcome.status, outcome.corrected_amount_sek) == ("applied", None)


def test_another_printed_value_is_a_conflict(errata):
    (outcome,) = hold_errata(errata, [report(fact("662"))])
    assert (outcome.status, outcome.met_value, outcome.corrected_amount_sek) == ("conflict", 662, None)
    assert "662" in outcome.detail


def test_another_unit_is_a_conflict(errata):
    (outcome,) = hold_errata(errata, [report(fact(unit="mnkr"))])
    assert outcome.status == "conflict"


def test_cell_that_is_not_found_is_a_conflict_without_a_met_value(errata):
    (outcome,) = hold_errata(errata, [report(fact(row_label="Row that was renamed"))])
    assert (outcome.status, outcome.met_value) == ("conflict", None)


def test_reissued_report_with_the_corrected_value_supersedes_the_correction(errata):
    (outcome,) = hold_errata(errata, [report(fact("-661"))])
    assert (outcome.status, outcome.corrected_amount_sek) == ("superseded", None)


@pytest.mark.parametrize(
    "profile", [{"municipality_code": "0001"}, {"report_type": "tertial_1"}, {"period_end": date(2025, 3, 31)}]
)
def test_correction_of_a_report_that_is_not_here_sleeps(errata, profile):
    (outcome,) = hold_errata(errata, [report(fact(), **profile)])
    assert (outcome.status, outcome.document) == ("dormant", "")


def test_two_layouts_of_one_report_are_both_corrected(errata):
    second = PrintedReport("e" * 64, report().profile, (fact(table_no=7, page=3),))
    outcomes = hold_errata(errata, [report(fact()), second])
    assert [o.status for o in outcomes] == ["applied", "applied"]
    assert {o.document[0] for o in outcomes} == {"d", "e"}


def test_the_second_row_of_that_name_is_another_cell(errata):
    (outcome,) = hold_errata(errata, [report(fact(), fact("9", row_occurrence=2, fact_id="f2"))])
    assert outcome.fact_id == "f1"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('printed: "661"', 'printed: "many"', "printed is no number: 'many'"),
        ('corrected: "-661"', 'corrected: "661"', "the same"),
        ("reason: because", "reason:", "reason is missing"),
        ("2024-03-31", "in March", "period_end"),
        ("row_label: Row,", "", "cell.row_label is missing"),
        ("row_code:", "row_no:", "cell.row_no is no key"),
        ("row_label: Row,", "row_label: Row, row_occurrence: second,", "cell.row_occurrence is no whole number"),
        ("row_label: Row,", "row_label: [Row],", "cell.row_label is no text"),
        ("  cell: {", "  sell: {", "sell is no key"),
        ("decided_by: a controller", "decided_by:", "decided_by is missing"),
    ],
)
def test_unusable_correction_is_refused_by_name(tmp_path, old, new, message):
    path = tmp_path / "errata.yml"
    path.write_text(ENTRY.replace(old, new), encoding="utf-8")
    with pytest.raises(ErratumError, match=message) as refusal:
        read_errata(path)
    assert str(refusal.value).startswith("errata.yml: a-correction: ")


def test_an_id_is_never_used_twice(tmp_path):
    path = tmp_path / "errata.yml"
    path.write_text(ENTRY + ENTRY, encoding="utf-8")
    with pytest.raises(ErratumError, match="twice"):
        read_errata(path)


def test_our_corrections_can_be_read_and_say_why():
    errata = read_errata(ERRATA)
    assert errata
    assert all(len(erratum.reason) > 40 and len(erratum.reason_sv) > 40 for erratum in errata)


def test_rows_for_the_lake_carry_every_outcome(errata):
    (row,) = errata_rows(hold_errata(errata, [report(fact())]))
    assert row["status"] == "applied"
    assert (row["printed_value"], row["met_value"], row["corrected_value"]) == (661, 661, -661)


@pytest.mark.parametrize("text", ["a: [", "just words", "- 1", "- {report: {}}"])
def test_file_that_is_no_list_of_corrections_is_refused_by_name(tmp_path, text):
    path = tmp_path / "errata.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ErratumError, match=r"^errata\.yml"):
        read_errata(path)


def test_missing_file_is_an_error_and_not_no_corrections(tmp_path):
    with pytest.raises(ErratumError, match=r"errata\.yml cannot be read"):
        read_errata(tmp_path / "errata.yml")


def test_a_written_entry_reads_back_the_same(errata, tmp_path):
    path = tmp_path / "again.yml"
    path.write_text(write_entry(errata[0]), encoding="utf-8")
    assert read_errata(path) == tuple(errata)


def test_a_correction_names_the_violated_identities_that_it_repairs(printed):
    facts = printed["vaggeryd"]
    ours = read_errata(ERRATA)[0]
    profile = ReportProfile(municipality_code="0665", report_type="tertial_1", period_end=date(2024, 4, 30))
    facts = [replace(f, row_code="753") if f.row_label == "Ensamkommande barn" else f for f in facts]
    (outcome,) = hold_errata([ours], [PrintedReport("vaggeryd", profile, tuple(facts))])
    violated = {r.reconciliation_id for r in reconcile(facts) if r.result == "violated"}
    assert outcome.status == "applied"
    assert set(outcome.repairs) == violated
    assert len(violated) == 2
