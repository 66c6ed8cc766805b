"""Lines cut into pieces that stand in columns: which columns each piece covers.

What lives here: cutting a line where its words keep to columns. What does not: finding the columns (columns.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.domain.tables.columns import HEADER_LINES, SEGMENT_GAP, TOUCH, Columns, centred_over
from dagster_project.domain.tables.geometry import Line, Word, overlap
from dagster_project.domain.tables.numbers_seen import is_one_number, is_value
from dagster_project.domain.tables.words import segments

CENTRED_WITHIN = 0.2  # of the font size: the middle of a heading is this near the middle of its column


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line that stand together, and the columns they cover (first and last, 0-based)."""

    line: Line
    words: tuple[Word, ...]
    first: int
    last: int

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


def assign_pieces(lines: Sequence[Line], columns: Columns) -> list[Piece]:
    """Cut every line into pieces and say which columns each covers."""
    out: list[Piece] = []
    for line in lines:
        for words in _cut_line(line, columns):
            out.append(_place(line, words, columns))
    return _spread_group_headings(out, columns)


def _spread_group_headings(pieces: list[Piece], columns: Columns) -> list[Piece]:
    """Let group headings in the first lines cover the columns that they stand centred over."""
    first_lines = list(dict.fromkeys(id(p.line) for p in pieces))[:HEADER_LINES]
    out = []
    for p in pieces:
        if p.first == p.last and id(p.line) in first_lines and not is_value(p.text):
            beside = [(q.x0, q.x1, q.line.size) for q in pieces if q.line is p.line and q is not p]
            over = centred_over((p.x0, p.x1, p.line.size), beside, columns.extents)
            p = Piece(p.line, p.words, *over) if over else p
        out.append(p)
    return out


def _cut_line(line: Line, columns: Columns) -> list[tuple[Word, ...]]:
    """Cut at every wide gap, and at a narrow one where the words on both sides keep to their own columns."""
    out: list[tuple[Word, ...]] = []
    for words in segments(line, SEGMENT_GAP):
        if len(words) == 1 or columns.at(_mid(words[0])) == columns.at(_mid(words[-1])):
            out.append(words)
        else:
            out.extend(_cut_words(words, columns))
    return out


def _cut_words(words: tuple[Word, ...], columns: Columns) -> list[tuple[Word, ...]]:
    """Parts of a piece that reaches over a border, or the piece itself if it is one text over several columns.

    Number by number from the right, if every number ends where a column ends (a label that comes close to its number,
    numbers a space apart), or after every word that ends where a column ends (headers a space apart, flush right as the
    numbers under them), whichever makes more parts; of as many the numbers where there is a label, as in headers they
    are years. Else at the borders (headers wider than what stands under them), but for a text that ends where its
    column ends and begins right of the column before.
    """
    ways = [_cut_numbers(words, columns), _cut_at_ends(words, columns)]
    parts = max(ways if columns.at(_mid(words[0])) == 0 else reversed(ways), key=len)
    if len(parts) > 1:
        return parts
    end = _column_ended(words[-1], columns)
    if end is not None and words[0].x0 >= columns.extents[end - 1][1]:
        return [words]
    by_border = _grouped(words, [columns.at(_mid(w)) for w in words])
    is_kept = all(_keeps_to_column(p, columns) for p in by_border[1:])
    return by_border if is_kept or all(_is_centred(p, columns) for p in by_border) else [words]


def _grouped(words: Sequence[Word], places: Sequence[int]) -> list[tuple[Word, ...]]:
    out: list[list[Word]] = []
    for i, w in enumerate(words):
        if out and places[i] == places[i - 1]:
            out[-1].append(w)
        else:
            out.append([w])
    return [tuple(p) for p in out]


def _cut_numbers(words: tuple[Word, ...], columns: Columns) -> list[tuple[Word, ...]]:
    """Numbers at the end of a piece, each ending flush with a column of its own, and what stands before them."""
    parts: list[list[Word]] = []
    rest = list(words)
    while rest:
        end = _column_ended(rest[-1], columns)
        number = [rest[-1]]
        while len(number) < len(rest):
            before = rest[-len(number) - 1]
            if _column_ended(before, columns) is not None or not is_one_number(
                [before.text, *(w.text for w in number)]
            ):
                break
            number.insert(0, before)
        if end is None or not is_value(" ".join(w.text for w in number)):
            break
        parts.insert(0, number)
        rest = rest[: -len(number)]
    if rest and parts:
        parts.insert(0, rest)
    return [tuple(p) for p in parts] if len(parts) > 1 else [words]


def _cut_at_ends(words: Sequence[Word], columns: Columns) -> list[tuple[Word, ...]]:
    """The words parted after each one that ends where a column ends, if that leaves none over."""
    parts: list[list[Word]] = [[]]
    for w in words:
        parts[-1].append(w)
        if _column_ended(w, columns) is not None:
            parts.append([])
    return [tuple(p) for p in parts if p] if not parts[-1] else [tuple(words)]


def _column_ended(w: Word, columns: Columns) -> int | None:
    """The column that ends where the word ends."""
    return next((i for i, (_, x1) in enumerate(columns.extents) if i and abs(x1 - w.x1) <= 0.35 * w.size), None)


def _keeps_to_column(words: tuple[Word, ...], columns: Columns) -> bool:
    """True if a part stands in its column as the column's own words do: it begins or ends where they begin or end,
    and reaches into no neighbour."""
    c = columns.at(_mid(words[0]))
    x0, x1 = columns.extents[c]
    slack = 0.35 * words[0].size
    free_left = columns.extents[c - 1][1] if c else x0 - 1e6
    free_right = columns.extents[c + 1][0] if c + 1 < len(columns.extents) else x1 + 1e6
    if words[0].x0 < free_left - slack or words[-1].x1 > free_right + slack:
        return False
    return abs(words[0].x0 - x0) <= slack or abs(words[-1].x1 - x1) <= slack


def _is_centred(words: tuple[Word, ...], columns: Columns) -> bool:
    """True if a part stands in the middle over its column."""
    x0, x1 = columns.extents[columns.at(_mid(words[0]))]
    return abs(words[0].x0 + words[-1].x1 - x0 - x1) / 2 <= CENTRED_WITHIN * words[0].size


def _place(line: Line, words: tuple[Word, ...], columns: Columns) -> Piece:
    x0, x1, size = words[0].x0, words[-1].x1, words[0].size
    covered = [
        i for i, (a, b) in enumerate(columns.extents) if overlap(x0, x1, a, b) > min(TOUCH * size, 0.5 * (b - a))
    ]
    if len(covered) > 1:
        # A piece that only brushes a neighbour stays in its own column.
        covered = [
            i
            for i in covered
            if overlap(x0, x1, *columns.extents[i]) > 0.5 * min(columns.extents[i][1] - columns.extents[i][0], 3 * size)
        ] or covered
    if not covered:
        covered = [columns.at((x0 + x1) / 2)]
    return Piece(line, words, covered[0], covered[-1])


def _mid(w: Word) -> float:
    return (w.x0 + w.x1) / 2
