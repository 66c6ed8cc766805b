"""Stage raw: the lake is complete: every archived report has raw facts by the present reading code."""

import time
from collections import defaultdict
from collections.abc import Iterator

import dagster as dg

from dagster_project.adapters.processes import Event
from dagster_project.building.build import mend_lake
from dagster_project.building.calendar import draw_slots
from dagster_project.building.heal import sweep_leftovers
from dagster_project.building.make_models import prepare_corrections
from dagster_project.building.outcomes import Outcome, by_status, count_by
from dagster_project.building.progress import Silence
from dagster_project.building.quiet import recall_outcomes
from dagster_project.building.read_lake import ReadingTask, read_lake
from dagster_project.building.record import ended_well
from dagster_project.domain.warehouse.raw_schema import SCHEMAS
from dagster_project.partitions import municipality_year
from dagster_project.previews import show_rows
from dagster_project.problems import Problem
from dagster_project.resources import WarehouseHome, as_failure

FACTS = dg.AssetKey("facts")


@dg.multi_asset(
    specs=[
        dg.AssetSpec(["raw", name], group_name="raw", kinds={"parquet"}, deps=["documents", FACTS]) for name in SCHEMAS
    ],
    name="raw",
    pool="warehouse",
)
def raw(context: dg.AssetExecutionContext, warehouse: WarehouseHome) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Read every report that still needs it, a process for each, and tell which municipality and year it filled."""

    def tell(event: Event[ReadingTask, Outcome]) -> None:
        if event.result is not None:
            outcome = event.result
            context.log.info(f"{outcome.name}: {outcome.status} {outcome.reason}, {outcome.n_facts} facts")

    started = time.monotonic()
    with warehouse.writing() as home:
        recalled = recall_outcomes(home) if ended_well(home) else None
        if not recalled:
            sweep_leftovers(home)
        outcomes = recalled or read_lake(home.lake, on_event=tell)
        if not outcomes:
            raise as_failure(Problem("build.nothing-to-build", file=home.lake))
        if not recalled:
            outcomes = mend_lake(home, outcomes, Silence())
        draw_slots(home, outcomes)
        prepare_corrections(home)
    _tell_pieces(context, outcomes)
    metadata = _metadata(outcomes) | {"seconds": round(time.monotonic() - started, 1)}
    for name in SCHEMAS:
        yield dg.MaterializeResult(asset_key=["raw", name], metadata=metadata)


def _tell_pieces(context: dg.AssetExecutionContext, outcomes: list[Outcome]) -> None:
    """Show the pieces of `facts` that this run has filled as filled."""
    filled: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.is_fresh and outcome.partition_key:
            filled[outcome.partition_key].append(outcome)
    known = set(municipality_year.get_partition_keys()) if filled else set()
    for key, those in sorted(filled.items()):
        if key in known:
            context.log_event(
                dg.AssetMaterialization(
                    asset_key=FACTS,
                    partition=key,
                    metadata={"reports": [o.name for o in those], "facts": sum(o.n_facts for o in those)},
                )
            )


def _about(outcome: Outcome) -> dict[str, object]:
    return {
        "report": outcome.name,
        "piece": outcome.partition_key,
        "status": outcome.status,
        "reason": outcome.reason,
        "facts": outcome.n_facts,
        "seconds": outcome.seconds,
    }


def _metadata(outcomes: list[Outcome]) -> dict[str, object]:
    return {
        "reports read": len(by_status(outcomes, "read")),
        "read in this run": sum(outcome.is_fresh for outcome in outcomes),
        "waiting for a person": show_rows(_about(o) for o in outcomes if o.status != "read"),
        "preview": show_rows(_about(o) for o in sorted(outcomes, key=lambda o: not o.is_fresh)),
        "facts by family": count_by(by_status(outcomes, "read"), "families"),
        "cells refused": count_by(outcomes, "refused"),
    }
