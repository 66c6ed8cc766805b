"""Periods in the headings of reports: every way in which a month, a part of a year or a day is printed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.domain.swedish.periods import find_period, find_spans, latest_period, month_end, shift_years

MONTHS = [
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
]  # fmt: skip
years = st.integers(2010, 2039)
months = st.integers(1, 12)


@given(years, months)
def test_a_month_end_is_found_however_it_is_printed(year: int, month: int) -> None:
    end = month_end(year, month)
    name = MONTHS[month - 1]
    for text in (
        f"Utfall {year}-{month:02d}",
        f"Utfall t.o.m. {name} {year}",
        f"Utfall {end.isoformat()}",
        f"Utfall {end.day}/{month} {year}",
        f"Utfall {end:%y-%m-%d}",
        f"Utfall {end:%y%m%d}",
        f"Utfall {end:%Y%m%d}",
        f"per den {end.day} {name} {year}",
        f"Januari-{name} {year}" if month > 1 else f"{name} {year}",
        f"jan–{name[:3]} {year}" if month > 1 else f"jan {year}",
    ):
        found = find_period(text, 1999)
        assert found is not None and found.end == end, text


@given(years)
def test_tertials_quarters_and_halves_end_where_they_end(year: int) -> None:
    ends = {"T1": (4, 30), "T2": (8, 31), "Tertial 3": (12, 31), "Kv 1": (3, 31), "kvartal 3": (9, 30), "Q2": (6, 30)}
    for text, (month, day) in ends.items():
        found = find_period(f"{text} {year}", 1999)
        assert found is not None and found.end == date(year, month, day), text


@given(years)
def test_a_year_with_an_apostrophe_or_a_dash_is_a_year(year: int) -> None:
    for text in (f"Bokslut -{year % 100:02d}", f"Budget’{year % 100:02d}", f"Utfall {year}", f"Budg -{year % 100:02d}"):
        found = find_period(text, 1999)
        if 15 <= year % 100 <= 39 or "20" in text:
            assert found is not None and found.end == date(year, 12, 31), text


@given(years, months)
def test_rolling_twelve_months_end_with_the_printed_month(year: int, month: int) -> None:
    found = find_period(f"R12 {MONTHS[month - 1]} {year}", 1999)
    assert found is not None
    assert (found.kind, found.end) == ("rolling", month_end(year, month))
    assert 364 <= (found.end - found.start) / timedelta(days=1) <= 366


@pytest.mark.parametrize(
    ("text", "end"),
    [("Förändring 2022-2023", date(2023, 12, 31)), ("Förändring 2023/2024 %", date(2024, 12, 31))],
)
def test_a_change_covers_the_later_of_its_two_years(text: str, end: date) -> None:
    found = latest_period(text, 1999)
    assert found is not None and found.end == end


@pytest.mark.parametrize("text", ["Föregående prognos", "Förändring mot föregående prognos", "förra tertialrapporten"])
def test_the_round_before_is_not_the_year_before(text: str) -> None:
    assert [s.kind for s in find_spans(text, 2024) if s.kind == "previous_year"] == []


@pytest.mark.parametrize("text", ["Utfall fg år", "Utfall föregående år", "förra året"])
def test_the_year_before_is_the_year_before(text: str) -> None:
    found = find_period(text, 2024)
    assert found is not None and found.end == date(2023, 12, 31)


@pytest.mark.parametrize("text", ["Verksamhet 2040 brukare", "754 Myndighet", "Utfall", "14 dagar", "3 941"])
def test_numbers_that_are_no_dates_are_no_period(text: str) -> None:
    assert not [s for s in find_spans(text, 2024) if s.kind not in ("year",)]


@given(st.text(max_size=60))
def test_any_text_gives_spans_that_run_forward(text: str) -> None:
    assert all(span.start <= span.end for span in find_spans(text, 2024))


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(-9, 9))
def test_shifting_by_years_keeps_month_ends(day: date, n: int) -> None:
    period = find_period(day.isoformat(), 2000)
    assert period is not None
    moved = shift_years(period, n)
    assert (moved.end.year, moved.end.month) == (day.year + n, day.month)
    assert (moved.end == month_end(moved.end.year, moved.end.month)) or moved.end.day == day.day


@pytest.mark.parametrize("text", ["12/31/2017", "31/12/2017", "Utfall 12/31/2017", "31/12 2017"])
def test_a_date_with_slashes_is_day_first_unless_only_a_month_can_stand_first(text: str) -> None:
    found = find_period(text, 1999)
    assert found is not None and (found.end, found.kind) == (date(2017, 12, 31), "to_date")
    both = find_period("3/4/2017", 1999)
    assert both is not None and both.end == date(2017, 4, 3)


@pytest.mark.parametrize("word", ["Delår", "Delårsbokslut", "Delår- bokslut", "Delårbokslut", "Delårsrapport"])
def test_an_interim_of_a_year_is_no_whole_year_however_it_is_spelled(word: str) -> None:
    found = find_period(f"{word} 2007", 2008)
    assert found is not None and (found.kind, found.end.year) == ("interim", 2007)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2024-01-01--2024-08-31", date(2024, 1, 1)),
        ("2024-01 -- 2024-08", date(2024, 1, 1)),
        ("1/1-31/8 2024", date(2024, 1, 1)),
        ("1/9 - 31/8 2024", date(2023, 9, 1)),
        ("1 jan - 31 aug 2024", date(2024, 1, 1)),
        ("1 september 2023 till 31 augusti 2024", date(2023, 9, 1)),
        ("sep 23 - aug 24", date(2023, 9, 1)),
    ],
)
def test_a_span_written_with_both_its_ends_has_both(text: str, start: date) -> None:
    found = find_period(f"Sjukfrånvaro {text}", 2024)
    assert found is not None and (found.start, found.end, found.kind) == (start, date(2024, 8, 31), "span")
