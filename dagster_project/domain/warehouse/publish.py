"""Publishing: the checked build file becomes what readers open, in one step that cannot be half done.

What lives here: the order of it: copy the tables of a finished build into a fresh DuckDB file, prove the copy, write
the files beside it, swap them all in. What does not: deciding whether the build is good enough (the build does, before
it calls this), the files (`package`), the folders (`versions`). Readers are never asked: whoever holds the old file
open keeps reading the old data.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dagster_project.domain.warehouse.copy_tables import (
    PUBLICATION_TABLE,
    Fingerprint,
    PublishError,
    copy_tables,
    fingerprint_tables,
)
from dagster_project.domain.warehouse.home import WAREHOUSE_FILE
from dagster_project.domain.warehouse.package import (
    find_data_until,
    write_datapackage,
    write_manifest,
)
from dagster_project.domain.warehouse.table_files import write_tables
from dagster_project.domain.warehouse.versions import (
    VERSIONS,
    clear_leftovers,
    find_current,
    remove_old,
    show_version,
    write_inputs,
)

TITLE = "utfall: follow-up reports of Swedish municipalities"

__all__ = ["Publication", "PublishError", "fingerprint_tables", "publish"]


@dataclass(frozen=True, slots=True)
class Publication:
    """What stands in the published folder after publishing.

    changed: tables whose rows differ from what was published before (`schema.table`, all of them the first time);
    empty when the file was left untouched because nothing differs.
    """

    path: Path
    tables: dict[str, int]
    changed: tuple[str, ...]
    published_at: str


def publish(
    build_file: Path,
    published_dir: Path,
    schemas: Sequence[str],
    note: Mapping[str, str | int],
    now: datetime | None = None,
    inputs: Mapping[str, object] | None = None,
) -> Publication:
    """Publish the tables of `schemas`; leave what is published untouched where nothing differs.

    Args: build_file: a closed DuckDB file. schemas: whose tables (never views) are published, the first one also
        gets the one-row table `publication` with `note` and the moment. inputs: what the build was made from, for the
        next build to compare with.
    Raises: PublishError when the copy differs from the build; the published folder is then as before.
    """
    published_dir.mkdir(parents=True, exist_ok=True)
    clear_leftovers(published_dir)
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    target = published_dir / WAREHOUSE_FILE
    built = fingerprint_tables(build_file, schemas)
    if not built:
        raise PublishError(f"the build file has no tables in {', '.join(schemas)}")
    before = _fingerprint_served(target, schemas)
    rows = {name: f.n_rows for name, f in built.items()}
    current = find_current(published_dir)
    if before == built and current is not None:
        write_inputs(current, inputs or {})
        return Publication(target, rows, (), _published_at(target, schemas[0]))
    changed = tuple(sorted(n for n in built.keys() | before.keys() if built.get(n) != before.get(n)))
    unfinished = published_dir / f".next-{os.getpid()}"
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        copy = unfinished / WAREHOUSE_FILE
        copy_tables(build_file, copy, schemas, {"published_at": moment, **note})
        _prove_copy(copy, built, schemas)
        version = _name_version(published_dir, moment)
        counts = write_tables(copy, unfinished, before=current)
        write_datapackage(copy, unfinished, moment.isoformat(), TITLE)
        version.parent.mkdir(exist_ok=True)
        unfinished.rename(version)
        previous = current.name if current is not None else ""
        write_manifest(version, moment.isoformat(), previous, note, counts, find_data_until(version / WAREHOUSE_FILE))
        write_inputs(version, inputs or {})
        show_version(published_dir, version)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    remove_old(published_dir)
    return Publication(target, rows, changed, moment.isoformat())


def _fingerprint_served(target: Path, schemas: Sequence[str]) -> dict[str, Fingerprint]:
    """What readers see now; nothing where it is damaged or held open for writing, which do not hinder the swap."""
    try:
        found = fingerprint_tables(target, schemas)
    except duckdb.IOException:
        return {}
    return {name: f for name, f in found.items() if not name.endswith(f".{PUBLICATION_TABLE}")}


def _name_version(published_dir: Path, moment: datetime) -> Path:
    """A folder that does not exist yet, named for the moment; names sort as the versions were made, also after the
    clock was set back."""
    newest = max((folder.name for folder in (published_dir / VERSIONS).glob("*Z-*")), default="")
    stamp, turn = f"{moment:%Y%m%dT%H%M%SZ}", 0
    if newest >= stamp:
        stamp, _, last = newest.rpartition("-")
        turn = int(last) + 1
    return published_dir / VERSIONS / f"{stamp}-{turn:03}"


def _prove_copy(copy: Path, built: dict[str, Fingerprint], schemas: Sequence[str]) -> None:
    if (copy.parent / f"{copy.name}.wal").exists():
        raise PublishError("the copy was not closed cleanly")
    copied = fingerprint_tables(copy, schemas)
    copied = {name: f for name, f in copied.items() if not name.endswith(f".{PUBLICATION_TABLE}")}
    if copied != built:
        wrong = sorted(n for n in built.keys() | copied.keys() if built.get(n) != copied.get(n))
        raise PublishError(f"the copy differs from the build in {', '.join(wrong)}")


def _published_at(file: Path, schema: str) -> str:
    with contextlib.closing(duckdb.connect(str(file), read_only=True)) as connection:
        row = connection.execute(f'select epoch(published_at) from "{schema}"."{PUBLICATION_TABLE}"').fetchone()
    return datetime.fromtimestamp(row[0], UTC).isoformat() if row else ""
