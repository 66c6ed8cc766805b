"""Slots: a municipality's board makes a report of a type for a period; the slot is there before the report is.

What lives here: which slots are awaited, and how each stands on a given day. What does not: the deadlines (`rules`,
next door), or which version of a report is served (dbt): late is a property of the slot, a correction is a new version
in the same slot.

A slot is awaited only on evidence:
declared        sources.yml says that the board makes this report, from a day on
earlier_year    the same slot was filled one or two years before. Only if its deadline lies after the day on which the
                first report of that board came here: what should have come before anybody watched is not late
A slot that is filled without having been awaited has no evidence, and is never late. The calendar reaches to the end of
the year of the given day, so that it grows once a year, not every night.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from dagster_project.domain.calendar.rules import CalendarRule
from dagster_project.domain.swedish.periods import month_end
from dagster_project.domain.swedish.text import fold

SlotStatus = Literal["expected", "arrived", "late"]
Evidence = Literal["declared", "earlier_year", ""]
HABIT_YEARS = (1, 2)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A report that was read. board: as printed, or as a manifest names it. first_seen: the day it came here."""

    municipality_code: str
    board: str
    report_type: str
    period_end: date
    first_seen: date


@dataclass(frozen=True, slots=True)
class Declaration:
    """A report that a board is known to make. end_months: in which its periods end. since: first period's first day."""

    municipality_code: str
    board: str
    report_type: str
    end_months: tuple[int, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot as it stands on a day. is_late: it was awaited, and its report came late or has not come by then."""

    municipality_code: str
    board: str
    report_type: str
    period_end: date
    evidence: Evidence
    expected_by_date: date | None
    late_at_date: date | None
    status: SlotStatus
    is_late: bool


class _Key(NamedTuple):
    municipality_code: str
    board: str
    report_type: str
    period_end: date


def draw_calendar(
    arrivals: Iterable[Arrival],
    declarations: Iterable[Declaration],
    rules: Mapping[str, CalendarRule],
    today: date,
) -> tuple[Slot, ...]:
    """Every slot that is filled or awaited, as it stands on `today`.

    Args: rules: by report type; a type without a rule is never awaited.
    Returns: in order of municipality, period, type and board; each slot once.
    """
    came: dict[_Key, date] = {}
    watched_since: dict[tuple[str, str], date] = {}
    names: dict[tuple[str, str], str] = {}
    for arrival in sorted(arrivals, key=lambda a: (a.first_seen, a.board)):
        key = _Key(arrival.municipality_code, fold(arrival.board), arrival.report_type, arrival.period_end)
        came.setdefault(key, arrival.first_seen)
        watched_since.setdefault(key[:2], arrival.first_seen)
        names.setdefault(key[:2], arrival.board)
    evidence: dict[_Key, Evidence] = dict.fromkeys(came, "")
    for key in came:
        evidence |= dict.fromkeys(_by_habit(key, watched_since[key[:2]], rules, today), "earlier_year")
    for declaration in declarations:
        names.setdefault((declaration.municipality_code, fold(declaration.board)), declaration.board)
        evidence |= dict.fromkeys(_declared(declaration, today), "declared")
    slots = [_stand(key, names[key[:2]], proof, came.get(key), rules, today) for key, proof in evidence.items()]
    return tuple(sorted(slots, key=lambda s: (s.municipality_code, s.period_end, s.report_type, s.board)))


def _by_habit(key: _Key, watched_since: date, rules: Mapping[str, CalendarRule], today: date) -> Iterable[_Key]:
    """The same slot in the years after, as far as the calendar reaches."""
    rule = rules.get(key.report_type)
    if rule is None or key.period_end.month in rule.never_by_habit:
        return
    for years in HABIT_YEARS:
        later = key._replace(period_end=month_end(key.period_end.year + years, key.period_end.month))
        if later.period_end.year <= today.year and rule.expected_by.after(later.period_end) > watched_since:
            yield later


def _declared(declaration: Declaration, today: date) -> Iterable[_Key]:
    board = fold(declaration.board)
    for year in range(declaration.since.year, today.year + 1):
        for month in declaration.end_months:
            period_end = month_end(year, month)
            if period_end >= declaration.since:
                yield _Key(declaration.municipality_code, board, declaration.report_type, period_end)


def _stand(
    key: _Key, board: str, evidence: Evidence, first_seen: date | None, rules: Mapping[str, CalendarRule], today: date
) -> Slot:
    rule = rules.get(key.report_type)
    late_at = rule.late_at.after(key.period_end) if rule else None
    is_late = bool(evidence) and late_at is not None and (first_seen or today) >= late_at
    status: SlotStatus = "arrived" if first_seen else "late" if is_late else "expected"
    return Slot(
        municipality_code=key.municipality_code,
        board=board,
        report_type=key.report_type,
        period_end=key.period_end,
        evidence=evidence,
        expected_by_date=rule.expected_by.after(key.period_end) if rule else None,
        late_at_date=late_at,
        status=status,
        is_late=is_late,
    )
