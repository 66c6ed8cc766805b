"""Budgets and plans as documents: what their tables hold where the headings say no more than a year.

Lives here: the year that a budget is for, and the columns of such a document. What a title says of one table is next
door in `column_context.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.periods import names_a_day
from dagster_project.domain.model import Document, Paragraph, ReportProfile
from dagster_project.domain.swedish.lexicon import lexicon
from dagster_project.domain.swedish.numbers import is_year
from dagster_project.domain.swedish.periods import Period, find_spans, whole_year
from dagster_project.domain.swedish.text import fold, join_lines

_ALL = re.compile(r"^(?:totalt?|summa|hela perioden|(?:plan)?perioden)$")
#: what was spent before the budget's year, of a project
_BEFORE = re.compile(r"\b(?:t o m|tom|till och med|före|tidigare)\b")
#: how many blocks from the top may name the document
FRONT = 14


def plan_year(document: Document, profile: ReportProfile) -> int:
    """The first year that a budget or plan is for (`Internbudget 2025 med plan 2026-2027`); 0 for every other document.

    A document that reports on a period is none.
    """
    if profile.period_end is not None or not lexicon().plan_documents.search(fold(profile.printed_type)):
        return 0
    texts = [join_lines(b.text) for b in document.blocks[:FRONT] if isinstance(b, Paragraph) and len(b.text) < 160]
    named = [t for t in texts if lexicon().plan_documents.search(fold(t))]
    years = [[s.end.year for s in find_spans(text, 1) if s.year_stated] for text in [*named, *texts]]
    return next((min(found) for found in years if found), 0)


def as_budgets(columns: Sequence[Column], year: int, title: str, *, is_money: bool) -> list[Column]:
    """The columns of a table in a budget for that year: those without a measure of their own are budgets, from the year
    before on where they hold money. Without a year they are of the budget's, where they are lines of account, sums of
    money, or say that they are budgets or goals; a title that names an earlier year tells of the past. Days from the
    turn of the year on, and years under a title that forecasts, are forecasts.
    """
    if any(s.end.year < year for s in find_spans(title, year)):
        return list(columns)
    found = []
    for column in over_years(columns):
        is_of_plan = is_money or (column.worded and column.measures[0] in ("budget", "target"))
        period = column.period or (whole_year(year) if is_of_plan else None)
        is_past = bool(_BEFORE.search(fold(" ".join(column.path))))
        is_bare = not column.worded and not is_past and period is not None and period.kind in ("year", "span")
        if not is_money and _is_forecast(column, year, title):
            column = replace(column, measures=("forecast",), worded=True)
        elif column.worded and column.measures[0] in ("budget", "target"):
            column = replace(column, period=period)
        elif is_bare and period is not None and period.end.year >= (year - 1 if is_money else year):
            column = replace(column, measures=("budget",), period=period, worded=True)
        found.append(column)
    return found


def _is_forecast(column: Column, year: int, title: str) -> bool:
    """A bare heading of what is not yet: a day on the eve of the budget's year or later, a year that a title of
    forecasts covers."""
    if column.worded or column.period is None:
        return False
    end = column.period.end
    if names_a_day(column.period):
        return end >= date(year - 1, 12, 31)
    return end.year >= year and column.period.kind == "year" and "prognos" in fold(title)


def over_years(columns: Sequence[Column]) -> list[Column]:
    """The columns; a `Totalt` beside years of one plan is of all of them."""
    years = [c.period for c in columns if c.period is not None and c.period.kind == "year" and is_year(c.path[-1])]
    if len(years) < 2 or len(years) + 1 != len(columns):
        return list(columns)
    whole = Period(min(y.start for y in years), max(y.end for y in years), "span", True)
    return [replace(c, period=whole) if c.period is None and _ALL.match(fold(c.path[-1])) else c for c in columns]
