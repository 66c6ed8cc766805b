"""Codes printed in front of a label (`754 Hemtjänst`, `1 Politik`): which leading figures are one.

Lives here: parting label and code. A column of codes is next door in `column_roles.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.domain.facts.anatomy import BodyRow
from dagster_project.domain.swedish.numbers import is_year
from dagster_project.domain.swedish.text import strip_marks

_CODE = re.compile(
    r"^(?P<code>\d{2,4}(?:\s?[-–]\s?\d{2,4})?|\d[xX]{1,2}|[A-ZÅÄÖ]{1,3}\d{3,6})\*?(?:\s*[-–:]\s*|\s+)(?=[A-ZÅÄÖ])"
)
#: a figure alone is a code among longer codes, or where so many labels begin with one
_FIGURE = re.compile(r"^(?P<code>\d)(?:\s*[-–:]\s*|\s+)(?=[A-ZÅÄÖ])")
MANY_FIGURES = 3


def split_code(code: str, labels: list[str], has_figures: bool) -> tuple[str, list[str]]:
    """(code, labels without it). has_figures: figures alone are codes in this table (`prints_figures`)."""
    first = labels[0] if labels and not code else ""
    match = _CODE.match(first) or (_FIGURE.match(first) if has_figures else None)
    if match and not is_year(match["code"]):
        return match["code"], [first[match.end() :], *labels[1:]]
    return code, labels


def prints_figures(rows: Sequence[BodyRow]) -> bool:
    """True where single figures before labels are codes: `1 Politik` above `31 Hemtjänst`, or in most rows."""
    firsts = [strip_marks(row.labels[0]) for row in rows if row.labels and not row.code]
    figures = [match["code"] for match in map(_FIGURE.match, firsts) if match]
    codes = [match for match in map(_CODE.match, firsts) if match and not is_year(match["code"])]
    is_series = len(set(figures)) >= MANY_FIGURES and 2 * len(figures) > len(firsts)
    return bool(figures) and (bool(codes) or is_series)
