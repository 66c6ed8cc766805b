"""utfall: a checked warehouse of the follow-up reports that Swedish municipalities publish about social services.

The map of the house, in the order that a report walks through it:

    documents -> tables -> facts -> raw -> staging -> intermediate -> marts -> published

- `domain/`: pure reading and checking; knows nothing of Dagster, dbt or the network.
- `adapters/`: what talks to the outside (files in an object store, dbt, great-expectations' runner).
- `assets/`, `checks.py`, `jobs.py`, `schedules.py`, `sensors.py`, `partitions.py`, `resources.py`,
  `definitions.py`: one file per Dagster concept.
- `cli.py`: the `utfall` command; thin, imports lazily.

This module imports nothing, so that `utfall --help` stays fast.
"""
