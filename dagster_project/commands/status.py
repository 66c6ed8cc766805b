"""`utfall status`: what is published and how old it is, how the last build went, what arrived, is late or waits.

What lives here: the words. A failed night is called by its name: the published file is then older than the attempt.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dagster_project.building.outcomes import Outcome
from dagster_project.building.quiet import all_outcomes
from dagster_project.building.record import read_last_attempt, read_last_build
from dagster_project.commands.query import open_published
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.problems import PROBLEMS

LINES = 10


def run_status(home: Path | None) -> int:
    place = open_home(home)
    print(f"Home       {place.directory}")
    print(f"Lake       {place.lake}")
    _say_published(place, home)
    _say_attempt(place)
    outcomes = all_outcomes(place)
    counts = Counter(outcome.status for outcome in outcomes)
    print(f"Reports    {counts['read']} read, {counts['set_aside']} set aside, {counts['refused']} refused")
    _say_waiting(outcomes)
    return 0


def _say_waiting(outcomes: list[Outcome]) -> None:
    waiting = [outcome for outcome in outcomes if outcome.status != "read"]
    for outcome in waiting[:LINES]:
        print(f"           {outcome.name}: {outcome.status.replace('_', ' ')}, {outcome.reason}")
    if waiting:
        more = f"{len(waiting) - LINES} more; " if len(waiting) > LINES else ""
        print(f"           {more}`utfall review` says what to do · vad du kan göra")


def _say_late(connection: duckdb.DuckDBPyConnection) -> None:
    """Reports that were to be expected, on evidence, and are not there."""
    try:
        late = connection.execute(
            "select coalesce(m.name, s.municipality_code), s.board, s.report_type, s.period_end, s.late_at_date"
            " from fct_report_slot s left join dim_municipality m using (municipality_code)"
            " where s.status = 'late' order by s.late_at_date desc"
        ).fetchall()
    except duckdb.CatalogException:
        return  # published before there was a calendar
    print(f"Late       {len(late)} reports · {len(late)} rapporter är sena")
    for municipality, board, kind, until, since in late[:LINES]:
        print(f"           {municipality}, {board}, {kind} to {until}: late since {since}")


def _say_published(place: Home, home: Path | None) -> None:
    if not place.published_file.exists():
        print("Published  nothing yet; run `utfall build --reports FOLDER` · inget än")
        return
    with contextlib.closing(open_published(home)) as connection:
        row = connection.execute("select published_at from publication").fetchone()
        assert row is not None
        age = datetime.now(UTC) - row[0].astimezone(UTC)
        print(f"Published  {place.published_file}")
        print(f"           {row[0]:%Y-%m-%d %H:%M} UTC, {_words(age.total_seconds())} ago")
        tables = connection.execute(
            "select schema_name || '.' || table_name, estimated_size from duckdb_tables() order by 1"
        ).fetchall()
        for name, rows in tables:
            print(f"           {name:<40}{rows:>10}")
        _say_late(connection)


def _say_attempt(place: Home) -> None:
    attempt = read_last_attempt(place)
    if attempt is None:
        return
    if attempt["ok"]:
        last = read_last_build(place)
        words = (
            f"{last.n_checks_passed} checks passed, {last.n_checks_failed} failed, {len(last.findings)} findings"
            if last
            else ""
        )
        print(f"Last build {attempt['at']}: done; {words}")
        names = attempt.get("fresh", [])
        more = f" and {len(names) - LINES} more" if len(names) > LINES else ""
        print(f"Arrived    {', '.join(names[:LINES]) or 'nothing new'}{more}")
        return
    kind = PROBLEMS.get(attempt["code"])
    print(f"Last build {attempt['at']}: FAILED, {attempt['code']}. {kind.title if kind else ''}")
    print(f"           {attempt['detail'] or attempt['file']}")
    if place.published_file.exists():
        print("           What is published is from before that. · Det publicerade är från tiden före detta.")


def _words(seconds: float) -> str:
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} seconds"
