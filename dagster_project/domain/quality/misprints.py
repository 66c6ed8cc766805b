"""What a wrong figure usually looks like: a lost minus sign, swapped digits, a lost or doubled digit, a wrong power.

What lives here: the catalogue of single-cell misprints, as pure transformations of a printed number into the numbers
that may have been meant. What does not: deciding which cell is wrong (`suspects`).
Source of the catalogue: the one misprint met so far (a lost minus sign) and the usual typing errors of book-keeping
(transposition, omission, repetition, unit confusion).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

SIGN = "sign"
FACTOR = "factor"
TRANSPOSED = "transposed_digits"
MISSING_DIGIT = "missing_digit"
EXTRA_DIGIT = "extra_digit"
WRONG_DIGIT = "wrong_digit"
OTHER = "other"

KINDS = (SIGN, FACTOR, TRANSPOSED, MISSING_DIGIT, EXTRA_DIGIT, WRONG_DIGIT)
"""In order of trust: the earlier, the fewer numbers fit it by chance."""

_FACTORS = (Decimal(10), Decimal(100), Decimal(1000))


def meant_values(printed: Decimal) -> Iterator[tuple[str, Decimal]]:
    """Every (kind, value) that `printed` may be a misprint of; in the order of `KINDS`, without `printed` itself.

    Digits are those of the number as printed, so that 4,0 has two; a sign is kept by every kind but the first.
    """
    seen = {printed}
    for kind, value in _candidates(printed):
        if value not in seen:
            seen.add(value)
            yield kind, value


def _candidates(printed: Decimal) -> Iterator[tuple[str, Decimal]]:
    yield SIGN, -printed
    for factor in _FACTORS:
        yield FACTOR, printed * factor
        yield FACTOR, printed / factor
    sign, digits, exponent = printed.as_tuple()
    if not isinstance(exponent, int):
        return
    for kind, variant in _digit_variants(digits):
        yield kind, Decimal((sign, variant, exponent))


def _digit_variants(digits: tuple[int, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    size = len(digits)
    for i in range(size - 1):
        yield TRANSPOSED, (*digits[:i], digits[i + 1], digits[i], *digits[i + 2 :])
    for i in range(size + 1):
        for new in range(10):
            yield MISSING_DIGIT, (*digits[:i], new, *digits[i:])
    for i in range(size):
        if size > 1:
            yield EXTRA_DIGIT, (*digits[:i], *digits[i + 1 :])
    for i in range(size):
        for new in range(10):
            yield WRONG_DIGIT, (*digits[:i], new, *digits[i + 1 :])
