"""How far the statements of readings agree with lists of true ones: recall, right, precision.

Lives here: pairing and counting only. The truths stand beside the reports (`<name>.statements.csv`); a field of theirs
may allow several readings, `a/b`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from dagster_project.domain.model import Statement


def score_statements(reports: Iterable[tuple[Path, Sequence[Statement]]]) -> dict[str, float]:
    """Over all reports, each with its list of truths and what was read.

    Returns: recall: true statements whose number is given; right: measure, value, unit and day as well; precision:
        given statements whose number is true.
    """
    n_true = n_found = n_right = n_given = 0
    for truths, statements in reports:
        given = list(statements)
        n_given += len(given)
        for truth in _read_truths(truths):
            n_true += 1
            sizes = {abs(value) for value in _values(truth)}
            same = [s for s in given if abs(s.value) in sizes]
            if same:
                best = max(same, key=lambda s: _is_right(s, truth))
                given.remove(best)
                n_found += 1
                n_right += _is_right(best, truth)
    return {"recall": n_found / n_true, "right": n_right / n_true, "precision": n_found / max(n_given, 1)}


def _read_truths(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _is_right(statement: Statement, truth: dict[str, str]) -> bool:
    got = (statement.measure, statement.unit, str(statement.period_end or ""))
    allowed = [truth[name].split("/") for name in ("measure", "unit", "period_end")]
    return statement.value in _values(truth) and all(g in a for g, a in zip(got, allowed, strict=True))


def _values(truth: dict[str, str]) -> set[Decimal]:
    return {Decimal(value) for value in truth["value"].split("/")}
