"""`utfall checks`: what the last run of the checks said, worst first, whether it was published or not.

What lives here: the words. It reads the history of checks in the lake, so that a night that was stopped is shown too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dagster_project.adapters.check_history import read_history
from dagster_project.adapters.monitoring_tables import ask_history
from dagster_project.building.check_marts import data_docs
from dagster_project.domain.warehouse.home import open_home
from dagster_project.problems import Problem

_STYLE = {"fail": "red", "warn": "yellow", "skip": "dim", "pass": "green"}
_WORST_FIRST = """
    select *, count(*) over (partition by check_id) as n_scopes
    from checks_told
    where is_latest_run
    order by stops_publishing desc, list_position(['fail', 'warn', 'skip', 'pass'], status), check_id,
        n_unexpected desc, scope
"""


def run_checks(home: Path | None, show_all: bool) -> int:
    """Print the last run. Returns: 1 if an error of ours stops publishing, else 0."""
    place = open_home(home)
    rows = ask_history(read_history(place.lake), _WORST_FIRST)
    if not rows:
        raise Problem("checks.none-yet", file=place.lake, is_input=True)
    console = Console(highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = 160  # a log file has no width
    stops = [row for row in rows if row["stops_publishing"]]
    counts = {status: len({r["check_id"] for r in rows if r["status"] == status}) for status in _STYLE}
    console.print(
        f"Checked {rows[0]['checked_at']:%Y-%m-%d %H:%M} UTC: {counts['fail']} failed, {counts['warn']} with a warning,"
        f" {counts['pass']} hold, {counts['skip']} had nothing to look at"
    )
    if stops:
        console.print(
            "[red]Publishing was stopped: an error of ours. What readers see is from before."
            " · Publiceringen stoppades: felet är vårt.[/]"
        )
    console.print(_table([row for row in rows if show_all or row["status"] in ("fail", "warn")]))
    console.print("Findings, since when and whose fault · Fynd: `utfall findings`", soft_wrap=True)
    if data_docs(place).exists():
        console.print(
            f"Every expectation with its rows · Alla kontroller: {data_docs(place)}", soft_wrap=True, markup=False
        )
    return 1 if stops else 0


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(show_edge=False)
    for name in ("status", "origin", "check"):
        table.add_column(name, no_wrap=True)
    for name in ("value", "bound"):
        table.add_column(name, max_width=24)
    table.add_column("says", overflow="fold")
    for row in rows:
        word = "STOPS" if row["stops_publishing"] else row["status"]
        value = "" if row["value"] is None else f"{row['value']:.6g}"
        style = _STYLE[row["status"]]
        table.add_row(
            f"[{style}]{word}[/]",
            row["origin"],
            row["check_id"],
            value,
            escape(row["bound"]),
            escape(f"{row['message']} ({row['unit']})"),
        )
    return table
