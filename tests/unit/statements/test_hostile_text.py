"""Text that is no report: long, dense or broken. It is read in linear time and states nothing that is not there."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.domain.model import Document, Paragraph, ReportProfile, Statement
from dagster_project.domain.statements import find_statements

PROFILE = ReportProfile(board="Socialnämnden", period_end=date(2025, 4, 30))
#: generous for a slow machine (measured: 1-5); quadratic time on these texts would take hours
SECONDS_PER_MEGABYTE = 20


def read(text: str) -> tuple[Statement, ...]:
    return find_statements(Document("sha", "s", "text/plain", 1, (Paragraph(text, 1),)), PROFILE, [])


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        "1 ",
        "1 234 ",
        "-",
        "(",
        "att ",
        "som ",
        "och ",
        "12 tkr ",
        "för ",
        "prognos",
        "i mars ",
        "t.ex. ",
        "2024-",
        ".",
    ],
)
@pytest.mark.parametrize("size", [100_000, pytest.param(2_000_000, marks=pytest.mark.slow)])
def test_a_line_without_an_end_takes_time_in_proportion(unit: str, size: int) -> None:
    start = time.perf_counter()
    read(unit * (size // len(unit)))
    assert time.perf_counter() - start < SECONDS_PER_MEGABYTE * size / 1_000_000 + 1


def test_a_table_that_lost_its_columns_is_no_running_text() -> None:
    assert read("Hemtjänst 12 456 11 890 566 34 221 33 100 1 121 5 800 6 100 300 9 100 8 800 tkr") == ()


def test_contents_lines_and_dates_in_series_state_nothing() -> None:
    assert read("7.1 Driftredovisning..... 14") == ()
    assert read("2019 2020 2021 2022 2023 2024") == ()


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    for statement in read(text):
        assert statement.unit
        assert statement.measure
