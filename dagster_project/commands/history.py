"""`utfall history`: the last nights, one a line: what arrived, what was made, what failed.

What lives here: the words. What does not: the record (`building/record`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dagster_project.building.record import read_history
from dagster_project.domain.warehouse.home import open_home

_NAMES_SHOWN = 3


def run_history(home: Path | None, count: int) -> int:
    nights = read_history(open_home(home))
    if not nights:
        print("No build is remembered yet; run `utfall build --reports FOLDER`. · Inga byggen än.")
    for night in nights[-count:]:
        print(f"{night['at']}  {_words(night)}")
    return 0


def _words(night: dict[str, Any]) -> str:
    if not night["ok"]:
        return f"FAILED {night['code']} {night['detail']}".rstrip()
    if "seconds" not in night:
        return "done"
    if night["is_unchanged"]:
        return f"nothing new ({night['seconds']} s)"
    made = "all tables" if night["touched"] is None else f"tables of {', '.join(map(_name, night['touched']))}"
    words = f"{_files(night['fresh'])}; {made}; {night['n_tables_changed']} tables changed"
    waiting = night["n_set_aside"] + night["n_refused"]
    words += f"; {waiting} reports wait for a person" if waiting else ""
    return f"{words} ({night['seconds']} s)"


def _files(names: list[str]) -> str:
    if not names:
        return "no file read"
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return f"read {', '.join(names[:_NAMES_SHOWN])}{more}"


def _name(piece: str) -> str:
    return piece or "reports without municipality"
