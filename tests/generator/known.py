"""Defects that are open: the features of made-up reports that show them, left out of the properties until mended.

Every one of them has its smallest document in tests/golden/found, whose test is expected to fail. When it passes, take
the feature out of here.
"""

from __future__ import annotations

#: feature -> what goes wrong
OPEN: dict[str, str] = {
    "parentheses": "decimals before a closing parenthesis are taken for a footnote mark (PDF)",
    "zero_percents": "rows of different units are taken for a sum where the numbers happen to fit",
    "two_rows": "a misprint in a table of two rows turns its column into prose",
    "net_with_unit": "a net label that ends in a unit is a line where costs are printed positive",
    "of_which_with_unit": "a `varav` row whose label ends in a unit turns family and sign",
    "unit_after_year": "a unit after a year in the heading is not seen",
    "unit_nowhere_beside_others": "a table without unit takes that of another table, whatever its magnitude",
}

AVOID = frozenset(OPEN)
