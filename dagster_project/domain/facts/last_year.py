"""`Föregående år` beside an outcome to date: the whole year before, or the same part of it; the sizes tell.

Lives here: columns headed by last year without saying which part. Headings that say it (`samma period`) are read in
`periods.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from dagster_project.domain.facts.column_identities import Grid
from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.periods import report_span
from dagster_project.domain.facts.readings import Reading
from dagster_project.domain.model import ReportProfile
from dagster_project.domain.swedish.headings import spell_out
from dagster_project.domain.swedish.periods import Period, shift_years
from dagster_project.domain.swedish.text import fold

#: up to this day of the year a part and the whole are told apart by their sizes
LATEST_MONTH = 9
_ACCUMULATES = re.compile(
    r"\backumuler\w*|\bhittills\b|\bperiod(?:en|ens)\b|\bsamma (?:period|tid)\b|\btill dags? dato\b"
)
#: last year's part is this near this year's part, as a ratio
NEAR = (Decimal("0.75"), Decimal("1.3"))


def with_same_part_of_last_year(
    columns: Sequence[Column], reading: Reading, grid: Grid, profile: ReportProfile
) -> list[Column]:
    """The columns; one headed by last year covers the same part of it where its amounts are those of a part.

    Its rows must be near this year's outcome to date and far from this year's budget or forecast. `Ack 2019` beside
    `Ack 2020` needs no sizes.
    """
    own = report_span(profile)
    if own is None:
        return list(columns)
    columns = _accumulated(columns, reading, own)
    if own.end.month > LATEST_MONTH:
        return list(columns)
    measures = [reading.measures[c.col] for c in columns]
    to_date = [k for k, c in enumerate(columns) if measures[k] == "actual" and _ends_with(c.period, own)]
    whole = [k for k, m in enumerate(measures) if m in ("budget", "forecast")]
    found = []
    for k, column in enumerate(columns):
        is_open = measures[k] == "actual" and column.period is not None and column.period.kind == "previous_year"
        if is_open and is_near(grid, k, to_date) and whole and not is_near(grid, k, whole):
            column = replace(column, period=shift_years(own, -1))
        found.append(column)
    return found


def _accumulated(columns: Sequence[Column], reading: Reading, own: Period) -> list[Column]:
    """Outcomes that accumulate in an earlier year do so to the same day, beside one to date of the report's year."""
    outcomes = [c for c in columns if reading.measures[c.col] == "actual"]
    to_date = [c for c in outcomes if _accumulates(c) or (c.period is not None and c.period.kind == "to_date")]
    has_own = any(c.period is None or c.period.end.year == own.end.year for c in to_date)
    found = []
    for column in columns:
        period = column.period
        is_earlier = period is not None and period.kind == "year" and period.end.year < own.end.year
        if has_own and period is not None and is_earlier and column in outcomes and _accumulates(column):
            column = replace(column, period=shift_years(own, period.end.year - own.end.year))
        found.append(column)
    return found


def _accumulates(column: Column) -> bool:
    return bool(_ACCUMULATES.search(fold(spell_out(column.label))))


def _ends_with(period: Period | None, own: Period) -> bool:
    return period is None or period.end == own.end


def is_near(grid: Grid, k: int, others: Sequence[int]) -> bool:
    """True where most rows of a column are about as large as those of one of the others."""
    for other in others:
        pairs = [(row[k], row[other]) for row in grid]
        ratios = [value / base for value, base in pairs if value and base]
        near = sum(NEAR[0] <= ratio <= NEAR[1] for ratio in ratios)
        if other != k and ratios and near >= 0.6 * len(ratios):
            return True
    return False
