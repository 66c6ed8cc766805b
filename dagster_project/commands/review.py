"""`utfall review`: what waits for a person, why, and what that person can do, in English and Swedish.

What lives here: the words, for reports and for labels without a mapping. What does not: the decision that a report
waits (`domain/warehouse/write_raw`), which labels wait and writing a decision down (`building/map_labels`).
"""

from __future__ import annotations

import getpass
import shlex
from datetime import date
from pathlib import Path

from dagster_project.building.map_labels import UnmappedLabel, accept, find_suggestions, find_unmapped
from dagster_project.building.outcomes import Outcome, by_status
from dagster_project.building.quiet import all_outcomes
from dagster_project.domain.documents.archive import find_original
from dagster_project.domain.documents.manifest import COLUMNS, MANIFEST_NAME
from dagster_project.domain.refusals import CATALOGUE
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.problems import Problem

UNKNOWN = "identify.municipality-unknown"
CONFLICT = "identify.text-and-manifest-disagree"
NO_PERIOD = "identify.period-unknown"
_LABELS_SHOWN = 20


def run_review(home: Path | None) -> int:
    """List what waits. Exit status 0: waiting is no failure."""
    place = open_home(home)
    outcomes = all_outcomes(place)
    aside, refused = by_status(outcomes, "set_aside"), by_status(outcomes, "refused")
    n_read = len(by_status(outcomes, "read"))
    print(f"{len(outcomes)} reports: {n_read} read, {len(aside)} set aside, {len(refused)} refused.")
    print(f"{len(outcomes)} rapporter: {n_read} lästa, {len(aside)} lagda åt sidan, {len(refused)} avvisade.")
    for number, outcome in enumerate([*aside, *refused], start=1):
        print()
        print("\n".join(_lines(number, outcome, place)))
    _print_labels(find_unmapped(place))
    return 0


def run_accept(home: Path | None, label: str, target: str, municipality_code: str, who: str) -> int:
    """Put a person's decision on one label into the mapping. Raises: Problem with a code of mapping."""
    waiting = [
        one
        for one in find_unmapped(open_home(home))
        if one.label == label and municipality_code in ("", one.municipality_code)
    ]
    if not waiting:
        raise Problem("mapping.no-such-label", f"{municipality_code} {label}".strip(), is_input=True)
    if len({one.municipality_code for one in waiting}) > 1:
        codes = ", ".join(sorted({one.municipality_code for one in waiting}))
        raise Problem("mapping.no-such-label", f"{label}: give --municipality, one of {codes}", is_input=True)
    for one in waiting:
        seed = accept(one, target, who or getpass.getuser(), date.today())
        print(f"{one.municipality} {one.board}: {label} -> {target}, a line of {seed.name}. `utfall build` applies it.")
    return 0


def _print_labels(waiting: tuple[UnmappedLabel, ...]) -> None:
    if not waiting:
        return
    print()
    print(f"Labels without a mapping: {len(waiting)}. Their numbers are in the tables, as `unmapped`.")
    print(f"Etiketter utan koppling: {len(waiting)}. Deras tal finns i tabellerna, som `unmapped`.")
    for one in waiting[:_LABELS_SHOWN]:
        code = f"{one.row_code} " if one.row_code else ""
        numbers = f"{one.n_facts} number" + ("" if one.n_facts == 1 else "s")
        print(f"\n- {code}{one.label}  [{one.kind}, {one.municipality}, {one.table_title}: {numbers}]")
        found = find_suggestions(one)
        for suggestion in found:
            print(f"    {suggestion.target}  like {suggestion.candidate_label!r} ({suggestion.similarity:.0f} of 100)")
        target = found[0].target if found else "CODE"
        words = f"--accept {shlex.quote(one.label)} --municipality {one.municipality_code} --as {target}"
        print(f"    -> utfall review {words}")
    if len(waiting) > _LABELS_SHOWN:
        print(f"\n... {len(waiting) - _LABELS_SHOWN} more / till.")
    print("\nCODE is one of / är en av:")
    for kind, key in (("activity", "activity_code"), ("measure", "measure_id")):
        if any(one.kind == kind for one in waiting):
            print(f'    utfall query "select {key}, name_sv from dim_{kind} order by 1"')


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
