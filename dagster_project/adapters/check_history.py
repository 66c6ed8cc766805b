"""The history of checks: what every night said, in files of the lake that are only ever added to.

    <lake>/monitoring/findings/<run_id>.parquet             the findings that a run saw
    <lake>/monitoring/checks/<run_id>.parquet               every check's result; written last
    <lake>/monitoring/acknowledgements/<finding_id>-<time>.json

What lives here: writing them and reading them back. What does not: what they add up to (next door:
`monitoring_tables`). A run counts when its file of checks is there, so that a run killed half-way leaves nothing half
visible; and a run that says on the same day, word for word, what the latest one said is not written again, so that a
night begun anew after it was killed does not count twice. This folder cannot be made again from the originals.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.domain.documents.archive import write_whole
from dagster_project.domain.monitoring.findings import Finding
from dagster_project.domain.monitoring.results import CheckResult

FOLDER = "monitoring"
_TEXT, _NUMBER, _COUNT, _FLAG = pa.string(), pa.float64(), pa.int64(), pa.bool_()
_RUN = {"run_id": _TEXT, "checked_at": pa.timestamp("s", tz="UTC")}
CHECK_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("check_id", "suite", "table", "scope", "status", "severity", "origin"), _TEXT),
    "value": _NUMBER,
    **dict.fromkeys(("bound", "unit", "reason"), _TEXT),
    **dict.fromkeys(("n_evaluated", "n_unexpected"), _COUNT),
    **dict.fromkeys(("observed", "message", "message_sv"), _TEXT),
    "was_made": _FLAG,
    "stops_publishing": _FLAG,
}
FINDING_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("finding_id", "check_id", "origin", "severity"), _TEXT),
    "stops_publishing": _FLAG,
    **dict.fromkeys(("scope", "municipality_code"), _TEXT),
    "page": _COUNT,
    **dict.fromkeys(("table_title", "row_label", "col_label", "fact_id", "detail_id"), _TEXT),
    **dict.fromkeys(("value", "expected"), _NUMBER),
    **dict.fromkeys(("bound", "unit"), _TEXT),
    "n_unexpected": _COUNT,
    **dict.fromkeys(("sentence", "sentence_sv"), _TEXT),
}
ACKNOWLEDGEMENT_TYPES = dict.fromkeys(("finding_id", "by", "reason"), _TEXT) | {"acknowledged_at": _RUN["checked_at"]}


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A person has looked at a finding and closes it, with a reason, on record."""

    finding_id: str
    by: str
    reason: str
    acknowledged_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """Every run's rows, as Arrow tables: checks and findings with run_id and checked_at; acknowledgements."""

    checks: pa.Table
    findings: pa.Table
    acknowledgements: pa.Table


def record_run(
    lake: str, results: Sequence[CheckResult], findings: Sequence[Finding], now: datetime | None = None
) -> str:
    """Add a run to the history. Returns: its run_id: the moment it was checked, or that of the run it repeats."""
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    checks = _table(CHECK_TYPES, [asdict(r) | {"stops_publishing": r.stops_publishing} for r in results])
    seen = _table(FINDING_TYPES, [asdict(finding) for finding in findings])
    latest = _list_runs(lake)[-1:]
    for run_id in latest:
        said = [_read(lake, name, run_id).drop_columns(list(_RUN)) for name in ("checks", "findings")]
        if run_id[:8] == f"{moment:%Y%m%d}" and said == [checks, seen]:
            return run_id
    run_id = f"{moment:%Y%m%dT%H%M%SZ}"
    if latest and run_id <= latest[0]:
        run_id = f"{latest[0][:16]}-{int(latest[0][17:] or 0) + 1:03}"
    for name, table in (("findings", seen), ("checks", checks)):
        table = table.append_column(pa.field("run_id", _TEXT), pa.array([run_id] * len(table), _TEXT))
        stamp = pa.array([moment] * len(table), _RUN["checked_at"])
        _write(f"{lake}/{FOLDER}/{name}/{run_id}.parquet", table.append_column("checked_at", stamp))
    return run_id


def acknowledge(lake: str, finding_id: str, by: str, reason: str, now: datetime | None = None) -> Acknowledgement:
    """Put on record that a person has dealt with a finding."""
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    said = Acknowledgement(finding_id, by, reason, moment)
    values = asdict(said) | {"acknowledged_at": moment.isoformat()}
    path = f"{lake}/{FOLDER}/acknowledgements/{finding_id}-{moment:%Y%m%dT%H%M%SZ}.json"
    write_whole(path, json.dumps(values, ensure_ascii=False, indent=1).encode())
    return said


def read_history(lake: str) -> History:
    """Everything that was ever recorded; findings of a run without its file of checks do not count."""
    runs = _list_runs(lake)
    return History(
        checks=_gather(lake, "checks", runs, CHECK_TYPES),
        findings=_gather(lake, "findings", runs, FINDING_TYPES),
        acknowledgements=_read_acknowledgements(lake),
    )


def _list_runs(lake: str) -> list[str]:
    fs, root = fsspec.url_to_fs(f"{lake}/{FOLDER}/checks")
    return sorted(path.rsplit("/", 1)[1].removesuffix(".parquet") for path in fs.glob(f"{root}/*.parquet"))


def _gather(lake: str, name: str, runs: Sequence[str], types: Mapping[str, pa.DataType]) -> pa.Table:
    schema = pa.schema([*types.items(), *_RUN.items()])
    tables = [_in_shape(_read(lake, name, run), schema) for run in runs]
    return pa.concat_tables([schema.empty_table(), *tables])


def _read(lake: str, name: str, run_id: str) -> pa.Table:
    fs, path = fsspec.url_to_fs(f"{lake}/{FOLDER}/{name}/{run_id}.parquet")
    return pq.read_table(io.BytesIO(fs.cat_file(path)))


def _in_shape(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A file of an earlier version of ours may lack columns, or have some that we no longer know."""
    columns = [
        table.column(field.name).cast(field.type)
        if field.name in table.column_names
        else pa.nulls(len(table), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _read_acknowledgements(lake: str) -> pa.Table:
    fs, root = fsspec.url_to_fs(f"{lake}/{FOLDER}/acknowledgements")
    rows = [json.loads(fs.cat_file(path)) for path in sorted(fs.glob(f"{root}/*.json"))]
    for row in rows:
        row["acknowledged_at"] = datetime.fromisoformat(row["acknowledged_at"])
    return _table(ACKNOWLEDGEMENT_TYPES, rows)


def _table(types: Mapping[str, pa.DataType], rows: Sequence[Mapping[str, object]]) -> pa.Table:
    schema = pa.schema(list(types.items()))
    return pa.Table.from_pylist([{name: row[name] for name in types} for row in rows], schema=schema)


def _write(path: str, table: pa.Table) -> None:
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    write_whole(path, buffer.getvalue())
