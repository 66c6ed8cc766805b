"""What a wrong figure usually looks like: a lost minus sign, swapped digits, a lost or doubled digit, a wrong power.

What lives here: the error model of single cells, as pure transformations of a printed number into the numbers that may
have been meant, each with how probable it is that the one was printed for the other. What does not: deciding which cell
is wrong (`diagnose`).
Source of the catalogue: the one misprint met so far (a lost minus sign) and the usual typing errors of book-keeping
(transposition, omission, repetition, unit confusion). The shares are a judgement, tried in benchmarks/misprints.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

SIGN = "sign"
FACTOR = "factor"
TRANSPOSED = "transposed_digits"
MISSING_DIGIT = "missing_digit"
DOUBLED_DIGIT = "doubled_digit"
WRONG_DIGIT = "wrong_digit"
NEIGHBOUR = "neighbour_value"
SWAPPED = "swapped_cells"
STALE_TOTAL = "stale_total"
MISSING_ROW = "missing_row"
OTHER = "other"

#: how often each kind is met among misprints; what is not in the catalogue keeps a little
SHARES = {
    SIGN: 0.25,
    TRANSPOSED: 0.14,
    MISSING_DIGIT: 0.12,
    DOUBLED_DIGIT: 0.10,
    WRONG_DIGIT: 0.05,
    FACTOR: 0.10,
    NEIGHBOUR: 0.08,
    SWAPPED: 0.06,
    STALE_TOTAL: 0.05,
    MISSING_ROW: 0.04,
    OTHER: 0.01,
}
_FACTORS = (Decimal(10), Decimal(100), Decimal(1000))


def meant_values(printed: Decimal) -> Iterator[tuple[str, Decimal, float]]:
    """Every (kind, value, probability) that `printed` may be a misprint of: how probable it is to print the one for the
    other. Likeliest first, without `printed` itself.

    Digits are those of the number as printed, so that 4,0 has two; a sign is kept by every kind but the first.
    """
    seen = {printed}
    for kind, value, ways in _candidates(printed):
        if value not in seen:
            seen.add(value)
            yield kind, value, SHARES[kind] / ways


def _candidates(printed: Decimal) -> Iterator[tuple[str, Decimal, int]]:
    yield SIGN, -printed, 1
    sign, digits, exponent = printed.as_tuple()
    if isinstance(exponent, int):
        for kind, variant, ways in _digit_variants(digits):
            yield kind, Decimal((sign, variant, exponent)), ways
    for factor in _FACTORS:
        yield FACTOR, printed * factor, 2 * len(_FACTORS)
        yield FACTOR, printed / factor, 2 * len(_FACTORS)


def _digit_variants(digits: tuple[int, ...]) -> Iterator[tuple[str, tuple[int, ...], int]]:
    size = len(digits)
    for i in range(size - 1):
        yield TRANSPOSED, (*digits[:i], digits[i + 1], digits[i], *digits[i + 2 :]), size
    for i in range(size + 1):
        for new in range(10):
            yield MISSING_DIGIT, (*digits[:i], new, *digits[i:]), size + 1
    for i in range(1, size):
        if digits[i] == digits[i - 1]:
            yield DOUBLED_DIGIT, (*digits[:i], *digits[i + 1 :]), size - 1
    for i in range(size):
        for new in range(10):
            yield WRONG_DIGIT, (*digits[:i], new, *digits[i + 1 :]), 9 * size
