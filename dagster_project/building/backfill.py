"""Backfill: every archived report is read again, whatever is known of it.

What lives here: forgetting the outcomes, once. What does not: the reading (`read_lake` reads what has no outcome). A
backfill that was interrupted goes on where it stood: what it has read since has an outcome again.

    warehouse/backfill    there from the beginning of a backfill until a build has ended well
"""

from __future__ import annotations

import shutil
from pathlib import Path

from dagster_project.domain.warehouse.home import Home
from dagster_project.problems import Problem

_FORGETTING, _READING = "forgetting", "reading"


def begin_backfill(home: Home) -> bool:
    """Let every report count as unread. Returns: False, if one was interrupted after that and goes on now.

    Raises: Problem build.lake-elsewhere, if the lake is no local folder.
    """
    if "://" in home.lake:
        raise Problem("build.lake-elsewhere", file=home.lake, is_input=True)
    marker = _marker(home)
    if marker.exists() and marker.read_text(encoding="utf-8") == _READING:
        return False
    marker.write_text(_FORGETTING, encoding="utf-8")
    shutil.rmtree(Path(home.lake, "outcomes"), ignore_errors=True)
    marker.write_text(_READING, encoding="utf-8")
    return True


def end_backfill(home: Home) -> None:
    _marker(home).unlink(missing_ok=True)


def is_backfilling(home: Home) -> bool:
    return _marker(home).exists()


def _marker(home: Home) -> Path:
    return home.warehouse / "backfill"
