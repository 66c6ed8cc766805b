"""Printing a made-up report: as tab-separated text, and as blocks for the typesetter in any layout."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.truth import PrintedCell, PrintedRow, TrueReport, TrueTable
from hypothesis import strategies as st
from typesetting.blocks import LAYOUTS, Gap, Heading, Layout, Page, TableBlock, Text
from typesetting.typeset import typeset


@dataclass(frozen=True)
class Drawing:
    """How a report is drawn. gap: millimetres of empty room before each table, to push it over a page break."""

    layout: Layout = LAYOUTS["grid"]
    gap: float = 0.0
    repeat_header: bool = True
    header: str = ""
    is_landscape: bool = False
    is_hyphenated: bool = False


#: headings broken over two lines with a hyphen, as word processors do in narrow columns
_BROKEN = re.compile(r"\b(Budget|Prognos|Period|Helårs|Års|Kommun)(avvikelse|budget|prognos|bidrag)\b")


def header_rows(table: TrueTable) -> list[list[str]]:
    """The header as printed: one line, or two with each outer heading at its first column."""
    blanks = [""] * (len(table.corner) - 1)
    if not table.groups:
        return [[*table.corner, *table.heads]]
    outer = [g if i == 0 or g != table.groups[i - 1] else "" for i, g in enumerate(table.groups)]
    return [[*table.corner, *outer], [*blanks, "", *table.heads]]


def as_text(report: TrueReport) -> str:
    """The text version: headings with #, tables as tab-separated lines."""
    parts = [f"# {report.heading}", "\n".join(report.lines[:1]), "\n".join(report.lines[1:])]
    for table in report.tables:
        parts += [f"## {table.title}", *([table.unit_line] if table.unit_line else [])]
        lines = ["\t".join(row) for row in header_rows(table)]
        lines += ["\t".join(_row_texts(row)) for row in table.rows]
        parts += ["\n".join(lines), *([table.note] if table.note else []), report.prose]
    return "\n\n".join(parts) + "\n"


def _row_texts(row: PrintedRow) -> list[str]:
    if row.kind == "section":
        return [row.labels[-1]]
    return [*row.labels, *(cell.text + cell.mark for cell in row.cells)]


def as_pdf(report: TrueReport, drawing: Drawing) -> bytes:
    """The report typeset. Numbers are printed with the report's own signs, whatever the layout's."""
    blocks: list[object] = [Heading(report.heading), *(Text(line) for line in report.lines)]
    for table in report.tables:
        blocks += [Gap(drawing.gap)] if drawing.gap else []
        blocks += [Heading(table.title, 2), *([Text(table.unit_line)] if table.unit_line else [])]
        blocks += [_block(table, drawing), *([Text(table.note, "note")] if table.note else []), Text(report.prose)]
    return typeset(blocks, drawing.layout, Page(header=drawing.header, is_landscape=drawing.is_landscape))


def _block(table: TrueTable, drawing: Drawing) -> TableBlock:
    head = header_rows(table)
    if drawing.is_hyphenated:
        head = [[_BROKEN.sub(r"\1-<br/>\2", text) for text in line] for line in head]
    n_labels, n_cols = len(table.corner), len(table.corner) + len(table.heads)
    merges: list[tuple[int, int, int, int]] = []
    start = 0
    for at in range(1, len(table.groups) + 1):
        if at == len(table.groups) or table.groups[at] != table.groups[start]:
            if at - start > 1:
                merges.append((0, n_labels + start, 0, n_labels + at - 1))
            start = at
    rows = list(head)
    for row in table.rows:
        if row.kind == "section":
            merges.append((len(rows), 0, len(rows), n_cols - 1))
            rows.append([row.labels[-1]] + [""] * (n_cols - 1))
        else:
            rows.append([*row.labels, *(_drawn(cell) for cell in row.cells)])
    left = {1: [30.0], 2: [8.0, 26.0]}[n_labels]
    share = (100.0 - sum(left)) / len(table.heads)
    return TableBlock(
        rows,
        header_rows=len(head),
        merges=merges,
        widths=[*left, *[min(share, 20.0)] * len(table.heads)],
        align="l" * n_labels + "r" * len(table.heads),
        repeat_header=drawing.repeat_header,
    )


def _drawn(cell: PrintedCell) -> str:
    text = cell.text
    if text.startswith("(") or text.endswith("-"):
        text = text.replace(" ", "\u00a0")  # set as a paragraph, which would break at a plain space
    return text + (f"<super>{cell.mark}</super>" if cell.mark else "")


@st.composite
def drawings(draw: st.DrawFn, report: TrueReport, avoid: frozenset[str] = frozenset()) -> Drawing:
    """A way to draw a report: one of the layouts or a mix of their features; fonts that have the report's signs."""
    signs = as_text(report)
    is_wide = any(sign in signs for sign in "\u2009\u202f\u2212")
    fonts = ["DejaVuSans"] if is_wide else ["Helvetica", "Times-Roman", "DejaVuSans"]
    n_cols = max(len(t.heads) for t in report.tables)
    font = draw(st.sampled_from(fonts))
    size = draw(st.sampled_from([7.0, 7.5, 8.0] if font == "DejaVuSans" else [7.5, 8.5, 9.5]))
    if n_cols >= 5:
        size = min(size, 7.5)
    layout = Layout(
        rule=draw(st.sampled_from(["grid", "none", "horizontal", "booktabs"])),
        header_fill=draw(st.sampled_from(["", "#1f4e79", "#d9e2ec"])),
        band_fill=draw(st.sampled_from(["", "", "#f2f5f8"])),
        valign=draw(st.sampled_from(["MIDDLE", "TOP", "BOTTOM"])),
        bold_header=draw(st.booleans()),
        font=font,
        size=size,
        thousands="space",
        minus="-",
        padding=draw(st.sampled_from([2.0, 3.0, 4.0])),
        total_rule=draw(st.booleans()),
    )
    gap = draw(st.just(0.0) | (st.integers(100, 190) if n_cols < 6 else st.integers(60, 120)).map(float))
    if "two_levels_over_pages" in avoid and any(t.groups for t in report.tables):
        gap = 0.0
    header = draw(st.sampled_from(["", report.lines[0]]))
    return Drawing(
        layout, gap, draw(st.booleans()), header, is_landscape=n_cols >= 6, is_hyphenated=draw(st.booleans())
    )
