"""The report calendar on a given day: what is awaited, what is late, what never was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dagster_project.domain.calendar.rules import Deadline, calendar_rules, read_calendar_rules
from dagster_project.domain.calendar.slots import Arrival, Declaration, Slot, draw_calendar

T1_2025 = Arrival("0665", "Socialnämnden", "tertial_1", date(2025, 4, 30), date(2025, 5, 30))
T1_2026 = replace(T1_2025, period_end=date(2026, 4, 30), first_seen=date(2026, 6, 1))


def draw(today: date, *arrivals: Arrival, declared: tuple[Declaration, ...] = ()) -> dict[str, Slot]:
    slots = draw_calendar(arrivals, declared, calendar_rules(), today)
    return {f"{slot.report_type} {slot.period_end:%Y-%m}": slot for slot in slots}


@pytest.mark.parametrize(
    ("report_type", "period_end", "expected_by", "late_at"),
    [
        ("month", date(2024, 3, 31), date(2024, 5, 15), date(2024, 5, 30)),
        ("tertial_1", date(2024, 4, 30), date(2024, 6, 29), date(2024, 7, 14)),
        ("interim_board", date(2024, 8, 31), date(2024, 10, 30), date(2024, 11, 14)),
        ("interim_municipality", date(2024, 6, 30), date(2024, 8, 31), date(2024, 9, 28)),
        ("interim_municipality", date(2024, 7, 31), date(2024, 9, 30), date(2024, 10, 29)),
        ("interim_municipality", date(2024, 8, 31), date(2024, 10, 31), date(2024, 11, 29)),
        ("annual_board", date(2024, 12, 31), date(2025, 3, 31), date(2025, 4, 15)),
        ("annual_municipality", date(2024, 12, 31), date(2025, 4, 15), date(2025, 6, 30)),
    ],
)
def test_deadlines_are_those_of_law_and_custom(
    report_type: str, period_end: date, expected_by: date, late_at: date
) -> None:
    rule = calendar_rules()[report_type]
    assert (rule.expected_by.after(period_end), rule.late_at.after(period_end)) == (expected_by, late_at)


def test_what_came_last_year_is_awaited_this_year_and_late_from_its_day_on() -> None:
    assert "tertial_1 2026-04" not in draw(date(2025, 12, 31), T1_2025), "the calendar reaches to the end of the year"
    for day, status in ((date(2026, 1, 1), "expected"), (date(2026, 7, 13), "expected"), (date(2026, 7, 14), "late")):
        slot = draw(day, T1_2025)["tertial_1 2026-04"]
        assert (slot.status, slot.evidence, slot.is_late) == (status, "earlier_year", status == "late")


def test_a_report_that_comes_ends_the_waiting() -> None:
    slot = draw(date(2026, 12, 1), T1_2025, T1_2026)["tertial_1 2026-04"]
    assert (slot.status, slot.is_late) == ("arrived", False)


def test_a_report_that_comes_late_stays_a_late_one() -> None:
    slot = draw(date(2026, 12, 1), T1_2025, replace(T1_2026, first_seen=date(2026, 7, 14)))["tertial_1 2026-04"]
    assert (slot.status, slot.is_late) == ("arrived", True)


def test_a_correction_does_not_make_a_slot_late() -> None:
    correction = replace(T1_2026, first_seen=date(2026, 10, 1))
    slot = draw(date(2026, 12, 1), T1_2025, correction, T1_2026)["tertial_1 2026-04"]
    assert (slot.status, slot.is_late) == ("arrived", False)


def test_a_first_report_was_never_awaited_and_is_not_late() -> None:
    slot = draw(date(2026, 1, 1), replace(T1_2025, first_seen=date(2025, 12, 24)))["tertial_1 2025-04"]
    assert (slot.status, slot.evidence, slot.is_late) == ("arrived", "", False)


def test_what_should_have_come_before_anybody_watched_is_not_awaited() -> None:
    old = [replace(T1_2025, period_end=date(year, 4, 30), first_seen=date(2026, 11, 22)) for year in (2021, 2023, 2025)]
    slots = draw(date(2026, 11, 22), *old)
    assert set(slots) == {"tertial_1 2021-04", "tertial_1 2023-04", "tertial_1 2025-04"}
    assert set(draw(date(2027, 1, 1), *old)) - set(slots) == {"tertial_1 2027-04"}


def test_a_board_that_has_stopped_is_awaited_for_two_years_and_no_longer() -> None:
    assert [key for key in draw(date(2030, 1, 1), T1_2025) if key > "tertial_1 2025-05"] == [
        "tertial_1 2026-04",
        "tertial_1 2027-04",
    ]


@pytest.mark.parametrize("month", range(1, 13))
def test_monthly_reports_of_january_june_july_and_december_are_awaited_only_where_declared(month: int) -> None:
    end = (date(2025, 12, 31) if month == 12 else date(2025, month + 1, 1) - timedelta(days=1)).replace(year=2025)
    came = Arrival("0665", "Socialnämnden", "month", end, date(2025, 1, 1))
    awaited = f"month 2026-{month:02}"
    assert (awaited in draw(date(2026, 1, 1), came)) is (month not in (1, 6, 7, 12))
    declared = (Declaration("0665", "Socialnämnden", "month", (month,), date(2026, 1, 1)),)
    assert draw(date(2026, 1, 1), declared=declared)[awaited].evidence == "declared"


def test_a_declared_report_is_awaited_from_its_first_day_on_whatever_came_before() -> None:
    declared = (Declaration("0665", "Socialnämnden", "annual_board", (12,), date(2024, 1, 1)),)
    slots = draw(date(2026, 4, 15), declared=declared)
    assert {key: slot.status for key, slot in slots.items()} == {
        "annual_board 2024-12": "late",
        "annual_board 2025-12": "late",
        "annual_board 2026-12": "expected",
    }


def test_the_board_is_one_whatever_the_case_of_its_name() -> None:
    other = replace(T1_2026, board="SOCIALNÄMNDEN")
    assert [slot.board for slot in draw(date(2026, 6, 2), T1_2025, other).values()] == ["Socialnämnden"] * 2


def test_boards_and_municipalities_do_not_wait_for_each_others_reports() -> None:
    slots = draw_calendar(
        [T1_2025, replace(T1_2026, municipality_code="1463"), replace(T1_2026, board="Vård- och omsorgsnämnden")],
        (),
        calendar_rules(),
        date(2026, 8, 1),
    )
    assert [(s.municipality_code, s.board) for s in slots if s.status == "late"] == [("0665", "Socialnämnden")]


def test_a_leap_year_ends_february_on_its_own_day() -> None:
    came = Arrival("0665", "Socialnämnden", "month", date(2024, 2, 29), date(2024, 3, 20))
    assert draw(date(2025, 1, 1), came)["month 2025-02"].period_end == date(2025, 2, 28)


def test_over_a_year_each_slot_is_said_to_be_late_on_one_night_only() -> None:
    monthly = [
        Arrival("0665", "Socialnämnden", "month", date(2025, month, 28), date(2025, month + 1, 20))
        for month in (3, 5, 9, 10)
    ]
    first_late: dict[str, date] = {}
    changes = 0
    before: dict[str, Slot] = {}
    for n in range(365):
        today = date(2026, 1, 1) + timedelta(days=n)
        slots = draw(today, T1_2025, *monthly)
        changes += slots != before
        before = slots
        for key, slot in slots.items():
            if slot.status == "late":
                first_late.setdefault(key, today)
    assert first_late == {
        "month 2026-03": date(2026, 5, 30),
        "tertial_1 2026-04": date(2026, 7, 14),
        "month 2026-05": date(2026, 7, 30),
        "month 2026-09": date(2026, 11, 29),
        "month 2026-10": date(2026, 12, 30),
    }
    assert changes == 1 + len(first_late), "every other night was like the one before"


@pytest.mark.parametrize(
    "text",
    [
        "month: {expected_by: {weeks: 4}, late_at: {days: 60}}",
        "month: {expected_by: {days: 60}, late_at: {days: 45}}",
        "month: {expected_by: {days: 60}}",
        "month: {expected_by: {date: '02-30'}, late_at: {days: 500}}",
    ],
)
def test_a_rule_that_makes_no_sense_names_its_type(tmp_path: Path, text: str) -> None:
    (tmp_path / "report_calendar.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"report_calendar\.yml: month: "):
        read_calendar_rules(tmp_path / "report_calendar.yml")


def test_a_deadline_in_months_ends_on_the_last_day_over_new_year() -> None:
    assert Deadline("months", 2).after(date(2024, 12, 31)) == date(2025, 2, 28)
