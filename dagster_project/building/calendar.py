"""The report calendar of a lake: drawn from what was read and what sources.yml declares, written for dbt.

What lives here: which readings fill a slot, and today's date in Sweden. What does not: the judgement
(`domain/calendar`). The files change only when a slot does: a night on which nothing came and nothing became late
leaves them as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dagster_project.building.outcomes import Outcome, by_status
from dagster_project.building.sources import open_sources
from dagster_project.domain.calendar.rules import calendar_rules
from dagster_project.domain.calendar.slots import Arrival, Declaration, Slot, draw_calendar
from dagster_project.domain.sources.declared import Sources
from dagster_project.domain.warehouse.home import Home

SWEDEN = ZoneInfo("Europe/Stockholm")


def swedish_day(moment: datetime) -> date:
    """The date that a moment has in Sweden: a report that is late on 15 July is so from midnight there."""
    return moment.astimezone(SWEDEN).date()


def find_slots(home: Home, outcomes: Sequence[Outcome], now: datetime | None = None) -> tuple[Slot, ...]:
    """The calendar as it stands.

    Args: outcomes: how the reading of every archived document went; only what was read fills a slot.
    Raises: Problem sources.unusable.
    """
    return draw_calendar(
        _arrivals(outcomes),
        _declarations(open_sources(home)),
        calendar_rules(),
        swedish_day(now or datetime.now(UTC)),
    )


def draw_slots(home: Home, outcomes: Sequence[Outcome], now: datetime | None = None) -> tuple[Slot, ...]:
    """Draw the calendar as it stands and write the raw dataset `slots`. Otherwise as `find_slots`."""
    from dagster_project.domain.warehouse.write_raw import write_pieces  # pyarrow, which a quiet night does without

    slots = find_slots(home, outcomes, now)
    pieces: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for slot in slots:
        pieces[slot.municipality_code].append(asdict(slot))
    write_pieces("slots", pieces, home.lake)
    return slots


def _arrivals(outcomes: Sequence[Outcome]) -> list[Arrival]:
    """Every report that may be served and says whose it is, of what type and for which period."""
    return [
        Arrival(
            outcome.municipality_code,
            outcome.board,
            outcome.report_type,
            outcome.period_end,
            swedish_day(datetime.fromisoformat(outcome.first_seen_at)),
        )
        for outcome in by_status(outcomes, "read")
        if outcome.municipality_code and outcome.report_type and outcome.period_end
    ]


def _declarations(sources: Sources) -> list[Declaration]:
    return [
        Declaration(source.municipality or "", source.board, awaited.report_type, awaited.end_months, awaited.since)
        for source in sources.sources
        for awaited in source.awaited
    ]
