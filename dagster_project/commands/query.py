"""`utfall query`: one SQL statement on the published warehouse, read only, as a table, CSV, JSON or xlsx.

What lives here: opening the published file, and the table on the screen. What does not: any SQL of our own
(`examples`), the other forms (`commands/forms`).
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.commands.forms import plain_text, write_csv, write_json, write_swedish_csv, write_xlsx
from dagster_project.domain.warehouse.home import open_home
from dagster_project.problems import Problem

FORMS = ("table", "csv", "json", "swedish-csv", "xlsx")
_WRITERS = {"csv": write_csv, "json": write_json, "swedish-csv": write_swedish_csv}


def open_published(home: Path | None) -> duckdb.DuckDBPyConnection:
    """The published file, read only, with the schema `marts` searched first.

    Raises: Problem warehouse.not-built; build.warehouse-locked, if a program holds the file open for writing.
    """
    file = open_home(home).published_file
    if not file.exists():
        raise Problem("warehouse.not-built", file=str(file), is_input=True)
    try:
        connection = duckdb.connect(str(file), read_only=True)
    except duckdb.IOException as error:
        raise Problem("warehouse.held-open", str(error).split(". See")[0], str(file)) from error
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set search_path = 'marts,main'")
    return connection


def run_query(sql: str, home: Path | None, form: str, out: Path | None = None) -> int:
    """Run and print, or write into the file `out`. Raises: Problem query.not-understood, output.not-writable."""
    if form not in FORMS:
        raise Problem("query.not-understood", f"--format {form}: {', '.join(FORMS)}", is_input=True)
    if (form == "xlsx") > (out is not None) or (form == "table" and out is not None):
        raise Problem(
            "query.not-understood",
            f"--format {form} " + ("needs --out" if out is None else "has no --out"),
            is_input=True,
        )
    with contextlib.closing(open_published(home)) as connection:
        try:
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description or []]
            rows = cursor.fetchall()
        except duckdb.Error as error:
            raise Problem("query.not-understood", str(error).strip(), is_input=True) from error
    if out is not None:
        _write(names, rows, form, out)
    elif form == "table":
        _print_table(names, rows)
    else:
        # The writers end their lines themselves; Windows must not add to them.
        with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as stream:
            _WRITERS[form](names, rows, stream)
    return 0


def _write(names: list[str], rows: list[tuple[Any, ...]], form: str, out: Path) -> None:
    try:
        if form == "xlsx":
            write_xlsx(names, rows, out)
        else:
            with out.open("w", encoding="utf-8", newline="") as stream:
                _WRITERS[form](names, rows, stream)
    except OSError as error:
        raise Problem("output.not-writable", error.strerror or str(error), str(out), is_input=True) from error


def _print_table(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table()
    numeric = [all(isinstance(row[i], int | float) or _is_decimal(row[i]) for row in rows) for i in range(len(names))]
    for name, right in zip(names, numeric, strict=True):
        table.add_column(name, justify="right" if right and rows else "left", overflow="fold")
    for row in rows:
        table.add_row(*(plain_text(value) for value in row))
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = 200
    console.print(table)
    print(f"{len(rows)} row" + ("" if len(rows) == 1 else "s"))


def _is_decimal(value: object) -> bool:
    from decimal import Decimal

    return value is None or isinstance(value, Decimal)
