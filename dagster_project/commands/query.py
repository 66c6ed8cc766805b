"""`utfall query`: one SQL statement on the published warehouse, read only, as a table, CSV, JSON or xlsx.

What lives here: opening the published file, and the table on the screen. What does not: any SQL of our own
(`examples`), the other forms (`commands/forms`).
"""

from __future__ import annotations

import contextlib
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import typer

from dagster_project.building.blame import name_unopened
from dagster_project.commands.forms import plain_text, write_csv, write_json, write_swedish_csv, write_xlsx
from dagster_project.domain.warehouse.home import open_home
from dagster_project.problems import Problem

if TYPE_CHECKING:
    from rich.console import RenderableType

FORMS = ("table", "csv", "json", "swedish-csv", "xlsx")
FOLDED_TO = 12  # a column of the table on the screen may be folded to this many letters, not to fewer
_WRITERS = {"csv": write_csv, "json": write_json, "swedish-csv": write_swedish_csv}


def open_published(home: Path | None) -> duckdb.DuckDBPyConnection:
    """The published file, read only, with the schema `marts` searched first.

    Raises: Problem warehouse.not-built, warehouse.damaged; warehouse.held-open, if a program writes to the file.
    """
    file = open_home(home).published_file
    if not file.exists():
        raise Problem("warehouse.not-built", file=str(file), is_input=True)
    try:
        connection = duckdb.connect(str(file), read_only=True)
    except duckdb.Error as error:
        raise name_unopened(error, file) from error
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set search_path = 'marts,main'")
    return connection


def run_query(sql: str, home: Path | None, form: str, out: Path | None = None) -> int:
    """Run and print, or write into the file `out`.

    Raises: Problem query.not-understood, output.not-writable; typer.BadParameter for options that do not go together.
    """
    if form not in FORMS:
        raise typer.BadParameter(f"{form}: {', '.join(FORMS)}", param_hint="--format")
    if form == "xlsx" and out is None:
        raise typer.BadParameter("xlsx needs a file to write to", param_hint="--out")
    if form == "table" and out is not None:
        raise typer.BadParameter("a table is for the screen; say --format csv, xlsx ...", param_hint="--out")
    with contextlib.closing(open_published(home)) as connection:
        try:
            n_statements = len(connection.extract_statements(sql))
            if n_statements != 1:
                raise Problem("query.not-understood", f"{n_statements} statements; give one", is_input=True)
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
    """A table where the screen is wide enough for its columns, else every row by itself, a line for each column."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = 200
    texts = [[plain_text(value) for value in row] for row in rows]
    widest = [max(map(len, column)) for column in zip(names, *texts, strict=True)]
    if sum(min(width, FOLDED_TO) + 3 for width in widest) < console.width:
        numeric = [bool(rows) and all(_is_number(row[i]) for row in rows) for i in range(len(names))]
        console.print(_as_table(names, texts, numeric))
    elif not rows:
        print("Columns: " + ", ".join(names))
    else:
        for number, row in enumerate(texts, start=1):
            print(f"-- row {number} " + "-" * 20)
            print(
                "\n".join(
                    f"{name:<{max(map(len, names))}}  {value}".rstrip() for name, value in zip(names, row, strict=True)
                )
            )
    print(f"{len(rows)} row" + ("" if len(rows) == 1 else "s"))


def _as_table(names: list[str], texts: list[list[str]], numeric: list[bool]) -> RenderableType:
    from rich.table import Table

    table = Table()
    for name, right in zip(names, numeric, strict=True):
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in texts:
        table.add_row(*row)
    return table


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, int | float | Decimal)
