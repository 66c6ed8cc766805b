"""What the BI tests ask: the published sample warehouse, and utfall's own command."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def home() -> Path:
    """The home with a published warehouse: UTFALL_HOME, else the sample that `make warehouse` builds."""
    folder = Path(os.environ.get("UTFALL_HOME", HOUSE / "data" / "sample"))
    if not (folder / "warehouse" / "published").exists():
        pytest.skip("no published warehouse: run `make test-bi`, which builds the sample first")
    return folder


@pytest.fixture(scope="session")
def published(home: Path) -> Path:
    return home / "warehouse" / "published"


@pytest.fixture(scope="session")
def utfall(home: Path) -> object:
    """utfall's command as users run it; it lives in another environment than these tests."""
    command = HOUSE / ".venv" / "bin" / "utfall"
    command = Path(os.environ.get("UTFALL_COMMAND", command))

    def run(*words: str, **environment: str) -> str:
        known = {**os.environ, "UTFALL_HOME": str(home), **environment}
        done = subprocess.run([command, *words], env=known, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run
