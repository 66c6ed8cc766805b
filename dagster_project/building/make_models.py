"""Making the tables: dbt on what changed, the published rows of everything else carried over.

What lives here: which municipalities are made, and the order of making them. What does not: what a model says (`dbt/`),
what counts as changed (`inputs`, next door), and whether the result may be published (`build`).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from dagster_project.adapters.build_lock import clear_build_file
from dagster_project.adapters.run_dbt import run_dbt
from dagster_project.building.inputs import Inputs, can_narrow, find_touched, narrow_lake, published_inputs
from dagster_project.building.outcomes import Outcome
from dagster_project.building.progress import Progress
from dagster_project.domain.warehouse.carry_over import carry_over
from dagster_project.domain.warehouse.home import Home
from dagster_project.domain.warehouse.opening import is_held_open, is_readable
from dagster_project.problems import Problem

MARTS = "marts"


def prepare_corrections(home: Home) -> None:
    """Hold the corrections of data/reference against the raw facts and write what became of them for dbt.

    Raises: Problem build.corrections-unusable, if errata.yml cannot be used.
    """
    from dagster_project.adapters.errata import ERRATA_FILE, hold_errata_in_lake
    from dagster_project.domain.quality.errata import ErratumError

    try:
        hold_errata_in_lake(home.lake)
    except ErratumError as error:
        raise Problem("build.corrections-unusable", str(error), str(ERRATA_FILE), is_input=True) from error


def choose_pieces(home: Home, inputs: Inputs) -> frozenset[str] | None:
    """The municipalities whose tables must be made; None: all, since nothing can be carried over."""
    if not can_narrow(home) or not is_readable(home.published_file):
        return None
    return find_touched(published_inputs(home), inputs)


def make_models(
    home: Home, outcomes: Sequence[Outcome], touched: frozenset[str] | None, progress: Progress
) -> frozenset[str] | None:
    """Make and test the tables in the build file.

    Returns: the municipalities whose tables were made; None: all. That is also the way out when what is published
    turns out to be damaged, so that nothing of it is carried over.
    Raises: Problem build.models-failed, build.warehouse-locked; duckdb.IOException, if another program has come to
        hold the published file open.
    """
    clear_build_file(home.build_file)
    if touched is None:
        run_dbt(home, progress.step)
        return None
    run_dbt(narrow_lake(home, outcomes, touched), progress.step)
    progress.stage("carry over")
    try:
        carry_over(home.build_file, home.published_file, MARTS, touched)
    except duckdb.Error as error:
        if is_held_open(error):
            raise
        return make_models(home, outcomes, None, progress)
    return touched
