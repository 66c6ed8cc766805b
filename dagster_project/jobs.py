"""Jobs: what is started by hand, by the clock or by a sensor.

`build_warehouse` is the whole path: fetch, archive, read, make the tables, check them, publish. `take_in` is its first
step, `make_warehouse` the rest of it. `read_again` reads one municipality and year (or a backfill of many) with the
present reading code; `raw` then finds them read.

The tags keep runs apart (dagster.yaml): one run at a time writes the warehouse, one reads pieces. Within a run the pool
`warehouse` and the lock of the home do the same for steps, and for `utfall build` beside Dagster.
"""

from __future__ import annotations

import dagster as dg

WRITES = {"utfall/writes": "warehouse"}
READS = {"utfall/reads": "pieces"}
_ALL = dg.AssetSelection.all() - dg.AssetSelection.assets("facts")

# One process, one step after the other: the steps hand one DuckDB file to each other, and reading brings its own
# processes.
build_warehouse = dg.define_asset_job(
    "build_warehouse",
    selection=_ALL,
    executor_def=dg.in_process_executor,
    tags=WRITES,
    description="Fetch, archive, read, make the tables, check them, publish.",
)

take_in = dg.define_asset_job(
    "take_in",
    selection=dg.AssetSelection.assets("documents"),
    executor_def=dg.in_process_executor,
    tags=WRITES,
    description="Fetch from every source and archive what is new.",
)

make_warehouse = dg.define_asset_job(
    "make_warehouse",
    selection=_ALL - dg.AssetSelection.assets("documents"),
    executor_def=dg.in_process_executor,
    tags=WRITES,
    description="Read what still needs it, make the tables, check them, publish.",
)

read_again = dg.define_asset_job(
    "read_again",
    selection=dg.AssetSelection.assets("facts"),
    executor_def=dg.in_process_executor,
    tags=READS,
    description="Read the reports of one municipality and year.",
)
