"""The smallest documents that once were read wrong: found by made-up reports and by fuzzing, named after the defect.

`<defect>.txt` or `.pdf` is the document, `<defect>.expected.csv` what it says (columns as in docs/extract.md). A defect
that is still open stands in OPEN with what goes wrong; its test is expected to fail until it is mended.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from generator.checking import fact_key, read

FOUND = Path(__file__).parent
DOCUMENTS = sorted(p for p in FOUND.iterdir() if p.suffix in (".txt", ".pdf"))
OPEN: dict[str, str] = {}


def _cases() -> list[object]:
    return [
        pytest.param(p, id=p.stem, marks=pytest.mark.xfail(reason=OPEN[p.stem], strict=True) if p.stem in OPEN else ())
        for p in DOCUMENTS
    ]


@pytest.mark.parametrize("path", _cases())
def test_document_once_read_wrong_is_read_right(path: Path) -> None:
    with path.with_suffix(".expected.csv").open(encoding="utf-8", newline="") as file:
        expected = Counter(tuple(row.values()) for row in csv.DictReader(file))
    reading = read(path.read_bytes(), path.name)
    got = Counter(fact_key(fact) for fact in reading.facts)
    assert reading.profile.municipality_code, "the municipality is not recognised"
    assert got - expected == Counter(), "too much"
    assert expected - got == Counter(), "missing"


def test_every_open_defect_has_its_document() -> None:
    assert set(OPEN) <= {p.stem for p in DOCUMENTS}
