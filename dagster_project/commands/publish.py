"""`utfall publish`: the kept versions, and going back to the one before.

What lives here: the words and the choice of target. What does not: publishing a build (`utfall build` does, after its
checks), or any target's work (`domain/warehouse`, `adapters`).
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from dagster_project.adapters.build_lock import hold_build_lock
from dagster_project.building.blame import name_unopened
from dagster_project.domain.warehouse.copy_tables import PublishError
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.domain.warehouse.publish_public import publish_public
from dagster_project.domain.warehouse.versions import list_versions, roll_back
from dagster_project.problems import Problem


def run_publish(
    home: Path | None, rollback: bool, public: Path | None, target: str, catalogue: Path | None = None
) -> int:
    """Do what was asked. Raises: Problem publish.no-rollback, publish.public-failed, publish.target-unknown ..."""
    place = open_home(home)
    if target:
        return _publish_to(place, target)
    if public:
        return _publish_public(place, public)
    if catalogue:
        return _publish_catalogue(place, catalogue)
    if rollback:
        with hold_build_lock(place):
            try:
                version = roll_back(place.published_dir)
            except PublishError as error:
                raise Problem("publish.no-rollback", str(error), str(place.published_dir), is_input=True) from error
        print(f"Readers see version {version.name} again, published {version.published_at}.")
    _say_versions(place)
    return 0


def _say_versions(place: Home) -> None:
    versions = list_versions(place.published_dir)
    if not versions:
        raise Problem("warehouse.not-built", file=str(place.published_file), is_input=True)
    print(f"Published  {place.published_dir}")
    for version in versions:
        mark = ">" if version.is_current else " "
        print(f"  {mark} {version.name}  {len(version.rows):>3} tables  {sum(version.rows.values()):>10} rows")
    print("           (> is what readers see · > är det som läsarna ser)")


def _publish_public(place: Home, folder: Path) -> int:
    if not place.published_file.exists():
        raise Problem("warehouse.not-built", file=str(place.published_file), is_input=True)
    try:
        found = publish_public(place.published_file, folder.expanduser().resolve())
    except duckdb.IOException as error:
        raise name_unopened(error, place.published_file) from error
    except (PublishError, OSError) as error:
        raise Problem("publish.public-failed", str(error), str(folder), is_input=True) from error
    print(f"Public profile in {folder}: CSV, Parquet, datapackage.json, manifest.json")
    print(f"{found.n_cells} facts; hidden {found.n_small + found.n_linked}: ", end="")
    print(f"{found.n_small} small counts, {found.n_linked} that would reveal one")
    return 0


def _publish_catalogue(place: Home, page: Path) -> int:
    if not place.build_file.exists():
        raise Problem("warehouse.not-built", file=str(place.build_file), is_input=True)
    from dagster_project.adapters.dbt_catalogue import write_catalogue

    page = page.expanduser().resolve()
    with hold_build_lock(place):
        write_catalogue(place, page)
    print(f"Catalogue: {page}")
    return 0


def _publish_to(place: Home, target: str) -> int:
    """Load what is published into another database. The password stays out of the command line and of our words."""
    dsn = os.environ.get("UTFALL_POSTGRES_DSN", "")
    if target != "postgres" or not dsn:
        detail = f"--to {target}" if target != "postgres" else "UTFALL_POSTGRES_DSN is not set"
        raise Problem("publish.target-unknown", detail, is_input=True)
    if not place.published_file.exists():
        raise Problem("warehouse.not-built", file=str(place.published_file), is_input=True)
    from dagster_project.adapters.postgres import READER, publish_to_postgres

    reader = os.environ.get("UTFALL_POSTGRES_READER_ROLE", READER)
    loaded = publish_to_postgres(place.published_file.resolve(), dsn, reader)
    print(f"PostgreSQL: schema marts, {len(loaded.rows)} tables, {sum(loaded.rows.values())} rows")
    print(
        f"Readers: role {loaded.reader}" if loaded.reader else f"No role {reader}; ask for it to be made, publish again"
    )
    return 0
