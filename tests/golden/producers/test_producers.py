"""PDFs of the producers that municipalities use: LibreOffice, Chromium, WeasyPrint, TeX, groff and others.

`<producer>.<report>.pdf` is one of the invented reports of ../unseen, set by `producing/produce.py`; its true values
stand beside the text of the report. README.md here holds the figures of the first run over all reports.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from golden.scoring import read_truths, score

from dagster_project.domain.read_report import read_report

HERE = Path(__file__).parent
UNSEEN = HERE.parent / "unseen"
PDFS = sorted(HERE.glob("*.pdf"))
WITHOUT_LETTERS = "no-letters"


@pytest.mark.parametrize("path", [p for p in PDFS if not p.name.startswith(WITHOUT_LETTERS)], ids=lambda p: p.stem)
def test_a_report_of_another_producer_is_read_right(path: Path) -> None:
    stem = path.stem.partition(".")[2]
    reading = read_report(path.read_bytes(), path.name, with_statements=False)
    result = score(read_truths(UNSEEN / f"{stem}.values.csv"), reading.facts)
    assert (result.strict, result.precision) == (1.0, 1.0), "\n".join(result.wrong[:20])


@pytest.mark.parametrize("path", [p for p in PDFS if p.name.startswith(WITHOUT_LETTERS)], ids=lambda p: p.stem)
def test_glyphs_whose_letters_are_lost_become_no_numbers(path: Path) -> None:
    reading = read_report(path.read_bytes(), path.name, with_statements=False)
    assert not [fact for fact in reading.facts if fact.value is not None]
