"""Names of officials and diary numbers stay in the document: they never reach facts or statements."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from typesetting.blocks import LAYOUTS
from typesetting.samples import plain_text, typeset_source

from dagster_project.domain.model import ReportReading
from dagster_project.domain.read_report import read_report

ORIGINALS = Path(__file__).parents[4] / "shared" / "reports"

#: a cover letter with an invented official and an invented diary number, then a report
COVER_LETTER = """Upprättad: 2031-09-24

Diarienummer: SN.2031.417

Socialnämnden

## Delårsrapport 2031

Handläggare: Ture Påhittsson, telefon 0158-27 50 00

Ordförande: Ebba Fantasidotter (p)

Socialnämnden i Gnesta kommun har till och med augusti ett underskott mot budget på -550 tkr.

Ture Påhittsson

Förvaltningschef

# Delårsrapport 2031

%% table header=0
Beslutsinstans	Socialnämnden
Dokumentansvarig	Ture Påhittsson
Diarienummer	SN 2031.417
Dnr	2031/417-3
Telefon	0158-27 50 00

## Ekonomisk uppföljning per verksamhetsområde, tkr

Verksamhetsområde	Budget 2031	Utfall augusti	Avvikelse augusti
Ledning	-1 200	-700	100
Hemtjänst	-24 500	-16 883	-550
Summa	-25 700	-17 583	-450

Uppgifter lämnas av Ebba Fantasidotter, ärende SN 2031.417.
"""
PERSONAL = ("Påhittsson", "Fantasidotter", "2031.417", "2031/417", "417", "0158", "27 50 00", "275000")


def _words_of(reading: ReportReading) -> list[str]:
    """Every word of every fact and statement that a reader of the warehouse could see."""
    rows = [asdict(row) for row in (*reading.facts, *reading.statements)]
    hidden = {"document", "fact_id", "box"}
    return [str(value) for row in rows for name, value in row.items() if name not in hidden and value is not None]


def _read(layout: str) -> ReportReading:
    if layout == "text":
        return read_report(plain_text(COVER_LETTER).encode(), "letter.txt")
    return read_report(typeset_source(COVER_LETTER, layout), "letter.pdf")


@pytest.mark.parametrize("layout", ["text", *sorted(LAYOUTS)])
def test_invented_officials_and_diary_numbers_of_a_cover_letter_never_reach_facts_or_statements(layout: str) -> None:
    reading = _read(layout)
    assert any(fact.row_label == "Hemtjänst" for fact in reading.facts), "the report itself is read"
    found = [(word, text) for text in _words_of(reading) for word in PERSONAL if word in text]
    assert not found


@pytest.mark.reports
@pytest.mark.parametrize("name", ["gnesta_2021_delar", "vaggeryd_2024_t1"])
def test_officials_and_diary_numbers_of_the_original_reports_never_reach_facts_or_statements(name: str) -> None:
    path = ORIGINALS / f"{name}.txt"
    if not path.exists():
        pytest.skip("the original reports are not here (../shared/reports)")
    text = path.read_text(encoding="utf-8")
    officials = set(re.findall(r"^([A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ]\w+){1,2}) *\nFörvaltnings", text, re.M))
    officials |= set(re.findall(r"^(?:Ordförande|Förvaltningschef): ([A-ZÅÄÖ][\w-]+ \w+)", text, re.M))
    diary = set(re.findall(r"\bSN[ .]\d{4}\.\d+", text))
    assert officials, "the test no longer finds the officials in the original"
    words = _words_of(read_report(path.read_bytes(), path.name))
    assert len(words) > 1000
    assert not [(w, t) for t in words for w in officials | diary if w in t]
