"""Stage facts: the reports of one municipality and year, read again; the piece to backfill.

The nightly job does not go through these one by one: `raw` reads whatever still needs it, and tells Dagster which
pieces it has filled. A backfill over many workers reads the country in parallel; `raw` then finds nothing left.
"""

import dagster as dg

from dagster_project.building.outcomes import Outcome
from dagster_project.building.read_lake import read_lake
from dagster_project.domain.documents.archive import Original
from dagster_project.partitions import municipality_year
from dagster_project.resources import WarehouseHome


def key_of(original: Original, known: Outcome | None) -> str:
    """`0665|2024` as the last reading or else the manifest says; empty while nobody knows."""
    if known is not None and known.partition_key:
        return known.partition_key
    row = original.manifest
    return f"{row.scb_code}|{row.period_end.year}" if row and row.scb_code and row.period_end else ""


@dg.asset(
    group_name="facts",
    kinds={"parquet"},
    partitions_def=municipality_year,
    deps=["documents"],
)
def facts(context: dg.AssetExecutionContext, warehouse: WarehouseHome) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every cell of these reports understood, ignored by a rule or refused with a code; Parquet in the lake."""
    chosen = {str(key) for key in context.partition_keys}
    outcomes = read_lake(
        warehouse.open().lake, choose=lambda original, known: key_of(original, known) in chosen, again=True
    )
    return dg.MaterializeResult(
        metadata={
            "reports": [f"{outcome.name}: {outcome.status}" for outcome in outcomes],
            "read in this run": sum(outcome.is_fresh for outcome in outcomes),
            "facts": sum(outcome.n_facts for outcome in outcomes),
        }
    )
