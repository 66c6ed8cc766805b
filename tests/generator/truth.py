"""What a made-up report says: tables of true facts, before anything is printed.

Values only. Next door: `amounts.py` draws the numbers, `tables.py` builds the tables, `reports.py` puts them together,
`rendering.py` prints them as text and as PDF.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class TrueFact:
    """One fact as docs/extract.md defines it, in the columns that the properties compare."""

    row_label: str
    value: Decimal
    unit: str
    measure: str
    period_end: date
    family: str
    amount_reported_sek: Decimal | None
    row_role: str = "line"

    def key(self) -> tuple[str, ...]:
        amount = "" if self.amount_reported_sek is None else f"{self.amount_reported_sek.normalize():f}"
        value = f"{self.value.normalize():f}"
        ends = self.period_end.isoformat()
        return (self.row_label, value, self.unit, self.measure, ends, self.family, amount, self.row_role)


@dataclass(frozen=True)
class PrintedCell:
    """A value cell as printed; fact is None for a blank. mark: a footnote mark raised after the number."""

    text: str
    fact: TrueFact | None = None
    mark: str = ""


@dataclass(frozen=True)
class PrintedRow:
    """kind: line, total, of_which or section (a label alone). labels: the cells left of the values."""

    labels: tuple[str, ...]
    cells: tuple[PrintedCell, ...] = ()
    kind: str = "line"


@dataclass(frozen=True)
class TrueTable:
    """groups: the outer header over each value column ("" for none), empty tuple for a header of one level."""

    title: str
    corner: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    groups: tuple[str, ...] = ()
    unit_line: str = ""
    note: str = ""
    is_unit_inferred: bool = False
    features: frozenset[str] = field(default=frozenset())

    @property
    def facts(self) -> list[TrueFact]:
        return [cell.fact for row in self.rows for cell in row.cells if cell.fact is not None]


@dataclass(frozen=True)
class TrueReport:
    """heading, lines: the front of the report, as printed."""

    municipality_code: str
    period_end: date
    heading: str
    lines: tuple[str, ...]
    tables: tuple[TrueTable, ...]
    prose: str = ""

    def __repr__(self) -> str:
        return f"<{self.heading}: {', '.join(table.title for table in self.tables)}>"

    @property
    def facts(self) -> list[TrueFact]:
        return [fact for table in self.tables for fact in table.facts]

    @property
    def features(self) -> frozenset[str]:
        return frozenset().union(*(table.features for table in self.tables))
