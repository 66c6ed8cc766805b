"""Sensors: what a job starts at by itself, other than the clock.

    a file in a folder      -> new_files      -> take_in: it is archived
    a document to be read   -> new_documents  -> read_again for the piece it is known to touch, else make_warehouse
    the last piece is read  -> after_reading  -> make_warehouse: tables, checks, publishing

Cursors are kept by the instance and survive restarts; a run key makes sure that the same state never starts two runs.
"""

import hashlib
import json

import dagster as dg

from dagster_project.building.pieces import find_waiting
from dagster_project.building.sources import list_folders, open_sources
from dagster_project.building.take_in import list_reports
from dagster_project.jobs import make_warehouse, read_again, take_in
from dagster_project.partitions import municipality_year
from dagster_project.problems import Problem
from dagster_project.resources import WarehouseHome

RUNNING = dg.DefaultSensorStatus.RUNNING


@dg.sensor(job=take_in, minimum_interval_seconds=300, default_status=RUNNING)
def new_files(context: dg.SensorEvaluationContext, warehouse: WarehouseHome) -> dg.SensorResult | dg.SkipReason:
    """Archive when a folder of reports, or its manifest, has changed since the last look."""
    given = warehouse.reports_dir()
    try:
        folders = [*([given] if given else []), *list_folders(warehouse.open())]
    except Problem as problem:
        return dg.SkipReason(str(problem))
    digest = hashlib.sha256()
    for folder in folders:
        for path in list_reports(folder) if folder.is_dir() else ():
            seen = path.stat()
            digest.update(f"{path} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    state = digest.hexdigest()
    if state in (context.cursor, hashlib.sha256().hexdigest()):
        return dg.SkipReason("nothing new in the folders")
    tags = {"utfall/started_by": "new_files"}
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=state, tags=tags)], cursor=state)


@dg.sensor(jobs=[read_again, make_warehouse], minimum_interval_seconds=120, default_status=RUNNING)
def new_documents(context: dg.SensorEvaluationContext, warehouse: WarehouseHome) -> dg.SensorResult | dg.SkipReason:
    """Start the pieces that hold a document to be read; a document that nobody can place is read by a build.

    The cursor is what has been asked for: {piece: digest of what waits there}. A report that fails stays as it is
    until it, its manifest line or the reading code changes, since only then its piece has another digest.
    """
    home = warehouse.open()
    try:
        waiting = find_waiting(home, open_sources(home))
    except Problem as problem:
        return dg.SkipReason(str(problem))
    asked = json.loads(context.cursor or "{}")
    pieces = set(municipality_year.get_partition_keys())
    requests = [
        _read_piece(piece, digest) if piece in pieces else _read_all(digest)
        for piece, digest in waiting.items()
        if asked.get(piece) != digest
    ]
    if not requests:
        return dg.SensorResult(skip_reason="no document waits to be read", cursor=json.dumps(waiting))
    return dg.SensorResult(run_requests=requests, cursor=json.dumps(waiting))


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[read_again],
    request_job=make_warehouse,
    default_status=RUNNING,
)
def after_reading(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
    """Publish what was read, once no other piece is being read."""
    unfinished = [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
    others = context.instance.get_runs(dg.RunsFilter(job_name=read_again.name, statuses=unfinished), limit=1)
    if others:
        return dg.SkipReason("other pieces are still being read")
    return dg.RunRequest(run_key=context.dagster_run.run_id, tags={"utfall/started_by": "after_reading"})


def _read_piece(piece: str, digest: str) -> dg.RunRequest:
    code, year = piece.split("|")
    tags = {"utfall/started_by": "new_documents", "utfall/municipality": code, "utfall/year": year}
    return dg.RunRequest(job_name=read_again.name, partition_key=piece, run_key=f"{piece} {digest}", tags=tags)


def _read_all(digest: str) -> dg.RunRequest:
    tags = {"utfall/started_by": "new_documents"}
    return dg.RunRequest(job_name=make_warehouse.name, run_key=f"unplaced {digest}", tags=tags)
