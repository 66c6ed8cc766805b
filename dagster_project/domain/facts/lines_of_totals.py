"""Tables whose things each have lines of account (`Äldreomsorg | Kostnader`), and a total that has them too.

What lives here: the roles of the total's lines (`Totalt | Kostnader`) and of the nets beside it. What does not: which
rows come to which (`arithmetic/sums.py`), the roles of all other rows (`rows.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.arithmetic.sums import SumRow
from dagster_project.domain.facts.rows import Row, claims_sum

FEWEST_THINGS = 2  # things with the same line that a total of it sums up


def claim_lines_of_totals(rows: Sequence[Row]) -> list[Row]:
    """The rows; a line of a total is one, where other things have that line too: it sums up theirs."""
    shared = _shared_lines(rows)
    return [
        replace(r, role="total") if r.role == "line" and claims_sum(r.group) and r.inner in shared else r for r in rows
    ]


def settle_lines_of_totals(rows: Sequence[Row], sums: Sequence[SumRow]) -> list[Row]:
    """The rows; the lines of a total are totals unless they are terms of another total of that line, the nets of things
    that it sums up are subtotals."""
    shared = _shared_lines(rows)
    inner = {t for s in sums if s.is_proven for t in s.terms if rows[t].inner == rows[s.total].inner}
    settled = []
    for i, row in enumerate(rows):
        if row.role in ("total", "subtotal") and row.group and row.inner in shared:
            is_whole = claims_sum(row.group) and i not in inner
            row = replace(row, role="total" if is_whole else "subtotal")
        settled.append(row)
    return settled


def _shared_lines(rows: Sequence[Row]) -> set[str]:
    """The lines of account that a total has, and at least two other things."""
    things: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.group and row.account_line:
            things[row.inner].add(row.group)
    return {
        line
        for line, names in things.items()
        if any(map(claims_sum, names)) and sum(not claims_sum(name) for name in names) >= FEWEST_THINGS
    }
