"""`utfall extract`: reports in, one table of facts (or statements) out. Needs no warehouse and no Dagster.

Lives here: reading files, choosing columns and writing formats. The columns themselves are defined in docs/extract.md
and made in the domain; pandas and pyarrow are imported only for the formats that need them.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from dagster_project.domain.documents.manifest import ManifestRow
    from dagster_project.domain.model import ReportReading

FACT_COLUMNS = (
    "document", "municipality_code", "page", "table_no", "row_no", "col_no", "part_no", "table_title", "section",
    "row_code", "row_label", "row_role", "col_label", "raw", "value", "unit", "is_unit_inferred", "measure",
    "period_start", "period_end", "as_of", "fact_family", "account_line", "entity", "amount_reported_sek", "confidence",
    "reading", "is_ocr", "fact_id",
)  # fmt: skip
STATEMENT_COLUMNS = (
    "document", "municipality_code", "page", "section_heading", "quote", "subject", "measure", "value", "unit",
    "period_end", "restates", "agrees", "same_as",
)  # fmt: skip
FORMATS = ("table", "csv", "json", "parquet", "xlsx")
#: what the terminal shows of each fact
TABLE_COLUMNS = ("page", "row_label", "col_label", "raw", "value", "unit", "measure", "period_end", "fact_family")


@dataclass(frozen=True, slots=True)
class Extracted:
    """rows: dicts in column order. n_refused_files, n_refused_cells: for the exit status and the closing line.

    without_rows: readable files that gave nothing.
    """

    rows: list[dict[str, Any]]
    n_refused_files: int
    n_refused_cells: int
    without_rows: list[str]


def extract(
    files: Annotated[list[Path], typer.Argument(help="Reports as PDF or text. · Rapporter som PDF eller text.")],
    form: Annotated[str, typer.Option("--format", help="table, csv, json, parquet or xlsx.")] = "table",
    out: Annotated[Path | None, typer.Option("--out", help="Write here instead of printing.")] = None,
    statements: Annotated[bool, typer.Option("--statements", help="Numbers stated in running text instead.")] = False,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", help="manifest.csv that says whose reports they are.")
    ] = None,
) -> None:
    """Print every figure of some reports as a table. · Skriv ut alla tal i rapporter som en tabell."""
    if form not in FORMATS:
        raise typer.BadParameter(f"{form!r} is none of {', '.join(FORMATS)}", param_hint="--format")
    if form in ("parquet", "xlsx") and out is None:
        raise typer.BadParameter(f"{form} needs a file to write to", param_hint="--out")
    columns = STATEMENT_COLUMNS if statements else FACT_COLUMNS
    extracted = _extract(files, manifest, statements)
    _write(extracted.rows, columns, form, out)
    for name in extracted.without_rows:
        if statements:
            _say(f"{name}: no number stated in running text. · {name}: inga tal i löptext.")
        else:
            _say(f"{name}: no table with figures. · {name}: ingen tabell med siffror.")
    if extracted.n_refused_cells:
        _say(
            f"{extracted.n_refused_cells} cells refused, listed above. · "
            f"{extracted.n_refused_cells} celler kunde inte läsas."
        )
    raise typer.Exit(2 if extracted.n_refused_files else 0)


def _extract(files: Sequence[Path], manifest: Path | None, statements: bool) -> Extracted:
    from dagster_project.domain.documents.manifest import decode_manifest, read_manifest
    from dagster_project.domain.refusals import Refused

    rows: list[dict[str, Any]] = []
    without_rows: list[str] = []
    n_files = n_cells = 0
    try:
        known = read_manifest(decode_manifest(manifest.read_bytes())) if manifest else {}
    except (Refused, OSError) as error:
        _refuse(str(manifest), getattr(error, "code", "documents.missing"), getattr(error, "detail", str(error)))
        raise typer.Exit(2) from error
    tasks = []
    for number, file in enumerate(files):
        try:
            with file.open("rb") as opened:
                opened.read(1)
            tasks.append(_Task(number, str(file), known.get(file.name), statements, file.stat().st_size))
        except OSError as error:
            _refuse(str(file), "documents.missing", error.strerror or "")
            n_files += 1
    for file, reading in _read_all(tasks):
        for refusal in reading.refusals:
            where = (
                f" page {refusal.page}, table {refusal.table_no}, {refusal.row_label} / {refusal.col_label}"
                if refusal.page
                else ""
            )
            _refuse(f"{file}{where}", refusal.code, refusal.detail)
        n_files += reading.is_refused
        n_cells += sum(1 for r in reading.refusals if r.table_no)
        found: Sequence[Any] = reading.statements if statements else reading.facts
        if not found and not reading.is_refused:
            without_rows.append(file)
        names = STATEMENT_COLUMNS if statements else FACT_COLUMNS
        rows.extend({name: getattr(item, name) for name in names} for item in found)
    return Extracted(rows, n_files, n_cells, without_rows)


@dataclass(frozen=True, slots=True)
class _Task:
    """One file to read, in a process of its own: a file made to hang or to eat memory takes nothing with it."""

    number: int
    path: str
    manifest: ManifestRow | None
    statements: bool
    n_bytes: int


def _read_all(tasks: Sequence[_Task]) -> list[tuple[str, ReportReading]]:
    """The readings in the order of the files; a reader that dies or runs out of time is a refusal."""
    from dagster_project.adapters.processes import run_in_processes
    from dagster_project.domain.model import Refusal, ReportProfile, ReportReading
    from dagster_project.domain.read_report import READER_VERSION, time_limit_s

    done: dict[int, ReportReading] = {}
    for event in run_in_processes(
        _read,
        tasks,
        time_limit_s=lambda task: time_limit_s(task.n_bytes),
        preload=("dagster_project.domain.warm_reader",),
    ):
        if event.result is not None:
            done[event.task.number] = event.result
        elif event.kind == "died":
            code = "documents.too-heavy" if event.is_limit else "documents.reader-failed"
            refusal = Refusal("", code, event.reason)
            name = Path(event.task.path).name
            done[event.task.number] = ReportReading(
                "", name, "", READER_VERSION, 0, 0, ReportProfile(), refusals=(refusal,)
            )
    return [(task.path, done[task.number]) for task in tasks]


def _read(task: _Task) -> ReportReading:
    """Read one file; runs in a process of its own."""
    from dagster_project.adapters.ocr import recognise_if_possible
    from dagster_project.domain.read_report import read_report

    path = Path(task.path)
    return read_report(
        path.read_bytes(), path.name, task.manifest, with_statements=task.statements, recognise=recognise_if_possible
    )


def _refuse(what: str, code: str, detail: str) -> None:
    from dagster_project.domain.refusals import CATALOGUE

    kind = CATALOGUE.get(code)
    _say(f"{code}: {what}" + (f" ({detail})" if detail else ""))
    if kind:
        _say(f"  {kind.title} {kind.remedy}\n  {kind.title_sv} {kind.remedy_sv}")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _plain(value: Any) -> Any:
    """A value as CSV and JSON carry it: text without NaN, numbers with a decimal point, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _write(rows: list[dict[str, Any]], columns: Sequence[str], form: str, out: Path | None) -> None:
    if form == "table":
        _emit(_as_table(rows, columns), out)
    elif form == "csv":
        _emit(_as_csv(rows, columns), out)
    elif form == "json":
        _emit(
            json.dumps([{k: _json(v) for k, v in row.items()} for row in rows], ensure_ascii=False, indent=1) + "\n",
            out,
        )
    else:
        assert out is not None
        _replace(out, (_as_xlsx if form == "xlsx" else _as_parquet)(rows, columns))


def _json(value: Any) -> Any:
    return value if isinstance(value, bool | int) or value is None else _plain(value)


def _emit(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
    else:
        _replace(out, text.encode("utf-8"))


def _replace(out: Path, data: bytes) -> None:
    """Whole or not at all: written beside and moved into place."""
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(data)
    part.replace(out)


def _as_csv(rows: list[dict[str, Any]], columns: Sequence[str]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(row[c]) for c in columns] for row in rows)
    return buffer.getvalue()


def _as_table(rows: list[dict[str, Any]], columns: Sequence[str]) -> str:
    from rich.console import Console
    from rich.table import Table

    shown = [c for c in columns if c in TABLE_COLUMNS] or list(columns)
    table = Table(*shown, show_lines=False)
    for row in rows:
        table.add_row(*(str(_plain(row[c]))[:60] for c in shown))
    buffer = io.StringIO()
    width = 180 if not sys.stdout.isatty() else None
    Console(file=buffer, width=width, markup=False, emoji=False, highlight=False).print(table)
    return buffer.getvalue()


def _as_parquet(rows: list[dict[str, Any]], columns: Sequence[str]) -> bytes:
    import pandas as pd

    buffer = io.BytesIO()
    pd.DataFrame([[row[c] for c in columns] for row in rows], columns=list(columns)).to_parquet(buffer, index=False)
    return buffer.getvalue()


def _as_xlsx(rows: list[dict[str, Any]], columns: Sequence[str]) -> bytes:
    from dagster_project.commands.forms import write_xlsx

    buffer = io.BytesIO()
    write_xlsx(columns, [tuple(row[c] for c in columns) for row in rows], buffer)
    return buffer.getvalue()
