"""What a single cell is, before its place says what it means: blank, number, year, period, status or text.

Next door: `anatomy.py` uses the kinds to tell headers, labels and values apart.
"""

from __future__ import annotations

import re
from typing import Literal

from dagster_project.domain.model import Cell
from dagster_project.domain.swedish.headings import named_measures, spell_out
from dagster_project.domain.swedish.lexicon import first_match, lexicon
from dagster_project.domain.swedish.numbers import RefusedCell, is_blank, is_number, is_year, read_number_cell
from dagster_project.domain.swedish.periods import find_spans
from dagster_project.domain.swedish.text import fold, join_lines

#: `worded` is a number with words around it: a value in a value column, text elsewhere
CellKind = Literal["blank", "number", "worded", "year", "period", "status", "text"]

_MARKED_X = re.compile(r"^[xX✓✔]$")
_CODE = re.compile(r"^(?:\d{1,5}|\d{1,4}\s?[-–]\s?\d{1,4}|\d{1,2}[xX]{1,3}|[A-ZÅÄÖ]{1,3}\d{2,6}|\d{1,3}\.\d{1,3})\*?$")
#: a number with one or two letters in it
_SPOILT = re.compile(r"^(?=(?:\D*\d){2})[-–+]?(?:[\d ,.]*[^\W\d_]){1,2}[\d ,.]*$")


def cell_kind(cell: Cell) -> CellKind:
    """The kind of a cell by its text alone. A cell that only looks like a number (`-3 41`) is a number too."""
    text = cell.text
    if not text.strip():
        return "blank"
    if is_year(text):
        return "year"
    if is_number(text):
        return "number"
    if is_blank(text):
        return "blank"
    if is_status(text):
        return "status"
    if is_period(text):
        return "period"
    try:
        return "worded" if read_number_cell(text) else "text"
    except RefusedCell:
        return "number"


def is_cross(text: str) -> bool:
    """True for a lone cross or tick: a mark in a list of choices, a withheld value among numbers."""
    return bool(_MARKED_X.match(join_lines(text)))


def is_status(text: str) -> bool:
    """True for words and signs of a status scale (`Delvis uppfyllt`, `↑`, `●`, a cross)."""
    flat = join_lines(text)
    words = lexicon()
    return bool(
        _MARKED_X.match(flat)
        or words.status_signs.match(flat.replace(" ", "").replace("\ufe0f", ""))
        or words.statuses.match(fold(flat))
    )


def is_period(text: str) -> bool:
    """True for a short text that is a period and little else (`Jan-aug 2019`, `2024-04`, `31/8`)."""
    flat = join_lines(text)
    spans = find_spans(flat, 2000)
    if not spans or len(flat) > 40:
        return False
    rest = fold(flat)
    for span in spans:
        rest = rest.replace(fold(span.text), " ")
    return len(re.findall(r"[a-zåäö]{3,}", rest)) == 0


def is_spoilt_number(text: str) -> bool:
    """True for digits with a letter or two among them (`1O5`, `3 4l1`): a number misprinted or badly recognised."""
    return bool(_SPOILT.match(join_lines(text)))


def is_code(text: str) -> bool:
    """True for a printed code (`754`, `510-511`, `4-7`, `5XX`, `IV80031`)."""
    return bool(_CODE.match(join_lines(text)))


def is_header_word(text: str) -> bool:
    """True for text that can stand over a column: a measure, a period, a unit, an account line or a status scale."""
    folded = fold(text)
    words = lexicon()
    return (
        len(folded) <= 80
        and not folded.endswith(".")
        and (
            bool(named_measures(text))
            or bool(first_match(words.account_lines, spell_out(text)))
            or bool(words.status_scale.match(folded))
            or is_period(text)
            or is_year(text)
            or bool(words.bare_headings.match(folded))
        )
    )


def texts_of(row: list[Cell]) -> list[Cell]:
    """The distinct non-empty cells of a row."""
    seen: list[Cell] = []
    for cell in row:
        if cell.text.strip() and not any(cell is other for other in seen):
            seen.append(cell)
    return seen
