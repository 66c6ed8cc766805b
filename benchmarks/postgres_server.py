"""A PostgreSQL server of our own for a while: its own data folder, a socket and no port."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def run_server(folder: Path) -> Iterator[str]:
    """A new, empty server; yields the address to connect with. Its folder is removed first, and kept afterwards.

    Raises: FileNotFoundError, if PostgreSQL's server is not installed (Debian: apt-get install postgresql).
    """
    binaries = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = "postgres"
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    sockets = Path(tempfile.mkdtemp(prefix="nation-pg-"))
    if user:
        os.chown(sockets, pwd.getpwnam(user).pw_uid, -1)

    def run(*words: str) -> None:
        with (sockets.parent / f"{sockets.name}.log").open("ab") as log:
            subprocess.run(words, user=user, cwd=sockets, stdout=log, stderr=log, check=True, timeout=600)

    run(str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "boss", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = (
        f"-c listen_addresses='' -c unix_socket_directories='{sockets}' -c shared_buffers=512MB -c max_wal_size=4GB"
    )
    run(str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-o", options, "start")
    try:
        yield f"host={sockets} user=boss dbname=postgres"
    finally:
        run(str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-m", "fast", "stop")
        shutil.rmtree(sockets, ignore_errors=True)
