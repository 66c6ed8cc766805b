"""The text version of a report as headings, paragraphs and tables with their merged header cells.

What does not live here: how a producer sets them (as_*.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER = re.compile(r"^[-−–(]?\d[\d \u00a0]*(?:,\d+)?\)?\s?%?$")
GROUPED = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
MAX_HEADING = 110


@dataclass(frozen=True)
class Heading:
    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Table:
    """rows: texts, all rows equally long. spans: (row, first column, number of columns) of merged header cells."""

    rows: tuple[tuple[str, ...], ...]
    header_rows: int
    spans: tuple[tuple[int, int, int], ...]

    def span_at(self, row: int, column: int) -> int:
        """How many columns the cell covers; 0 where another cell covers it."""
        for r, first, n in self.spans:
            if r == row and first <= column < first + n:
                return n if column == first else 0
        return 1

    def is_number(self, column: int) -> bool:
        """True for a column whose texts below the header mostly are numbers."""
        texts = [row[column].strip() for row in self.rows[self.header_rows :] if row[column].strip()]
        return bool(texts) and 2 * sum(bool(NUMBER.match(t)) for t in texts) >= len(texts)


Block = Heading | Paragraph | Table


def parse(text: str) -> list[Block]:
    """The blocks of a report as text: tables are lines with tabs, a line alone between blanks is a heading."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n[ \r]*\n", text.replace("\r", "").strip("\n ")):
        lines = [line for line in chunk.split("\n") if line.strip()]
        if any("\t" in line for line in lines):
            blocks += _table(lines)
        else:
            blocks += [_line(line, is_alone=len(lines) == 1) for line in lines]
    return blocks


def grouped(text: str, space: str) -> str:
    """The text with another space between thousands."""
    return GROUPED.sub(space, text) if NUMBER.match(text.strip()) else text


def _line(line: str, is_alone: bool) -> Block:
    marked = re.match(r"(#+)\s+(.*)", line)
    if marked:
        return Heading(marked[2], len(marked[1]))
    is_heading = is_alone and len(line) <= MAX_HEADING and not line.endswith((".", ":", ","))
    return Heading(line, 2) if is_heading else Paragraph(line)


def _table(lines: list[str]) -> list[Block]:
    """A table and the lines without a tab before it. A first line that leaves columns blank is an outer header."""
    first = next(i for i, line in enumerate(lines) if "\t" in line)
    rows = [line.split("\t") for line in lines[first:]]
    n = max(len(row) for row in rows)
    rows = [row + [""] * (n - len(row)) for row in rows]
    is_double = len(rows) > 1 and "" in rows[0][1:] and not any(NUMBER.match(cell) for cell in rows[1][1:])
    spans = _outer_spans(rows) if is_double else []
    table = Table(tuple(tuple(row) for row in rows), 2 if is_double else 1, tuple(spans))
    return [*(_line(line, is_alone=True) for line in lines[:first]), table]


def _outer_spans(rows: list[list[str]]) -> list[tuple[int, int, int]]:
    spans = []
    for start in range(1, len(rows[0])):
        end = start
        while rows[0][start] and end + 1 < len(rows[0]) and not rows[0][end + 1] and rows[1][end + 1]:
            end += 1
        if end > start and rows[1][start]:
            spans.append((0, start, end - start + 1))
    return spans
