"""From words in a place of the grid to the cell: its printed lines, marks, bold, indent, words cut in two.

What does not live here: where the cell is (lattice.py, columns.py, rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from dagster_project.domain.model import Box, Cell
from dagster_project.domain.tables.geometry import Line, TaggedRows, Word, box_of
from dagster_project.domain.tables.numbers_seen import is_wrapped_number
from dagster_project.domain.tables.words import BINDING_SPACES, build_lines

TIGHT = 0.35  # of the font size: a line this near the cell's width leaves no room for one more letter
MAYBE_CUT = "\u2060\n"  # a line break that may stand inside a word
#: a month begins a line in its own right (`Prognos` over `apr`)
_MONTH = re.compile(
    r"(?:jan(?:uari)?|feb(?:ruari)?|mars?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)(?![a-zåäö])"
)
_SPACES = re.compile(rf"[\s{BINDING_SPACES}]+")
_SET_MARK = re.compile(r"^(?P<stem>.*\S)\s?(?P<mark>(?<![\d.,])\d{1,2}\)|[†‡]+)$", re.S)


@dataclass(frozen=True, slots=True)
class GridCell:
    """Words placed in a grid, before they become a Cell. Rows and columns 0-based.

    width: room for text in points; 0 unknown, negative if only guessed from the column's texts.
    """

    row: int
    col: int
    n_rows: int
    n_cols: int
    words: tuple[Word, ...]
    width: float = 0.0
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on one page: cells that cover every place.

    edges: x of the column borders, left to right (n_cols + 1). extents: where the texts of each column begin and end.
    tagged: which rows of a whole table over several pages these are, where the file's own structure says it.
    """

    page: int
    n_rows: int
    n_cols: int
    cells: tuple[Cell, ...]
    box: Box
    edges: tuple[float, ...]
    extents: tuple[tuple[float, float], ...] = ()
    header_rows: int | None = None
    is_ruled: bool = False
    tagged: TaggedRows | None = None


def make_cells(placed: Sequence[GridCell], page: int) -> list[Cell]:
    """Cells with text; `indent` is counted from the leftmost text of the cell's column."""
    left: dict[int, float] = {}
    for g in placed:
        if g.words and g.n_cols == 1:
            left[g.col] = min(left.get(g.col, 1e9), min(w.x0 for w in g.words))
    return [_make_cell(g, page, left) for g in placed]


def _make_cell(g: GridCell, page: int, left: dict[int, float]) -> Cell:
    cell = Cell(g.row + 1, g.col + 1, "", page, g.n_rows, g.n_cols, g.box)
    if not g.words:
        return cell
    lines = build_lines(g.words)
    text = join_lines(lines, g.width)
    marks = tuple(m for line in lines for w in line.words for m in w.marks)
    set_mark = _SET_MARK.match(text)
    if set_mark and not set_mark["stem"].endswith(("(", "-")) and "(" not in text[-6:]:
        text, marks = set_mark["stem"], (*marks, set_mark["mark"])
    n = sum(len(w.text) for w in g.words)
    x0 = min(line.x0 for line in lines)
    return replace(
        cell,
        text=text,
        box=g.box or box_of(g.words),
        is_bold=2 * sum(len(w.text) for w in g.words if w.is_bold) > n,
        is_italic=2 * sum(len(w.text) for w in g.words if w.is_italic) > n,
        indent=round(max(0.0, x0 - left.get(g.col, x0)), 1),
        marks=marks,
    )


def join_lines(lines: Sequence[Line], width: float) -> str:
    """The text of the lines, a newline between them; a word that a narrow column cut in two is made whole.

    A line breaks inside a word only where the whole word is wider than the column and the line had no room for one
    more letter; a break at a space seldom looks like that, since the next word would have begun its own line. What is
    left open is marked MAYBE_CUT; `settle_cuts` decides. `width`: see GridCell.
    """
    out = ""
    for i, line in enumerate(lines):
        text = _SPACES.sub(" ", line.text).strip()
        if i and out:
            cut = _is_cut_word(lines[i - 1], line, abs(width))
            sure = width > 0 and line.words[0].text[0].isdigit()
            out += "\n" if not cut else "" if sure else MAYBE_CUT
        out += text
    return out


def settle_cuts(text: str, vocabulary: Container[str]) -> str:
    """Join what the document writes as one word elsewhere, or what it never writes as two; part the rest.

    vocabulary: the document's words in lower case, without the two halves themselves.
    """
    while MAYBE_CUT in text:
        before, after = text.split(MAYBE_CUT, 1)
        head = re.split(r"\s", before)[-1]
        tail = re.split(r"\s|\u2060", after)[0]
        is_word = (head + tail).lower().strip(".,:;()*") in vocabulary
        text = before + ("" if is_word or tail.lower() not in vocabulary else "\n") + after
    return text


def _is_cut_word(above: Line, below: Line, width: float) -> bool:
    if width <= 0:
        return False
    if is_wrapped_number(above.text, below.text):
        return False
    last, first = above.words[-1], below.words[0]
    if last.marks or not last.text[-1].isalnum() or not (first.text[0].isalnum() or first.text[0] in ".,)"):
        return False
    if _MONTH.match(first.text):
        return False
    if (first.text[0].isalnum() and last.text[-1].isdigit() != first.text[0].isdigit()) or first.text[0].isupper():
        return False
    letter = (first.x1 - first.x0) / max(1, len(first.text))
    is_full = above.x1 - above.x0 + letter > width
    return is_full and (last.x1 - last.x0) + (first.x1 - first.x0) > width
