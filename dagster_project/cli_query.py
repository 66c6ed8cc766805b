"""`utfall query`: one SQL statement on the published warehouse, read only, as a table, CSV or JSON.

What lives here: opening the published file and printing rows. What does not: any SQL of our own (`examples`).
"""

from __future__ import annotations

import contextlib
import csv
import json
import sys
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.domain.warehouse.home import open_home
from dagster_project.problems import Problem

FORMS = ("table", "csv", "json")


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


def run_query(sql: str, home: Path | None, form: str) -> int:
    """Run and print. Raises: Problem query.not-understood."""
    if form not in FORMS:
        raise Problem("query.not-understood", f"--format {form}: {', '.join(FORMS)}", is_input=True)
    with contextlib.closing(open_published(home)) as connection:
        try:
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description or []]
            rows = cursor.fetchall()
        except duckdb.Error as error:
            raise Problem("query.not-understood", str(error).strip(), is_input=True) from error
    {"table": _print_table, "csv": _print_csv, "json": _print_json}[form](names, rows)
    return 0


def _print_table(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table()
    numeric = [all(isinstance(row[i], int | float) or _is_decimal(row[i]) for row in rows) for i in range(len(names))]
    for name, right in zip(names, numeric, strict=True):
        table.add_column(name, justify="right" if right and rows else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_text(value) for value in row))
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = 200
    console.print(table)
    print(f"{len(rows)} row" + ("" if len(rows) == 1 else "s"))


def _is_decimal(value: object) -> bool:
    from decimal import Decimal

    return value is None or isinstance(value, Decimal)


def _text(value: object) -> str:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return "" if value is None else str(value)


def _print_csv(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_text(value) for value in row] for row in rows)


def _print_json(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    json.dump(
        [dict(zip(names, row, strict=True)) for row in rows], sys.stdout, ensure_ascii=False, default=str, indent=1
    )
    print()
