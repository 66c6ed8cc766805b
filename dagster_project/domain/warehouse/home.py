"""Where things lie: the one place that turns UTFALL_HOME and UTFALL_LAKE into addresses.

What lives here: `Home`, resolved once and absolute (a relative DuckDB path silently makes a second, empty database).
What does not: reading or writing anything. Next door: `write_raw` fills the lake, `publish` the published folder.

    $UTFALL_HOME/lake/        archive/ and raw/; an fsspec address, UTFALL_LAKE may move it to an object store
    $UTFALL_HOME/warehouse/   build/ (the file being written) and published/ (the file that readers open)
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[3]
WAREHOUSE_FILE = "warehouse.duckdb"


@dataclass(frozen=True, slots=True)
class Home:
    """directory: absolute UTFALL_HOME. lake: absolute path or fsspec URL, without a slash at the end."""

    directory: Path
    lake: str

    @property
    def warehouse(self) -> Path:
        return self.directory / "warehouse"

    @property
    def build_dir(self) -> Path:
        """What a build writes while it runs; nobody else reads it."""
        return self.warehouse / "build"

    @property
    def build_file(self) -> Path:
        return self.build_dir / WAREHOUSE_FILE

    @property
    def published_dir(self) -> Path:
        return self.warehouse / "published"

    @property
    def published_file(self) -> Path:
        return self.published_dir / WAREHOUSE_FILE

    @property
    def last_build_file(self) -> Path:
        """What the latest build found, as JSON; `utfall status` and `utfall review` read it."""
        return self.warehouse / "last_build.json"

    @property
    def lock_file(self) -> Path:
        return self.warehouse / "build.lock"


def open_home(directory: str | Path | None = None, environ: Mapping[str, str] | None = None) -> Home:
    """Resolve the home. Args: directory: wins over UTFALL_HOME, which wins over the project's data/."""
    env = os.environ if environ is None else environ
    chosen = Path(directory or env.get("UTFALL_HOME") or PROJECT_DIR / "data").expanduser().resolve()
    lake = "" if directory else env.get("UTFALL_LAKE", "")
    if not lake:
        lake = str(chosen / "lake")
    elif "://" not in lake:
        lake = str(Path(lake).expanduser().resolve())
    return Home(directory=chosen, lake=lake.rstrip("/"))
