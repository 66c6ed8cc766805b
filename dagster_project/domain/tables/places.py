"""Which words stand in a box of the page.

What lives here: the middle of a word, and finding words by it. What does not: drawn boxes (lattice.py), tagged ones
(tagged.py).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from dagster_project.domain.model import Box
from dagster_project.domain.tables.geometry import Line, Word, make_line


def holds(box: Box, w: Word) -> bool:
    """True if the middle of the word lies in the box."""
    return box.x0 <= (w.x0 + w.x1) / 2 <= box.x1 and box.top <= _height(w) <= box.bottom


def _height(w: Word) -> float:
    return w.baseline - 0.3 * w.size


def outside(lines: Sequence[Line], box: Box) -> list[Line]:
    """The lines without the words inside the box."""
    out = []
    for line in lines:
        words = [w for w in line.words if not holds(box, w)]
        if len(words) == len(line.words):
            out.append(line)
        elif words:
            out.append(make_line(words))
    return out


class PlacedWords:
    """The words of lines, found by their boxes: a table has hundreds of cells, and each is in few lines' reach."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._words = [w for line in lines for w in line.words]
        order = sorted(range(len(self._words)), key=lambda i: _height(self._words[i]))
        self._order, self._heights = order, [_height(self._words[i]) for i in order]

    def inside(self, box: Box) -> tuple[Word, ...]:
        """The words whose middle lies in the box, in the order of their lines."""
        first, last = bisect_left(self._heights, box.top), bisect_right(self._heights, box.bottom)
        return tuple(self._words[i] for i in sorted(self._order[first:last]) if holds(box, self._words[i]))
