"""Properties of reading, over made-up reports: what was put in comes out, however it is printed.

A few examples of each here; thousands with `--hypothesis-profile=thorough` or in the tests marked slow.
"""

from __future__ import annotations

import pytest
from generator.changes import misprinted, shuffled
from generator.checking import difference, fact_key, keys_of, read, unbalanced
from generator.known import AVOID
from generator.rendering import as_pdf, as_text, drawings
from generator.reports import reports
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from dagster_project.domain.documents.read_pdf import read_pdf
from dagster_project.domain.documents.read_text import read_text
from dagster_project.domain.model import Document

THOROUGH = settings(max_examples=1500, deadline=None, derandomize=False, suppress_health_check=list(HealthCheck))


def _comes_out_of_text(data: st.DataObject) -> None:
    report = data.draw(reports(avoid=AVOID))
    text = as_text(report)
    note(text)
    found = difference(report, read(text))
    assert not found, found


def _comes_out_of_pdf(data: st.DataObject) -> None:
    report = data.draw(reports(max_tables=2, avoid=AVOID))
    drawing = data.draw(drawings(report, AVOID))
    note(as_text(report))
    found = difference(report, read(as_pdf(report, drawing)))
    assert not found, found


def _order_of_columns_is_free(data: st.DataObject) -> None:
    report = data.draw(reports(max_tables=2, avoid=AVOID))
    other = data.draw(shuffled(report))
    note(as_text(other))
    assert keys_of(read(as_text(report)).facts) == keys_of(read(as_text(other)).facts)


def _misprint_is_no_number(data: st.DataObject) -> None:
    report = data.draw(reports(max_tables=1, avoid=AVOID))
    misprint = data.draw(misprinted(report))
    text = as_text(misprint.report)
    note(f"{misprint.text!r} in row {misprint.row_no}, column {misprint.col_no}\n{text}")
    before, after = read(as_text(report)), read(text)
    place = (misprint.table_no, misprint.row_no, misprint.col_no)
    there = [f for f in after.facts if (f.table_no, f.row_no, f.col_no) == place]
    assert not there, f"read as {[f.value for f in there]}"
    kept = {(f.table_no, f.row_no, f.col_no): fact_key(f) for f in before.facts}
    kept.pop(place)
    assert {(f.table_no, f.row_no, f.col_no): fact_key(f) for f in after.facts} == kept


def _no_cell_disappears(data: st.DataObject) -> None:
    report = data.draw(reports(max_tables=2))
    if data.draw(st.booleans()):
        report = data.draw(misprinted(report)).report
    if data.draw(st.integers(0, 3)):
        text = as_text(report)
        document = read_text(text.encode(), "0" * 64, "made-up")[0]
        assert not unbalanced(read(text), _printed_cells(document))
        return
    pdf = as_pdf(report, data.draw(drawings(report)))
    assert not unbalanced(read(pdf), _printed_cells(read_pdf(pdf, "0" * 64, "made-up")[0]))


def _printed_cells(document: Document) -> int:
    return sum(1 for table in document.tables for cell in table.cells if cell.text.strip())


@given(st.data())
def test_what_was_put_into_text_comes_out(data: st.DataObject) -> None:
    _comes_out_of_text(data)


@given(st.data())
def test_what_was_put_into_a_pdf_comes_out_under_every_layout(data: st.DataObject) -> None:
    _comes_out_of_pdf(data)


@given(st.data())
def test_order_of_columns_does_not_change_the_facts(data: st.DataObject) -> None:
    _order_of_columns_is_free(data)


@given(st.data())
def test_misprinted_number_never_becomes_another_number(data: st.DataObject) -> None:
    _misprint_is_no_number(data)


@given(st.data())
def test_every_printed_cell_is_a_fact_or_ignored_or_refused(data: st.DataObject) -> None:
    _no_cell_disappears(data)


@given(reports(max_tables=2))
def test_same_bytes_give_the_same_reading(report: object) -> None:
    text = as_text(report)  # type: ignore[arg-type]
    assert read(text) == read(text)


@pytest.mark.slow
@THOROUGH
@given(st.data())
def test_text_over_thousands_of_examples(data: st.DataObject) -> None:
    _comes_out_of_text(data)


@pytest.mark.slow
@settings(THOROUGH, max_examples=400)
@given(st.data())
def test_pdf_over_hundreds_of_examples(data: st.DataObject) -> None:
    _comes_out_of_pdf(data)


@pytest.mark.slow
@THOROUGH
@given(st.data())
def test_order_of_columns_over_thousands_of_examples(data: st.DataObject) -> None:
    _order_of_columns_is_free(data)


@pytest.mark.slow
@THOROUGH
@given(st.data())
def test_misprints_over_thousands_of_examples(data: st.DataObject) -> None:
    _misprint_is_no_number(data)


@pytest.mark.slow
@settings(THOROUGH, max_examples=600)
@given(st.data())
def test_count_of_cells_over_hundreds_of_examples(data: st.DataObject) -> None:
    _no_cell_disappears(data)
