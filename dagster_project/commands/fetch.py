"""`utfall fetch`: looks at every source of sources.yml, and says what is new and what could not be fetched.

What lives here: the words. What does not: the fetching (`building/fetch`).
"""

from __future__ import annotations

from pathlib import Path

from dagster_project.adapters.build_lock import hold_build_lock
from dagster_project.building.fetch import SourceReceipt, fetch_all
from dagster_project.building.sources import sources_file
from dagster_project.domain.refusals import CATALOGUE
from dagster_project.domain.warehouse.home import open_home

_SHOWN = 5  # failures of one source beyond this are counted


def run_fetch(home: Path | None) -> int:
    """Fetch and tell. Exit status 0: a source that fails is a row of the warehouse, and tried again the next night."""
    place = open_home(home)
    print(f"Sources    {sources_file(place)}")
    with hold_build_lock(place):
        receipts = fetch_all(place)
    for receipt in receipts:
        print("\n".join(_lines(receipt)))
    n_new = sum(len(receipt.new) for receipt in receipts)
    n_failed = sum(len(receipt.failures) for receipt in receipts)
    print(f"\n{n_new} new reports, {n_failed} failures. · {n_new} nya rapporter, {n_failed} misslyckade hämtningar.")
    if n_new:
        print("`utfall build` reads them into the warehouse. · `utfall build` läser in dem.")
    return 0


def _lines(receipt: SourceReceipt) -> list[str]:
    n_same = len(receipt.known) + len(receipt.unchanged)
    lines = [f"{receipt.source_id:<30} {len(receipt.new)} new, {n_same} as before, {len(receipt.failures)} failed"]
    lines += [f"  + {name}" for name in receipt.new]
    for failure in receipt.failures[:_SHOWN]:
        kind = CATALOGUE[failure.code]
        lines += [f"  {failure.code}: {failure.address}", f"    {kind.title} {failure.detail}".rstrip()]
        lines += [f"    -> {kind.remedy}", f"    -> {kind.remedy_sv}"]
    if len(receipt.failures) > _SHOWN:
        lines.append(f"  ... and {len(receipt.failures) - _SHOWN} more")
    return lines
