"""What is remembered of hashing a folder's files, so that a night does not read again what lies there as it lay.

What lives here: that memory. What does not: when a stamp may be believed (`stamps`), and taking files in (`take_in`,
next door).

    warehouse/hashed/<digest of the folder's path>.json     file name -> stamp, sha256

A file is hashed anew when its stamp differs, or was not to be believed. Without the memory, or where it is damaged,
everything is hashed again. The archive copies only bytes that have the sha256 (`archive_file`).
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

from dagster_project.building.stamps import Stamp, is_settled, take_stamp
from dagster_project.domain.documents.archive import digest_file, read_text_file, write_whole
from dagster_project.domain.warehouse.home import Home


class Hashed:
    """The sha256 of a folder's files, hashed where it is not remembered."""

    def __init__(self, home: Home, folder: Path) -> None:
        name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        self._address = str(home.warehouse / "hashed" / f"{name}.json")
        self._before = _read(self._address)
        self._now: dict[str, tuple[Stamp, str]] = {}

    def digest(self, path: Path) -> str:
        """Raises: OSError."""
        looked_at, stamp = time.time(), take_stamp(path.stat())
        known = self._before.get(path.name)
        sha256 = known[1] if known is not None and known[0] == stamp else digest_file(path)
        if is_settled(stamp, looked_at):
            self._now[path.name] = (stamp, sha256)
        return sha256

    def keep(self) -> None:
        """Remember what was asked for; a file that is gone is forgotten. A night like the one before writes nothing."""
        if self._now != self._before:
            write_whole(self._address, json.dumps(self._now, ensure_ascii=False, indent=0).encode())


def _read(address: str) -> dict[str, tuple[Stamp, str]]:
    try:
        values = json.loads(read_text_file(address) or "{}")
        return {name: ((size, mtime, ctime, inode), sha) for name, ((size, mtime, ctime, inode), sha) in values.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
