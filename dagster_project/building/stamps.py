"""Stamps: what a file's entry in its folder says of it, by which a file that was not touched is known as such.

What lives here: taking stamps, of one file, of a folder and of a tree, and when they may be believed. What does not:
what is remembered by them (`hashed`: the content of one file; `quiet`: what a build found).

A stamp is size, times and inode. No program can set the time of the last change of status (ctime), so that a change
shows even where a copying tool sets the other times back. Clocks of file systems are coarse: two changes within one
tick leave the same stamp. So a stamp is believed only if the file lay still for SETTLED_S before it was taken; one from
the future (a clock that was set back) is not.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SETTLED_S = 5.0  # no file system keeps its times more coarsely

#: size in bytes, time of change and of change of status in nanoseconds, inode
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True)
class Look:
    """How a place lay. digest: of all names and stamps. is_settled: every file lay still before it was looked at."""

    digest: str
    is_settled: bool


def take_stamp(found: os.stat_result) -> Stamp:
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def is_settled(stamp: Stamp, looked_at: float) -> bool:
    """Args: looked_at: time.time() from before the stamp was taken."""
    return looked_at - max(stamp[1], stamp[2]) / 1e9 > SETTLED_S


def look_at_folder(folder: Path | None) -> Look:
    """How a folder of reports lies: all entries that are not hidden, folders inside it not looked into.

    None (no folder is given) and a folder that is not there have looks of their own.
    """
    if folder is None:
        return _look("", ())
    try:
        entries = [entry for entry in os.scandir(folder) if not entry.name.startswith((".", "~"))]
    except (FileNotFoundError, NotADirectoryError):
        return Look("", is_settled=False)
    return _look(str(folder.resolve()), ((entry.name, _stamp_of(entry)) for entry in entries))


def look_at_tree(roots: Iterable[str]) -> Look:
    """How all files below some folders lie; a folder that is not there is empty."""
    return _look("", ((path, stamp) for root in roots for path, stamp in _walk(root)))


def _look(name: str, found: Iterable[tuple[str, Stamp | None]]) -> Look:
    looked_at = time.time()
    stamps = sorted(found, key=lambda item: item[0])
    digest = hashlib.sha256(f"{name}\n{stamps}".encode("utf-8", "surrogateescape")).hexdigest()
    return Look(digest, all(stamp is None or is_settled(stamp, looked_at) for _, stamp in stamps))


def _walk(root: str) -> Iterator[tuple[str, Stamp | None]]:
    """Every file below a folder, in no order."""
    folders = [root]
    while folders:
        with contextlib.suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    yield entry.path, _stamp_of(entry)


def _stamp_of(entry: os.DirEntry[str]) -> Stamp | None:
    """None: it is gone meanwhile, or a link that leads nowhere."""
    try:
        return take_stamp(entry.stat())
    except FileNotFoundError:
        return None
