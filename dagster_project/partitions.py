"""Partitions: a municipality and a year, `0665|2024`.

What belongs here: how the country is cut into pieces. By municipality and year, not by file: 290 municipalities over
thirty years are some 9 000 partitions, far below Dagster's 100 000 for an asset, and a piece is a natural thing to read
again. Both sides are known in advance (SCB's list; the calendar), so that no partition has to be registered.
"""

from __future__ import annotations

import csv
from pathlib import Path

import dagster as dg

from dagster_project.domain.warehouse.home import PROJECT_DIR

FIRST_YEAR = 2005
MUNICIPALITIES = PROJECT_DIR / "data" / "reference" / "municipalities.csv"


def read_municipality_codes(path: Path = MUNICIPALITIES) -> list[str]:
    """SCB's codes as text; the zero in front of 0665 is part of the code."""
    with path.open(encoding="utf-8", newline="") as lines:
        return sorted(row["municipality_code"] for row in csv.DictReader(lines))


municipality_year = dg.MultiPartitionsDefinition(
    {
        "municipality": dg.StaticPartitionsDefinition(read_municipality_codes()),
        "year": dg.TimeWindowPartitionsDefinition(
            cron_schedule="0 0 1 1 *", fmt="%Y", start=str(FIRST_YEAR), timezone="Europe/Stockholm", end_offset=1
        ),
    }
)
