"""Schedules: when a job starts by itself."""

from __future__ import annotations

import dagster as dg

from dagster_project.jobs import build_warehouse

# Between the evening's publications and the morning's readers; not between two and three, which the spring night lacks.
nightly = dg.ScheduleDefinition(
    name="nightly",
    job=build_warehouse,
    cron_schedule="30 4 * * *",
    execution_timezone="Europe/Stockholm",
    description="The whole path, every night.",
)
