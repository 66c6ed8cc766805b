"""`utfall doctor`: what may keep the nights from running, with the remedy beside each problem.

What lives here: the words on the screen and the exit status. What does not: the examinations (`building/examine`).
"""

from __future__ import annotations

from pathlib import Path

from dagster_project.building.examine import examine
from dagster_project.domain.warehouse.home import open_home

_SIGNS = {"well": "ok  ", "warning": "note", "ill": "ILL "}


def run_doctor(home: Path | None) -> int:
    """Exit status 1, if something keeps the nights from running."""
    found = examine(open_home(home))
    for item in found:
        print(f"{_SIGNS[item.verdict]} {item.topic:<11}{item.says}")
        if item.remedy:
            print(f"{'':16}-> {item.remedy}")
    n_ill = sum(item.verdict == "ill" for item in found)
    print(
        f"{n_ill} problems · {n_ill} problem" if n_ill else "Nothing keeps the nights from running. · Allt i ordning."
    )
    return 1 if n_ill else 0
