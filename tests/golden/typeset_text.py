"""The text version of a report as a PDF: lines with tabs are tables, lines alone are headings, the rest is prose.

Lives here: what is a header line and which of its cells are merged. How pages and tables are drawn is in `typesetting`.
"""

from __future__ import annotations

import re

from typesetting.blocks import Heading, Page, TableBlock, Text
from typesetting.typeset import typeset

#: the layouts of `typesetting.blocks`: full grid, three rules, nothing drawn, shaded header, shaded bands
LAYOUTS = ("grid", "rules", "plain", "shaded", "banded")
_MAX_HEADING = 110
_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)[-−–(]? ?\d[\d ]*(?:,\d+)?$")


def typeset_text(text: str, layout: str) -> bytes:
    blocks: list[object] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = chunk.split("\n")
        if any("\t" in line for line in lines):
            blocks.append(_table([line.split("\t") for line in lines]))
        else:
            blocks += [_line(line, is_alone=len(lines) == 1) for line in lines]
    return typeset(blocks, layout, Page(is_landscape=True))


def _line(line: str, is_alone: bool) -> object:
    marked = re.match(r"(#+)\s+(.*)", line)
    if marked:
        return Heading(marked[2], len(marked[1]))
    is_heading = is_alone and len(line) <= _MAX_HEADING and not line.endswith((".", ":", ","))
    return Heading(line, 2) if is_heading else Text(line)


def _table(rows: list[list[str]]) -> TableBlock:
    """A table whose first line leaves columns blank has two header lines or more, merged over their columns."""
    n_cols = max(len(row) for row in rows)
    rows = [row + [""] * (n_cols - len(row)) for row in rows]
    n_headers = 1
    while _is_header(rows, n_headers):
        n_headers += 1
    return TableBlock(rows, header_rows=n_headers, merges=_merges(rows) if n_headers > 1 else ())


def _is_header(rows: list[list[str]], at: int) -> bool:
    """A line of words and years under a header line that leaves columns blank, or without a label of its own."""
    if at >= len(rows) - 1 or not any(rows[at][1:]) or any(_NUMBER.match(cell) for cell in rows[at][1:]):
        return False
    return not rows[at][0] or (at == 1 and "" in rows[0][1:])


def _merges(rows: list[list[str]]) -> list[tuple[int, int, int, int]]:
    merges = []
    for start in range(1, len(rows[0])):
        end = start
        while rows[0][start] and end + 1 < len(rows[0]) and not rows[0][end + 1] and rows[1][end + 1]:
            end += 1
        if end > start and rows[1][start]:
            merges.append((0, start, 0, end))
    return merges
