"""The lines of a text report: which page each stands on, what it is, and which lines belong together.

Lives here: form feeds, page headers and footers, chunks between blank lines. Next door: `read_text.py` makes tables and
paragraphs out of the chunks; `pdf_furniture.py` finds page headers by their place on a drawn page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dagster_project.domain.documents.aligned_text import is_value_row
from dagster_project.domain.swedish.text import fold_spaces

LineKind = Literal["blank", "row", "plain", "furniture"]
TAG = re.compile(r"</?(?:b|i|u|p|em|strong|sub|br|span)\s*/?>", re.I)
LEADERS = re.compile(r"(?:\.{3,}|…{2,})\s*\t?\s*\d*\s*$")
_ONLY_PAGE = re.compile(r"^(?:sida|sid|s\.?)?\s*\d{1,4}\s*(?:(?:\(|/|av)\s*\d{1,4}\s*\)?)?$", re.I)
_FORM_FEED = "\f"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line. kind: row has tabs between cells, furniture is a page header, footer or page number."""

    text: str
    kind: LineKind
    page: int = 1


def read_lines(text: str) -> list[TextLine]:
    """All lines of a text; a form feed begins a page."""
    pages = text.rstrip(_FORM_FEED + "\n ").split(_FORM_FEED)
    lines = [[_classify(line, number) for line in page.splitlines()] for number, page in enumerate(pages, start=1)]
    if len(lines) < 2:
        return lines[0] if lines else []
    edges = [_edges(page) for page in lines]
    repeated = Counter(text for page in edges for text in {_shape(line) for line in page.values()})
    return [
        replace(line, kind="furniture") if i in at and _is_furniture(line, repeated) else line
        for page, at in zip(lines, edges, strict=True)
        for i, line in enumerate(page)
    ]


def chunks_of(lines: Iterable[TextLine]) -> list[list[TextLine]]:
    """Runs of lines without a blank line between them; page furniture by itself.

    Rows of an aligned table that a blank line or a page break parts stay together.
    """
    chunks: list[list[TextLine]] = []
    aside: list[TextLine] = []
    is_open = False
    for line in lines:
        if line.kind == "furniture":
            aside.append(line)
        if line.kind in ("blank", "furniture"):
            is_open = False
            continue
        if not is_open and not (chunks and _goes_on(chunks[-1][-1], line)):
            if aside:
                chunks.append(aside)
                aside = []
            chunks.append([])
        chunks[-1].append(line)
        is_open = True
    return [*chunks, aside] if aside else chunks


def _classify(line: str, page: int) -> TextLine:
    if not fold_spaces(TAG.sub("", line)).strip():
        return TextLine("", "blank", page) if "\t" not in line else TextLine(line, "plain", page)
    if "\t" in line and not LEADERS.search(line):
        return TextLine(line, "row", page)
    return TextLine(line, "plain", page)


def _edges(page: Sequence[TextLine]) -> dict[int, TextLine]:
    """The first and the last line with text on a page, by their index."""
    inked = [i for i, line in enumerate(page) if line.kind != "blank"]
    return {i: page[i] for i in {inked[0], inked[-1]}} if inked else {}


def _shape(line: TextLine) -> str:
    return re.sub(r"\d+", "0", " ".join(line.text.split()))


def _is_furniture(line: TextLine, repeated: Counter[str]) -> bool:
    return line.kind == "plain" and (repeated[_shape(line)] > 1 or bool(_ONLY_PAGE.match(line.text.strip())))


def _goes_on(above: TextLine, below: TextLine) -> bool:
    both = (above, below)
    return all(line.kind == "plain" and is_value_row(line.text) for line in both)
