"""How like its row and its column a number is: what the row prints in the other columns, in the columns' proportions.

Lives here: a prediction for every cell of a grid, and how well a number fits it. What does not: what is concluded
(`diagnose`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

#: two columns are compared over at least so many other rows
MIN_ROWS = 2
#: and at most over so many before it and after it: more say no more, and would take time as the square of the rows
REACH = 60
#: proportions of two columns differ from row to row at least so much (logarithms), more so where few rows tell
_LEAST_SPREAD, _FEW_ROWS = 0.05, 0.3
#: a number of the other sign, a zero, or one of quite another size are all equally unlike
_FARTHEST = 4.0


@dataclass(frozen=True, slots=True)
class GridCell:
    """A number of a table, with what names its row and its column."""

    row: Hashable
    col: Hashable
    value: Decimal


@dataclass(frozen=True, slots=True)
class Prediction:
    """value: what the rest of the table makes expect. spread: how far numbers usually are from it, as the logarithm of
    their ratio."""

    value: float
    spread: float

    def likeness(self, value: Decimal) -> float:
        """1 for the number expected, less the farther it is. Tails are heavy (Cauchy): some rows are like no other."""
        distance = _FARTHEST
        if float(value) * self.value > 0:
            distance = min(_FARTHEST, abs(math.log(float(value) / self.value)))
        return 1 / (1 + (distance / self.spread) ** 2)


def predict(cells: Mapping[str, GridCell]) -> dict[str, Prediction]:
    """For every cell of a table, in the order of its rows: its row's number in the column that is most alike, in the
    proportion of the two in the rows around it."""
    rows: dict[Hashable, dict[Hashable, float]] = defaultdict(dict)
    for cell in cells.values():
        rows[cell.row][cell.col] = float(cell.value)
    lines, place = list(rows.values()), {row: i for i, row in enumerate(rows)}
    found = {}
    for name, cell in cells.items():
        at = place[cell.row]
        others = [*lines[max(0, at - REACH) : at], *lines[at + 1 : at + 1 + REACH]]
        guesses = [
            Prediction(value * math.exp(proportion), spread)
            for col, value in rows[cell.row].items()
            if col != cell.col and value
            for proportion, spread in _compare(others, cell.col, col)
        ]
        if guesses:
            found[name] = min(guesses, key=lambda guess: guess.spread)
    return found


def _compare(rows: Sequence[Mapping[Hashable, float]], col: Hashable, other: Hashable) -> list[tuple[float, float]]:
    """The proportion of two columns and its spread, as logarithms; empty where too few rows tell."""
    ratios = [math.log(row[col] / row[other]) for row in rows if row.get(col, 0) * row.get(other, 0) > 0]
    if len(ratios) < MIN_ROWS:
        return []
    middle = median(ratios)
    spread = 1.5 * median(abs(ratio - middle) for ratio in ratios)
    return [(middle, max(_LEAST_SPREAD, spread) + _FEW_ROWS / len(ratios))]
