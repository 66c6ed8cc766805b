"""Invented reports of municipalities and boards that no code was written for: read as text, and typeset as PDF.

The lists of true values beside the reports were written by hand from the definition of extraction. From text nothing
may be missed and nothing may be too much; from PDF, in every layout, a little less is asked of the meaning, since a
heading above a table may be cut or joined where no line is drawn.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from golden.scoring import read_truths, score
from golden.typeset_text import LAYOUTS, typeset_text

from dagster_project.domain.read_report import read_report

HERE = Path(__file__).parent
STEMS = sorted(path.stem for path in HERE.glob("*.txt"))


@pytest.mark.parametrize("stem", STEMS)
def test_a_report_never_seen_is_read_right_from_text(stem: str) -> None:
    reading = read_report((HERE / f"{stem}.txt").read_bytes(), f"{stem}.txt", with_statements=False)
    result = score(read_truths(HERE / f"{stem}.values.csv"), reading.facts)
    assert (result.strict, result.precision, result.amounts) == (1.0, 1.0, 1.0), "\n".join(result.wrong[:20])


@pytest.mark.slow
@pytest.mark.parametrize(("stem", "layout"), [(stem, layout) for stem in STEMS for layout in LAYOUTS])
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
    return typeset_text((HERE / f"{stem}.txt").read_text(encoding="utf-8"), layout)
