"""Page headers, footers and page numbers: what stands at the edge of the page and comes again on other pages.

What lives here: telling such lines from content by place and repetition. What does not: reading them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from dagster_project.domain.tables.geometry import Line
from dagster_project.domain.tables.numbers_seen import is_value
from dagster_project.domain.tables.words import segments

EDGE = 0.13  # part of the page's height at the top and the bottom where furniture stands
APART = 0.8  # of the font size: white space between furniture and content
SAME_HEIGHT = 3.0  # points: repeated furniture stands at the same height
MOST_LINES = 4
CELL_GAP = 0.5  # of the font size: white space between the values of a row
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_OF_PAGES = re.compile(r"\b\d{1,4}\s*(?:\(|/|av|of)\s*\d{1,4}\s*\)?$", re.I)
_ONLY_NUMBER = re.compile(
    r"^(?:sida|sid|s\.?)?\s*[-–(]?\s*\d{1,4}\s*[-–)]?\s*(?:(?:\(|/|av|of)\s*\d{1,4}\s*\)?)?$", re.I
)


class Edge(NamedTuple):
    """One line at the edge of a page: its text with digits replaced, and its height."""

    text: str
    height: float


def edge_lines(lines: Sequence[Line], height: float) -> list[int]:
    """Indexes of the lines that stand apart from the content at the top or bottom edge, and are no rows of a table.

    The outermost line may stand close to the content if it ends with a page number out of so many (`2/14`).
    """
    return _outer(lines, height, range(len(lines)), top=True) + _outer(
        lines, height, range(len(lines) - 1, -1, -1), top=False
    )


def edges_of(lines: Sequence[Line], height: float) -> list[Edge]:
    """What to compare with other pages."""
    return [_edge(lines[i]) for i in edge_lines(lines, height)]


def find_furniture(lines: Sequence[Line], height: float, others: Sequence[Sequence[Edge]]) -> set[int]:
    """Indexes of lines that are furniture: at the edge, and repeated on another page or no more than a page number."""
    out = set()
    for i in edge_lines(lines, height):
        edge = _edge(lines[i])
        is_number = bool(_ONLY_NUMBER.match(lines[i].text.strip())) and lines[i].baseline > height / 2
        if is_number or any(_is_same(edge, other) for page in others for other in page):
            out.add(i)
    return out


def _edge(line: Line) -> Edge:
    return Edge(re.sub(r"\d+", "0", line.text), line.baseline)


def _is_same(a: Edge, b: Edge) -> bool:
    return abs(a.height - b.height) <= SAME_HEIGHT and a.text == b.text


def _is_table_row(line: Line) -> bool:
    """True for a label and values beside it, none of them a year: two tables may end in the same row at one height."""
    texts = [" ".join(w.text for w in piece) for piece in segments(line, CELL_GAP)]
    return len(texts) > 2 and not is_value(texts[0]) and all(is_value(t) and not _YEAR.match(t) for t in texts[1:])


def _outer(lines: Sequence[Line], height: float, order: Sequence[int], top: bool) -> list[int]:
    out: list[int] = []
    for k, i in enumerate(order):
        line = lines[i]
        inside = line.baseline <= EDGE * height if top else line.baseline >= (1 - EDGE) * height
        if not inside or len(out) >= MOST_LINES or _is_table_row(line):
            break
        out.append(i)
        after = lines[order[k + 1]] if k + 1 < len(order) else None
        gap = abs(after.baseline - line.baseline) / max(line.size, after.size) - 1 if after else 9.0
        if gap >= APART:
            return out
    return out[:1] if out and _OF_PAGES.search(lines[out[0]].text) else []
