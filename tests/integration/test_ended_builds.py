"""A build that is told to end (a service is stopped, a machine is shut down) ends quietly, with all that it started."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from dagster_project.adapters.build_lock import find_lock_holder
from dagster_project.building.outcomes import list_outcomes
from dagster_project.building.record import read_running
from dagster_project.domain.warehouse.home import PROJECT_DIR, open_home

COMMAND = [sys.executable, "-c", "from dagster_project.cli import main; main()", "build", "--reports"]


def test_a_build_that_is_ended_says_so_in_words_and_leaves_no_reader_behind(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    environ = {**os.environ, "UTFALL_HOME": str(home.directory), "UTFALL_LAKE": ""}
    with subprocess.Popen(
        [*COMMAND, str(PROJECT_DIR / "data" / "reports")],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as build:
        assert build.stdout is not None
        assert any(": read, " in line for line in build.stdout), "a report was read, and others are being read"
        build.terminate()
        _, errors = build.communicate()  # until every reader has closed it, too
    assert build.returncode == 143
    assert errors.startswith("Ended from outside")
    assert "Traceback" not in errors
    assert (find_lock_holder(home), read_running(home) != "") == ("", True)
    n_read = len(list_outcomes(home.lake))
    time.sleep(2)
    assert len(list_outcomes(home.lake)) == n_read > 0, "nobody goes on reading"
