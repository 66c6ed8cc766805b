"""Holding the corrections of data/reference/errata.yml against a lake, writing what became of them for dbt, and
proposing new ones.

What lives here: which rows of the lake are needed, and where the outcome goes. What does not: the judgement
(`domain/quality/errata.py`). Only the facts of reports that a correction speaks of are read.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import fsspec
import pyarrow.parquet as pq

from dagster_project.domain.model import Fact, Reconciliation, ReportProfile
from dagster_project.domain.quality.errata import (
    Erratum,
    ErratumOutcome,
    PrintedReport,
    errata_rows,
    hold_errata,
    speaks_of,
)
from dagster_project.domain.quality.errata_file import read_errata
from dagster_project.domain.quality.propose import propose
from dagster_project.domain.warehouse.home import PROJECT_DIR
from dagster_project.domain.warehouse.newest import newest_reports
from dagster_project.domain.warehouse.write_raw import read_raw_reading, write_errata

_ASKED = ("status", "municipality_code", "board", "report_type", "period_end")
ERRATA_FILE = PROJECT_DIR / "data" / "reference" / "errata.yml"


def hold_errata_in_lake(lake: str, errata_file: Path = ERRATA_FILE) -> tuple[ErratumOutcome, ...]:
    """Hold every correction against the newest reading of every report; write the raw dataset `errata`.

    Raises: ErratumError, if the file of corrections cannot be used.
    """
    errata = read_errata(errata_file)
    reports = []
    for document, row in newest_reports(lake, _ASKED).items():
        profile = _profile(row)
        if row["status"] == "read" and any(speaks_of(erratum, document, profile) for erratum in errata):
            reports.append(PrintedReport(document, profile, _facts(lake, document, row["reader_version"])))
    outcomes = hold_errata(errata, reports)
    write_errata(errata_rows(outcomes), lake)
    return outcomes


def propose_errata_in_lake(lake: str, errata_file: Path = ERRATA_FILE) -> tuple[Erratum, ...]:
    """A correction for every cell that the newest readings accuse and that has none yet; once for each report's cell.

    Raises: ErratumError, if the file of corrections cannot be used.
    """
    known = read_errata(errata_file)
    proposals: dict[str, Erratum] = {}
    for document, row in newest_reports(lake, _ASKED).items():
        if row["status"] != "read":
            continue
        rows = read_raw_reading("reconciliations", lake, document, row["reader_version"]).to_pylist()
        found = [_reconciliation(r) for r in rows if r["result"] == "violated" and r["suspect_fact_id"]]
        if found:
            report = PrintedReport(document, _profile(row), _facts(lake, document, row["reader_version"]))
            proposals |= {p.erratum_id: p for p in propose(report, found, known)}
    return tuple(proposals.values())


def _reconciliation(row: dict[str, Any]) -> Reconciliation:
    values = {name: row[name] for name in Reconciliation.__dataclass_fields__}
    return Reconciliation(**values | {name: tuple(values[name] or ()) for name in ("fact_ids", "coefficients")})


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
