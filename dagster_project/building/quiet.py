"""The quiet night: one look tells that everything lies as the last build left it, however many reports there are.

What lives here: what a build leaves for the next one to recognise this by, and when that may be believed. What does
not: stamps of files (`stamps`, next door), or what a night does that is not quiet (`build`, which then looks at every
report by itself).

    warehouse/quiet.json      how all lay, the outcome of every report, and what was odd in the folder of reports

It is written last, by a build that ended well, and says what the long way would have said at that moment: the lake is
looked at first and the records are read after that, so that whatever changes meanwhile, or later, makes the next look
another one. Believed, it saves the reading of two records for each report; without it, or where it is damaged, all
is looked at as on the first night. A lake in an object store, whose times are not to be had, is always looked at.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dagster_project.building import inputs as present
from dagster_project.building import read_lake as reading
from dagster_project.building.calendar import find_slots
from dagster_project.building.outcomes import Outcome, from_values, list_outcomes, to_values
from dagster_project.building.record import ended_well, read_last_build, write_json
from dagster_project.building.stamps import Look, look_at_tree, take_stamp
from dagster_project.building.take_in import FolderReceipt
from dagster_project.domain.calendar.slots import Slot
from dagster_project.domain.warehouse.home import Home
from dagster_project.domain.warehouse.opening import is_readable

#: of the lake, for a quiet night; what nights add to the others says nothing new
_LOOKED_AT, NOT_LOOKED_AT = ("archive", "outcomes", "raw"), ("fetch", "monitoring")


@dataclass(frozen=True)
class Night:
    """What a build saw beside the lake. folder: how the folder of reports lay before it was taken in."""

    folder: Look
    receipt: FolderReceipt
    slots: Sequence[Slot]


def is_nothing_new(home: Home, inputs: present.Inputs) -> bool:
    """Whether the last build was of just these inputs, and what it published is there and not damaged."""
    last = read_last_build(home)
    return last is not None and last.inputs == inputs.digest and is_readable(home.published_file)


def remember(home: Home, night: Night | None = None) -> None:
    """Leave for the next build how all lies, if nothing waits and all lay still when it was looked at.

    Args: night: without it, only the outcomes are remembered (`recall_outcomes`). The caller holds the lock.
    """
    lake = _look_at_lake(home)
    if lake is None or not lake.is_settled:
        return
    outcomes = reading.list_known(home.lake)
    if outcomes is None:
        return
    values: dict[str, Any] = {"code": _code(), "lake": lake.digest, "outcomes": [to_values(one) for one in outcomes]}
    if night and night.folder.is_settled and is_nothing_new(home, present.find_inputs(home, outcomes)):
        values |= {"folder": night.folder.digest, "receipt": night.receipt.to_values()}
        values |= {"slots": _digest_slots(night.slots), "published": _published(home), "built": _last_inputs(home)}
    with contextlib.suppress(OSError):  # what was built is well without it
        write_json(_file(home), values)


def recall_night(home: Home, folder: Look, now: datetime) -> tuple[FolderReceipt, list[Outcome]] | None:
    """What was found in the folder and in the lake, if this night is quiet: both lie as they lay after a build that
    ended well, what it published is untouched, and on this day no report is late that was not.

    Raises: Problem sources.unusable.
    """
    values = _read(home)
    if not ended_well(home) or values.get("folder") != folder.digest or values.get("published") != _published(home):
        return None
    if values.get("built") != _last_inputs(home):
        return None
    outcomes = _outcomes_of(values, home)
    if outcomes is None or values.get("slots") != _digest_slots(find_slots(home, outcomes, now)):
        return None
    with contextlib.suppress(KeyError, TypeError):
        return FolderReceipt.from_values(values["receipt"]), outcomes
    return None


def recall_outcomes(home: Home) -> list[Outcome] | None:
    """The outcome of every archived report, if the lake lies as it lay when none waited to be read."""
    return _outcomes_of(_read(home), home)


def all_outcomes(home: Home) -> list[Outcome]:
    """The outcome of every archived report that has one, recalled or looked up."""
    recalled = recall_outcomes(home)
    return list_outcomes(home.lake) if recalled is None else recalled


def _outcomes_of(values: dict[str, Any], home: Home) -> list[Outcome] | None:
    if values.get("code") != _code():
        return None
    lake = _look_at_lake(home)
    if lake is None or values.get("lake") != lake.digest:
        return None
    with contextlib.suppress(KeyError, TypeError, ValueError):
        outcomes = [from_values(one) for one in values["outcomes"]]
        return None if reading.waits_for_ocr(outcomes) else outcomes
    return None


def _look_at_lake(home: Home) -> Look | None:
    return None if "://" in home.lake else look_at_tree(f"{home.lake}/{name}" for name in _LOOKED_AT)


def _code() -> str:
    """Changes when anything changes that reading or making tables depends on, and that is no report."""
    return f"{present.digest_code()} {reading.knowledge_digest()}"


def _published(home: Home) -> list[int] | None:
    """The stamp of what readers open: it changes when that is made, damaged, moved or rolled back."""
    try:
        return list(take_stamp(home.published_file.stat()))
    except OSError:
        return None


def _last_inputs(home: Home) -> str:
    last = read_last_build(home)
    return last.inputs if last else ""


def _digest_slots(slots: Sequence[Slot]) -> str:
    return hashlib.sha256(repr(list(slots)).encode()).hexdigest()


def _file(home: Home) -> Path:
    return home.warehouse / "quiet.json"


def _read(home: Home) -> dict[str, Any]:
    try:
        return dict(json.loads(_file(home).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}
