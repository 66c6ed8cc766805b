"""Columns that stand closer than a wide gap: places where words begin under each other, line after line.

What lives here: finding such places among the lines of a page. What does not: deciding whether they make a table.
In running text the chance that words begin at the same place on several lines in a row, with nothing across it, is
small; in a table whose texts fill their columns it is the rule. Numbers stand flush right and begin
under each other by the way: they do not count.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

from dagster_project.domain.tables.geometry import Line
from dagster_project.domain.tables.numbers_seen import is_value

SAME_START = 0.6  # points: words that begin this near each other begin at the same place
FEWEST = 3  # lines that must begin a word there
REACH = 14  # lines without a word there that may lie between two that have one
SEEN_GAP = 0.45  # of the font size: on one line at least the gap before the place is this wide
SPACE = 0.15  # of the font size: narrowest gap that counts as a gap at all
ALIKE = 0.02  # of the font size: spaces this near each other are the same
MOST_WORDS = 4_000  # on a page; more is no page of text


def find_rivers(lines: Sequence[Line]) -> dict[int, list[float]]:
    """Line index -> places where a column begins although the gap before it is narrow."""
    starts: dict[int, list[tuple[int, float, float]]] = {}
    if sum(len(line.words) for line in lines) > MOST_WORDS:
        return {}
    space = _ordinary_space(lines)
    for i, line in enumerate(lines):
        is_plain = max(_gaps(line), default=0.0) < SEEN_GAP
        for (_, b), gap in zip(itertools.pairwise(line.words), _gaps(line), strict=True):
            if is_plain and abs(gap - space) <= ALIKE:
                continue  # words of one text, one of which begins under a column by chance
            if gap >= SPACE and not is_value(b.text):
                starts.setdefault(round(b.x0 / SAME_START), []).append((i, b.x0, gap))
    out: dict[int, list[float]] = {}
    for key, hits in starts.items():
        near = sorted({*hits, *starts.get(key + 1, ())})
        for chain in _chains(near, lines):
            for i, x, _ in chain:
                if x not in out.setdefault(i, []):
                    out[i].append(x)
    return out


def _gaps(line: Line) -> list[float]:
    return [(b.x0 - a.x1) / line.size for a, b in itertools.pairwise(line.words)]


def _ordinary_space(lines: Sequence[Line]) -> float:
    """The space between two words of a text, in font sizes: the commonest there is."""
    seen = Counter(round(gap, 2) for line in lines for gap in _gaps(line) if gap >= SPACE)
    return seen.most_common(1)[0][0] if seen else 0.0


def _chains(hits: Sequence[tuple[int, float, float]], lines: Sequence[Line]) -> list[list[tuple[int, float, float]]]:
    """Runs of lines that begin a word at the place while no line between has a word across it."""
    chains: list[list[tuple[int, float, float]]] = []
    for hit in hits:
        last = chains[-1][-1] if chains else None
        if last and hit[0] == last[0]:
            continue
        if last and hit[0] - last[0] <= REACH and _is_open(lines[last[0] + 1 : hit[0]], hit[1], lines[hit[0]].size):
            chains[-1].append(hit)
        else:
            chains.append([hit])
    return [c for c in chains if len(c) >= FEWEST and max(gap for _, _, gap in c) >= SEEN_GAP]


def _is_open(between: Sequence[Line], x: float, size: float) -> bool:
    """True if the lines keep off the place and are set in the same size, the table's own."""
    return all(
        abs(line.size - size) < 0.1 * size
        and not any(w.x0 < x - 0.1 * size and w.x1 > x - 0.05 * size for w in line.words)
        and not _runs_across(line, x)
        for line in between
    )


def _runs_across(line: Line, x: float) -> bool:
    """True if the line goes on over the place with an ordinary word space there: running text, no column."""
    return line.x0 < x - line.size and line.x1 > x + line.size
