"""The five real reports, three layouts each: every table of the PDF is the table of the text, cell for cell."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest

from dagster_project.domain.documents.read_pdf import read_pdf
from dagster_project.domain.documents.read_text import read_text
from dagster_project.domain.model import Document, Table

REPORTS = Path(__file__).resolve().parents[3].parent / "shared" / "reports"
NAMES = ["vaggeryd_2024_t1", "mark_2024_delar", "gnesta_2021_delar", "askersund_2023_bokslut", "pitea_2024_03"]
LAYOUTS = ["ruled", "booktabs", "borderless"]
NUMBER = re.compile(r"^[-+≤≥=<>~]*\d[\d.,]*%?\**$")

pytestmark = [
    pytest.mark.reports,
    pytest.mark.skipif(not REPORTS.exists(), reason="the original reports are not in ../shared/reports"),
]


def normalise(text: str) -> str:
    text = re.sub(r"[−–—]", "-", text)
    text = re.sub(r"[\s\u200b\u2060]", "", text)
    return re.sub(r"(?<=[a-zåäö])-(?=[a-zåäö])", "", text)


def grid(table: Table) -> list[list[str]]:
    rows = [[""] * table.n_cols for _ in range(table.n_rows)]
    for c in table.cells:
        rows[c.row_no - 1][c.col_no - 1] = normalise(c.text)
    rows = [r for r in rows if any(r) and not is_remark(r)]
    while rows and sum(map(bool, rows[0])) == 1:  # a caption may stay a paragraph above the table
        rows = rows[1:]
    if not rows:
        return []
    full = [c for c in range(table.n_cols) if any(r[c] for r in rows)]
    return [[r[c] for c in full] for r in rows]


def is_remark(row: list[str]) -> bool:
    """A sentence over the whole table may as well be a paragraph under it."""
    return sum(map(bool, row)) == 1 and len(max(row, key=len)) > 50


def is_numeric(rows: list[list[str]]) -> bool:
    return any(NUMBER.match(text) for row in rows for text in row[1:])


@cache
def read(name: str, layout: str) -> Document:
    if layout == "txt":
        path = REPORTS / f"{name}.txt"
        return read_text(path.read_bytes(), "x", path.name)[0]
    path = REPORTS / f"{name}.{layout}.pdf"
    return read_pdf(path.read_bytes(), "x", path.name)[0]


def numeric_grids(name: str, layout: str) -> list[list[list[str]]]:
    return [g for g in map(grid, read(name, layout).tables) if is_numeric(g)]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", NAMES)
def test_every_table_with_numbers_has_the_cells_of_the_text(name: str, layout: str) -> None:
    expected, found = numeric_grids(name, "txt"), numeric_grids(name, layout)
    differences = list(compare(expected, found))
    assert not differences, "\n".join(differences[:40])


def compare(expected: list[list[list[str]]], found: list[list[list[str]]]) -> list[str]:
    out = []
    rows_a = [tuple(r) for g in expected for r in g]
    rows_b = [tuple(r) for g in found for r in g]
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, rows_a, rows_b, autojunk=False).get_opcodes():
        if tag != "equal":
            out += [f"- {' | '.join(r)}" for r in rows_a[a0:a1]] + [f"+ {' | '.join(r)}" for r in rows_b[b0:b1]]
    sizes_a, sizes_b = [(len(g), len(g[0])) for g in expected], [(len(g), len(g[0])) for g in found]
    if sizes_a != sizes_b:
        out.append(f"sizes {sizes_a} != {sizes_b}")
    return out
