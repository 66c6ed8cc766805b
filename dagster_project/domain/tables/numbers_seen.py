"""What looks like a number on the page, for geometry only: which words may stand in a column of numbers.

What does not live here: reading a number's value (swedish/numbers.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(
    r"^[(+\-−–‒<>≤≥=~±]*\s*\d[\d\s\u00a0\u2007\u2009\u202f.,]*\s*(?:%|‰|kr|tkr|mkr|mnkr|st)?[)\-−*]*\**$", re.I
)
_BLANK_SIGN = re.compile(r"^(?:[-−–—.]+|[xX]|\*+)$")
_DIGITS = re.compile(r"^\d{3}$")
_HEAD = re.compile(r"^[(+\-−–≤≥<>=]*\d{1,3}$")
_TAIL = re.compile(r"^\d{3}(?:[,.]\d+)?[)%*\-−]*$")
_SIGN = re.compile(r"^[(+\-−–≤≥<>=]+$")
_YEARS = re.compile(r"^((?:19|20)\d\d) [-−–] ((?:19|20)\d\d)$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_PER = re.compile(r"^(?:%|kr|tkr|mkr|mnkr|st)$", re.I)


def is_number(text: str) -> bool:
    """True for a text that is one printed number and nothing else (sign, spaces, decimals, percent allowed)."""
    return bool(_NUMBER.match(text.strip()))


def is_value(text: str) -> bool:
    """True for a number or a sign that stands for one (a dash, a cross)."""
    return is_number(text) or bool(_BLANK_SIGN.match(text.strip()))


def has_values(texts: Sequence[str]) -> bool:
    """True if one of the texts is a value and no year: years may be headings."""
    return any(is_value(text) and not _YEAR.match(text) for text in texts)


def is_span_of_years(parts: list[str]) -> bool:
    """True for words that are two years with a dash between them (`2020 - 2021`): one cell, never two numbers."""
    match = _YEARS.match(" ".join(parts))
    return match is not None and match[1] <= match[2]


def is_wrapped_number(above: str, below: str) -> bool:
    """True if a number can go on over two lines, broken at the space before its last thousands (`107` over `411`)."""
    return bool(_DIGITS.match(below)) and is_one_number([*above.split(), below])


def is_one_number(parts: list[str]) -> bool:
    """True if words beside each other can be one number with spaces between thousands.

    After a group of one to three digits that does not begin with 0, every group has three digits: `1 234` and
    `- 1 102` can be one number, `0 456`, `12 34` and `1 234 5 678` cannot.
    """
    parts = [p for part in parts for p in part.replace("\u00a0", " ").split()]
    if parts and _SIGN.match(parts[0]):
        parts = parts[1:]
    if parts and _PER.match(parts[-1]):
        parts = parts[:-1]
    if len(parts) < 2:
        return bool(parts) and is_number(parts[0])
    head = parts[0].lstrip("(+-−–≤≥<>=")
    return (
        bool(_HEAD.match(parts[0]))
        and not head.startswith("0")
        and all(_DIGITS.match(p) for p in parts[1:-1])
        and bool(_TAIL.match(parts[-1]))
    )
