"""Every numeric cell of the five reports, as extracted once and then read against the source, held against today.

`five_reports/*.csv` hold one row per printed number. The sample reports in data/reports carry the same tables, so this
runs without the originals; where those are at hand, their text and their three layouts must give the same facts too.
Labels that are sentences stand in our words (`our_words.py`).
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from golden.our_words import in_our_words

from dagster_project.domain.model import Fact
from dagster_project.domain.read_report import read_report
from dagster_project.domain.swedish.text import fold

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "five_reports"
ORIGINALS = ROOT.parent / "shared" / "reports"
REPORTS = sorted(path.stem for path in GOLDEN.glob("*.csv"))
LAYOUTS = ("txt", "ruled.pdf", "booktabs.pdf", "borderless.pdf")

Key = tuple[str, ...]


def golden(report: str) -> Counter[Key]:
    with (GOLDEN / f"{report}.csv").open(encoding="utf-8", newline="") as file:
        return Counter(
            (
                fold(row["row_label"]),
                row["part_no"],
                row["value"],
                row["unit"],
                row["measure"],
                row["period_start"],
                row["period_end"],
                row["as_of"],
                row["fact_family"],
                row["row_role"],
                row["account_line"],
                row["entity"],
                row["amount_reported_sek"],
            )
            for row in csv.DictReader(file)
        )


def key(fact: Fact) -> Key:
    return (
        fold(fact.row_label),
        str(fact.part_no),
        format(fact.value, "f") if fact.value is not None else "",
        fact.unit,
        fact.measure,
        str(fact.period_start or ""),
        str(fact.period_end or ""),
        str(fact.as_of or ""),
        fact.fact_family,
        fact.row_role,
        fact.account_line,
        fact.entity,
        format(fact.amount_reported_sek, "f") if fact.amount_reported_sek is not None else "",
    )


def assert_same_facts(path: Path, report: str) -> None:
    reading = read_report(path.read_bytes(), path.name, with_statements=False)
    facts = (replace(f, row_label=in_our_words(report, f.row_label)) for f in reading.facts if f.value is not None)
    found = Counter(map(key, facts))
    wanted = golden(report)
    assert not reading.refusals, reading.refusals[:3]
    assert sorted((wanted - found).elements()) == [], "missing"
    assert sorted((found - wanted).elements()) == [], "too many"


@pytest.mark.parametrize("report", REPORTS)
def test_sample_report_gives_exactly_the_facts_read_by_eye(report: str) -> None:
    assert_same_facts(ROOT / "data" / "reports" / f"{report}.pdf", report)


@pytest.mark.reports
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("report", REPORTS)
def test_original_report_gives_exactly_the_facts_read_by_eye(report: str, layout: str) -> None:
    path = ORIGINALS / f"{report}.{layout}"
    if not path.exists():
        pytest.skip("the original reports (../shared/reports) are not on this machine")
    assert_same_facts(path, report)


@pytest.mark.parametrize("report", REPORTS)
def test_no_cell_disappears(report: str) -> None:
    path = ROOT / "data" / "reports" / f"{report}.pdf"
    reading = read_report(path.read_bytes(), path.name, with_statements=False)
    facts = {(f.table_no, f.row_no, f.col_no) for f in reading.facts}
    refused = {(r.table_no, r.row_no, r.col_no) for r in reading.refusals if r.table_no}
    ignored = [(i.table_no, i.row_no, i.col_no) for i in reading.ignored]
    assert len(ignored) == len(set(ignored))
    assert len(facts) + len(refused) + len(ignored) == reading.n_cells
