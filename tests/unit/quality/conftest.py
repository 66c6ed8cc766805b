"""Printed tables as facts, and the arithmetic of a report run on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from dagster_project.domain.model import Fact, Reconciliation
from dagster_project.domain.quality.reconcile import reconcile
from dagster_project.domain.swedish.units import MONEY

LEVELS = {"actual", "budget", "period_budget", "forecast", "budget_submitted", "budget_not_submitted"}
Facts = list[Fact]
Plant = Callable[..., Facts]


def facts_of(report: str, tables: Sequence[dict[str, Any]]) -> Facts:
    """The printed tables of a report as facts; one for each printed number. The form is told in printed_tables.yml."""
    facts = []
    for table_no, table in enumerate(tables, start=1):
        columns = [[part.strip() for part in column.split(";")] for column in table["columns"]]
        row_no = 1
        for line in table["rows"]:
            role, account, label, *figures = [part.strip() for part in line.split(";")]
            row_no += not role.startswith("+")
            for col_no, figure in enumerate(figures, start=2):
                if figure:
                    place = (table_no, row_no, col_no)
                    facts.append(_fact(report, table, place, role.removeprefix("+"), account, label, columns, figure))
    return facts


def _fact(
    report: str,
    table: dict[str, Any],
    place: tuple[int, int, int],
    role: str,
    account: str,
    label: str,
    columns: list[list[str]],
    figure: str,
) -> Fact:
    table_no, row_no, col_no = place
    col_label, measure, end, *as_of = columns[col_no - 2]
    measure, _, own_sign = measure.partition(":")
    role, _, row_measure = role.partition(":")
    sign = int(own_sign or (table["levels"] if measure in LEVELS else 1))
    factor = MONEY.get(table["unit"])
    period_end = date.fromisoformat(end)
    return Fact(
        document=report,
        municipality_code="0000",
        page=1,
        table_no=table_no,
        row_no=row_no,
        col_no=col_no,
        part_no=1,
        table_title=table["title"],
        section="",
        row_code="",
        row_label=label,
        row_role=role,
        col_label=col_label,
        raw=figure,
        value=Decimal(figure),
        unit=table["unit"],
        is_unit_inferred=False,
        measure=row_measure or measure,
        period_start=date(period_end.year, 1, 1),
        period_end=period_end,
        as_of=date.fromisoformat(as_of[0]) if as_of else None,
        fact_family=table["family"],
        account_line=account,
        entity="",
        amount_reported_sek=Decimal(figure) * factor * sign if factor else None,
        confidence=Decimal(1),
        reading="",
        fact_id=f"{report}-{table_no}-{row_no}-{col_no}",
    )


def change(fact: Fact, value: Decimal) -> Fact:
    """The fact with another figure; its amount turns and scales as before."""
    amount = fact.amount_reported_sek
    if amount is None or not fact.value:
        return replace(fact, value=value)
    return replace(fact, value=value, amount_reported_sek=value * (amount / fact.value))


@pytest.fixture(scope="session")
def printed() -> dict[str, Facts]:
    tables = yaml.safe_load((Path(__file__).parent / "printed_tables.yml").read_text(encoding="utf-8"))
    return {report: facts_of(report, content) for report, content in tables.items()}


@pytest.fixture(scope="session")
def plant() -> Plant:
    """plant(facts, value, fact_id) or plant(facts, value, row_label, col_label, title): one cell printed wrong."""

    def planted(facts: Facts, value: object, row: str, column: str = "", title: str = "") -> Facts:
        chosen = [
            f
            for f in facts
            if f.fact_id == row
            or ((f.row_label, f.col_label) == (row, column) and (not title or f.table_title == title))
        ]
        assert len(chosen) == 1, f"{len(chosen)} cells are called {row} / {column}"
        return [change(f, Decimal(str(value))) if f is chosen[0] else f for f in facts]

    return planted


@pytest.fixture(scope="session")
def violated() -> Callable[..., set[tuple[str, str, str]]]:
    """(kind, row_label, col_label) of the violated identities that are confirmed (or not)."""

    def of(rows: Sequence[Reconciliation], confirmed: bool = True) -> set[tuple[str, str, str]]:
        return {
            (r.kind, r.row_label, r.col_label) for r in rows if r.result == "violated" and r.is_confirmed == confirmed
        }

    return of


@pytest.fixture(scope="session")
def named() -> Callable[[Facts], dict[str, Reconciliation]]:
    """fact_id of every accused cell -> one of the identities that accuse it."""

    def of(facts: Facts) -> dict[str, Reconciliation]:
        return {r.suspect_fact_id: r for r in reconcile(facts) if r.suspect_fact_id}

    return of
