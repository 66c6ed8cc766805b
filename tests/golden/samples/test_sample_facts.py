"""The sample reports give the facts of the originals, and a sample's PDF the facts of its text.

The first needs the originals in ../shared/reports and is skipped without them; the second holds everywhere, so that the
tables of all five reports are read from PDF by every test run. Labels that are sentences in an original are compared in
our words (`our_words.py` next door).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from golden.our_words import in_our_words
from typesetting.samples import REPORTS, SOURCES, plain_text

from dagster_project.domain.documents.manifest import ManifestRow
from dagster_project.domain.model import Fact, ReportReading
from dagster_project.domain.read_report import read_report

ORIGINALS = Path(__file__).parents[4] / "shared" / "reports"
STEMS = sorted(path.stem for path in SOURCES.glob("*.txt"))


def meaning(fact: Fact) -> tuple[object, ...]:
    """What a fact says, without where it stands: the printed sign and spaces may differ between layouts."""
    return (
        fact.row_code,
        fact.row_label,
        fact.row_role,
        fact.col_label,
        fact.section,
        fact.value,
        fact.unit,
        fact.measure,
        fact.period_start,
        fact.period_end,
        fact.as_of,
        fact.fact_family,
        fact.account_line,
        fact.amount_reported_sek,
    )


@cache
def read(kind: str, stem: str) -> ReportReading:
    if kind == "original":
        return read_report((ORIGINALS / f"{stem}.txt").read_bytes(), f"{stem}.txt", with_statements=False)
    if kind == "pdf":
        return read_report((REPORTS / f"{stem}.pdf").read_bytes(), f"{stem}.pdf", with_statements=False)
    text = plain_text((SOURCES / f"{stem}.txt").read_text(encoding="utf-8"))
    return read_report(text.encode(), f"{stem}.txt", with_statements=False)


def assert_same(wanted: Sequence[Fact], found: Sequence[Fact]) -> None:
    left, right = Counter(map(meaning, wanted)), Counter(map(meaning, found))
    assert left, "no facts to compare"
    missing, extra = left - right, right - left
    assert not missing and not extra, "\n".join(
        [f"- {m}" for m in list(missing)[:8]] + [f"+ {m}" for m in list(extra)[:8]] + [f"{len(missing)}, {len(extra)}"]
    )


@pytest.mark.reports
@pytest.mark.parametrize("stem", STEMS)
def test_a_sample_has_the_facts_of_its_original(stem: str) -> None:
    if not (ORIGINALS / f"{stem}.txt").exists():
        pytest.skip("the original reports are not here (../shared/reports)")
    original = read("original", stem)
    facts = [replace(fact, row_label=in_our_words(stem, fact.row_label)) for fact in original.facts]
    assert_same(facts, read("text", stem).facts)


@pytest.mark.parametrize("stem", STEMS)
def test_the_pdf_of_a_sample_has_the_facts_of_its_text(stem: str) -> None:
    assert_same(read("text", stem).facts, read("pdf", stem).facts)


@pytest.mark.parametrize(
    ("stem", "code", "period_end"),
    [
        ("vaggeryd_2024_t1", "0665", "2024-04-30"),
        ("mark_2024_delar", "1463", "2024-08-31"),
        ("gnesta_2021_delar", "0461", "2021-08-31"),
        ("pitea_2024_03", "", "2024-03-31"),
        ("askersund_2023_bokslut", "1882", "2023-12-31"),
    ],
)
@pytest.mark.parametrize("kind", ["text", "pdf"])
def test_a_sample_is_known_by_its_text(stem: str, code: str, period_end: str, kind: str) -> None:
    profile = read(kind, stem).profile
    assert (profile.municipality_code, str(profile.period_end)) == (code, period_end)


def test_the_manifest_names_the_one_report_that_does_not_name_itself() -> None:
    row = ManifestRow(file="pitea_2024_03.pdf", municipality="Piteå", scb_code="2581")
    data = (REPORTS / row.file).read_bytes()
    reading = read_report(data, row.file, row, with_statements=False)
    assert reading.profile.municipality_code == "2581"
    assert {fact.municipality_code for fact in reading.facts} == {"2581"}
