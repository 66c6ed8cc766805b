"""Rows that state the same thing twice: a sub-table's total and its parent row, a table repeated, two equal totals.

What lives here: which rows of a report restate each other, as identities of one term. What does not: sums (`row_sums`).

A label alone proves nothing (the same unit stands in two divisions with other figures), and nor does one equal figure.
Two rows with two figures or more to compare are linked when they agree on one and share a label, or on two large ones
without sharing a label, and agree more often than not. Then every figure that both state under the same measure and
period is compared; columns whose measures differ (a result that is a deviation here, an outcome there) never are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dagster_project.domain.arithmetic.identities import Identity
from dagster_project.domain.quality.figures import Figure, plain

_FAMILIES = frozenset({"cost", "income_statement", "investment"})
#: figures in steps of the printed unit: so many are no coincidence
_TELLING, _LARGE = 10, 100
#: a label, or a figure, that more rows share tells none of them apart (time would grow with the square of their number)
_MOST_ALIKE = 200
#: a shorter label says too little to be found in a title
_SHORTEST_LABEL = 4
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class StatedRow:
    """A row: its figures by what they state. block: tables are cut after every total."""

    order: int
    table_no: int
    block: int
    role: str
    label_key: str
    title_key: str
    figures: dict[Key, Figure]


def restated_rows(figures: Sequence[Figure]) -> Iterator[Identity]:
    """Each restating row against the first row of the report that says the same."""
    rows = _rows([f for f in figures if f.is_money and f.is_summable and f.fact.fact_family in _FAMILIES])
    best: dict[int, tuple[tuple[int, int, int], StatedRow]] = {}
    for first, second in _candidates(rows):
        rank = _rank(first, second)
        if rank is not None and (second.order not in best or rank > best[second.order][0]):
            best[second.order] = (rank, first)
    for second in rows:
        if second.order in best:
            yield from _compared(best[second.order][1], second)


def _compared(first: StatedRow, second: StatedRow) -> Iterator[Identity]:
    alike = (first.role == "line") == (second.role == "line")
    for key, figure in second.figures.items():
        if key in first.figures:
            kind = "same_fact" if alike else "subtable_is_parent_row"
            yield Identity(kind, figure.cell, ((first.figures[key].cell, 1),), "restated")


def _rank(first: StatedRow, second: StatedRow) -> tuple[int, int, int] | None:
    """How well two rows agree (higher is better), or None where they are not the same."""
    equal = different = large = telling = 0
    for key, b in second.figures.items():
        if (a := first.figures.get(key)) is None:
            continue
        if _is_equal(a, b):
            equal += 1
            telling += abs(a.signed) >= _TELLING * a.step
            large += abs(a.signed) >= _LARGE * a.step
        else:
            different += 1
    shared = _share_label(first, second)
    by_label = shared and telling >= 1 and telling >= different and equal + different >= 2
    if by_label or (large >= 2 and equal > different):
        return int(shared), equal - different, -first.order
    return None


def _is_equal(a: Figure, b: Figure) -> bool:
    return abs(a.amount.value - b.amount.value) <= 2 * max(a.amount.half, b.amount.half)


def _share_label(first: StatedRow, second: StatedRow) -> bool:
    a, b = first.label_key, second.label_key
    if not a:
        return False
    return a == b or _is_in(a, second.title_key) or _is_in(b, first.title_key)


def _is_in(label: str, title: str) -> bool:
    return len(label) >= _SHORTEST_LABEL and label in title


def _rows(figures: Sequence[Figure]) -> list[StatedRow]:
    by_row: dict[tuple[int, int, str], list[Figure]] = defaultdict(list)
    for f in figures:
        by_row[f.row].append(f)
    rows: list[StatedRow] = []
    for order, line in enumerate(sorted(by_row.values(), key=lambda line: line[0].row)):
        head = line[0].fact
        last = rows[-1] if rows and rows[-1].table_no == head.table_no else None
        block = 0 if last is None else last.block + (last.role == "total")
        stated = {_key(f): f for f in reversed(line)}
        if last is not None and last.role == "total" and head.row_role != "total" and _only_deviations(line, last):
            last.figures.update(stated)
            continue
        title = plain(head.table_title)
        rows.append(StatedRow(order, head.table_no, block, head.row_role, line[0].label_key, title, stated))
    return rows


def _only_deviations(line: Sequence[Figure], total: StatedRow) -> bool:
    """A memo row under the net, which prints the deviation that the net has no column for."""
    return all(f.fact.measure == "deviation" for f in line) and not any(_key(f) in total.figures for f in line)


def _key(figure: Figure) -> Key:
    f = figure.fact
    line = "" if f.account_line == "net" else f.account_line
    return f.measure, f.period_start, f.period_end, f.as_of, line, f.entity, f.part_no


def _candidates(rows: Sequence[StatedRow]) -> Iterator[tuple[StatedRow, StatedRow]]:
    """Pairs worth a look: sharing a label, or a large figure to within a step."""
    pairs: set[tuple[int, int]] = set()
    by_label: dict[str, list[int]] = defaultdict(list)
    by_amount: dict[tuple[Key, object, int], list[int]] = defaultdict(list)
    titles: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        by_label[row.label_key].append(i)
        titles[row.title_key].append(i)
        for key, f in row.figures.items():
            if abs(f.signed) >= _LARGE * f.step:
                by_amount[key, (f.step, f.factor), round(f.signed / f.step)].append(i)
    for same in by_label.values():
        if rows[same[0]].label_key and len(same) <= _MOST_ALIKE:
            pairs |= {(a, b) for a in same for b in same}
    totals = {title: [i for i in inside if rows[i].role == "total"] for title, inside in titles.items()}
    for label, those in by_label.items():
        for title, inside in totals.items():
            if len(those) + len(inside) <= _MOST_ALIKE and _is_in(label, title):
                pairs |= {(a, b) for a in those for b in inside}
    for (key, unit, steps), those in by_amount.items():
        near = [i for d in (-1, 0, 1) for i in by_amount.get((key, unit, steps + d), [])]
        if len(near) <= _MOST_ALIKE:
            pairs |= {(a, b) for a in those for b in near}
    for a, b in sorted({(min(p), max(p)) for p in pairs}):
        first, second = rows[a], rows[b]
        later_block = first.block < second.block and second.role == "total"
        if first.table_no < second.table_no or (first.table_no == second.table_no and a != b and later_block):
            yield first, second
