"""The five sample reports as `pdftotext -layout` leaves them: columns aligned with spaces, pages by form feeds.

The texts are made from data/reports when the tests run, where poppler is installed; the facts are those of
tests/golden/five_reports. A text has lost what a page draws, so a report has a share that it reaches, raised when it
rises. The figures are of poppler 22.12; MARGIN is left for other versions of it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from golden.test_five_reports import golden, key

from dagster_project.domain.read_report import read_report

REPORTS = Path(__file__).parents[3] / "data" / "reports"
#: share of the facts read exactly; numbers read that are no such fact
REACHED = {
    "askersund_2023_bokslut": (0.75, 17),
    "gnesta_2021_delar": (0.95, 3),
    "mark_2024_delar": (0.84, 26),
    "pitea_2024_03": (0.63, 20),
    "vaggeryd_2024_t1": (1.0, 2),
}
MARGIN = (0.05, 5)

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")


def as_text(report: str) -> bytes:
    return subprocess.run(
        ["pdftotext", "-layout", REPORTS / f"{report}.pdf", "-"], capture_output=True, check=True
    ).stdout


@pytest.mark.parametrize("report", REACHED)
def test_report_turned_to_text_is_read_as_well_as_it_ever_was(report: str) -> None:
    reading = read_report(as_text(report), f"{report}.txt", with_statements=False)
    found = Counter(key(fact) for fact in reading.facts if fact.value is not None)
    wanted = golden(report)
    share, most_wrong = REACHED[report]
    assert (wanted & found).total() >= (share - MARGIN[0]) * wanted.total()
    assert (found - wanted).total() <= most_wrong + MARGIN[1]


def test_pages_of_the_report_are_those_of_the_text() -> None:
    text = as_text("vaggeryd_2024_t1")
    reading = read_report(text, "vaggeryd_2024_t1.txt")
    assert reading.n_pages == text.count(b"\f")
    assert {fact.page for fact in reading.facts} > {2}
