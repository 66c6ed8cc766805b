"""A real PostgreSQL for tests and benchmarks: Debian's server, an own data folder, a socket and no port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: for tests: what is lost with the machine may be lost
IN_A_HURRY = {"fsync": "off"}


class NoServer(Exception):
    """PostgreSQL's server cannot be run here; says why."""


@contextmanager
def run_server(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    """A new, empty server with the superuser `boss`; yields the folder of its socket. `folder`, its data, is kept.

    PostgreSQL refuses to run as root, so that another user runs it. Raises: NoServer.
    """
    binaries, user = _find_binaries(), _find_user()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sockets = Path(tempfile.mkdtemp(prefix="utfall-pg-"))
    if user:
        for owned in (folder, sockets):
            os.chown(owned, pwd.getpwnam(user).pw_uid, -1)
    log = sockets.with_suffix(".log")

    def run(program: str, *words: str) -> None:
        # pg_ctl's server keeps what it inherits open: no pipes, or we would wait for it
        command = [str(binaries / program), "-D", str(folder / "data"), *words]
        with log.open("ab") as output:
            subprocess.run(command, user=user, cwd=sockets, stdout=output, stderr=output, check=True, timeout=600)

    run("initdb", "-U", "boss", "-A", "trust", "-E", "UTF8", "--no-sync")
    wanted = {"listen_addresses": "", "unix_socket_directories": str(sockets), **settings}
    run("pg_ctl", "-w", "-o", " ".join(f"-c {name}='{value}'" for name, value in wanted.items()), "start")
    try:
        yield str(sockets)
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(sockets, ignore_errors=True)
        log.unlink(missing_ok=True)


@contextmanager
def run_postgres() -> Iterator[str]:
    """A server for tests, whose data goes with it; yields the folder of its socket, or skips the test."""
    import pytest

    try:
        # in /tmp, not in pytest's folders: the server's own user must be able to enter it
        with tempfile.TemporaryDirectory(prefix="utfall-pgdata-", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o755)
            with run_server(Path(folder) / "server", IN_A_HURRY) as sockets:
                yield sockets
    except NoServer as why:
        pytest.skip(str(why))


def _find_binaries() -> Path:
    """The folder of initdb and pg_ctl; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    raise NoServer("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")


def _find_user() -> str | None:
    """Who runs the server: we ourselves (None), or another, if we are root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    raise NoServer("PostgreSQL does not run as root and there is no other user")
