"""The front desk: what a file is decides who reads it, and no content makes it raise."""

from __future__ import annotations

import hashlib

import pytest

from dagster_project.domain.read_report import READER_VERSION, read_report
from dagster_project.domain.refusals import CATALOGUE

REPORT = (
    "Tertialrapport april 2024\n\nMariestads kommun\n\n## Driftredovisning (tkr)\n\n"
    "Verksamhet\tBudget 2024\tPrognos 2024\tAvvikelse\n"
    "Hemtjänst\t100\t110\t-10\nBoende\t200\t190\t10\nSumma\t300\t300\t0\n"
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "documents.empty"),
        (b"PK\x03\x04\x14\x00word/document.xml", "documents.format-out-of-scope"),
        (b"<!DOCTYPE html><html></html>", "documents.format-out-of-scope"),
        (b"\x89PNG\r\n\x1a\n", "documents.format-out-of-scope"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "documents.format-out-of-scope"),
        (b"abc\x00\x01\x02", "documents.not-a-report"),
        ("r\xe4kning".encode("latin-1"), "documents.encoding-unknown"),
    ],
)
def test_file_that_is_no_report_is_a_refusal_with_a_remedy(data: bytes, code: str) -> None:
    reading = read_report(data, "file")
    assert [r.code for r in reading.refusals] == [code]
    assert reading.is_refused and reading.facts == ()
    assert CATALOGUE[code].remedy and CATALOGUE[code].remedy_sv


def test_same_bytes_give_the_same_reading_whatever_the_name() -> None:
    one, two = read_report(REPORT.encode(), "a.txt"), read_report(REPORT.encode(), "b.txt")
    assert one.facts == two.facts and one.statements == two.statements
    assert one.document == hashlib.sha256(REPORT.encode()).hexdigest()
    assert one.reader_version == READER_VERSION


def test_readable_file_without_a_table_gives_no_facts_and_no_refusal() -> None:
    reading = read_report("Månadsuppföljning mars 2024\n\nAllt går enligt plan.\n".encode(), "x.txt")
    assert (reading.facts, reading.refusals, reading.is_refused) == ((), (), False)


def test_unreadable_number_is_refused_and_its_neighbours_are_kept() -> None:
    reading = read_report(REPORT.replace("-10\n", "-3 41\n").encode(), "x.txt")
    refused = [r for r in reading.refusals if r.code == "facts.number-unreadable"]
    assert [(r.row_label, r.col_label, r.raw) for r in refused] == [("Hemtjänst", "Avvikelse", "-3 41")]
    assert len([f for f in reading.facts if f.value is not None]) == 8


def test_defect_of_ours_is_a_refusal_of_one_file_not_the_end_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("dagster_project.domain.read_report.identify", broken)
    reading = read_report(REPORT.encode(), "x.txt")
    assert [r.code for r in reading.refusals] == ["documents.reader-failed"]
    assert "ZeroDivisionError" in reading.refusals[0].detail


def test_defect_in_one_table_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from dagster_project.domain.facts import understand

    whole = understand.assemble

    def broken(view: object, part: object) -> object:
        if view.table.table_no == 1:  # type: ignore[attr-defined]
            raise KeyError("boom")
        return whole(view, part)  # type: ignore[arg-type]

    monkeypatch.setattr(understand, "assemble", broken)
    reading = read_report(
        (REPORT + "\n## Volymer\n\nMått\t2023\nAntal brukare\t10\nAntal platser\t5\n").encode(), "x.txt"
    )
    assert [r.code for r in reading.refusals] == ["facts.table-not-understood"]
    assert {f.table_no for f in reading.facts} == {2}
    facts = {(f.table_no, f.row_no, f.col_no) for f in reading.facts}
    assert len(facts) + len(reading.ignored) == reading.n_cells
