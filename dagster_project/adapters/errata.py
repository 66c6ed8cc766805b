"""Holding the corrections of data/reference/errata.yml against a lake, and writing what became of them for dbt.

What lives here: which rows of the lake are needed, and where the outcome goes. What does not: the judgement
(`domain/quality/errata.py`). Only the facts of reports that a correction speaks of are read.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import fsspec
import pyarrow.parquet as pq

from dagster_project.domain.model import Fact, ReportProfile
from dagster_project.domain.quality.errata import (
    ErratumOutcome,
    PrintedReport,
    errata_rows,
    hold_errata,
    speaks_of,
)
from dagster_project.domain.quality.errata_file import read_errata
from dagster_project.domain.warehouse.home import PROJECT_DIR
from dagster_project.domain.warehouse.newest import newest_reports
from dagster_project.domain.warehouse.write_raw import write_errata

ERRATA_FILE = PROJECT_DIR / "data" / "reference" / "errata.yml"


def hold_errata_in_lake(lake: str, errata_file: Path = ERRATA_FILE) -> tuple[ErratumOutcome, ...]:
    """Hold every correction against the newest reading of every report; write the raw dataset `errata`.

    Raises: ErratumError, if the file of corrections cannot be used.
    """
    errata = read_errata(errata_file)
    reports = []
    for document, row in newest_reports(lake).items():
        profile = _profile(row)
        if row["status"] == "read" and any(speaks_of(erratum, document, profile) for erratum in errata):
            reports.append(PrintedReport(document, profile, _facts(lake, document, row["reader_version"])))
    outcomes = hold_errata(errata, reports)
    write_errata(errata_rows(outcomes), lake)
    return outcomes


def _profile(row: dict[str, Any]) -> ReportProfile:
    return ReportProfile(
        municipality_code=row["municipality_code"] or "",
        board=row["board"] or "",
        report_type=row["report_type"] or "",
        period_end=row["period_end"],
    )


def _facts(lake: str, document: str, reader_version: str) -> tuple[Fact, ...]:
    fs, path = fsspec.url_to_fs(f"{lake}/raw/facts/{document}/{reader_version}.parquet")
    rows = pq.read_table(io.BytesIO(fs.cat_file(path))).to_pylist()
    return tuple(Fact(**{name: row[name] for name in Fact.__dataclass_fields__ if name in row}) for row in rows)
