"""Invented reports of social boards, cells and statements, with the truth written before any code read them.

Half of the reports are text with tabs, half as `pdftotext -layout` leaves it. What they were read like at first stands
in the README; here every report has the figures it has reached, raised when they rise.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from golden.scoring import Score, read_truths, score
from golden.scoring_statements import score_statements

from dagster_project.domain.model import ReportReading
from dagster_project.domain.read_report import read_report

HERE = Path(__file__).parent
FIGURES = ("found", "precision", "strict", "amounts")
#: what was measured, rounded down; a figure that is not named is 1
REACHED = json.loads((HERE / "reached.json").read_text(encoding="utf-8"))
STEMS = sorted(path.stem for path in HERE.glob("*.txt"))


@cache
def reading(stem: str) -> ReportReading:
    return read_report((HERE / f"{stem}.txt").read_bytes(), f"{stem}.txt")


def scored(stem: str) -> Score:
    return score(read_truths(HERE / f"{stem}.values.csv"), reading(stem).facts)


def stated() -> dict[str, float]:
    return score_statements((HERE / f"{stem}.statements.csv", reading(stem).statements) for stem in STEMS)


@pytest.mark.parametrize("stem", STEMS)
def test_a_board_report_is_read_as_well_as_it_ever_was(stem: str) -> None:
    result = scored(stem)
    short = {f: getattr(result, f) for f in FIGURES if getattr(result, f) < REACHED["cells"].get(stem, {}).get(f, 1)}
    assert not short, "\n".join([str(short), *result.wrong[:20]])


def test_statements_of_board_reports_are_read_as_well_as_ever() -> None:
    got = stated()
    assert not {figure: got[figure] for figure, reached in REACHED["statements"].items() if got[figure] < reached}


def test_every_board_report_has_true_values() -> None:
    assert sorted(path.name.removesuffix(".values.csv") for path in HERE.glob("*.values.csv")) == STEMS
