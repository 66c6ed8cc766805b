"""A number and where it stands in its sentence.

Lives here: the value every rule of the grammar asks about. Next door: `mentions.py` finds them, `siblings.py` lets them
share units.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Mention:
    """A number and where it stands in its sentence.

    value: as printed, in `unit`. has_sign: a sign is printed. unit: canonical unit, empty where none is printed.
    noun: the thing counted, empty for money and percentages. kind: digits, word, share or balance.
    decimals: printed decimals (after the factor of the unit). in_parentheses: stands in (...). is_points: the unit is
    percentage points. is_aside: stands alone in parentheses behind a number of its kind (`143 (158)`): the year before.
    """

    start: int
    end: int
    value: Decimal
    has_sign: bool = False
    unit: str = ""
    noun: str = ""
    kind: str = "digits"
    decimals: int = 0
    is_approximate: bool = False
    in_parentheses: bool = False
    is_points: bool = False
    is_aside: bool = False
