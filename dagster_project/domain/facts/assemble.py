"""From a decided part of a table to its facts: meaning, identity fields and amounts in canonical signs.

Next door: `parts.py` decided; `meaning.py` says what one cell means; `signs.py` knows the conventions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from dagster_project.domain.facts.difference_signs import DIFFERENCES
from dagster_project.domain.facts.families import is_unit_money, topic
from dagster_project.domain.facts.level_signs import LEVELS, Amount
from dagster_project.domain.facts.meaning import Meaning, meaning_of_number, meaning_of_status
from dagster_project.domain.facts.parts import Part, TableView
from dagster_project.domain.facts.savings import columns_of_savings
from dagster_project.domain.facts.sign_notes import plus_is_worse
from dagster_project.domain.facts.signs import canonical_factors, sign_line
from dagster_project.domain.facts.values import Placed
from dagster_project.domain.model import Fact
from dagster_project.domain.swedish.text import fold, join_lines
from dagster_project.domain.swedish.units import MONEY, to_sek

OCR_CONFIDENCE = Decimal("0.6")  # times the confidence of what was recognised in a picture: a digit may be another
_SUMS = frozenset({"total", "subtotal", "of_which"})


def assemble(view: TableView, part: Part) -> tuple[list[Fact], dict[tuple[int, int], str]]:
    """The facts of a part, and the places of statuses that are none (a legend, a risk), each with its rule's name."""
    drafts: list[tuple[Fact, Placed]] = []
    ignored: dict[tuple[int, int], str] = {}
    for placed in part.values.placed:
        if not placed.parts:
            rule = _no_status(view, part, placed)
            if rule:
                ignored[(placed.cell.row_no, placed.cell.col_no)] = rule
            else:
                meaning = meaning_of_status(placed, part.columns[placed.col], view.profile, view.year)
                drafts.append((_fact(view, part, placed, meaning, None, 1), placed))
        for part_no, number in enumerate(placed.parts, start=1):
            meaning = meaning_of_number(view, part, placed, number.unit)
            drafts.append((_fact(view, part, placed, meaning, number.value, part_no), placed))
    return _with_amounts(view, part, drafts), ignored


def _no_status(view: TableView, part: Part, placed: Placed) -> str:
    """Why a word of a status scale is none here: a legend has no label, risks are kept in raw only."""
    if not placed.row.label:
        return "legend"
    return "prose" if topic(view.context, part.segment.corner, placed.row.section) == "risk" else ""


def _fact(view: TableView, part: Part, placed: Placed, meaning: Meaning, value: Decimal | None, part_no: int) -> Fact:
    row = placed.row
    is_ocr = placed.cell.page in view.document.ocr_pages
    return Fact(
        document=view.document.sha256,
        municipality_code=view.profile.municipality_code,
        page=placed.cell.page,
        table_no=view.table.table_no,
        row_no=placed.cell.row_no,
        col_no=placed.cell.col_no,
        part_no=part_no,
        table_title=view.context.title,
        section=" > ".join(row.section),
        row_code=row.code,
        row_label=row.group if placed.is_group else row.label,
        row_role="total" if placed.is_group else row.role,
        col_label=part.columns[placed.col].label,
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
        confidence=round(part.reading.confidence * (OCR_CONFIDENCE if is_ocr else 1), 2),
        reading=part.reading.note,
        is_ocr=is_ocr,
        box=placed.cell.box if view.document.media_type == "application/pdf" else None,
    )


def _with_amounts(view: TableView, part: Part, drafts: list[tuple[Fact, Placed]]) -> list[Fact]:
    headings = [column.label for column in part.columns.values()]
    savings = columns_of_savings(list(part.columns.values()), f"{part.segment.corner} {view.context.title}")
    levels = [(fact, placed) for fact, placed in drafts if placed.col not in savings]
    amounts = [a for a in (_amount(view, fact, placed, headings) for fact, placed in levels) if a]
    said = plus_is_worse([view.context.title, *view.context.before[-2:], *view.context.notes, *headings])
    factors = canonical_factors(amounts, said)
    done = []
    for fact, placed in drafts:
        amount = to_sek(fact.value, fact.unit) if fact.value is not None else None
        if amount is not None:
            amount = amount * factors.get((fact.row_no, placed.col), 1) + 0
        done.append(replace(fact, amount_reported_sek=amount))
    return done


def _amount(view: TableView, fact: Fact, placed: Placed, headings: Sequence[str]) -> Amount | None:
    """What decides the sign of a fact; None for what keeps its printed sign (unit costs, balances, shares)."""
    if fact.value is None or fact.unit not in MONEY or fact.part_no > 1:
        return None
    if is_unit_money(placed.row, fact.col_label, view.context, headings):
        return None
    if fact.measure not in LEVELS and fact.measure not in DIFFERENCES:
        return None
    is_statement = fact.fact_family == "income_statement"
    headings = " / ".join((*placed.row.section[-1:], fact.col_label))
    line = sign_line(fact.account_line, placed.row.inner, headings, is_statement)
    is_sum = fact.row_role in _SUMS
    place = (fact.row_no, placed.col, fact.measure)
    is_net_cost = line == "net" and "kostnad" in fold(placed.row.inner)
    return Amount(*place, line, fact.value, is_sum, is_statement, fact.period_end, fact.unit, is_net_cost)
