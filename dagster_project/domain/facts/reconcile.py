"""Identities tested on the facts of one table part: sums, revenue + cost = net, deviation formulas; and the cell that
breaks them.

Lives here: which identities a table promises. The arithmetic of sums and tolerances is in `arithmetic/`; findings and
checks over the whole warehouse are elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from dagster_project.domain.arithmetic.sums import SumRow, sum_misses
from dagster_project.domain.arithmetic.tolerances import (
    difference_breaks_above,
    outcome,
    sum_breaks_above,
    sum_warns_above,
    unit_step,
)
from dagster_project.domain.facts.rows import Row
from dagster_project.domain.model import Fact, Reconciliation
from dagster_project.domain.swedish.units import MONEY

_ADDED = frozenset(
    {
        "actual",
        "budget",
        "period_budget",
        "forecast",
        "deviation",
        "forecast_deviation",
        "budget_submitted",
        "budget_not_submitted",
        "remaining_budget",
        "project_budget",
        "project_actual",
        "project_deviation",
        "change",
    }
)
_FORMULAS = {"deviation": ("actual", "period_budget"), "forecast_deviation": ("forecast", "budget")}


def reconcile_segment(
    facts: Sequence[Fact], rows: Sequence[Row], sums: Sequence[SumRow], title: str
) -> list[Reconciliation]:
    """All identities of one part of a table with their outcome; broken ones name the suspect cell if one is found."""
    numeric = [f for f in facts if f.value is not None and f.part_no == 1 and f.measure in _ADDED]
    found = _sums(numeric, rows, sums, title)
    found += _formulas(numeric, title)
    return _with_suspects(found, numeric, rows, sums)


def _grid(
    numeric: Sequence[Fact], rows: Sequence[Row]
) -> tuple[list[int], list[list[Decimal | None]], dict[int, Fact]]:
    columns = sorted({f.col_no for f in numeric})
    values = {(f.row_no, f.col_no): f.value for f in numeric}
    heads = {f.col_no: f for f in numeric}
    return columns, [[values.get((r.row_no, c)) for c in columns] for r in rows], heads


def _sums(numeric: Sequence[Fact], rows: Sequence[Row], sums: Sequence[SumRow], title: str) -> list[Reconciliation]:
    columns, grid, heads = _grid(numeric, rows)
    found: list[Reconciliation] = []
    for s in sums:
        if not s.is_proven:
            continue
        lines = {rows[t].account_line for t in s.terms}
        identity = (
            "revenue_plus_cost_is_net"
            if "revenue" in lines and rows[s.total].account_line == "net"
            else "rows_sum_to_total"
        )
        step = unit_step(v for r in (*s.terms, s.total) for v in grid[r] if v is not None)
        for c, expected, printed, n in sum_misses(grid, s.total, s.terms):
            head = heads[columns[c]]
            if head.unit not in MONEY and head.unit not in ("count", "fte", "hours", "days"):
                continue
            miss = printed - expected
            result = outcome(miss, sum_warns_above(n, step), max(sum_breaks_above(n, step), step))
            found.append(
                Reconciliation(
                    head.document, head.table_no, title, identity, rows[s.total].label, head.col_label,
                    expected, printed, miss, sum_breaks_above(n, step), head.unit, result, n,
                )
            )  # fmt: skip
    return found


def _formulas(numeric: Sequence[Fact], title: str) -> list[Reconciliation]:
    """deviation = outcome against its budget, in canonical signs and the printed unit, row by row."""
    by_row: dict[tuple[int, str], dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in numeric:
        if fact.amount_reported_sek is not None:
            by_row[(fact.row_no, fact.entity)][fact.measure].append(fact)
    found: list[Reconciliation] = []
    for measures in by_row.values():
        for measure, (level, base) in _FORMULAS.items():
            for fact in measures.get(measure, []):
                made = _formula(
                    fact, measures.get(level, []), measures.get(base, []) or measures.get("budget", []), title
                )
                found += [made] if made else []
    return found


def _formula(fact: Fact, levels: Sequence[Fact], budgets: Sequence[Fact], title: str) -> Reconciliation | None:
    level = next((f for f in levels if f.period_end == fact.period_end and f.account_line == fact.account_line), None)
    budget = next(
        (
            f
            for f in budgets
            if f.account_line == fact.account_line and (f.measure == "budget" or f.period_end == fact.period_end)
        ),
        None,
    )
    if (
        level is None
        or budget is None
        or (budget.measure == "budget" and fact.measure == "deviation" and budget.period_end != fact.period_end)
    ):
        return None
    assert fact.value is not None and level.amount_reported_sek is not None and budget.amount_reported_sek is not None
    expected = (level.amount_reported_sek - budget.amount_reported_sek) / MONEY[fact.unit]
    printed = (fact.amount_reported_sek or Decimal(0)) / MONEY[fact.unit]
    step = unit_step([v for v in (fact.value, level.value, budget.value) if v is not None])
    result = outcome(printed - expected, step, difference_breaks_above(step))
    return Reconciliation(
        fact.document, fact.table_no, title, "deviation_formula", fact.row_label, fact.col_label,
        expected, printed, printed - expected, difference_breaks_above(step), fact.unit, result, 2,
    )  # fmt: skip


def _with_suspects(
    found: list[Reconciliation], numeric: Sequence[Fact], rows: Sequence[Row], sums: Sequence[SumRow]
) -> list[Reconciliation]:
    """A broken sum whose miss is one term's sign (twice the term): that term is the suspect, if it is the only one and
    what the row's own deviation implies agrees (period budget = outcome + deviation is the plan without it)."""
    columns, grid, heads = _grid(numeric, rows)
    repaired: list[Reconciliation] = []
    for r in found:
        if r.outcome != "breaks" or r.identity == "deviation_formula":
            repaired.append(r)
            continue
        s = next((s for s in sums if rows[s.total].label == r.row_label and s.is_proven), None)
        c = next((i for i, col in enumerate(columns) if heads[col].col_label == r.col_label), None)
        if s is None or c is None:
            repaired.append(r)
            continue
        turned = [
            t
            for t in s.terms
            if (v := grid[t][c]) is not None and v != 0 and abs(r.expected - 2 * v - r.printed) <= r.tolerance
        ]
        if len(turned) == 1:
            value = grid[turned[0]][c]
            assert value is not None
            r = replace(
                r,
                suspect_row_label=rows[turned[0]].label,
                suspect_col_label=r.col_label,
                suspect_printed=value,
                suspect_expected=-value,
            )
        repaired.append(r)
    return repaired
