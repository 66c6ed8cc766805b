"""From printed signs to the canonical ones: revenue +, cost -, net = revenue + cost, deviation + = favourable.

The front desk of signs: what decides the sign of a row lives here; levels and differences next door in `level_signs.py`
and `difference_signs.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.domain.facts.difference_signs import difference_factors
from dagster_project.domain.facts.level_signs import Amount, Line, level_factors
from dagster_project.domain.swedish.text import fold

_RESULT = re.compile(r"resultat\b")
COSTS = frozenset({"cost", "personnel", "capital", "other"})


def canonical_factors(amounts: Sequence[Amount], plus_is_worse: bool = False) -> dict[tuple[int, int], int]:
    """1 or -1 for every (row, col): the factor that gives the canonical sign. plus_is_worse: see `sign_notes.py`."""
    levels = level_factors(amounts)
    factors = levels | difference_factors(amounts, levels, plus_is_worse)
    return {(a.row, a.col): factors.get((a.row, a.col), 1) for a in amounts}


def sign_line(account_line: str, label: str, headings: str, is_statement: bool) -> Line:
    """What decides the sign: the account line; else what label, section or column say about a result, which keeps its
    sign."""
    if account_line in COSTS:
        return "cost"
    if account_line == "revenue":
        return "revenue"
    words = fold(label)
    if is_statement and words.startswith(("kommunbidrag", "anslag", "budgetram", "ram")):
        return "grant"
    if _RESULT.search(fold(headings)) or (is_statement and "resultat" in words):
        return "result"
    return "net" if account_line == "net" or not is_statement else "unclear"
