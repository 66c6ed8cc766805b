"""Jobs: what is started by hand or by the clock.

`build_warehouse` is the whole path, as `utfall build` walks it. `read_again` reads one municipality and year (or a
backfill of many) with the present reading code; `raw` then finds them read.
"""

from __future__ import annotations

import dagster as dg

# One process, one step after the other: the steps hand one DuckDB file to each other, and reading brings its own
# processes. Steps of different runs are kept apart by the pool `warehouse` and by the lock of the home.
build_warehouse = dg.define_asset_job(
    "build_warehouse",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets("facts"),
    executor_def=dg.in_process_executor,
    description="Archive, read, make the tables, check them, publish.",
)

read_again = dg.define_asset_job(
    "read_again",
    selection=dg.AssetSelection.assets("facts"),
    executor_def=dg.in_process_executor,
    description="Read the reports of one municipality and year.",
)
