"""What a PDF unpacks and draws is bounded before a page is loaded; reports of all producers stay within."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz import hostile_pdf
from typesetting.bad_files import good_pdf

from dagster_project.domain.documents.pdf_bounds import LONGEST_STRING, MOST_STREAM, check_bounds
from dagster_project.domain.refusals import Refused

PRODUCERS = sorted((Path(__file__).parents[2] / "golden" / "producers").glob("*.pdf"))


def said(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        check_bounds(data)
    assert refused.value.code == "documents.too-heavy"
    return str(refused.value)


def test_a_stream_that_unpacks_to_too_much_is_refused():
    assert "unpacks" in said(hostile_pdf.bomb_of_spaces(MOST_STREAM + 1))


def test_a_stream_packed_twice_is_unpacked_twice():
    assert "unpacks" in said(hostile_pdf.bomb_in_bomb(MOST_STREAM + 1))


def test_a_string_longer_than_the_standard_allows_is_refused():
    assert "string" in said(hostile_pdf.bomb_of_one_string(LONGEST_STRING + 1))
    check_bounds(hostile_pdf.bomb_of_one_string(LONGEST_STRING - 1))


@pytest.mark.parametrize("shape", [hostile_pdf.form_that_draws_itself, hostile_pdf.forms_that_double])
def test_forms_that_draw_without_end_are_refused(shape):
    assert "forms" in said(shape(1000))


@pytest.mark.parametrize("path", PRODUCERS, ids=lambda p: p.stem)
def test_a_report_of_any_producer_is_within_bounds(path):
    check_bounds(path.read_bytes())


def test_damaged_streams_are_left_to_the_reader():
    check_bounds(good_pdf().replace(b"endstream", b"endstraem"))
