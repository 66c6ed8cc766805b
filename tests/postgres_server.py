"""A real PostgreSQL in a temporary folder, for tests: Debian's server, reached through a socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@contextmanager
def run_postgres() -> Iterator[str]:
    """The socket folder of a running cluster with the superuser `boss`; skips the test where no server is installed.

    PostgreSQL refuses to run as root, so that another user runs it.
    """
    binaries = find_binaries()
    if binaries is None or not (binaries / "initdb").exists():
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    user = None
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = next((name for name in ("postgres", "nobody") if name in names), None)
        if user is None:
            pytest.skip("PostgreSQL does not run as root and there is no other user")
    folder = Path(tempfile.mkdtemp(prefix="utfall-pg-"))
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)

    def run(*words: str) -> None:
        # pg_ctl's server keeps what it inherits open: no pipes, or we would wait for it
        with (folder.parent / f"{folder.name}.log").open("ab") as log:
            subprocess.run(words, user=user, cwd=folder, stdout=log, stderr=log, check=True, timeout=120)

    data = str(folder / "data")
    run(str(binaries / "initdb"), "-D", data, "-U", "boss", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run(str(binaries / "pg_ctl"), "-D", data, "-w", "-o", options, "start")
    try:
        yield str(folder)
    finally:
        run(str(binaries / "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
        (folder.parent / f"{folder.name}.log").unlink(missing_ok=True)
