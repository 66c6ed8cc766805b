"""How numbers look: thousands separators, minus signs, decimals. From a Decimal to the text of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SPACES = {"plain": " ", "nbsp": "\u00a0", "thin": "\u2009", "narrow": "\u202f", "none": ""}
MINUSES = ("hyphen", "minus", "dash", "apart", "parentheses", "trailing")
FACTORS = {"kr": Decimal(1), "tkr": Decimal(1000), "mnkr": Decimal(1_000_000)}


@dataclass(frozen=True)
class Style:
    """space: between thousands, a key of SPACES. minus: one of MINUSES. blank: how an empty cell is printed."""

    space: str = "plain"
    minus: str = "hyphen"
    blank: str = ""

    @property
    def needs_wide_font(self) -> bool:
        """True where built-in PDF fonts lack the signs."""
        return self.space in ("thin", "narrow") or self.minus == "minus"

    @property
    def needs_own_widths(self) -> bool:
        return self.minus in ("parentheses", "trailing")


def rounded(amount: Decimal, unit: str, decimals: int) -> Decimal:
    """An amount in SEK as a number of units, rounded half away from zero, as spreadsheets print it."""
    return (amount / FACTORS[unit]).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def print_number(value: Decimal, decimals: int, style: Style) -> str:
    """`-1234.5` as `-1 234,5`, `(1 234,5)`, `1 234,5-` ... A zero has no sign."""
    whole, _, fraction = f"{abs(value):.{decimals}f}".partition(".")
    groups = []
    while whole:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    body = SPACES[style.space].join(groups) + ("," + fraction if fraction else "")
    if value >= 0:
        return body
    return {
        "hyphen": f"-{body}",
        "minus": f"\u2212{body}",
        "dash": f"–{body}",
        "apart": f"- {body}",
        "parentheses": f"({body})",
        "trailing": f"{body}-",
    }[style.minus]
