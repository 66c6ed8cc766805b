"""A table and its parts with everything decided that their cells need: columns, rows, values, reading, sums, unit.

Lives here: the decisions over a whole part of a table. Next door: `anatomy.py` cuts the table into segments,
`assemble.py` turns decided parts into facts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dagster_project.domain.arithmetic.sums import SumRow
from dagster_project.domain.facts.accumulated_titles import with_months_of_title
from dagster_project.domain.facts.anatomy import Segment
from dagster_project.domain.facts.budget_steps import with_steps
from dagster_project.domain.facts.column_context import in_context
from dagster_project.domain.facts.column_identities import Grid, changes_between, percents_between
from dagster_project.domain.facts.columns import Column, read_column
from dagster_project.domain.facts.context import TableContext
from dagster_project.domain.facts.difference_signs import DIFFERENCES
from dagster_project.domain.facts.families import is_about_staff
from dagster_project.domain.facts.forecast_rounds import with_rounds
from dagster_project.domain.facts.last_year import with_same_part_of_last_year
from dagster_project.domain.facts.lines_of_totals import claim_lines_of_totals, settle_lines_of_totals
from dagster_project.domain.facts.money_left import with_money_left
from dagster_project.domain.facts.months import over_new_year, rows_over_new_year, with_months, without_comparison
from dagster_project.domain.facts.periods import days_of_notes, period_of_mark, period_of_notes
from dagster_project.domain.facts.plans import as_budgets, plan_year
from dagster_project.domain.facts.project_sums import with_project_sums
from dagster_project.domain.facts.readings import Reading, choose_reading
from dagster_project.domain.facts.row_codes import prints_figures
from dagster_project.domain.facts.rows import (
    Row,
    is_account_row,
    is_income_statement,
    numbers_of,
    prove_roles,
    read_row,
    with_wholes,
)
from dagster_project.domain.facts.units import (
    TextAmounts,
    counts_things,
    holds_money,
    is_plausible_unit,
    money_by_magnitude,
)
from dagster_project.domain.facts.values import Values, read_values
from dagster_project.domain.model import Document, ReportProfile, Table
from dagster_project.domain.swedish.headings import read_legend
from dagster_project.domain.swedish.lexicon import lexicon
from dagster_project.domain.swedish.periods import Period, find_period
from dagster_project.domain.swedish.text import fold
from dagster_project.domain.swedish.units import MONEY

#: levels and differences that are expected
FORECASTS = ("forecast", "prior_forecast", "forecast_deviation")
#: amounts of a table without a unit that come to so much less than the document's largest were printed in another unit
FAR_SMALLER = 100
#: no share and no change in percent is so large
NO_PERCENTAGE = 1000
#: amounts within this factor of the document's largest are like it
LIKE_OTHERS = 10


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with what surrounds it. majority_unit: the money unit printed with most tables of the document.
    largest: the largest amount that the document prints with a unit, in SEK; 0 where it prints none."""

    document: Document
    profile: ReportProfile
    table: Table
    context: TableContext
    stated: TextAmounts
    majority_unit: str
    largest: Decimal = Decimal(0)

    @property
    def year(self) -> int:
        """The report's year, the default for months printed without one."""
        return self.profile.period_end.year if self.profile.period_end else self.plan_year or date.today().year

    @property
    def plan_year(self) -> int:
        """The year that the document is a budget for; 0 for a report."""
        return plan_year(self.document, self.profile)

    @property
    def title_period(self) -> Period | None:
        """The period that the title states."""
        return find_period(self.context.title, self.year)

    @property
    def noted_period(self) -> Period | None:
        """The period that a note under the table states; it outranks the headings."""
        return period_of_notes(self.context.notes, self.profile)

    def period_of_mark(self, text: str) -> Period | None:
        """The period that the note with the mark of a cell gives it."""
        return period_of_mark(text, self.context.notes, self.year)

    @property
    def noted_days(self) -> dict[int, tuple[int, int]]:
        """The day of a count that a note under the table gives, by year (0: every other)."""
        return days_of_notes(self.context.notes)


@dataclass(frozen=True, slots=True)
class Part:
    """A segment decided. statements: by section, whether its rows are account lines of an income statement.

    money_unit: the unit of its money where none is printed. decimal_rows (by row_no), decimal_columns: where decimals
    are printed as percentages are, those known apart in rows. adds_up: rows add up to something else than a hundred, as
    no shares do. forecast_changes: columns of changes that are the difference of two forecasts. about_staff: the rows
    are about personnel, whatever the title says.
    """

    segment: Segment
    columns: dict[int, Column]
    rows: list[Row]
    values: Values
    reading: Reading
    sums: list[SumRow]
    has_target: bool
    is_money: bool
    money_unit: str
    statements: dict[tuple[str, ...], bool]
    decimal_rows: frozenset[int]
    decimal_columns: frozenset[int]
    adds_up: bool
    forecast_changes: frozenset[int]
    about_staff: bool


def decide(view: TableView, segment: Segment) -> Part:
    """Decide everything about a segment that its cells need."""
    legend = read_legend(f"{segment.corner} {view.context.title}")
    columns = [read_column(c, path, view.year, legend) for c, path in segment.headers.items()]
    has_figures = prints_figures(segment.rows)
    rows = without_comparison(with_wholes([read_row(body, view.year, has_figures) for body in segment.rows]))
    columns = over_new_year(columns, view.profile.period_end)
    rows = rows_over_new_year(rows, view.profile.period_end)
    rows_name_measures = 2 * sum(bool(r.measures) for r in rows) > len(rows)
    counts = counts_things(view.context, segment.corner, rows)
    if view.plan_year:
        columns = as_budgets(columns, view.plan_year, view.context.title, is_money=not counts)
    columns = in_context(columns, view.context, segment.corner, view.profile, rows_name_measures=rows_name_measures)
    values = read_values(segment, rows)
    numbers = {(p.row.row_no, p.col): p.number for p in values.placed if p.number is not None and not p.is_group}
    columns = _with_printed_percents(columns, values)
    order = [c.col for c in columns]
    of_sums = [c.col for c in columns if c.unit != "percent"] or order
    rows, sums = prove_roles(claim_lines_of_totals(rows), numbers, of_sums)
    rows = settle_lines_of_totals(rows, sums)
    by_no = {r.row_no: r for r in rows}
    values = replace(values, placed=[replace(p, row=by_no[p.row.row_no]) for p in values.placed])
    grid = numbers_of([r for r in rows if not r.measures], numbers, order)
    if not rows_name_measures:
        of_accounts = 2 * sum(is_account_row(r.inner) for r in rows) >= len(rows)
        columns = with_rounds(columns, grid, view.context, segment.corner, view.profile, of_accounts=of_accounts)
    columns = with_steps(columns, grid)
    columns = with_project_sums(with_months(columns, grid, f"{segment.corner} {view.context.title}"), grid)
    reading = choose_reading(columns, grid, _year_share(view.profile)) if columns else Reading({}, Decimal(1), "words")
    reading = with_money_left(_without_budget(reading, columns), columns, grid, view.profile)
    columns = [replace(c, unit="percent") if _is_share(c, reading) else c for c in columns]
    columns = with_same_part_of_last_year(columns, reading, grid, view.profile)
    columns = _changes_of_budgets(columns, reading, grid)
    columns, reading = with_months_of_title(columns, reading, grid, view.context.title, view.title_period)
    columns = _parts_like_their_wholes(_changes_like_their_levels(columns, reading))
    shares = {c.col for c in columns if c.unit == "percent"}
    has_target = "target" in reading.measures.values() or any("target" in r.measures for r in rows)
    return Part(
        segment,
        {c.col: c for c in columns},
        rows,
        values,
        reading,
        sums,
        has_target,
        not counts and holds_money(columns, reading.measures, rows, has_target),
        _money_unit(view, [p.number for p in values.placed if p.number is not None and p.col not in shares]),
        {s: is_income_statement(segment, rows, s, view.context.title) for s in {r.section for r in rows}},
        _decimal_rows(values, shares),
        frozenset(p.col for p in values.placed if p.number is not None and p.number % 1),
        _adds_up(sums, rows, numbers),
        frozenset(order[i] for i in changes_between(FORECASTS, list(reading.measures.values()), grid)),
        is_about_staff(rows, view.context),
    )


def _decimal_rows(values: Values, shares: set[int]) -> frozenset[int]:
    """The rows that print decimals outside these columns; none where one of them is far beyond a percentage, since what
    has decimals there is counted in the mean."""
    found = [(p.row.row_no, p.number) for p in values.placed if p.number is not None and p.col not in shares]
    rows = {row_no for row_no, number in found if number % 1}
    is_beyond = any(abs(number) >= NO_PERCENTAGE for row_no, number in found if row_no in rows)
    return frozenset() if is_beyond else frozenset(rows)


def _adds_up(sums: Sequence[SumRow], rows: Sequence[Row], numbers: Mapping[tuple[int, int], Decimal]) -> bool:
    """True where a proven sum of three rows or more is none of a hundred percent. numbers: by row and column."""
    whole = {rows[s.total].row_no for s in sums if s.is_proven and len(s.terms) > 2}
    totals = [v for (row_no, _), v in numbers.items() if row_no in whole]
    return any(abs(abs(v) - 100) > 1 for v in totals)


def _with_printed_percents(columns: Sequence[Column], values: Values) -> list[Column]:
    """Columns in which every number prints its percent sign are percentages; those of a change under one heading with
    the change itself are its percentages."""
    units: dict[int, set[str]] = {}
    for placed in values.placed:
        units.setdefault(placed.col, set()).update(part.unit for part in placed.parts)
    shares = {col for col, found in units.items() if found and found <= {"%", "procent"}}
    changes = {c.path for c in columns if c.measures[0] == "change" and c.col not in shares}
    found = []
    for column in columns:
        if column.col in shares and column.path in changes:
            measure = "forecast_change_pct" if "prognos" in fold(column.label) else "change_pct"
            column = replace(column, measures=(measure,))
        found.append(replace(column, unit="percent") if column.col in shares else column)
    return found


def _without_budget(reading: Reading, columns: Sequence[Column]) -> Reading:
    """`Andel, %` in a table without any budget is a share of something else."""
    if any(m in ("budget", "period_budget") for m in reading.measures.values()):
        return reading
    bare = {c.col for c in columns if re.fullmatch(r"(?:andel|%|procent|andel %)", fold(c.path[-1] if c.path else ""))}
    measures = {c: "actual" if c in bare and m == "percent_of_budget" else m for c, m in reading.measures.items()}
    return replace(reading, measures=measures)


def _changes_like_their_levels(columns: Sequence[Column], reading: Reading) -> list[Column]:
    """A difference without a unit has that of the level to its left (`Antal sep`, `Förändring`, `Kostnad (tkr)`)."""
    found: list[Column] = []
    for column in columns:
        left = found[-1].unit if found else ""
        is_open = reading.measures[column.col] in DIFFERENCES and not column.unit and left not in ("", "percent")
        found.append(replace(column, unit=left) if is_open else column)
    return found


def _changes_of_budgets(columns: Sequence[Column], reading: Reading, grid: Grid) -> list[Column]:
    """A change from one budget to another, in money or percent, without a period of its own is of the later's year."""
    found = list(columns)
    measures = list(reading.measures.values())
    of_budgets = changes_between(("budget",), measures, grid) | percents_between("budget", measures, grid)
    for i, pair in of_budgets.items():
        periods = [p for k in pair if (p := columns[k].period)]
        if columns[i].period is None and len(periods) == 2:
            found[i] = replace(columns[i], period=max(periods, key=lambda p: p.end))
    return found


def _parts_like_their_wholes(columns: Sequence[Column]) -> list[Column]:
    """`varav LVU` without a unit has that of the column it is a part of (`Antal barn`)."""
    found: list[Column] = []
    for column in columns:
        is_part = bool(lexicon().of_which_rows.match(fold(column.path[-1] if column.path else "")))
        whole = found[-1].unit if found and is_part and not column.unit else ""
        found.append(replace(column, unit=whole) if whole else column)
    return found


def _is_share(column: Column, reading: Reading) -> bool:
    return reading.measures[column.col] == "percent_of_budget" and len(column.measures) > 1


def _year_share(profile: ReportProfile) -> float:
    end = profile.period_end
    return (end - date(end.year, 1, 1)).days / 365 if end else 1.0


def _money_unit(view: TableView, numbers: Sequence[Decimal]) -> str:
    """The unit of money without a printed one: as the text states the same amounts, as the document's other tables
    print it, or by magnitude."""
    by_magnitude = money_by_magnitude(numbers)
    likely = view.stated.likely_unit(numbers)
    if not likely and not _is_out_of_proportion(view, by_magnitude, numbers):
        likely = view.majority_unit
    return likely if likely and is_plausible_unit(likely, numbers, view.largest) else by_magnitude


def _is_out_of_proportion(view: TableView, by_magnitude: str, numbers: Sequence[Decimal]) -> bool:
    """True if the unit of the other tables would make these amounts far smaller than all others of the document, while
    decimals, or an amount like theirs, speak for a larger unit."""
    largest = max((abs(n) for n in numbers), default=Decimal(0))
    if not view.majority_unit or not view.largest or not largest or MONEY[by_magnitude] <= MONEY[view.majority_unit]:
        return False
    is_small = largest * MONEY[view.majority_unit] * FAR_SMALLER < view.largest
    is_like_others = view.largest <= largest * MONEY[by_magnitude] * LIKE_OTHERS
    return is_small and (by_magnitude == "mnkr" or is_like_others)
