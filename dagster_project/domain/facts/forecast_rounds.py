"""Rounds of a forecast side by side: `Mars`, `April`, `Augusti` over what each follow-up expected of the whole year.

Lives here: columns headed by nothing but a date or the number of a round, where title, heading or the sentence beside
the table says that it holds forecasts. Headings that say so themselves (`Prognos mars`) are read in `columns.py`;
months of outcomes are next door in `months.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.facts.column_identities import Grid
from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.context import TableContext
from dagster_project.domain.model import ReportProfile
from dagster_project.domain.swedish.headings import spell_out
from dagster_project.domain.swedish.text import fold

#: what a sentence beside a table may be at most, to speak of the table
MAX_SENTENCE = 300
_OF_YEAR = re.compile(
    r"\b\w*prognos\w*|\bhelår\w*|\b(?:hela året|årets slut)\b"
    r"|\b(?:bedömd|beräknad|förväntad|väntad|befarad)\w* (?:\w+ )?(?:\w*avvik\w*|över|under)"
)
_OF_OUTCOME = re.compile(r"\b\w*utfall\w*|\b\w*bokslut\w*|\bhittills\b|\bperiodens\b|\backumul\w*|\bredovisa[dt]\w*")
_OF_ROUNDS = re.compile(
    r"\b(?:uppföljning(?:ar|arna)|\w*tillfäll\w*|prognos(?:er|erna)|rapporter|rapporterna|lämna(?:t|ts|de|des)"
    r"|under året|månad för månad|gjort\w*)\b"
)
_ROUND = re.compile(r"^(?:uppf\w*|rapport|omgång|tillfälle) ?(?:nr )?\d$|^\d (?:a )?(?:uppföljning\w*|rapport\w*)$")
_QUARTER = re.compile(r"^(?:q|kv|\w+ kv)")
_PART_STATED = re.compile(r"\b(?:t o m|tom|till och med|period\w*|hittills)\b|\bjan\w*\b.+\b\w{3,}")
_OPEN_DEVIATIONS = (("deviation",), ("deviation", "forecast_deviation"))


def with_rounds(
    columns: Sequence[Column],
    grid: Grid,
    context: TableContext,
    corner: str,
    profile: ReportProfile,
    *,
    of_accounts: bool,
) -> list[Column]:
    """The columns; rounds of a forecast are forecasts, or deviations of them, of the whole year.

    Columns that all are forecasts are levels or deviations together. Of others there are at least two rounds of one
    year up to the report's end, and beside them no outcome. A deviation is what the title calls so, and what changes
    its sign from row to row where the table prints no budget.

    Args: grid: rows of numbers in the columns' order. corner: of the table. of_accounts: the rows are lines of a
    statement, whose levels differ in sign.
    """
    if len(columns) > 1 and all(c.measures == ("forecast", "forecast_deviation") for c in columns):
        is_difference = not of_accounts and _changes_sign(grid, range(len(columns)))
        return [replace(c, measures=c.measures[is_difference:][:1]) for c in columns]
    rounds = [k for k, c in enumerate(columns) if _is_round(c)]
    others = {m for k, c in enumerate(columns) if k not in rounds for m in c.measures[:1]}
    if len(rounds) < 2 or others & {"actual", "period_budget"} or not _holds_forecasts(context, corner):
        return list(columns)
    ends = {p.end for k in rounds if (p := columns[k].period) and p.kind != "interim"}
    if len({end.year for end in ends}) > 1 or any(end > (profile.period_end or end) for end in ends):
        return list(columns)
    found = list(columns)
    for k in rounds:
        is_difference = "budget" not in others and not of_accounts and _changes_sign(grid, rounds)
        if columns[k].measures in _OPEN_DEVIATIONS or is_difference:
            measures: tuple[str, ...] = ("forecast_deviation",)
        else:
            measures = ("forecast", "forecast_deviation") if "budget" in others else ("forecast",)
        found[k] = replace(columns[k], measures=measures, worded=True)
    return found


def _is_round(column: Column) -> bool:
    """A bare date, month, tertial, quarter or numbered follow-up; `Avvikelse mars` too, but no `jan-mars`."""
    label = fold(spell_out(column.label))
    is_open = column.measures in _OPEN_DEVIATIONS or (column.measures == ("actual",) and not column.worded)
    if not is_open or _PART_STATED.search(label) or column.unit == "percent":
        return False
    period = column.period
    if period is None:
        return bool(_ROUND.match(label))
    return period.kind in ("to_date", "interim") or bool(_QUARTER.match(period.text))


def _holds_forecasts(context: TableContext, corner: str) -> bool:
    """Title or corner speak of the whole year or a forecast and of no outcome; else the heading, or a sentence beside
    the table that speaks of rounds."""
    named = fold(f"{context.title} {corner}")
    if _OF_OUTCOME.search(named):
        return False
    if _OF_YEAR.search(named):
        return True
    headings = [fold(h) for h in context.headings[-1:]]
    if any(_OF_YEAR.search(h) and not _OF_OUTCOME.search(h) and " och " not in h for h in headings):
        return True
    beside = [fold(s) for s in (*context.before[-2:], *context.notes[:1]) if len(s) <= MAX_SENTENCE]
    return any(_OF_YEAR.search(s) and _OF_ROUNDS.search(s) and not _OF_OUTCOME.search(s) for s in beside)


def _changes_sign(grid: Grid, rounds: Sequence[int]) -> bool:
    values = [v for row in grid for k in rounds if (v := row[k])]
    return any(v < 0 for v in values) and any(v > 0 for v in values)
