"""Sensors: what a job starts at by itself, other than the clock."""

import hashlib

import dagster as dg

from dagster_project.building.take_in import list_reports
from dagster_project.jobs import build_warehouse
from dagster_project.resources import WarehouseHome


@dg.sensor(job=build_warehouse, minimum_interval_seconds=300)
def new_reports(context: dg.SensorEvaluationContext, warehouse: WarehouseHome) -> dg.SensorResult | dg.SkipReason:
    """Build when the folder of reports, or its manifest, has changed since the last look."""
    folder = warehouse.reports_dir()
    if folder is None or not folder.is_dir():
        return dg.SkipReason(f"there is no folder {folder or 'inbox/ in the home'}")
    digest = hashlib.sha256()
    for path in list_reports(folder):
        seen = path.stat()
        digest.update(f"{path.relative_to(folder)} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    state = digest.hexdigest()
    if state == context.cursor:
        return dg.SkipReason("nothing new in the folder")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=state)], cursor=state)
