"""Tables of real reports of other municipalities, with true values written before any code read them.

`development` may be looked at and mended on, so every report there has thresholds of its own, which are only ever
raised. `held_out` is never mended on: only its overall figures are held, and they say what an unseen report can expect.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from golden.scoring import Score, read_truths, score
from golden.typeset_text import typeset_text

from dagster_project.domain.read_report import read_report

HERE = Path(__file__).parent
FIGURES = ("found", "precision", "strict", "amounts")
#: what was measured, rounded down: per report of `development`, and overall
REACHED = json.loads((HERE / "reached.json").read_text(encoding="utf-8"))
LAYOUTS = ("rules", "plain")


def stems(folder: str) -> list[str]:
    return sorted(path.stem for path in (HERE / folder).glob("*.txt"))


@cache
def scored(folder: str, stem: str, layout: str = "") -> Score:
    text = (HERE / folder / f"{stem}.txt").read_text(encoding="utf-8")
    data, suffix = (typeset_text(text, layout), "pdf") if layout else (text.encode(), "txt")
    reading = read_report(data, f"{stem}.{suffix}", with_statements=False)
    return score(read_truths(HERE / folder / f"{stem}.values.csv"), reading.facts)


def overall(folder: str, layout: str = "") -> dict[str, float]:
    """The shares over all true values of a folder: a report counts as much as it has cells."""
    cells = {stem: len(read_truths(HERE / folder / f"{stem}.values.csv")) for stem in stems(folder)}
    scores = {stem: scored(folder, stem, layout) for stem in cells}
    total = sum(cells.values())
    return {figure: sum(getattr(scores[s], figure) * n for s, n in cells.items()) / total for figure in FIGURES}


def falls_short(reached: dict[str, float], got: dict[str, float]) -> dict[str, float]:
    return {figure: got[figure] for figure in FIGURES if got[figure] < reached[figure]}


@pytest.mark.parametrize("stem", stems("development"))
def test_a_real_report_is_read_as_well_as_it_ever_was(stem: str) -> None:
    result = scored("development", stem)
    short = falls_short(REACHED["development"][stem], {figure: getattr(result, figure) for figure in FIGURES})
    assert not short, "\n".join([str(short), *result.wrong[:20]])


def test_reports_nobody_mended_on_are_read_as_well_as_ever_overall() -> None:
    assert not falls_short(REACHED["held_out"]["text"], overall("held_out"))


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("folder", ["development", "held_out"])
def test_real_tables_are_read_as_well_as_ever_from_typeset_pages(folder: str, layout: str) -> None:
    assert not falls_short(REACHED["typeset"][folder][layout], overall(folder, layout))


def test_every_report_has_true_values_and_thresholds() -> None:
    lists = {path.name.removesuffix(".values.csv") for path in HERE.glob("*/*.values.csv")}
    assert lists == {*stems("development"), *stems("held_out")}
    assert set(REACHED["development"]) == set(stems("development"))
