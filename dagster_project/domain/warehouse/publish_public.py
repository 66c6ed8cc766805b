"""Writing the public profile into a folder: Parquet, CSV, datapackage.json and manifest.json, swapped in whole.

What lives here: the folder. What does not: what is hidden (next door: `public_profile`), the files (`package`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dagster_project.domain.warehouse.copy_tables import PublishError, quoted
from dagster_project.domain.warehouse.hidden_cells import Suppression
from dagster_project.domain.warehouse.package import (
    DESCRIPTION,
    find_data_until,
    write_datapackage,
    write_manifest,
)
from dagster_project.domain.warehouse.public_profile import write_public_tables
from dagster_project.domain.warehouse.table_files import write_tables
from dagster_project.domain.warehouse.versions import read_manifest

PUBLIC_TITLE = "utfall: follow-up reports of Swedish municipalities, public profile"
PUBLIC_NOTE = (
    " Public profile: counts of one to four people, households or placements and staff groups of at most ten are"
    " hidden, together with every number that would reveal them (publication_status = suppressed)."
)


def publish_public(published_file: Path, folder: Path, now: datetime | None = None) -> Suppression:
    """Write the public profile of a published warehouse; an earlier one in `folder` is replaced.

    Raises: PublishError, if `folder` holds something else, which is then left alone.
    """
    known = read_manifest(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and (known or {}).get("profile") != "public":
        raise PublishError(f"{folder} is not empty and holds no earlier public profile")
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0).isoformat()
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.next-{os.getpid()}")
    old = folder.with_name(f".{folder.name}.old-{os.getpid()}")
    work = folder.with_name(f".{folder.name}.work-{os.getpid()}.duckdb")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        with contextlib.closing(duckdb.connect()) as connection:
            connection.execute(f"attach '{quoted(published_file.resolve())}' as warehouse (read_only)")
            connection.execute(f"attach '{quoted(work)}' as public")
            found = write_public_tables(connection, "warehouse", "public")
        rows = write_tables(work, unfinished)
        write_datapackage(work, unfinished, moment, PUBLIC_TITLE, DESCRIPTION + PUBLIC_NOTE)
        counts = {"n_cells": found.n_cells, "n_suppressed": found.n_small + found.n_linked}
        write_manifest(unfinished, moment, "", counts, rows, find_data_until(work), profile="public")
        if folder.exists():
            folder.rename(old)
        unfinished.rename(folder)
    finally:
        work.unlink(missing_ok=True)
        for leftover in (unfinished, old):
            shutil.rmtree(leftover, ignore_errors=True)
    return found
