"""How far printed, rounded numbers may miss an identity. u is the printed unit step (1 tkr; 0,1 mnkr).

Source: DOMAIN.md section 6. Written here once: the reader chooses readings and evaluates identities by it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal


def unit_step(values: Iterable[Decimal]) -> Decimal:
    """The finest printed decimal of a set of numbers: 1 for whole numbers, 0.1 for one decimal."""
    exponents = [int(exponent) for v in values if isinstance(exponent := v.as_tuple().exponent, int)]
    return Decimal(1).scaleb(min(exponents, default=0)) if exponents and min(exponents) < 0 else Decimal(1)


def sum_warns_above(n: int, step: Decimal) -> Decimal:
    """A sum of n rounded terms against a rounded total: beyond this it deserves a look. Above 30 terms twice the spread
    of n + 1 rounded numbers (each is even within its unit, so its variance is a twelfth)."""
    if n <= 30:
        return step if n <= 3 else 2 * step if n <= 12 else 3 * step
    return step * math.ceil(2 * math.sqrt((n + 1) / 12))


def sum_breaks_above(n: int, step: Decimal) -> Decimal:
    """Beyond this no rounding explains it: half a unit for each term and the total."""
    return step * (n + 1) / 2


def difference_breaks_above(step: Decimal) -> Decimal:
    """The difference of two printed numbers against a printed third: half a unit per figure."""
    return step * 3 / 2
