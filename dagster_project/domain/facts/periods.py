"""Which dates a value covers and when it was made, from its measure, the period printed and the report's own period.

Source: docs/extract.md, Periods. Finding a period in text is next door, in `swedish/periods.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dagster_project.domain.model import ReportProfile
from dagster_project.domain.swedish.headings import names_round_before
from dagster_project.domain.swedish.periods import Period, find_period, find_spans, shift_years, whole_year
from dagster_project.domain.swedish.text import fold, fold_spaces

WHOLE_YEAR = frozenset(
    {
        "budget",
        "forecast",
        "target",
        "forecast_deviation",
        "forecast_status",
        "trend",
        "forecast_error",
        "forecast_change_pct",
        "prior_forecast",
        "project_budget",
    }
)
BUDGET_STATES = frozenset({"budget_submitted", "budget_not_submitted", "remaining_budget"})
MADE_AT = frozenset({"forecast", "forecast_deviation", "forecast_status", "trend", "forecast_change_pct"})
_NOTE = re.compile(r"\b(?:under|avser|gäller|för|mäts|redovisas)\b.{0,40}\b(?:perioden|tiden|period)\b")
#: the mark of a cell, and the note of one that gives another time
_MARK = re.compile(r"\*{1,3}$")
_MARKED = re.compile(r"^(?:avser|gäller|mätt|mätning|enkät|resultat från|värdet avser|uppgift(?:en)? avser)\b")
#: a note that gives the day of a count, and its days: each with its year, or of every year
_DAY_NOTE = re.compile(r"^(?:\d{1,2} )?(?:avser|gäller|mätt|räknat|uppgifterna avser|antal)\b.{0,80}$")
_DAY_OF_YEARS = re.compile(
    r"\b(?P<day>[0-3]?\d [a-zåäö]{3,9}) (?:år (?P<year>(?:19|20)\d\d)\b|(?:varje|respektive|resp|alla) år\b)"
)
_DAY_AT_END = re.compile(r"(?:\s|,|\()(?P<day>[0-3]?\d/1?\d|[0-3]?\d [a-zåäö]{3,9})\.?\)?$")
_A_DAY = re.compile(r"\d{1,2}/\d{1,2}|\d{2,4}-\d{2}-\d{2}|^\d{1,2} [a-zåäö]+")


@dataclass(frozen=True, slots=True)
class Covered:
    """start and end of what a value covers (None where the report does not say), and when it was made."""

    start: date | None
    end: date | None
    as_of: date | None


def report_span(profile: ReportProfile) -> Period | None:
    """The report's own period, from 1 January unless it says otherwise."""
    if profile.period_end is None:
        return None
    start = profile.period_start or date(profile.period_end.year, 1, 1)
    return Period(start, profile.period_end, "to_date", True)


def covered(
    measure: str,
    stated: Period | None,
    fallback: Period | None,
    profile: ReportProfile,
    words: str = "",
    *,
    of_forecasts: bool = False,
) -> Covered:
    """The dates of one value.

    stated: the period printed in row or column; fallback: the one of the title or of the column's partner.
    words: the heading, which may say `samma period` beside `föregående år`. of_forecasts: the table holds forecasts and
    no outcomes, so that a change is one of the forecast.
    """
    own = report_span(profile)
    if own is None:
        period = stated or fallback
        return Covered(period.start, period.end, None) if period else Covered(None, None, None)
    if measure in WHOLE_YEAR or (measure == "change" and (of_forecasts or "prognos" in fold(words))):
        return _whole_year(measure, stated, fallback, own, words)
    if measure == "opening_balance":
        last = (stated or own).end
        is_year_end = stated is not None and stated.kind != "year" and (last.month, last.day) == (12, 31)
        day = last if is_year_end else date(last.year, 1, 1) - timedelta(days=1)
        return Covered(day, day, None)
    if measure == "result_disposition" and stated is not None and stated.end > own.end:
        stated = None
    period = _to_date(stated or fallback or own, own, words)
    if measure in BUDGET_STATES:
        return Covered(period.start, min(period.end, own.end) if period.end.year == own.end.year else period.end, None)
    if measure == "closing_balance" and "prognos" in fold(words) and (stated is None or stated.kind == "year"):
        last = date((stated or own).end.year, 12, 31)
        return Covered(last, last, own.end)
    if measure == "closing_balance":
        return Covered(period.end, period.end, None)
    made = period.end if measure == "status" else None
    return Covered(period.start, period.end, made)


def _whole_year(measure: str, stated: Period | None, fallback: Period | None, own: Period, words: str) -> Covered:
    if measure == "forecast" and stated is not None and _is_month_to_come(stated, own):
        return Covered(stated.start, stated.end, own.end)
    year = (stated.end if stated else fallback.end if fallback and fallback.end.year == own.end.year else own.end).year
    as_of = None
    if measure in MADE_AT and not names_round_before(words):
        dated = stated is not None and stated.kind in ("to_date", "span") and stated.end <= own.end
        as_of = stated.end if stated and dated and stated.end.year == own.end.year else own.end
    first = stated.start.year if stated and stated.kind == "span" and stated.end.month == 12 else year
    return Covered(date(first, 1, 1), date(year, 12, 31), as_of)


def _is_month_to_come(stated: Period, own: Period) -> bool:
    """A month alone after the report's end: what is expected of it, not of the year."""
    is_month = (stated.start.year, stated.start.month, stated.start.day) == (stated.end.year, stated.end.month, 1)
    return stated.kind == "span" and is_month and stated.end > own.end


def _to_date(period: Period, own: Period, words: str) -> Period:
    """The period of an outcome: the running year ends with the report, `delår` is the report's part of that year."""
    year = period.end.year
    if period.kind == "interim":
        return (
            _same_part(own, year)
            if own.end.month < 12
            else Period(date(year, 1, 1), date(year, 8, 31), "to_date", True)
        )
    if period.kind == "rolling" and period.year_stated:
        return period
    if period.kind == "rolling":
        end = own.end
        return Period(shift_years(Period(end, end, "span", True), -1).end + timedelta(days=1), end, "span", True)
    if period.kind == "previous_year":
        same_part = re.search(r"\b(?:period\w*|samma|ack\w*|jan\w*|t ?o ?m)\b", fold(words))
        return _same_part(own, own.end.year - 1) if same_part else whole_year(own.end.year - 1)
    if year == own.end.year and period.end > own.end:
        return Period(period.start, own.end, "to_date", True) if period.start <= own.end else period
    return period


def _same_part(own: Period, year: int) -> Period:
    return shift_years(own, year - own.end.year)


def period_of_notes(notes: tuple[str, ...], profile: ReportProfile) -> Period | None:
    """A span of dates with both ends that a note under the table gives to its values (DOMAIN.md T13), or None."""
    if profile.period_end is None:
        return None
    for note in notes:
        if len(note) > 250 or not _NOTE.search(fold(note)):
            continue
        spans = [s for s in find_spans(note, profile.period_end.year) if s.kind == "span" and s.year_stated]
        if len(spans) == 1:
            return spans[0]
    return None


def period_of_mark(text: str, notes: tuple[str, ...], year: int) -> Period | None:
    """The period that the note with a cell's own mark gives it (`87 %*`, `* Avser enkät i april`), or None.

    Args: text: of the cell. notes: the paragraphs under the table. year: the report's.
    """
    mark = _MARK.search(text.strip())
    if mark is None:
        return None
    own = [n.strip()[len(mark[0]) :] for n in notes if re.match(re.escape(mark[0]) + r"(?!\*)", n.strip())]
    spans = [s for note in own if _MARKED.match(fold(note)) for s in find_spans(note, year)]
    return spans[0] if len(spans) == 1 and spans[0].year_stated else None


def moved_to(period: Period, noted: Period, profile: ReportProfile) -> Period:
    """The noted span, as many years earlier as the column's year is before the report's."""
    assert profile.period_end is not None
    return shift_years(noted, period.end.year - profile.period_end.year)


def days_of_notes(notes: tuple[str, ...]) -> dict[int, tuple[int, int]]:
    """The day at which things were counted, by the year: (month, day); key 0 for every year without one of its own.

    `Avser 1 juni år 2000, därefter 1 oktober varje år` gives {2000: (6, 1), 0: (10, 1)}. Empty where no note says so.
    """
    for note in notes:
        stated = {int(year or 0): (day.end.month, day.end.day) for day, year in _days_with_years(note)}
        if 0 in stated and _DAY_NOTE.match(fold(note)):
            return stated
    return {}


def day_of_label(label: str) -> dict[int, tuple[int, int]]:
    """The day that closes a label (`Antal invånare 31/12`), of whatever year its column names: {0: (month, day)}."""
    match = _DAY_AT_END.search(fold_spaces(label).casefold())
    day = find_period(match["day"], 2000) if match else None
    return {0: (day.end.month, day.end.day)} if day is not None and names_a_day(day) else {}


def _days_with_years(note: str) -> list[tuple[Period, str]]:
    found = []
    for match in _DAY_OF_YEARS.finditer(fold(note)):
        day = find_period(match["day"], 2000)
        if day is not None:
            found.append((day, match["year"] or ""))
    return found


def names_a_day(period: Period) -> bool:
    """True where the text names a day: a count is then a count at that date."""
    return period.kind == "to_date" and bool(_A_DAY.search(period.text))
