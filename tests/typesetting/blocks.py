"""What a typeset document is made of: blocks, pages and layouts. Plain values; nothing is drawn here.

Next door: `tables.py` draws a table, `typeset.py` a whole document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

THOUSANDS = {"space": " ", "nbsp": "\u00a0", "thin": "\u2009", "narrow": "\u202f"}


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph; kind: body, bullet, note (small), title (large), contents (a line of a contents list)."""

    text: str
    kind: str = "body"


@dataclass(frozen=True)
class NewPage:
    pass


@dataclass(frozen=True)
class Gap:
    """Empty room of so many millimetres; tests use it to push a table over a page break."""

    millimetres: float


@dataclass(frozen=True)
class TableBlock:
    """A table as rows of cells. Cells may hold <b>, <i>, <super> and <br/>.

    header_rows: how many rows at the top are headers. merges: (row, column, last row, last column), counted from 0; the
    text stands in the first cell. widths: relative widths of the columns, else from their contents. align: a letter
    l, r or c per column, else numbers to the right. repeat_header: after a page break. keep: never broken over pages.
    """

    rows: Sequence[Sequence[str]]
    header_rows: int = 1
    merges: Sequence[tuple[int, int, int, int]] = ()
    widths: Sequence[float] | None = None
    align: str = ""
    layout: str = ""
    repeat_header: bool = True
    keep: bool = False


@dataclass(frozen=True)
class Layout:
    """How tables look. rule: none, horizontal, booktabs or grid. valign: a value beside a wrapped label."""

    rule: str = "grid"
    header_fill: str = ""
    band_fill: str = ""
    valign: str = "MIDDLE"
    bold_header: bool = True
    font: str = "Helvetica"
    size: float = 8.5
    thousands: str = "nbsp"
    minus: str = "-"
    padding: float = 3.0
    total_rule: bool = False


LAYOUTS: dict[str, Layout] = {
    "grid": Layout(),
    "rules": Layout(rule="booktabs", valign="TOP", font="Times-Roman", size=9.5, total_rule=True),
    "plain": Layout(rule="none", valign="BOTTOM", thousands="space", padding=4.0),
    "shaded": Layout(rule="horizontal", header_fill="#1f4e79", font="DejaVuSans", size=7.5, minus="\u2212"),
    "banded": Layout(
        rule="none", header_fill="#d9e2ec", band_fill="#f2f5f8", font="DejaVuSans", size=7.5, thousands="thin"
    ),
}


@dataclass(frozen=True)
class Page:
    """header and footer stand on every page; {page} and {pages} are filled in. cover: not on the first."""

    header: str = ""
    footer: str = "Sida {page} ({pages})"
    cover: bool = False
    is_landscape: bool = False
    rotation: int = 0
    title: str = ""
    password: str = ""
