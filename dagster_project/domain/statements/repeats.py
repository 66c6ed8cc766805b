"""Statements that say again what the report has said before.

Lives here: finding the earlier statement. A report that states the same paragraph twice states one thing; every
mention stays a row (`same_as` names the first).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from dagster_project.domain.model import Statement
from dagster_project.domain.statements.stems import find_stems
from dagster_project.domain.swedish.text import fold

_Key = tuple[str, Decimal, str, date | None]


def mark_repeats(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with `same_as` = number of the first earlier statement of the same value about the same thing."""
    seen: dict[_Key, list[Statement]] = {}
    marked = []
    for statement in statements:
        key = (statement.measure, statement.value, statement.unit, statement.period_end)
        earlier = next((s for s in seen.get(key, ()) if _same_subject(s, statement)), None)
        if earlier is None:
            firsts = seen.setdefault(key, [])
            if len(firsts) < 50:
                firsts.append(statement)
        marked.append(replace(statement, same_as=str(earlier.statement_no)) if earlier else statement)
    return tuple(marked)


def _same_subject(one: Statement, other: Statement) -> bool:
    a, b = find_stems(one.subject), find_stems(other.subject)
    if not a or not b:
        return a == b and fold(one.quote) == fold(other.quote)
    return a <= b or b <= a
