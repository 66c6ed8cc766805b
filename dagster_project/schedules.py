"""Schedules: when a job starts by itself."""

from __future__ import annotations

import dagster as dg

from dagster_project.building.calendar import swedish_day
from dagster_project.jobs import build_warehouse


# Between the evening's publications and the morning's readers; not between two and three, which the spring night lacks
# and the autumn night has twice. The run key is the night's date: whatever the clock does, one run for each night.
@dg.schedule(
    job=build_warehouse,
    cron_schedule="30 4 * * *",
    execution_timezone="Europe/Stockholm",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="The whole path, every night.",
)
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    night = swedish_day(context.scheduled_execution_time).isoformat()
    return dg.RunRequest(run_key=night, tags={"utfall/started_by": "nightly", "utfall/night": night})
