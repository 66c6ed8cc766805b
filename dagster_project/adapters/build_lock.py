"""One build at a time: a lock that the system itself gives back when its holder dies.

What lives here: the lock file of a home, and asking whether a DuckDB file is free. What does not: what is locked for.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dagster_project.domain.warehouse.home import Home
from dagster_project.problems import Problem


@contextlib.contextmanager
def hold_build_lock(home: Home) -> Iterator[None]:
    """Hold the home's lock while the body runs.

    Raises: Problem build.already-running, naming the process that holds it; build.home-not-writable.
    """
    import fcntl

    try:
        home.build_dir.mkdir(parents=True, exist_ok=True)
        handle = home.lock_file.open("a+b", buffering=0)
    except OSError as error:
        raise Problem("build.home-not-writable", error.strerror or "", str(home.directory)) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            raise Problem("build.already-running", handle.read().decode().strip(), str(home.warehouse)) from error
        with contextlib.suppress(OSError):  # on a full disk the lock holds all the same
            handle.truncate(0)
            handle.write(f"process {os.getpid()}, since {datetime.now(UTC).isoformat(timespec='seconds')}".encode())
        try:
            yield
        finally:
            handle.truncate(0)


def find_lock_holder(home: Home) -> str:
    """Who builds now, in words; "" if nobody does."""
    import fcntl

    try:
        with home.lock_file.open("r+", encoding="utf-8") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return handle.read().strip() or "a process that has not said its name"
            return ""
    except OSError:
        return ""


def clear_build_file(build_file: Path) -> None:
    """Take away what an earlier build left, so that a build starts from nothing.

    Raises: Problem build.warehouse-locked, if somebody has the file open.
    """
    import duckdb

    from dagster_project.domain.warehouse.opening import is_held_open

    if not build_file.exists():
        return
    try:
        duckdb.connect(str(build_file)).close()
    except duckdb.IOException as error:
        if is_held_open(error):
            raise Problem("build.warehouse-locked", str(error).split(". See")[0], str(build_file)) from error
    except duckdb.Error:
        pass  # half-written by a build that was killed: exactly what is taken away here
    for leftover in (build_file, build_file.with_name(f"{build_file.name}.wal")):
        leftover.unlink(missing_ok=True)
