"""Every identity of the five reports, listed by hand from their text, held against what the reader finds.

The lists name the cells, the printed result first. All of them must be found, and nothing else; every one holds but the
two that the one misprint of the five violates. The sample reports in data/reports carry the same tables.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from dagster_project.domain.documents.manifest import decode_manifest, read_manifest
from dagster_project.domain.model import Reconciliation
from dagster_project.domain.read_report import read_report

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "data" / "reports"
ORIGINALS = ROOT.parent / "shared" / "reports"
LISTS = sorted(Path(__file__).parent.glob("*.csv"))
MISPRINT = ("Ensamkommande barn", "Utfall 2024-04", 661, -661, "sign")
Key = tuple[str, frozenset[str], str]


def listed(path: Path) -> Counter[Key]:
    with path.open(encoding="utf-8", newline="") as file:
        return Counter(key(row["kind"], row["cells"]) for row in csv.DictReader(file))


def key(kind: str, cells: str) -> Key:
    """Spaces within labels aside: where a wrapped header was joined is the matter of other tests."""
    parts = cells.replace(" ; ", "\n").replace(" ", "").split("\n")
    return kind, frozenset(parts), parts[0]


def reconciled(path: Path) -> tuple[Reconciliation, ...]:
    manifest = read_manifest(decode_manifest((path.parent / "manifest.csv").read_bytes()))
    return read_report(path.read_bytes(), path.name, manifest.get(path.name), with_statements=False).reconciliations


def check(rows: tuple[Reconciliation, ...], expected: Counter[Key]) -> None:
    found = Counter(key(r.kind, r.cells) for r in rows if r.result != "not_testable")
    assert not expected - found, "not found"
    assert not found - expected, "found, but not on the list"
    accused = {
        (r.suspect_row_label, r.suspect_col_label, r.suspect_printed, r.suspect_expected, r.suspect_kind)
        for r in rows
        if r.result == "violated"
    }
    assert accused <= {MISPRINT}
    assert sum(r.result == "violated" for r in rows) == (2 if accused else 0)
    assert all(r.n_rivals == 0 and r.n_repaired == 2 for r in rows if r.result == "violated")


def test_there_is_a_list_for_every_report() -> None:
    assert [path.stem for path in LISTS] == sorted(path.stem for path in SAMPLES.glob("*.pdf"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_all_identities_on_the_list_are_found_in_the_sample_and_no_others(path: Path) -> None:
    check(reconciled(SAMPLES / f"{path.stem}.pdf"), listed(path))


def test_vaggeryd_is_the_report_with_the_misprint() -> None:
    rows = reconciled(SAMPLES / "vaggeryd_2024_t1.pdf")
    assert [r.kind for r in rows if r.result == "violated"] == ["no_budget_no_period_budget", "rows_sum_to_total"]


@pytest.mark.slow
@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the originals are not at hand")
@pytest.mark.parametrize("layout", ["txt", "ruled.pdf", "booktabs.pdf", "borderless.pdf"])
@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_all_identities_on_the_list_are_found_in_the_original_and_no_others(path: Path, layout: str) -> None:
    check(reconciled(ORIGINALS / f"{path.stem}.{layout}"), listed(path))
