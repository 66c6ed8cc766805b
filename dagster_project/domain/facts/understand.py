"""The stage's front desk: tables of a Document in, facts, ignored cells, refusals and reconciliations out.

Lives here: the order of the steps, table by table. Every step is a module of this package: anatomy (shape), context
(title), columns, rows, readings (arithmetic decides), units, periods, families, signs, reconcile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dagster_project.domain.arithmetic.sums import SumRow
from dagster_project.domain.facts.anatomy import Anatomy, Segment, dissect
from dagster_project.domain.facts.columns import Column, read_column
from dagster_project.domain.facts.context import TableContext, find_contexts, title_measures
from dagster_project.domain.facts.families import family_of, is_unit_cost, topic
from dagster_project.domain.facts.identity import with_identities
from dagster_project.domain.facts.meaning import Meaning, measure_of_row, meaning_of_status, stated_period
from dagster_project.domain.facts.periods import covered, moved_to, names_a_day, period_of_notes
from dagster_project.domain.facts.readings import Reading, choose_reading
from dagster_project.domain.facts.reconcile import reconcile_segment
from dagster_project.domain.facts.rows import Row, is_income_statement, numbers_of, prove_roles, read_row
from dagster_project.domain.facts.signs import COSTS, DIFFERENCES, LEVELS, Amount, canonical_factors
from dagster_project.domain.facts.units import (
    TextAmounts,
    counts_things,
    holds_money,
    money_by_magnitude,
    text_amounts,
    unit_of,
)
from dagster_project.domain.facts.values import Placed, Values, read_values
from dagster_project.domain.model import Document, Fact, IgnoredCell, Reconciliation, Refusal, ReportProfile, Table
from dagster_project.domain.swedish.periods import Period, find_period
from dagster_project.domain.swedish.text import fold, join_lines
from dagster_project.domain.swedish.units import MONEY, money_unit, to_sek


@dataclass(frozen=True, slots=True)
class Understood:
    """What the tables of a document gave. n_cells counts the non-empty cells: facts' cells + ignored + refusals."""

    facts: tuple[Fact, ...]
    ignored: tuple[IgnoredCell, ...]
    refusals: tuple[Refusal, ...]
    reconciliations: tuple[Reconciliation, ...]
    n_cells: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment with everything decided that its cells need."""

    segment: Segment
    columns: list[Column]
    rows: list[Row]
    values: Values
    reading: Reading
    sums: list[SumRow]
    has_target: bool
    is_money: bool


def understand(document: Document, profile: ReportProfile) -> Understood:
    """Understand every table of a document. Never raises for a table's content: what is unclear is a refusal."""
    anatomies = {t.table_no: dissect(t) for t in document.tables}
    contexts = find_contexts(document, anatomies)
    stated = text_amounts(document)
    facts: list[Fact] = []
    ignored: list[IgnoredCell] = []
    refusals: list[Refusal] = []
    reconciliations: list[Reconciliation] = []
    majority = _majority_unit(contexts.values(), anatomies.values())
    for table in document.tables:
        reader = _TableReader(
            document, profile, table, anatomies[table.table_no], contexts[table.table_no], stated, majority
        )
        reader.read()
        facts += reader.facts
        ignored += reader.ignored
        refusals += reader.refusals
        reconciliations += reader.reconciliations
    identified, relabelled = with_identities(facts, reconciliations)
    n_cells = sum(1 for t in document.tables for c in t.cells if c.text.strip())
    return Understood(tuple(identified), tuple(ignored), tuple(refusals), tuple(relabelled), n_cells)


def _majority_unit(contexts: Iterable[TableContext], anatomies: Iterable[Anatomy]) -> str:
    """The money unit printed with most tables of the document, for one that prints none; empty if none does."""
    units = [money_unit(c.title) for c in contexts] + [money_unit(s.corner) for a in anatomies for s in a.segments]
    counts = Counter(u for u in units if u)
    return counts.most_common(1)[0][0] if counts else ""


class _TableReader:
    """Reads one table; collects facts, ignored cells, refusals and reconciliations."""

    def __init__(
        self,
        document: Document,
        profile: ReportProfile,
        table: Table,
        anatomy: Anatomy,
        context: TableContext,
        stated: TextAmounts,
        majority: str,
    ) -> None:
        self.document, self.profile, self.table = document, profile, table
        self.anatomy, self.context, self.stated, self.majority = anatomy, context, stated, majority
        self.year = profile.period_end.year if profile.period_end else date.today().year
        self.title_period = find_period(context.title, self.year)
        self.noted = period_of_notes(context.notes, profile)
        self.facts: list[Fact] = []
        self.ignored: list[IgnoredCell] = []
        self.refusals: list[Refusal] = []
        self.reconciliations: list[Reconciliation] = []

    def read(self) -> None:
        rules = dict(self.anatomy.ignored)
        for segment in self.anatomy.segments:
            part = self._decide(segment)
            rules.update(part.values.ignored)
            emitted = self._emit(part)
            self.facts += emitted
            self.refusals += [self._refusal(part, row, col, cell.text) for row, col, cell in part.values.refused]
            self.reconciliations += reconcile_segment(
                emitted, part.rows, part.sums, self._title(part), self._table_unit(part)
            )
        self._account_for(rules)

    def give_up(self, error: Exception) -> None:
        """The whole table is one refusal, and every cell of it is ignored by that name."""
        self.facts, self.ignored, self.reconciliations = [], [], []
        self.refusals = []
        self._account_for({(c.row_no, c.col_no): "table-not-understood" for c in self.table.cells})
        self.refusals = [
            Refusal(
                self.document.sha256,
                "facts.table-not-understood",
                f"{type(error).__name__}: {error}",
                self.table.page,
                self.table.table_no,
            )
        ]

    def _decide(self, segment: Segment) -> _Part:
        columns = [read_column(c, path, self.year) for c, path in segment.headers.items()]
        rows = [read_row(body, self.year) for body in segment.rows]
        if not any(r.measures for r in rows):
            columns = [self._with_title_measure(c, columns, segment.corner) for c in columns]
        values = read_values(segment, rows)
        numbers = {(p.row.row_no, p.col): p.number for p in values.placed if p.number is not None and not p.is_group}
        own = {k: v for k, v in numbers.items() if v is not None}
        order = [c.col for c in columns]
        rows, sums = prove_roles(rows, own, order)
        by_no = {r.row_no: r for r in rows}
        values.placed = [replace(p, row=by_no[p.row.row_no]) for p in values.placed]
        level_rows = [r for r in rows if not r.measures]
        reading = (
            choose_reading(columns, numbers_of(level_rows, own, order), self._year_share())
            if columns
            else Reading({}, Decimal(1), "words")
        )
        has_target = "target" in reading.measures.values() or any("target" in r.measures for r in rows)
        counts = counts_things(self.context, segment.corner, rows)
        is_money = not counts and holds_money(columns, reading.measures, [r.inner for r in rows], has_target)
        return _Part(segment, columns, rows, values, reading, sums, has_target, is_money)

    def _with_title_measure(self, column: Column, columns: list[Column], corner: str) -> Column:
        """A measure in the title outranks the words of columns that name no deviation, if no column is a budget."""
        named = title_measures(self.context, corner)
        has_own = any(
            set(c.measures) & {"budget", "period_budget", "deviation", "forecast_deviation"}
            and c.measures[0] != "forecast"
            for c in columns
        )
        if not named or has_own or column.measures[0] in ("target",):
            return column
        measure = "forecast_deviation" if column.measures[0] == "forecast" else named[0]
        return replace(column, measures=(measure,), worded=True)

    def _year_share(self) -> float:
        end = self.profile.period_end
        return (end - date(end.year, 1, 1)).days / 365 if end else 1.0

    def _title(self, part: _Part) -> str:
        return self.context.title

    def _table_unit(self, part: _Part) -> str:
        values = [p.number for p in part.values.placed if p.number is not None]
        likely = self.stated.likely_unit([v for v in values if v is not None])
        return likely or self.majority or money_by_magnitude([v for v in values if v is not None])

    def _emit(self, part: _Part) -> list[Fact]:
        default_money = self._table_unit(part)
        columns = {c.col: c for c in part.columns}
        statements = {
            s: is_income_statement(part.segment, part.rows, s, self.context.title)
            for s in {r.section for r in part.rows}
        }
        drafts: list[tuple[Fact, Placed]] = []
        for placed in part.values.placed:
            column = columns[placed.col]
            if not placed.parts:
                fact = self._status(part, placed, column)
                if fact:
                    drafts.append((fact, placed))
                continue
            for n, number in enumerate(placed.parts, start=1):
                meaning = self._meaning(
                    part, placed, column, number.unit, default_money, statements[placed.row.section]
                )
                fact = self._fact(part, placed, column, meaning, number.value, n if len(placed.parts) > 1 else 1)
                drafts.append((fact, placed))
        return self._with_amounts(part, drafts)

    def _meaning(
        self, part: _Part, placed: Placed, column: Column, cell_unit: str, default_money: str, is_statement: bool
    ) -> Meaning:
        row = placed.row
        measure = measure_of_row(row, column, part.reading.measures[placed.col])
        corner = part.segment.corner
        has_decimals = any(p.row is row and p.number is not None and p.number % 1 for p in part.values.placed)
        unit, inferred = unit_of(
            cell_unit, row, column, self.context, corner, default_money, part.is_money, has_decimals, part.has_target
        )
        nearest = topic(self.context, corner, row.section)
        family = family_of(row, unit, part.has_target, nearest, self.context, is_statement)
        stated = stated_period(row, column, row.section, self.year)
        fallback = self._partner_period(part, column, measure) or self.title_period
        if self.noted and measure == "actual":
            base = stated or fallback
            stated = moved_to(base, self.noted, self.profile) if base else self.noted
        dates = covered(measure, stated, fallback, self.profile, column.label)
        start = dates.start
        dated = stated or fallback
        if (
            dated
            and unit in ("count", "fte")
            and measure == "actual"
            and dated.kind == "to_date"
            and names_a_day(dated)
        ):
            start = dates.end
        entity = row.entity or column.entity
        if entity in (self.profile.municipality, "Kommunen"):
            entity = ""
        line = (
            row.account_line
            or column.account_line
            or ("net" if "netto" in fold(" ".join(row.section) + " " + corner) else "")
        )
        return Meaning(measure, unit, inferred, family, start, dates.end, dates.as_of, line, entity)

    def _partner_period(self, part: _Part, column: Column, measure: str) -> Period | None:
        """A deviation or share without a period of its own covers what the newest outcome beside it covers."""
        if measure not in ("deviation", "percent_of_budget", "change", "change_pct", "period_budget", "actual"):
            return None
        wanted = ("actual",) if measure != "actual" else ("period_budget", "deviation")
        periods = [
            c.period
            for c in part.columns
            if c.period and part.reading.measures[c.col] in wanted and c.period.end.year == self.year
        ]
        return max(periods, key=lambda p: p.end) if periods else None

    def _fact(
        self, part: _Part, placed: Placed, column: Column, meaning: Meaning, value: Decimal | None, part_no: int
    ) -> Fact:
        row = placed.row
        label = row.group if placed.is_group else row.label
        return Fact(
            document=self.document.sha256,
            municipality_code=self.profile.municipality_code,
            page=placed.cell.page,
            table_no=self.table.table_no,
            row_no=placed.cell.row_no,
            col_no=placed.cell.col_no,
            part_no=part_no,
            table_title=self.context.title,
            section=" > ".join(row.section),
            row_code=row.code,
            row_label=label,
            row_role="total" if placed.is_group else row.role,
            col_label=column.label,
            raw=join_lines(placed.cell.text),
            value=value,
            unit=meaning.unit,
            is_unit_inferred=meaning.is_unit_inferred,
            measure=meaning.measure,
            period_start=meaning.period_start,
            period_end=meaning.period_end,
            as_of=meaning.as_of,
            fact_family=meaning.family,
            account_line="net" if placed.is_group else meaning.account_line,
            entity=meaning.entity,
            amount_reported_sek=None,
            confidence=part.reading.confidence,
            reading=part.reading.note,
            is_ocr=self.document.is_ocr,
            box=placed.cell.box,
        )

    def _status(self, part: _Part, placed: Placed, column: Column) -> Fact | None:
        meaning = meaning_of_status(placed, column, self.profile, self.year)
        if not placed.row.label or topic(self.context, part.segment.corner, placed.row.section) == "risk":
            part.values.ignored[(placed.cell.row_no, placed.cell.col_no)] = (
                "legend" if not placed.row.label else "prose"
            )
            self.ignored.append(
                self._ignored(placed.cell.row_no, placed.cell.col_no, placed.cell.text, "legend", placed.cell.page)
            )
            return None
        return self._fact(part, placed, column, meaning, None, 1)

    def _with_amounts(self, part: _Part, drafts: list[tuple[Fact, Placed]]) -> list[Fact]:
        amounts: list[Amount] = []
        for fact, placed in drafts:
            if fact.value is None or fact.unit not in MONEY or is_unit_cost(fact.row_label) or fact.part_no > 1:
                continue
            if fact.measure in LEVELS or fact.measure in DIFFERENCES:
                line = "cost" if fact.account_line in COSTS else fact.account_line or "net"
                amounts.append(
                    Amount(
                        fact.row_no,
                        placed.col,
                        fact.measure,
                        line,
                        fact.value,
                        fact.row_role in ("total", "subtotal", "of_which"),
                    )
                )
        factors = canonical_factors(amounts)
        done = []
        for fact, placed in drafts:
            amount = to_sek(fact.value, fact.unit) if fact.value is not None else None
            if amount is not None:
                amount = amount * factors.get((fact.row_no, placed.col), 1) + 0
            done.append(replace(fact, amount_reported_sek=amount))
        return done

    def _refusal(self, part: _Part, row: Row, col: int, text: str) -> Refusal:
        column = next(c for c in part.columns if c.col == col)
        return Refusal(
            self.document.sha256, "facts.number-unreadable", f"{join_lines(text)!r} is no number", row.cells[col].page,
            self.table.table_no, row.cells[col].row_no, row.cells[col].col_no, row.label, column.label, join_lines(text),
        )  # fmt: skip

    def _ignored(self, row_no: int, col_no: int, text: str, rule: str, page: int) -> IgnoredCell:
        return IgnoredCell(
            self.document.sha256, self.table.table_no, row_no, col_no, page, rule, join_lines(text)[:200]
        )

    def _account_for(self, rules: dict[tuple[int, int], str]) -> None:
        """Every non-empty cell is a fact, refused, or ignored by a named rule: none disappears."""
        done = {(f.row_no, f.col_no) for f in self.facts} | {(r.row_no, r.col_no) for r in self.refusals}
        done |= {(i.row_no, i.col_no) for i in self.ignored}
        for cell in self.table.cells:
            place = (cell.row_no, cell.col_no)
            if cell.text.strip() and place not in done:
                self.ignored.append(self._ignored(*place, cell.text, rules.get(place, "outside-values"), cell.page))
