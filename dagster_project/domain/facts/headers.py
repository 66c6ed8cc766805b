"""The headings over a value column, outermost first: wrapped ones joined, group headings spread over their columns.

Lives here: reading a block of header rows into paths. Which rows are header rows is decided in `anatomy.py`; what the
words mean in `columns.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from dagster_project.domain.model import Cell
from dagster_project.domain.swedish.headings import named_measures
from dagster_project.domain.swedish.numbers import is_year
from dagster_project.domain.swedish.text import fold, join_lines

Grid = list[list[Cell]]
#: of a line's height: words of one heading are no further apart
WORD_GAP = 0.45
#: what it costs (in points) to leave a column without a group heading, and to group two headings of the same words
UNCOVERED = 40.0
REPEATED = 1000.0
#: a group heading and a year printed as one
_ENDS_IN_A_YEAR = re.compile(r"^(?P<group>\D*[^\W\d_]) (?P<year>(?:19|20)\d\d)$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTH = re.compile(r"^(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zåäö]*$")
#: words after which a heading goes on
_GOES_ON = re.compile(r"(?:^|\s)(?:t o m|tom|till och med|per|till|mot|och|för|av|jämfört med)$")


def header_paths(
    grid: Grid, header_rows: range, values: Sequence[int], notes: Sequence[int] = ()
) -> dict[int, tuple[str, ...]]:
    """The path of every value column. notes: columns of note numbers, over which a group heading may begin."""
    spread = {}
    for r in header_rows[:-1]:
        begins = [c for c in notes if grid[r][c].text.strip() and _inner(grid, header_rows, r, c)]
        spread[r] = _spread(grid, header_rows, r, sorted([*values, *begins]))
    paths = {c: _path(grid, header_rows, c, values, spread) for c in values}
    for left, c in pairwise(values):
        if not paths[c] and _prints_percents(grid[header_rows.stop :], c):
            paths[c] = paths[left]
    return _with_years_of_groups(paths)


def _with_years_of_groups(paths: dict[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """`Timvikarier 2023`, `2024`, `Mertid 2023`, `2024`: a year alone right of a heading that ends in another one is of
    its group, where that is so of several."""
    named = {c: _ENDS_IN_A_YEAR.match(path[-1]) for c, path in paths.items() if path}
    groups: dict[int, tuple[str, ...]] = {}
    for left, c in pairwise(sorted(paths)):
        match = named.get(left)
        if match and len(paths[left]) == len(paths[c]) == 1 and is_year(paths[c][0]) and paths[c][0] != match["year"]:
            groups |= {left: (match["group"], match["year"]), c: (match["group"], paths[c][0])}
    repeated = len(groups) > 2 and len({path[0] for path in groups.values()}) > 1
    return paths | groups if repeated else paths


def _prints_percents(body: Grid, c: int) -> bool:
    """A column of percentages without a heading shares the one to its left: they are its percentages."""
    texts = [row[c].text for row in body if row[c].text.strip()]
    return bool(texts) and all("%" in text for text in texts)


def _path(
    grid: Grid, header_rows: range, c: int, values: Sequence[int], spread: dict[int, dict[int, str]]
) -> tuple[str, ...]:
    """Each heading once. A heading printed over two rows (the lower in lower case, or the upper hyphenated) is one."""
    path: list[str] = []
    for r in header_rows:
        text = spread[r].get(c, "") if r in spread else join_lines(grid[r][c].text)
        is_group = r > header_rows.start and _is_group(grid, r - 1, c, values)
        goes_on = path and text and not is_group and not _spans(grid[r - 1][c], values)
        if goes_on and (path[-1].endswith("-") or text[0].islower()):
            path[-1] = join_lines(f"{path[-1]}\n{text}")
        elif text and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)


def _spans(cell: Cell, values: Sequence[int]) -> bool:
    return cell.col_span > 1 and len(values) > 1


def _spread(grid: Grid, header_rows: range, r: int, values: Sequence[int]) -> dict[int, str]:
    """The heading of every column in an outer row: as drawn, else by where words stand, else the one to its left."""
    inner = {c: _inner(grid, header_rows, r, c) for c in values}
    halves = _halves(grid, r, values)
    missing = [c for c in values if not grid[r][c].text.strip() and inner[c]]
    if missing and len(halves) < len([c for c in values if grid[r][c].text.strip()]):
        placed = None
        if all(grid[r][c].box is None for c in missing):
            placed = _by_place(grid, header_rows, r, [c for c in values if inner[c] and c not in halves], inner)
        if placed is not None:
            alone = {c: join_lines(grid[r][c].text) for c in values if not inner[c] and grid[r][c].text.strip()}
            return placed | alone | halves
        return {c: halves.get(c) or _own_or_left(grid, r, c, values, inner, halves) for c in values}
    return {c: join_lines(grid[r][c].text) for c in values}


def _inner(grid: Grid, header_rows: range, r: int, c: int) -> str:
    return " ".join(fold(grid[q][c].text) for q in header_rows if q > r and grid[q][c] is not grid[r][c]).strip()


def _own_or_left(
    grid: Grid, r: int, c: int, values: Sequence[int], inner: dict[int, str], halves: dict[int, str]
) -> str:
    """A blank under a wider heading takes the heading to its left: merged, and the span not drawn.

    Where both name a measure and a year (`Utfall 2023` left of `Målvärde 2024`) the heading ends.
    """
    text = join_lines(grid[r][c].text)
    if text:
        return text
    left = [k for k in values if k < c and grid[r][k].text.strip()]
    is_wider = bool(left) and bool(inner[left[-1]]) and bool(inner[c]) and left[-1] not in halves
    if is_wider and _says_all(grid[r][left[-1]].text):
        is_wider = not any(_says_all(inner[k]) for k in values if left[-1] < k <= c)
    return join_lines(grid[r][left[-1]].text) if is_wider else ""


def _says_all(heading: str) -> bool:
    """A heading that names a measure and a year needs no group."""
    return bool(_YEAR.search(heading)) and bool(named_measures(heading))


def _halves(grid: Grid, r: int, values: Sequence[int]) -> dict[int, str]:
    """Headings that go on in the row below (`Helårs-` over `budget`, `Utfall` over `jan-apr`), which are no groups.

    One that ends in a hyphen or a preposition goes on, and all of a row over words in lower case, where the headings
    that begin in the row below begin with a capital letter. A heading over the first of several months is their group.
    """
    over = [c for c in values if grid[r][c].text.strip() and grid[r][c].col_span == 1]
    over = [c for c in over if c not in _groups_of_months(grid, r, values)]
    own = {c: join_lines(grid[r][c].text) for c in over}
    cut = {c for c, right in pairwise(values) if grid[r][right].text.strip()}  # may be words of one heading, cut apart
    halves = {c: t for c, t in own.items() if t.endswith("-") or (c not in cut and _GOES_ON.search(fold(t)))}
    below = [join_lines(grid[r + 1][c].text)[:1] for c in over if c not in halves]
    blank = [c for c in values if not grid[r][c].text.strip()]
    beside = [join_lines(grid[r + 1][c].text)[:1] for c in blank]
    return own if any(t.islower() for t in below) and any(t.isupper() for t in beside) else halves


def _groups_of_months(grid: Grid, r: int, values: Sequence[int]) -> set[int]:
    """The columns at which a heading over several months begins, its row blank over all but the first of them."""
    months = {c for c in values if _MONTH.match(fold(grid[r + 1][c].text))}
    is_blank = {c for c in values if not grid[r][c].text.strip()}
    return {c for c, right in pairwise(values) if {c, right} <= months and c not in is_blank and right in is_blank}


def _is_group(grid: Grid, r: int, c: int, values: Sequence[int]) -> bool:
    """Whether a column stands under a heading over several months."""
    begins = [k for k in values if k <= c and grid[r][k].text.strip()]
    return bool(begins) and begins[-1] in _groups_of_months(grid, r, values)


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    x0: float
    x1: float


def _by_place(
    grid: Grid, header_rows: range, r: int, columns: Sequence[int], inner: dict[int, str]
) -> dict[int, str] | None:
    """Group headings of a table without vertical lines: each stands left, right or in the middle over its columns.

    Of all ways to part the columns among the headings the one is taken under which the headings stand best, all
    aligned alike, and no group holds the same inner heading twice. In the middle means that of the texts or that of the
    columns, which begin where the numbers before them end. None where places are not known.
    """
    phrases = _phrases(grid, r, columns)
    extents = [_extent(grid, header_rows, c) for c in columns]
    known = [e for e in extents if e is not None]
    if not phrases or len(known) < len(extents) or len(phrases) > len(columns):
        return None
    words = [inner[c] for c in columns]
    options = [_best_parting(phrases, known, words, align) for align in (0.0, 0.5, 1.0)]
    options.append(_best_parting(phrases, _whole_columns(known), words, 0.5))
    cost, runs = min(options, key=lambda option: option[0])
    if cost >= REPEATED:
        return None
    return {columns[k]: phrase.text for phrase, (a, b) in zip(phrases, runs, strict=True) for k in range(a, b + 1)}


def _phrases(grid: Grid, r: int, columns: Sequence[int]) -> list[_Phrase]:
    """The headings of a row; words that the columns below cut apart are one again."""
    cells: list[Cell] = []
    for c in columns:
        cell = grid[r][c]
        if cell.text.strip() and not any(cell is other for other in cells):
            cells.append(cell)
    if any(cell.box is None for cell in cells):
        return []
    phrases: list[_Phrase] = []
    height = 0.0
    for cell in cells:
        assert cell.box is not None
        text = join_lines(cell.text)
        if phrases and cell.box.x0 - phrases[-1].x1 <= WORD_GAP * height:
            last = phrases.pop()
            phrases.append(_Phrase(f"{last.text} {text}", last.x0, cell.box.x1))
        else:
            phrases.append(_Phrase(text, cell.box.x0, cell.box.x1))
        height = cell.box.height / max(1, cell.text.count("\n") + 1)
    return phrases


def _extent(grid: Grid, header_rows: range, c: int) -> tuple[float, float] | None:
    """Where a column stands: its inner heading and the values under it."""
    boxes = [row[c].box for row in grid[header_rows[-1] :] if row[c].text.strip() and row[c].col_span == 1]
    known = [b for b in boxes if b is not None]
    return (min(b.x0 for b in known), max(b.x1 for b in known)) if known else None


def _whole_columns(extents: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The columns of numbers flush right with the white space before them; the first is as wide as most."""
    ends = [x1 for _, x1 in extents]
    usual = median(b - a for a, b in pairwise(ends)) if len(ends) > 1 else 0.0
    return list(zip([ends[0] - usual, *ends], ends, strict=False))


def _best_parting(
    phrases: Sequence[_Phrase], extents: Sequence[tuple[float, float]], words: Sequence[str], align: float
) -> tuple[float, list[tuple[int, int]]]:
    """(cost, runs of columns per heading) of the best parting; headings and runs in order, never overlapping."""
    best: list[tuple[float, list[tuple[int, int]]]] = [(UNCOVERED * n, []) for n in range(len(extents) + 1)]
    for phrase in phrases:
        level: list[tuple[float, list[tuple[int, int]]]] = [(float("inf"), []) for _ in range(len(extents) + 1)]
        for b in range(len(extents)):
            if level[b][0] + UNCOVERED < level[b + 1][0]:
                level[b + 1] = (level[b][0] + UNCOVERED, level[b][1])
            for a in range(b + 1):
                cost = best[a][0] + _misfit(phrase, extents[a][0], extents[b][1], align) + _repeats(words[a : b + 1])
                if cost < level[b + 1][0]:
                    level[b + 1] = (cost, [*best[a][1], (a, b)])
        best = level
    return best[-1]


def _misfit(phrase: _Phrase, x0: float, x1: float, align: float) -> float:
    """How far the heading's own point stands from the same point of its columns (0 left edge, 0.5 middle, 1 right)."""
    own = phrase.x0 + align * (phrase.x1 - phrase.x0)
    return abs(own - (x0 + align * (x1 - x0)))


def _repeats(words: Sequence[str]) -> float:
    return REPEATED * sum(a == b for a, b in pairwise(sorted(words)))
