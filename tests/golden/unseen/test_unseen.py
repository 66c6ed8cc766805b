"""Invented reports of municipalities and boards that no code was written for: read as text, and typeset as PDF.

The lists of true values beside the reports were written by hand from the definition of extraction. From text nothing
may be missed and nothing may be too much; from PDF, in every layout, a little less is asked of the meaning, since a
heading above a table may be cut or joined where no line is drawn.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from golden.scoring import read_truths, score
from typesetting.blocks import Heading, Page, TableBlock, Text
from typesetting.typeset import typeset

from dagster_project.domain.read_report import read_report

HERE = Path(__file__).parent
STEMS = sorted(path.stem for path in HERE.glob("*.txt"))
#: the layouts of `typesetting.blocks`: full grid, three rules, nothing drawn, shaded header, shaded bands
LAYOUTS = ("grid", "rules", "plain", "shaded", "banded")
#: still open: a table without a label column in its first header line and with a repeated second one
OPEN = {("aneby_2024_t2_matt_som_rader", "rules"): "measures as rows under names that stand close, one label in five"}
MAX_HEADING = 110


def _case(stem: str, layout: str) -> object:
    reason = OPEN.get((stem, layout))
    return pytest.param(stem, layout, marks=pytest.mark.xfail(reason=reason, strict=True) if reason else ())


@pytest.mark.parametrize("stem", STEMS)
def test_a_report_never_seen_is_read_right_from_text(stem: str) -> None:
    reading = read_report((HERE / f"{stem}.txt").read_bytes(), f"{stem}.txt", with_statements=False)
    result = score(read_truths(HERE / f"{stem}.values.csv"), reading.facts)
    assert (result.strict, result.precision, result.amounts) == (1.0, 1.0, 1.0), "\n".join(result.wrong[:20])


@pytest.mark.slow
@pytest.mark.parametrize(("stem", "layout"), [_case(stem, layout) for stem in STEMS for layout in LAYOUTS])
def test_a_report_never_seen_is_read_right_from_a_pdf(stem: str, layout: str) -> None:
    reading = read_report(typeset_report(stem, layout), f"{stem}.pdf", with_statements=False)
    result = score(read_truths(HERE / f"{stem}.values.csv"), reading.facts)
    assert result.strict >= 0.99, "\n".join(result.wrong[:20])
    assert result.precision >= 0.99, "\n".join(result.wrong[:20])


def test_a_number_that_is_none_is_refused_and_named() -> None:
    reading = read_report((HERE / "eda_2024_08_blandat.txt").read_bytes(), "eda.txt", with_statements=False)
    assert [(r.code, r.raw, r.row_label) for r in reading.refusals] == [("facts.number-unreadable", "-3 41", "Övrigt")]


@cache
def typeset_report(stem: str, layout: str) -> bytes:
    """The text version as a PDF: lines of their own are headings or paragraphs, lines with tabs are tables."""
    blocks: list[object] = []
    for chunk in re.split(r"\n\s*\n", (HERE / f"{stem}.txt").read_text(encoding="utf-8").strip()):
        lines = chunk.split("\n")
        if any("\t" in line for line in lines):
            blocks.append(_table([line.split("\t") for line in lines]))
        else:
            blocks += [_line(line, is_alone=len(lines) == 1) for line in lines]
    return typeset(blocks, layout, Page(is_landscape=True))


def _line(line: str, is_alone: bool) -> object:
    marked = re.match(r"(#+)\s+(.*)", line)
    if marked:
        return Heading(marked[2], len(marked[1]))
    is_heading = is_alone and len(line) <= MAX_HEADING and not line.endswith((".", ":", ","))
    return Heading(line, 2) if is_heading else Text(line)


def _table(rows: list[list[str]]) -> TableBlock:
    """A table whose first line leaves columns blank has two header lines, merged over their columns."""
    n_cols = max(len(row) for row in rows)
    rows = [row + [""] * (n_cols - len(row)) for row in rows]
    is_double = "" in rows[0][1:] and not any(re.match(r"[-−(]?\d[\d ]*(?:,\d+)?$", cell) for cell in rows[1][1:])
    merges = []
    for start in range(1, n_cols) if is_double else ():
        end = start
        while rows[0][start] and end + 1 < n_cols and not rows[0][end + 1] and rows[1][end + 1]:
            end += 1
        if end > start and rows[1][start]:
            merges.append((0, start, 0, end))
    return TableBlock(rows, header_rows=2 if is_double else 1, merges=merges)
