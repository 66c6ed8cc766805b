"""The public profile: the tables that everybody may see, without the numbers that `hidden_cells` finds.

What lives here: which tables and columns are public, and what of them is left empty. What does not: which cells are
hidden (next door: `hidden_cells`), the thresholds (`data/reference/public_profile.yml`), the files (`package`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import yaml

from dagster_project.domain.warehouse.copy_tables import PublishError
from dagster_project.domain.warehouse.fact_tables import FACTS
from dagster_project.domain.warehouse.hidden_cells import Suppression, find_hidden

PROFILE_FILE = Path(__file__).resolve().parents[3] / "data" / "reference" / "public_profile.yml"
STATUS_COLUMN = "publication_status"
#: Everything else is left out: quotes, checks, corrections, refusals and earlier versions repeat printed numbers.
DIMENSIONS = (
    "dim_municipality",
    "dim_municipality_population",
    "dim_activity",
    "dim_measure",
    "dim_account_line",
    "dim_calendar",
    "dim_report",
    "bridge_activity_member",
)
#: Columns that hold or give away the number.
NUMBERS = (
    "raw",
    "value",
    "amount_sek",
    "amount_reported_sek",
    "corrected_value",
    "comparator",
    "reading",
    "status_source",
    "status_code",
    "status_rank",
    "is_repeat_consistent",
)
#: Printed text that says more numbers than the one in `value`: `12 (varav 3 barn)`, or a number beside a status.
_SAYS_MORE = (
    r"(regexp_matches({0}, '[0-9][^0-9]*[\pL()\[\]:;/|+][^0-9]*[0-9]')"
    " or value is null and regexp_matches({0}, '[0-9]'))"
)
TEXTS = ("raw", "status_source")


def read_profile(path: Path = PROFILE_FILE) -> dict[str, Any]:
    """The thresholds. Raises: PublishError, if the file lacks one."""
    profile = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name in ("small_count", "small_staff_group", "not_people"):
        if name not in profile:
            raise PublishError(f"{path.name} lacks {name}")
    return dict(profile)


def write_public_tables(
    connection: duckdb.DuckDBPyConnection, source: str, target: str, profile: dict[str, Any] | None = None
) -> Suppression:
    """Make the public tables in the schema `marts` of the attached database `target` from those of `source`.

    Returns: how much was hidden. Raises: PublishError, if there is no fact table.
    """
    tables = _tables_of(connection, source)
    facts = [table for table in FACTS if table in tables]
    if not facts:
        raise PublishError("there are no fact tables to publish")
    found = find_hidden(connection, source, tables, profile or read_profile())
    connection.execute(f'create schema if not exists "{target}".marts')
    for table in (*(name for name in DIMENSIONS if name in tables), *facts):
        columns = tables[table]
        select = "*"
        if table in facts:
            shown = [f"{_where_public(name)} as {name}" for name in NUMBERS if name in columns]
            status = "if(fact_id in (select fact_id from hidden), 'suppressed', 'shown')"
            select = f"* replace ({', '.join(shown)}), {status} as {STATUS_COLUMN}"
        connection.execute(
            f'create table "{target}".marts."{table}" as select {select} from "{source}".marts."{table}"'
        )
    _copy_comments(connection, source, target)
    return found


def _where_public(column: str) -> str:
    """SQL of a column of a fact table: empty where it would say what is hidden."""
    says_more = f" when {_SAYS_MORE.format(column)} then null" if column in TEXTS else ""
    return f"case when fact_id in (select fact_id from hidden) then null{says_more} else {column} end"


def _tables_of(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = ? and schema_name = 'marts'"
        " order by table_name, column_index",
        [database],
    ).fetchall():
        found.setdefault(table, []).append(column)
    return found


def _copy_comments(connection: duckdb.DuckDBPyConnection, source: str, target: str) -> None:
    made = _tables_of(connection, target)
    rows = connection.execute(
        "select table_name, column_name, comment from duckdb_columns() where database_name = $1 and comment is not null"
        " union all select table_name, null, comment from duckdb_tables() where database_name = $1"
        " and comment is not null",
        [source],
    ).fetchall()
    for table, column, comment in rows:
        if table in made and (column is None or column in made[table]):
            place = f'"{target}".marts."{table}"' + (f'."{column}"' if column else "")
            text = str(comment).replace("'", "''")
            connection.execute(f"comment on {'column' if column else 'table'} {place} is '{text}'")
    for table in made:
        if STATUS_COLUMN in made[table]:
            connection.execute(
                f'comment on column "{target}".marts."{table}".{STATUS_COLUMN} is'
                " 'shown, or suppressed: hidden because it is a small count or would reveal one.'"
            )
