"""Stage facts: the reports of one municipality and year, read again; the piece that a sensor starts, and to backfill.

The nightly job does not go through these one by one: `raw` reads whatever still needs it, and tells Dagster which
pieces it has filled. A backfill over many workers reads the country in parallel; `raw` then finds nothing left.
"""

import time
from collections import defaultdict

import dagster as dg

from dagster_project.building.outcomes import Outcome
from dagster_project.building.pieces import piece_of
from dagster_project.building.read_lake import read_lake
from dagster_project.building.sources import open_sources
from dagster_project.partitions import municipality_year
from dagster_project.previews import show_rows
from dagster_project.problems import Problem
from dagster_project.resources import WarehouseHome, as_failure


@dg.asset(
    group_name="facts",
    kinds={"parquet"},
    partitions_def=municipality_year,
    deps=["documents"],
)
def facts(context: dg.AssetExecutionContext, warehouse: WarehouseHome) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every cell of these reports understood, ignored by a rule or refused with a code; Parquet in the lake."""
    started = time.monotonic()
    chosen = {str(key) for key in context.partition_keys}
    home = warehouse.open()
    try:
        sources = open_sources(home)
        outcomes = read_lake(
            home.lake, choose=lambda original, known: piece_of(original, known, sources) in chosen, again=True
        )
    except Problem as problem:
        raise as_failure(problem) from problem
    _tell_true_pieces(context, outcomes, chosen)
    return dg.MaterializeResult(
        metadata={
            "reports": len(outcomes),
            "facts": sum(outcome.n_facts for outcome in outcomes),
            "seconds": round(time.monotonic() - started, 1),
            "preview": show_rows(_about(outcome) for outcome in outcomes),
        }
    )


def _tell_true_pieces(context: dg.AssetExecutionContext, outcomes: list[Outcome], chosen: set[str]) -> None:
    """A report that was thought to be of this piece, and turned out to be of another, is shown there."""
    others: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.partition_key and outcome.partition_key not in chosen:
            others[outcome.partition_key].append(outcome)
    for key in sorted(others.keys() & set(municipality_year.get_partition_keys())):
        words = {"preview": show_rows(_about(outcome) for outcome in others[key])}
        context.log_event(dg.AssetMaterialization(asset_key=context.asset_key, partition=key, metadata=words))


def _about(outcome: Outcome) -> dict[str, object]:
    return {
        "report": outcome.name,
        "status": outcome.status,
        "reason": outcome.reason,
        "facts": outcome.n_facts,
        "cells refused": sum(outcome.refused.values()),
        "seconds": outcome.seconds,
    }
