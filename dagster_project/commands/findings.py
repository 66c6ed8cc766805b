"""`utfall findings`: what a person should look at, since when, and closing one on record.

What lives here: the words. It reads the history of checks in the lake, so that an acknowledgement is seen at once; the
published tables follow with the next build.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console

from dagster_project.adapters.check_history import acknowledge, read_history
from dagster_project.adapters.monitoring_tables import ask_history
from dagster_project.domain.warehouse.home import open_home
from dagster_project.problems import Problem

ORIGIN_WORDS = {
    "source": "the report · rapporten",
    "extraction": "our reading · vår tolkning",
    "mapping": "our mapping · vår koppling",
    "late": "late · försenad",
    "unknown": "not known · okänt",
}
_WORST_FIRST = """
    select * from findings_told
    where status = 'open' or $all
    order by status <> 'open', stops_publishing desc, severity <> 'error', first_seen_at desc, finding_id
"""


def run_findings(home: Path | None, show_all: bool) -> int:
    """List the findings that are open (or all of them), worst first, the newest first."""
    place = open_home(home)
    console = Console(highlight=False, emoji=False)
    rows = ask_history(read_history(place.lake), _WORST_FIRST.replace("$all", str(show_all).lower()))
    if not rows:
        console.print("No findings. · Inga fynd.")
        return 0
    for row in rows:
        _show(console, row)
    n_open = sum(row["status"] == "open" for row in rows)
    console.print(f"\n{n_open} open · öppna. Close one · Stäng ett fynd:", soft_wrap=True)
    console.print('utfall findings acknowledge ID --by "NAME" --reason "WHY"', soft_wrap=True, markup=False)
    return 0


def _show(console: Console, row: dict[str, Any]) -> None:
    style = "red" if row["severity"] == "error" else "yellow"
    since = f"since {row['first_seen_at']:%Y-%m-%d}"
    stops = ", STOPS PUBLISHING" if row["stops_publishing"] else ""
    console.print(
        f"[bold]{row['finding_id']}[/] [{style}]{row['severity']}[/] {row['status']}, {since}{stops};"
        f" {ORIGIN_WORDS[row['origin']]}",
        soft_wrap=True,
    )
    console.print(f"  {row['sentence']}", soft_wrap=True, markup=False)
    console.print(f"  {row['sentence_sv']}", soft_wrap=True, markup=False)
    if row["fact_id"]:
        console.print(f"  page {row['page']}: utfall explain {row['fact_id']}", soft_wrap=True, markup=False)
    if row["status"] == "acknowledged":
        words = f"{row['acknowledged_at']:%Y-%m-%d}, {row['acknowledged_by']}: {row['acknowledged_reason']}"
        console.print(f"  closed · stängt {words}", soft_wrap=True, markup=False)


def run_acknowledge(home: Path | None, finding_id: str, reason: str, by: str) -> int:
    """Close a finding on record. Raises: Problem, if there is no such finding, it is not open, or words are missing."""
    place = open_home(home)
    words = " ".join(reason.split()), " ".join(by.split())
    if not all(words):
        raise Problem("findings.words-missing", "--reason, --by", is_input=True)
    rows = ask_history(read_history(place.lake), "select * from findings_told order by finding_id")
    found = [row for row in rows if row["finding_id"].startswith(finding_id)] if finding_id else []
    if len(found) != 1:
        raise Problem("findings.unknown", finding_id, is_input=True)
    row = found[0]
    if row["status"] != "open":
        raise Problem("findings.not-open", f"{row['finding_id']}: {row['status']}", is_input=True)
    try:
        acknowledge(place.lake, row["finding_id"], words[1], words[0])
    except OSError as error:
        raise Problem("output.not-writable", str(error), str(error.filename or place.lake)) from error
    print(f"{row['finding_id']} is acknowledged by {words[1]}. · Kvitterat av {words[1]}.")
    if row["stops_publishing"]:
        print("It still stops publishing until it is mended. · Det stoppar publiceringen tills felet är rättat.")
    return 0
