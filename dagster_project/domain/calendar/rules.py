"""By when a report of each type is expected, and from which day on it is late.

What lives here: data/reference/report_calendar.yml as values, and the days they give. What does not: which reports are
awaited at all (`slots`, next door).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from dagster_project.domain.swedish.periods import month_end

CALENDAR_FILE = Path(__file__).resolve().parents[3] / "data" / "reference" / "report_calendar.yml"
Unit = Literal["days", "months", "date"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day counted from the last day of a period; `count` is month and day, as 415, when the unit is date."""

    unit: Unit
    count: int

    def after(self, period_end: date) -> date:
        if self.unit == "days":
            return period_end + timedelta(days=self.count)
        if self.unit == "months":
            months = period_end.year * 12 + period_end.month - 1 + self.count
            return month_end(months // 12, months % 12 + 1)
        return date(period_end.year + 1, self.count // 100, self.count % 100)


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """late_at: the first day on which a report that has not come is late. never_by_habit: months (1-12) in which the
    period of a report ends that is awaited only where it is declared."""

    expected_by: Deadline
    late_at: Deadline
    never_by_habit: frozenset[int]


@lru_cache(maxsize=1)
def calendar_rules() -> Mapping[str, CalendarRule]:
    """Report type -> rule, as the file of the project has them."""
    return read_calendar_rules(CALENDAR_FILE)


def read_calendar_rules(path: Path) -> dict[str, CalendarRule]:
    """Raises: ValueError, naming the type, if a deadline is none of the three kinds, or late before expected."""
    rules: dict[str, CalendarRule] = {}
    for report_type, values in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        try:
            rule = CalendarRule(
                _deadline(values["expected_by"]),
                _deadline(values["late_at"]),
                frozenset(values.get("never_by_habit", ())),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}: {report_type}: {error}") from error
        year_end = date(2023, 12, 31)
        if rule.late_at.after(year_end) <= rule.expected_by.after(year_end):
            raise ValueError(f"{path.name}: {report_type}: late before it is expected")
        rules[report_type] = rule
    return rules


def _deadline(values: dict[Unit, Any]) -> Deadline:
    ((unit, count),) = values.items()
    if unit not in get_args(Unit):
        raise ValueError(f"{unit!r} is none of {', '.join(get_args(Unit))}")
    if unit == "date":
        day = date.fromisoformat(f"2023-{count}")
        return Deadline("date", day.month * 100 + day.day)
    return Deadline(unit, int(count))
