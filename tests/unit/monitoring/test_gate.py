"""Whose fault decides: what stops publishing, and what a finding is called from night to night."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dagster_project.domain.monitoring.findings import Disagreement, ReportName, SourceError, list_findings
from dagster_project.domain.monitoring.results import (
    CheckResult,
    Origin,
    Severity,
    Status,
    find_stops,
    not_made,
    require_results,
    sort_worst_first,
)
from dagster_project.domain.monitoring.tallies import Broken, Promise, Tally, add_up, as_results


def result(
    status: Status = "fail", severity: Severity = "error", origin: Origin = "extraction", scope: str = "r1"
) -> CheckResult:
    return CheckResult(
        "suite.promise", "suite", "marts.t", scope, status, severity, origin, 1, "at most 0", "rows", "why", 9, 1, "",
        "x", "y",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("origin", "stops"),
    [("source", False), ("late", False), ("extraction", True), ("mapping", True), ("unknown", True)],
)
def test_an_error_stops_publishing_unless_the_report_or_its_sender_is_at_fault(origin: Origin, stops: bool) -> None:
    assert bool(find_stops([result(origin=origin)])) is stops


@pytest.mark.parametrize("origin", ["source", "late", "extraction", "mapping", "unknown"])
def test_a_warning_stops_nothing_whoever_is_at_fault(origin: Origin) -> None:
    assert find_stops([result("warn", "warn", origin)]) == ()


def test_a_check_that_could_not_be_made_stops_publishing_and_so_does_a_night_without_checks() -> None:
    assert find_stops([not_made("s.p", "s", "marts.t", "column gone")])
    assert find_stops(require_results(()))
    assert require_results((result(),)) == (result(),)


def test_what_stops_publishing_comes_first_and_what_holds_last() -> None:
    ours, theirs, warned, holds = result(), result(origin="source"), result("warn", "warn"), result("pass")
    assert sort_worst_first([holds, warned, theirs, ours]) == [ours, theirs, warned, holds]


PROMISE = Promise(
    "s.p", "s", "marts.t", "error", "source", "size", "0 to 9", "SEK", "why", "{n} of {of}", "{n} av {of}"
)


def test_the_same_rows_give_the_same_result_in_whatever_portions_they_are_looked_at() -> None:
    one = Tally(4, 8.0, -1.0, {})
    two = Tally(6, 12.0, 3.0, {"r1": Broken(6, 2, 12.0, ("12", "11"))})
    more = Tally(5, 10.0, 1.0, {"r1": Broken(5, 1, 10.0, ("10",))})
    (found,) = as_results(PROMISE, add_up([one, two, more]), {"r1": ("Report", "Rapport")})
    assert found == as_results(PROMISE, add_up([add_up([one, two]), more]), {"r1": ("Report", "Rapport")})[0]
    assert (found.status, found.value, found.n_evaluated, found.n_unexpected) == ("fail", 12.0, 11, 3)
    assert (found.message, found.message_sv) == ("Report: 3 of 11", "Rapport: 3 av 11")
    assert found.observed == "size: 12, 11, 10"


def test_a_promise_that_holds_says_how_near_the_limit_it_came() -> None:
    (held,) = as_results(PROMISE, add_up([Tally(4, 8.0, -1.0), Tally(2, 1.0, -8.0)]), {})
    assert (held.status, held.value, held.scope, held.n_evaluated) == ("pass", 8.0, "marts.t", 6)


def test_no_rows_of_a_kind_is_skipped_never_passed() -> None:
    assert [r.status for r in as_results(PROMISE, add_up([]), {})] == ["skip"]


def test_a_tally_survives_being_written_down() -> None:
    tally = Tally(6, 12.0, 3.0, {"r1": Broken(6, 2, None, ("a", "b"))})
    assert Tally.from_json(tally.to_json()) == tally


REPORTS = {
    "r1": ReportName("0665|soc|2024", "0665", "Vaggeryd", "Vaggeryd"),
    "r2": ReportName("0665|soc|2024", "0665", "", ""),
}
ERROR = SourceError(
    "d1", "rows_sum_to_total", "r1", 2, "DRIFT", "Barn", "Utfall", "f1", 661, -661, "tkr", "It is wrong.", "Det är fel."
)


def test_a_finding_keeps_its_identity_when_its_number_its_edition_or_its_page_changes() -> None:
    (first,) = list_findings([], [ERROR], REPORTS)
    reissued = replace(ERROR, detail_id="d2", report_id="r2", page=3, fact_id="f2", printed=662)
    (again,) = list_findings([], [reissued], REPORTS)
    (other,) = list_findings([], [replace(ERROR, row_label="Äldre")], REPORTS)
    assert first.finding_id == again.finding_id != other.finding_id
    assert (first.origin, first.severity, first.stops_publishing) == ("source", "error", False)


def test_two_cells_with_the_same_words_are_two_findings() -> None:
    assert len({f.finding_id for f in list_findings([], [ERROR, replace(ERROR, detail_id="d2", page=4)], REPORTS)}) == 2


def test_a_broken_sum_is_told_once_by_its_cell_and_not_again_by_its_check() -> None:
    check = replace(
        result(origin="source"), check_id="fct_quality_identity.rows_sum_to_total", suite="fct_quality_identity"
    )
    assert [f.detail_id for f in list_findings([check], [ERROR], REPORTS)] == ["d1"]
    elsewhere = replace(check, scope="r9")
    assert len(list_findings([check, elsewhere], [ERROR], REPORTS)) == 2


def test_what_holds_is_no_finding() -> None:
    assert list_findings([result("pass"), result("skip")], [], REPORTS) == ()


TEXT = Disagreement(
    "s1", "r1", 6, "Familj", "Medeltalet är 93.", "Tid", 93.0, "days", "Mål / Barn / familj / Prognos", "f1"
)


def text_check(scope: str = "r1") -> CheckResult:
    return replace(result("warn", "warn", "unknown", scope), check_id="fct_statement.text_agrees_with_table")


def test_every_number_of_a_text_that_differs_from_its_table_is_a_finding_with_its_cell() -> None:
    other = replace(TEXT, statement_id="s2", value=91.0, restates="Mål / Barn / familj / Utfall")
    found = list_findings([text_check()], [], REPORTS, [TEXT, other])
    assert {(f.detail_id, f.value, f.page) for f in found} == {("s1", 93.0, 6), ("s2", 91.0, 6)}
    (first,) = [f for f in found if f.detail_id == "s1"]
    assert {f.fact_id for f in found} == {"f1"}
    assert (first.table_title, first.row_label, first.col_label) == ("Mål", "Barn / familj", "Prognos")
    assert (first.severity, first.origin, first.n_unexpected) == ("warn", "unknown", 1)
    assert "93" in first.sentence and "93" in first.sentence_sv


def test_a_number_of_a_text_keeps_its_finding_when_sentence_page_and_edition_change() -> None:
    (first,) = list_findings([text_check()], [], REPORTS, [TEXT])
    reissued = replace(TEXT, statement_id="s9", report_id="r2", page=7, quote="Det är nu 94.", value=94.0)
    (again,) = list_findings([text_check("r2")], [], REPORTS, [reissued])
    assert first.finding_id == again.finding_id
    assert len({f.finding_id for f in list_findings([text_check()], [], REPORTS, [TEXT, TEXT])}) == 2


def test_a_report_whose_texts_are_not_known_is_told_by_its_check() -> None:
    (told,) = list_findings([text_check("r9")], [], REPORTS, [TEXT])
    assert told.detail_id is None and told.scope == "r9"
