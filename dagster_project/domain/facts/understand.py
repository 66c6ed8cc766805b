"""The stage's front desk: tables of a Document in, facts, ignored cells and refusals out.

Lives here: the order of the steps, table by table, and the count that no cell disappears. Every step is a module of
this package: anatomy (shape), context (title), parts (decisions), assemble (facts), identity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from dagster_project.domain.facts.anatomy import Anatomy, dissect
from dagster_project.domain.facts.assemble import assemble
from dagster_project.domain.facts.context import TableContext, find_contexts
from dagster_project.domain.facts.identity import with_identities
from dagster_project.domain.facts.parts import Part, TableView, decide
from dagster_project.domain.facts.rows import Row
from dagster_project.domain.facts.units import text_amounts
from dagster_project.domain.model import (
    Cell,
    Document,
    Fact,
    IgnoredCell,
    Refusal,
    ReportProfile,
    Table,
)
from dagster_project.domain.swedish.text import join_lines
from dagster_project.domain.swedish.units import MONEY, money_unit

#: an ignored cell is kept with this much of its text
MAX_RAW = 200


@dataclass(frozen=True, slots=True)
class Understood:
    """What tables gave. n_cells counts the non-empty cells: cells of facts + ignored + refused cells."""

    facts: tuple[Fact, ...] = ()
    ignored: tuple[IgnoredCell, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    n_cells: int = 0


def understand(document: Document, profile: ReportProfile) -> Understood:
    """Understand every table of a document. Never raises for a table's content: what is unclear is a refusal."""
    anatomies = {t.table_no: dissect(t) for t in document.tables}
    contexts = find_contexts(document, anatomies)
    stated = text_amounts(document)
    majority = _majority_unit(contexts.values(), anatomies.values())
    views = [TableView(document, profile, t, contexts[t.table_no], stated, majority) for t in document.tables]
    tables = [_safely(view, anatomies[view.table.table_no]) for view in views]
    largest = _largest_amount(tables)
    tables = [
        _safely(replace(view, largest=largest), anatomies[view.table.table_no]) if _infers_money(read) else read
        for view, read in zip(views, tables, strict=True)
    ]
    return Understood(
        tuple(with_identities([f for u in tables for f in u.facts])),
        tuple(i for u in tables for i in u.ignored),
        tuple(r for u in tables for r in u.refusals),
        sum(u.n_cells for u in tables),
    )


def _infers_money(read: Understood) -> bool:
    return any(f.is_unit_inferred and f.unit in MONEY for f in read.facts)


def _largest_amount(tables: Iterable[Understood]) -> Decimal:
    """The largest amount printed with its unit, in SEK; 0 where no table prints one."""
    printed = (f.amount_reported_sek for u in tables for f in u.facts if not f.is_unit_inferred)
    return max((abs(amount) for amount in printed if amount is not None), default=Decimal(0))


def _majority_unit(contexts: Iterable[TableContext], anatomies: Iterable[Anatomy]) -> str:
    """The money unit printed with most tables of the document, for one that prints none; empty if none does."""
    units = [money_unit(c.title) for c in contexts] + [money_unit(s.corner) for a in anatomies for s in a.segments]
    counts = Counter(u for u in units if u)
    return counts.most_common(1)[0][0] if counts else ""


def _safely(view: TableView, anatomy: Anatomy) -> Understood:
    """One table; a defect of ours there is one refusal and never takes the other tables with it."""
    try:
        return _understand_table(view, anatomy)
    except Exception as error:
        table = view.table
        detail = f"{type(error).__name__}: {error}"
        refusal = Refusal(view.document.sha256, "facts.table-not-understood", detail, table.page, table.table_no)
        ignored = _left_over(view, set(), {(c.row_no, c.col_no): "table-not-understood" for c in table.cells})
        return Understood((), tuple(ignored), (refusal,), _cells(table))


def _understand_table(view: TableView, anatomy: Anatomy) -> Understood:
    rules = dict(anatomy.ignored)
    facts: list[Fact] = []
    refusals: list[Refusal] = []
    for segment in anatomy.segments:
        part = decide(view, segment)
        assembled, ignored = assemble(view, part)
        rules |= part.values.ignored | ignored
        facts += assembled
        refusals += [_refusal(view, part, row, col, cell) for row, col, cell in part.values.refused]
    done = {(f.row_no, f.col_no) for f in facts} | {(r.row_no, r.col_no) for r in refusals}
    left = _left_over(view, done, rules)
    return Understood(tuple(facts), tuple(left), tuple(refusals), _cells(view.table))


def _cells(table: Table) -> int:
    return sum(1 for c in table.cells if c.text.strip())


def _refusal(view: TableView, part: Part, row: Row, col: int, cell: Cell) -> Refusal:
    text = join_lines(cell.text)
    return Refusal(
        view.document.sha256,
        "facts.number-unreadable",
        f"{text!r} is no number",
        cell.page,
        view.table.table_no,
        cell.row_no,
        cell.col_no,
        row.label,
        part.columns[col].label,
        text,
    )


def _left_over(view: TableView, done: set[tuple[int, int]], rules: dict[tuple[int, int], str]) -> list[IgnoredCell]:
    """Every non-empty cell that is neither fact nor refused, with the rule that ignores it: none disappears."""
    return [
        IgnoredCell(
            view.document.sha256,
            view.table.table_no,
            cell.row_no,
            cell.col_no,
            cell.page,
            rules.get((cell.row_no, cell.col_no), "outside-values"),
            join_lines(cell.text)[:MAX_RAW],
        )
        for cell in view.table.cells
        if cell.text.strip() and (cell.row_no, cell.col_no) not in done
    ]
