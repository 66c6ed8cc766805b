"""The published folder: the last versions, whole, and the one link that says which of them readers see.

    published/.versions/<moment>/    warehouse.duckdb, parquet/, csv/, datapackage.json, manifest.json, inputs.json
    published/.current               a link to one of them: swapping it swaps everything at once
    published/warehouse.duckdb ...   links through .current, the addresses that readers know

What lives here: the folders and links, going back to the version before. What does not: what is in a version
(`publish` fills it). A program that has a file open keeps it, also when its version is removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.domain.warehouse.copy_tables import PublishError

VERSIONS = ".versions"
CURRENT = ".current"
MANIFEST = "manifest.json"
INPUTS = "inputs.json"
NAMES = ("warehouse.duckdb", "parquet", "csv", "datapackage.json", MANIFEST)
KEEP = 5


@dataclass(frozen=True, slots=True)
class Version:
    """A kept version. name: its moment in UTC, which orders them. previous: what readers saw before it, or ""."""

    name: str
    folder: Path
    published_at: str
    previous: str
    rows: dict[str, int]
    is_current: bool


def find_current(published_dir: Path) -> Path | None:
    """The folder of the version that readers see, or None."""
    link = published_dir / CURRENT
    return link.resolve() if link.is_symlink() and link.exists() else None


def list_versions(published_dir: Path) -> list[Version]:
    """The kept versions, oldest first; a folder without a readable manifest is none."""
    current = find_current(published_dir)
    versions = []
    for folder in sorted((published_dir / VERSIONS).glob("*")):
        manifest = read_manifest(folder)
        if manifest:
            versions.append(
                Version(
                    folder.name,
                    folder,
                    manifest["published_at"],
                    manifest["previous"],
                    manifest["rows"],
                    current == folder.resolve(),
                )
            )
    return versions


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a version, or None if it has none that can be read."""
    try:
        return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def read_inputs(published_dir: Path) -> dict[str, Any] | None:
    """What the builder noted about the inputs of the version that readers see; None if nothing that can be read."""
    current = find_current(published_dir)
    try:
        return dict(json.loads((current / INPUTS).read_text(encoding="utf-8"))) if current else None
    except (OSError, ValueError):
        return None


def write_inputs(folder: Path, inputs: Mapping[str, object]) -> None:
    """Note the inputs of a version beside it; they swap in and go back with it. No part of its manifest: the same
    tables may be made again from other inputs."""
    file, text = folder / INPUTS, json.dumps(inputs)
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        unfinished = folder / f"{INPUTS}.part"
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(file)


def show_version(published_dir: Path, folder: Path) -> None:
    """Let readers see a version, all of it in one rename. The first time, also put the known addresses in place."""
    had_links = (published_dir / CURRENT).is_symlink()
    _link(published_dir / CURRENT, Path(VERSIONS) / folder.name)
    for name in NAMES:
        # A log of changes beside the address belongs to a program that opened an older file for writing.
        (published_dir / f"{name}.wal").unlink(missing_ok=True)
        if not had_links or not (published_dir / name).is_symlink():
            _link(published_dir / name, Path(CURRENT) / name)


def roll_back(published_dir: Path) -> Version:
    """Show readers the version that they saw before the present one.

    Raises: PublishError, if there is none, or its files are no longer what its manifest says; nothing has changed then.
    """
    versions = {version.name: version for version in list_versions(published_dir)}
    current = next((version for version in versions.values() if version.is_current), None)
    if current is None:
        raise PublishError("nothing is published")
    before = versions.get(current.previous)
    if before is None:
        raise PublishError(f"no version from before {current.name} is kept")
    damaged = find_damage(before.folder)
    if damaged:
        raise PublishError(f"version {before.name} is damaged: {', '.join(damaged)}")
    show_version(published_dir, before.folder)
    return before


def find_damage(folder: Path) -> list[str]:
    """Files of a version that are gone or differ from its manifest."""
    manifest = read_manifest(folder) or {"files": [{"path": MANIFEST, "sha256": ""}]}
    return [
        file["path"]
        for file in manifest["files"]
        if not (folder / file["path"]).is_file() or hash_file(folder / file["path"]) != file["sha256"]
    ]


def hash_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def remove_old(published_dir: Path, keep: int = KEEP) -> None:
    """Keep the newest versions and the one that readers see; clear what an interrupted run left."""
    current = find_current(published_dir)
    folders = sorted((published_dir / VERSIONS).iterdir())
    unfinished = [folder for folder in folders if read_manifest(folder) is None]
    for folder in {*unfinished, *[folder for folder in folders if folder not in unfinished][:-keep]}:
        if folder.resolve() != current:
            shutil.rmtree(folder, ignore_errors=True)


def clear_leftovers(published_dir: Path) -> None:
    """Remove what an interrupted run left half done beside the versions."""
    for leftover in (*published_dir.glob(".next-*"), published_dir / ".parquet"):  # .parquet: layout of 0.1.0
        if leftover.is_symlink():
            leftover.unlink()
        else:
            shutil.rmtree(leftover, ignore_errors=True)


def _link(link: Path, target: Path) -> None:
    """Make or replace a link in one rename."""
    fresh = link.with_name(f".next-link-{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    fresh.replace(link)
