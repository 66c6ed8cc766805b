"""`utfall publish`: the kept versions, and going back to the one before.

What lives here: the words and the choice of target. What does not: publishing a build (`utfall build` does, after its
checks), or any target's work (`domain/warehouse`, `adapters`).
"""

from __future__ import annotations

from pathlib import Path

from dagster_project.adapters.build_lock import hold_build_lock
from dagster_project.domain.warehouse.copy_tables import PublishError
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.domain.warehouse.versions import list_versions, roll_back
from dagster_project.problems import Problem


def run_publish(home: Path | None, rollback: bool) -> int:
    """Do what was asked. Raises: Problem publish.no-rollback."""
    place = open_home(home)
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
