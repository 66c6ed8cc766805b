"""The sentences of the original reports stand nowhere in the repository; figures, labels and headings may.

Prose is every line outside the tables, and in the tables what is neither a head nor the label of a row of figures:
goals, assignments, risks, comments. No eight words of it in a row stand in one line of any file here. What may stand
here is what a reader of the numbers needs: heads of columns, labels of rows of figures, titles of tables that are no
goals.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ORIGINALS = ROOT.parent / "shared" / "reports"
#: fewer words may well stand in a row twice by chance; a name with its amount (`Hälsa och vård -3 590 tkr`) is a fact
WORDS = 8
FIGURES = 1
NO_TEXT = {".pdf", ".ttf", ".png", ".parquet"}
_GOAL = re.compile(r"\w*mål\b", re.IGNORECASE)
#: a cell of a figure; years (`2020 - 2021`) are none: an assignment has them too
_FIGURE = re.compile(r"(?!(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?\s*$)\W*\d")

Run = tuple[str, ...]


def _words(text: str) -> list[str]:
    return re.sub(r"<[^>]+>|[^\w ]", " ", text).lower().split()


def _runs(text: str) -> set[Run]:
    words = _words(text)
    runs = {tuple(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}
    return {run for run in runs if sum(word.isdigit() for word in run) <= FIGURES}


def _texts(report: str) -> Iterator[tuple[bool, str]]:
    """Every line and cell of a report, and whether it is prose."""
    lines = [line for line in report.splitlines() if line.strip()]
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        cells = line.split("\t")
        if len(cells) == 1:
            is_title = "\t" in after and not line.rstrip().endswith((".", "!", "?", ":")) and not _GOAL.search(line)
            yield not is_title, line
            continue
        is_head = "\t" not in before
        cells = [re.sub(r"<[^>]+>", "", cell) for cell in cells]
        has_figures = any(_FIGURE.match(cell) for cell in cells[1:])
        for place, cell in enumerate(cells):
            yield not (is_head or (has_figures and place == 0)), cell


def _prose() -> set[Run]:
    """The runs of words of the originals' prose, without those that a label or a head has too."""
    prose, labels = set(), set()
    for path in ORIGINALS.glob("*.txt"):
        for is_prose, text in _texts(path.read_text(encoding="utf-8")):
            (prose if is_prose else labels).update(_runs(text))
    return prose - labels


@pytest.mark.reports
def test_no_eight_words_of_an_original_reports_prose_stand_in_a_row_in_the_repository() -> None:
    if not ORIGINALS.exists():
        pytest.skip("the original reports are not here (../shared/reports)")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    prose = _prose()
    assert len(prose) > 10_000, "the test no longer finds the prose of the originals"
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in NO_TEXT or not path.is_file():
            continue
        lines = path.read_bytes().decode("utf-8", "replace").splitlines()
        found += [f"{name}: {' '.join(run)}" for line in lines for run in sorted(_runs(line) & prose)]
    assert not found


def test_goals_and_sentences_are_prose_heads_labels_of_figures_and_titles_are_not() -> None:
    table = "#### Bad per år\nBad\tUtfall\nAntal bad\t<b>3</b>\nFler ska bada\t2020 - 2021"
    report = f"#### Mål 1: Fler bad\n{table}\n\nVi badar."
    assert [text for is_prose, text in _texts(report) if is_prose] == [
        "#### Mål 1: Fler bad",
        "3",
        "Fler ska bada",
        "2020 - 2021",
        "Vi badar.",
    ]
