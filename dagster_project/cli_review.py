"""`utfall review`: which reports wait for a person, why, and what that person can do, in English and Swedish.

What lives here: the words. What does not: the decision that a report waits (`domain/warehouse/write_raw`).
"""

from __future__ import annotations

from pathlib import Path

from dagster_project.building.outcomes import Outcome, by_status, list_outcomes
from dagster_project.domain.documents.archive import find_original
from dagster_project.domain.documents.manifest import COLUMNS, MANIFEST_NAME
from dagster_project.domain.refusals import CATALOGUE
from dagster_project.domain.warehouse.home import Home, open_home

UNKNOWN = "identify.municipality-unknown"
CONFLICT = "identify.text-and-manifest-disagree"
NO_PERIOD = "identify.period-unknown"


def run_review(home: Path | None) -> int:
    """List what waits. Exit status 0: waiting is no failure."""
    place = open_home(home)
    outcomes = list_outcomes(place.lake)
    aside, refused = by_status(outcomes, "set_aside"), by_status(outcomes, "refused")
    n_read = len(by_status(outcomes, "read"))
    print(f"{len(outcomes)} reports: {n_read} read, {len(aside)} set aside, {len(refused)} refused.")
    print(f"{len(outcomes)} rapporter: {n_read} lästa, {len(aside)} lagda åt sidan, {len(refused)} avvisade.")
    for number, outcome in enumerate([*aside, *refused], start=1):
        print()
        print("\n".join(_lines(number, outcome, place)))
    return 0


def reason_code(outcome: Outcome) -> str:
    """The catalogue's code for why a report waits."""
    if outcome.status == "refused":
        return outcome.reason
    if outcome.conflicts:
        return CONFLICT
    return UNKNOWN if not outcome.municipality_code else NO_PERIOD


def _lines(number: int, outcome: Outcome, home: Home) -> list[str]:
    kind = CATALOGUE[reason_code(outcome)]
    lines = [f"{number}. {outcome.name}  [{kind.code}]", f"   in {outcome.source}"]
    lines += [f"   {kind.title}", f"   {kind.title_sv}"]
    details = outcome.conflicts or (outcome.refusal_detail,)
    lines += [f"   ({detail})" for detail in details if detail and detail != outcome.name]
    lines += [f"   -> {kind.remedy}", f"   -> {kind.remedy_sv}"]
    if outcome.status == "set_aside":
        lines += [f"   {Path(outcome.source) / MANIFEST_NAME}:", f"     {','.join(COLUMNS)}"]
        lines.append(f"     {_manifest_line(outcome, home)}")
    return lines


def _manifest_line(outcome: Outcome, home: Home) -> str:
    """The line to put in, filled as far as is known; what a person must say is marked with capitals."""
    original = find_original(home.lake, outcome.document)
    row = original.manifest if original else None
    municipality = outcome.municipality or (row.municipality if row else "") or "MUNICIPALITY"
    code = outcome.municipality_code or (row.scb_code if row else "") or "CODE"
    end = outcome.period_end.isoformat() if outcome.period_end else "YYYY-MM-DD"
    fields = [outcome.name, municipality, code, row.board if row else "", row.report_type if row else "", end, ""]
    return ",".join(f'"{field}"' if "," in field else field for field in fields)
