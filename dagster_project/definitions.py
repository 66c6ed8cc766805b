"""The one Definitions object: everything that Dagster knows of us, named here and nowhere else."""

from __future__ import annotations

import dagster as dg

from dagster_project.assets.documents import documents
from dagster_project.assets.facts import facts
from dagster_project.assets.models import models
from dagster_project.assets.published import published
from dagster_project.assets.raw import raw
from dagster_project.checks import expectations
from dagster_project.jobs import build_warehouse, make_warehouse, read_again, take_in
from dagster_project.resources import WarehouseHome, make_dbt
from dagster_project.schedules import nightly
from dagster_project.sensors import after_reading, new_documents, new_files

defs = dg.Definitions(
    assets=[documents, facts, raw, models, published],
    asset_checks=[expectations],
    jobs=[build_warehouse, take_in, make_warehouse, read_again],
    schedules=[nightly],
    sensors=[new_files, new_documents, after_reading],
    resources={"warehouse": WarehouseHome(), "dbt": make_dbt()},
    executor=dg.in_process_executor,
)
