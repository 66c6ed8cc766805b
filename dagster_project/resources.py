"""Resources: the home that the assets work on, and dbt as Dagster calls it.

What belongs here: what is configured once for all assets. UTFALL_HOME, UTFALL_LAKE and UTFALL_REPORTS set it from
outside, alike for `utfall` and for Dagster.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource

from dagster_project.adapters.build_lock import hold_build_lock
from dagster_project.adapters.run_dbt import DBT_DIR, dbt_environment
from dagster_project.building.blame import blaming_others
from dagster_project.building.record import note_attempt
from dagster_project.building.tell_changes import tell_changes
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.problems import Problem


class WarehouseHome(dg.ConfigurableResource):  # type: ignore[type-arg]
    """directory: UTFALL_HOME if empty. reports: a folder to take reports from beside the sources of sources.yml;
    UTFALL_REPORTS if empty."""

    directory: str = ""
    reports: str = ""

    def open(self) -> Home:
        return open_home(self.directory or None)

    def reports_dir(self) -> Path | None:
        """The folder given; None where none is."""
        given = self.reports or os.environ.get("UTFALL_REPORTS", "")
        return Path(given).expanduser().resolve() if given else None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Home]:
        """Hold the home's lock for one step. A Problem becomes a Dagster failure that says what to do."""
        home = self.open()
        try:
            with hold_build_lock(home), blaming_others(home):
                yield home
        except Problem as problem:
            if problem.code != "build.already-running":
                note_attempt(home, datetime.now(UTC), problem)
                tell_changes(home, problem)
            raise as_failure(problem) from problem


def as_failure(problem: Problem) -> dg.Failure:
    """A problem in Dagster's terms, with its remedy in both languages."""
    kind = problem.kind
    return dg.Failure(
        description=f"{problem.code}: {kind.title} {problem.detail}".strip(),
        metadata={"file": problem.file, "remedy": kind.remedy, "remedy_sv": kind.remedy_sv},
        allow_retries=problem.code == "build.already-running",
    )


def make_dbt() -> DbtCliResource:
    """dbt by its absolute path, so that it works whatever the PATH is."""
    executable = Path(sys.executable).with_name("dbt")
    return DbtCliResource(
        project_dir=str(DBT_DIR),
        profiles_dir=str(DBT_DIR),
        dbt_executable=str(executable) if executable.exists() else "dbt",
        global_config_flags=["--no-version-check"],
    )


@contextlib.contextmanager
def dbt_environ(home: Home) -> Iterator[None]:
    """dbt-dagster hands our environment on to dbt; these are the variables that dbt/profiles.yml reads."""
    before = dict(os.environ)
    os.environ.update(dbt_environment(home))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
