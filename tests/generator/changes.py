"""Changes to a made-up report: other orders of columns, and numbers spoilt by a misprint."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.truth import TrueReport, TrueTable
from hypothesis import strategies as st

#: how a printed number is spoilt: none of the results is a number in any report's style
SPOILT = (
    "-3 41",
    "1 2 3",
    "12 34 5",
    "1 2345",
    "4,5,6",
    "--512",
    "7 8",
    "12x4",
    "1O5",
    "l23",
    "3 4l1",
    "9 99 999",
    "1,2 3",
    "0 12 3",
)


@dataclass(frozen=True)
class Misprint:
    """The place of the spoilt cell in the printed table (1-based, as facts say it) and the report with it."""

    table_no: int
    row_no: int
    col_no: int
    text: str
    report: TrueReport


@st.composite
def shuffled(draw: st.DrawFn, report: TrueReport) -> TrueReport:
    """The report with the value columns of every table in another order; outer headings stay whole."""
    return replace(report, tables=tuple(draw(_shuffled_table(t)) for t in report.tables))


@st.composite
def _shuffled_table(draw: st.DrawFn, table: TrueTable) -> TrueTable:
    blocks: list[list[int]] = []
    for index in range(len(table.heads)):
        if table.groups and blocks and table.groups[index] == table.groups[blocks[-1][-1]]:
            blocks[-1].append(index)
        else:
            blocks.append([index])
    order = [i for block in draw(st.permutations(blocks)) for i in draw(st.permutations(block))]
    rows = tuple(replace(r, cells=tuple(r.cells[i] for i in order) if r.cells else ()) for r in table.rows)
    groups = tuple(table.groups[i] for i in order) if table.groups else ()
    return replace(table, heads=tuple(table.heads[i] for i in order), groups=groups, rows=rows)


@st.composite
def misprinted(draw: st.DrawFn, report: TrueReport) -> Misprint:
    """One number of the report spoilt."""
    places = [
        (t, r, c)
        for t, table in enumerate(report.tables)
        for r, row in enumerate(table.rows)
        for c, cell in enumerate(row.cells)
        if cell.fact is not None
    ]
    t, r, c = draw(st.sampled_from(places))
    text = draw(st.sampled_from(SPOILT))
    table = report.tables[t]
    row = table.rows[r]
    cell = replace(row.cells[c], text=text, fact=None, mark="")
    spoilt = replace(row, cells=(*row.cells[:c], cell, *row.cells[c + 1 :]))
    changed = replace(table, rows=(*table.rows[:r], spoilt, *table.rows[r + 1 :]))
    n_head = 2 if table.groups else 1
    tables = (*report.tables[:t], changed, *report.tables[t + 1 :])
    return Misprint(t + 1, n_head + r + 1, len(table.corner) + c + 1, text, replace(report, tables=tables))
