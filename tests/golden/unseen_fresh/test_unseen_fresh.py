"""Fresh reports of social boards, cells and statements, as text and as pages printed from HTML; truth before any run.

`development` may be looked at and mended on, so every report there has thresholds of its own. `held_out` is never
mended on: only its overall figures are held. What they were read like at first stands in the README.
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
FILES = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/*") if path.suffix in (".txt", ".pdf"))


@cache
def reading(file: str) -> ReportReading:
    return read_report((HERE / file).read_bytes(), Path(file).name)


def scored(file: str) -> Score:
    return score(read_truths((HERE / file).with_suffix(".values.csv")), reading(file).facts)


def in_folder(folder: str, suffix: str) -> list[str]:
    return [file for file in FILES if file.startswith(f"{folder}/") and file.endswith(suffix)]


def overall(folder: str, suffix: str) -> dict[str, float]:
    """The shares over all true values of a folder: a report counts as much as it has cells."""
    files = in_folder(folder, suffix)
    counted = {file: len(read_truths((HERE / file).with_suffix(".values.csv"))) for file in files}
    cells = {file: n for file, n in counted.items() if n}  # some reports are sentences only
    total = sum(cells.values())
    return {figure: sum(getattr(scored(file), figure) * n for file, n in cells.items()) / total for figure in FIGURES}


def stated(folder: str) -> dict[str, float]:
    return score_statements(
        ((HERE / file).with_suffix(".statements.csv"), reading(file).statements) for file in in_folder(folder, ".txt")
    )


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("development/")])
def test_a_fresh_report_is_read_as_well_as_it_ever_was(file: str) -> None:
    result = scored(file)
    reached = REACHED["development"].get(Path(file).name, {})
    short = {f: getattr(result, f) for f in FIGURES if getattr(result, f) < reached.get(f, 1)}
    assert not short, "\n".join([str(short), *result.wrong[:20]])


@pytest.mark.parametrize("suffix", [".txt", ".pdf"])
def test_fresh_reports_nobody_mended_on_are_read_as_well_as_ever_overall(suffix: str) -> None:
    got, reached = overall("held_out", suffix), REACHED["held_out"][suffix]
    assert not {figure: got[figure] for figure in reached if got[figure] < reached[figure]}


@pytest.mark.parametrize("folder", ["development", "held_out"])
def test_statements_of_fresh_reports_are_read_as_well_as_ever(folder: str) -> None:
    got = stated(folder)
    assert not {
        figure: got[figure] for figure, reached in REACHED["statements"][folder].items() if got[figure] < reached
    }


def test_every_fresh_report_has_true_values_and_statements() -> None:
    texts = {file.removesuffix(".txt") for file in FILES if file.endswith(".txt")}
    for kind in ("values", "statements"):
        lists = {path.relative_to(HERE).as_posix() for path in HERE.glob(f"*/*.{kind}.csv")}
        assert lists == {f"{text}.{kind}.csv" for text in texts}
