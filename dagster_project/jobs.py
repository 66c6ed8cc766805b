"""Jobs: what is started by hand, by the clock or by a sensor.

`build_warehouse` is the whole path: fetch, archive, read, make the tables, check them, publish. `take_in` is its first
step, `make_warehouse` the rest of it. `read_again` reads one municipality and year (or a backfill of many) with the
present reading code; `raw` then finds them read.

The tags keep runs apart (dagster.yaml): one run at a time writes the warehouse, one reads pieces. Within a run the pool
`warehouse` and the lock of the home do the same for steps, and for `utfall build` beside Dagster.
"""

from __future__ import annotations

import functools

import dagster as dg

WRITES = {"utfall/writes": "warehouse"}
READS = {"utfall/reads": "pieces"}

_ALL = dg.AssetSelection.all() - dg.AssetSelection.assets("facts")
_DOCUMENTS = dg.AssetSelection.assets("documents")

# One process, one step after the other: the steps hand one DuckDB file to each other, and reading brings its own
# processes.
_define = functools.partial(dg.define_asset_job, executor_def=dg.in_process_executor)

build_warehouse = _define(
    "build_warehouse", _ALL, tags=WRITES, description="Fetch, archive, read, make the tables, check them, publish."
)
take_in = _define("take_in", _DOCUMENTS, tags=WRITES, description="Fetch from every source and archive what is new.")
make_warehouse = _define(
    "make_warehouse",
    _ALL - _DOCUMENTS,
    tags=WRITES,
    description="Read what still needs it, make the tables, check them, publish.",
)
read_again = _define(
    "read_again",
    dg.AssetSelection.assets("facts"),
    tags=READS,
    description="Read the reports of one municipality and year.",
)
