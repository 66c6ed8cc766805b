"""A build that is killed at any moment: the next one ends where an undisturbed one does (benchmarks/kills.py, the same
with more moments and with the whole job)."""

from __future__ import annotations

import os
import subprocess
import sys

from dagster_project.domain.warehouse.home import PROJECT_DIR


def test_after_a_kill_at_any_moment_readers_see_a_whole_state_and_the_next_build_loses_and_doubles_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.kills", "--points", "12"],
        cwd=PROJECT_DIR,
        env={**os.environ, "PYTHONPATH": str(PROJECT_DIR)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 of " in done.stdout
    assert "0 ended otherwise" in done.stdout
