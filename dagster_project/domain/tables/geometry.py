"""The geometry of one page as plain frozen values: characters, words, lines, rules, shaded areas and pictures.

What lives here: values and their small questions. What does not: how they are read from a PDF (documents/pdf_*.py) or
how tables are found in them (next door). All coordinates are points from the top left of the page as it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dagster_project.domain.model import Box


class Char(NamedTuple):
    """One glyph. `turn`: degrees clockwise that the page must be turned back for the glyph to stand upright."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    is_bold: bool = False
    is_italic: bool = False
    turn: int = 0
    # For turned glyphs only: extent along the page's y axis, and `baseline` is x where the turn is 90 or 270.
    y0: float = 0.0
    y1: float = 0.0


class Word(NamedTuple):
    """Glyphs without an ordinary space between them. `marks`: raised footnote marks that followed the word."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    is_bold: bool = False
    is_italic: bool = False
    marks: tuple[str, ...] = ()

    @property
    def top(self) -> float:
        return self.baseline - 0.78 * self.size

    @property
    def bottom(self) -> float:
        return self.baseline + 0.22 * self.size


class HRule(NamedTuple):
    """A horizontal line. `seams`: x where it was drawn in touching pieces (cell borders drawn cell by cell)."""

    y: float
    x0: float
    x1: float
    seams: tuple[float, ...] = ()


class VRule(NamedTuple):
    """A vertical line."""

    x: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class TaggedRows:
    """Rows by their places in the whole table (ids, from 0), which has n_rows of them."""

    ids: tuple[int, ...]
    n_rows: int


@dataclass(frozen=True, slots=True)
class TaggedCell:
    """A cell of the tree with text on the page. Rows and columns 0-based; box: around its glyphs."""

    row: int
    col: int
    n_rows: int
    n_cols: int
    box: Box
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class TaggedTable:
    """The part of a tagged table that is on one page.

    rows: which of the whole table's rows they are. cells: those with text.
    """

    n_cols: int
    rows: TaggedRows
    cells: tuple[TaggedCell, ...]


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """What is drawn on one page, whatever library read it.

    fills: shaded rectangles (not white, not the whole page). drawings: boxes of curves and slanted strokes (charts,
    logos). n_objects: how many objects the page drew, for the limit on heavy pages. tagged: the tables that the file's
    own structure tells of.
    """

    page_no: int
    width: float
    height: float
    chars: tuple[Char, ...] = ()
    h_rules: tuple[HRule, ...] = ()
    v_rules: tuple[VRule, ...] = ()
    fills: tuple[Box, ...] = ()
    images: tuple[Box, ...] = ()
    drawings: tuple[Box, ...] = ()
    n_objects: int = 0
    tagged: tuple[TaggedTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, left to right."""

    words: tuple[Word, ...]
    baseline: float
    size: float
    x0: float = field(default=0.0)
    x1: float = field(default=0.0)

    @property
    def top(self) -> float:
        return self.baseline - 0.78 * self.size

    @property
    def bottom(self) -> float:
        return self.baseline + 0.22 * self.size

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)

    @property
    def is_bold(self) -> bool:
        return all(w.is_bold for w in self.words)


def make_line(words: Iterable[Word]) -> Line:
    """A Line of the given words (at least one), ordered from the left; its size is that of most of its glyphs."""
    ordered = tuple(sorted(words, key=lambda w: w.x0))
    weight: dict[float, int] = {}
    for w in ordered:
        weight[w.size] = weight.get(w.size, 0) + len(w.text)
    size = max(weight, key=lambda s: (weight[s], s))
    base = max(ordered, key=lambda w: (w.size == size, len(w.text))).baseline
    return Line(ordered, base, size, ordered[0].x0, max(w.x1 for w in ordered))


def box_of(words: Sequence[Word]) -> Box:
    """The smallest box around the words (at least one)."""
    return Box(
        min(w.x0 for w in words), min(w.top for w in words), max(w.x1 for w in words), max(w.bottom for w in words)
    )


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Length that two intervals share; negative is the gap between them."""
    return min(a1, b1) - max(a0, b0)


def line_gap(a: Line, b: Line) -> float:
    """White space between two lines, one under the other, in font sizes (negative where they overlap)."""
    return (b.baseline - a.baseline) / max(a.size, b.size) - 1
