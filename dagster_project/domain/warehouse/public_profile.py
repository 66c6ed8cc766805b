"""The public profile: small counts of people hidden, and every printed number from which one could be worked out.

What lives here: which cells are hidden and why no other shown cell gives them away. What does not: the thresholds and
the counts that are no people (`data/reference/public_profile.yml`), the files (`package`).

Hiding spreads along links until nothing changes. Whatever stands in a printed relation with a hidden cell is hidden
whole, totals too, so that no sum, share, change or repetition holds both shown and hidden terms:

- the other parts of its printed cell, and its whole printed row unless every cell of the row is the same quantity at
  another time or of another kind (a year beside a year), with no change, share or sum among them;
- the counts and shares of its printed column (totals, varav rows and rows that together make another row);
- the same fact in another table or report, by measure, by repetition, or by the same words and period;
- the terms of every identity that was tested on it;
- of a small group of staff: what else is said of the same group at the same time (its sick leave).

Shown zeros stay shown. Hidden for being small and hidden for protecting another look alike.
Source: DOMAIN: default suppression of counts 1-4 with complementary suppression, zeros shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from dagster_project.domain.warehouse.copy_tables import PublishError

PROFILE_FILE = Path(__file__).resolve().parents[3] / "data" / "reference" / "public_profile.yml"
STATUS_COLUMN = "publication_status"
FACTS = (
    "fct_cost_by_activity",
    "fct_income_statement",
    "fct_investment",
    "fct_kpi",
    "fct_volume",
    "fct_staffing",
    "fct_goal_status",
)
#: Everything else is left out: quotes, checks, corrections, refusals and earlier versions repeat printed numbers.
DIMENSIONS = (
    "dim_municipality",
    "dim_municipality_population",
    "dim_activity",
    "dim_measure",
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
_CELL = (
    *("fact_id", "document", "municipality_code", "board", "value_kind", "period_start", "period_end", "value", "unit"),
    *("row_label", "table_no", "row_no", "col_no", "repeats_fact_id", "fact_family", "measure_id"),
    *("sex", "age", "subunit"),
)
_LEVELS = "('actual', 'budget', 'period_budget', 'forecast', 'prior_forecast', 'target')"
_WISHES = "('target', 'budget', 'period_budget')"
_DERIVED = (
    "('change', 'change_pct', 'forecast_change_pct', 'deviation', 'forecast_deviation', 'forecast_error',"
    " 'percent_of_budget')"
)

#: Each gives the fact_ids that a hidden cell `h` takes with it; `o` is the other cell.
LINKS = (
    # the printed row, unless its cells are independent of each other
    "select o.fact_id from hidden join cells h using (fact_id) join linked_rows r using (document, table_no, row_no)"
    " join cells o using (document, table_no, row_no)",
    # the counts and shares of the printed column
    "select o.fact_id from hidden join cells h using (fact_id) join cells o using (document, table_no, col_no)"
    " where o.unit in ('count', 'fte', 'percent') and h.unit in ('count', 'fte', 'percent')",
    # the same measure of the same group at the same time, wherever it is printed
    "select o.fact_id from hidden join cells h using (fact_id) join cells o on o.measure_id = h.measure_id"
    " and o.municipality_code = h.municipality_code and o.value_kind = h.value_kind and o.unit = h.unit"
    " and o.period_end is not distinct from h.period_end and o.sex is not distinct from h.sex"
    " and o.age is not distinct from h.age and o.subunit is not distinct from h.subunit"
    " where h.measure_id <> 'unmapped'",
    # the same words and period, in another table or report
    "select o.fact_id from hidden join cells h using (fact_id) join cells o"
    " on o.municipality_code = h.municipality_code and o.words = h.words and o.value_kind = h.value_kind"
    " and o.unit = h.unit and o.period_end is not distinct from h.period_end where h.words <> ''",
    # repeats, both ways
    "select h.repeats_fact_id from hidden join cells h using (fact_id) where h.repeats_fact_id is not null",
    "select o.fact_id from hidden join cells o on o.repeats_fact_id = hidden.fact_id",
    # everything in a tested identity
    "select o.fact_id from hidden join terms h using (fact_id) join terms o using (identity_id)",
)
#: What else is said of a small group of staff at the same time; does not spread by itself.
_SAME_STAFF = (
    "select o.fact_id from small h join cells o on o.municipality_code = h.municipality_code and o.board = h.board"
    " and o.period_end is not distinct from h.period_end and o.sex is not distinct from h.sex"
    " and o.age is not distinct from h.age and o.subunit is not distinct from h.subunit"
    " where h.fact_family = 'staffing' and o.fact_family = 'staffing'"
    " and coalesce(h.sex, h.age, h.subunit) is not null"
)


@dataclass(frozen=True, slots=True)
class Suppression:
    """n_cells: facts looked at; n_small: hidden for being small; n_linked: hidden to protect those."""

    n_cells: int
    n_small: int
    n_linked: int


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
    found = find_hidden(connection, source, profile or read_profile())
    connection.execute(f'create schema if not exists "{target}".marts')
    for table in (*(name for name in DIMENSIONS if name in tables), *facts):
        columns = tables[table]
        select = "*"
        if table in facts:
            hide = [
                f"case when fact_id not in (select fact_id from hidden) then {name} end as {name}"
                for name in NUMBERS
                if name in columns
            ]
            status = "if(fact_id in (select fact_id from hidden), 'suppressed', 'shown')"
            select = f"* replace ({', '.join(hide)}), {status} as {STATUS_COLUMN}"
        connection.execute(
            f'create table "{target}".marts."{table}" as select {select} from "{source}".marts."{table}"'
        )
    _copy_comments(connection, source, target)
    return found


def find_hidden(connection: duckdb.DuckDBPyConnection, source: str, profile: dict[str, Any]) -> Suppression:
    """Fill the temporary table `hidden` with the fact_ids that the public must not see."""
    tables = _tables_of(connection, source)
    parts = []
    for table in (name for name in FACTS if name in tables):
        columns = [name if name in tables[table] else f"null as {name}" for name in _CELL]
        family = f"'{table.removeprefix('fct_')}'"
        columns = [f"{family} as fact_family" if name == "null as fact_family" else name for name in columns]
        parts.append(f'select {", ".join(columns)} from "{source}".marts."{table}"')
    connection.execute(
        "create or replace temp table cells as select distinct on (fact_id) *,"
        " lower(regexp_replace(coalesce(row_label, ''), '[^[:alpha:]]+', '', 'g')) as words"
        f" from ({' union all by name '.join(parts)})"
    )
    connection.execute(
        "create or replace temp table linked_rows as select document, table_no, row_no from cells group by all"
        " having count(distinct unit) > 1 or bool_or(value_kind not in " + _LEVELS + ")"
        " or count(*) <> count(distinct (value_kind, period_start, period_end))"
    )
    _collect_terms(connection, source, tables)
    connection.execute(
        "create or replace temp table small as select * from cells where value_kind not in " + _DERIVED + " and"
        " value_kind not in " + _WISHES + " and ("
        "   (unit = 'count' and value > $count_above and value < $count_below"
        "    and not list_contains($not_people, coalesce(measure_id, '')))"
        "   or (unit in ('count', 'fte') and value > $staff_above and value <= $staff_at_most"
        "    and fact_family = 'staffing'))",
        {
            "count_above": profile["small_count"]["above"],
            "count_below": profile["small_count"]["below"],
            "not_people": [item["measure_id"] for item in profile["not_people"]],
            "staff_above": profile["small_staff_group"]["above"],
            "staff_at_most": profile["small_staff_group"]["at_most"],
        },
    )
    connection.execute("create or replace temp table hidden as select fact_id from small")
    if LINKS:
        connection.execute(f"insert into hidden {_SAME_STAFF} and o.fact_id not in (select fact_id from hidden)")
    while _spread(connection):
        pass
    n_cells, n_small, n_hidden = (
        int((connection.execute(f"select count(distinct fact_id) from {t}").fetchone() or (0,))[0])
        for t in ("cells", "small", "hidden")
    )
    return Suppression(n_cells, n_small, n_hidden - n_small)


def _spread(connection: duckdb.DuckDBPyConnection) -> bool:
    """Hide what the hidden cells take with them, one step. Returns: whether anything was added.

    A printed zero stays shown, whatever links it; a change of zero does not, it says that two numbers are equal.
    """
    before = connection.execute("select count(*) from hidden").fetchone()
    for link in LINKS:
        connection.execute(
            f"insert into hidden select distinct l.fact_id from ({link}) as l(fact_id) join cells using (fact_id)"
            " where fact_id not in (select fact_id from hidden)"
            f" and not (cells.value = 0 and cells.unit in ('count', 'fte') and cells.value_kind in {_LEVELS})"
        )
    return connection.execute("select count(*) from hidden").fetchone() != before


def _collect_terms(connection: duckdb.DuckDBPyConnection, source: str, tables: dict[str, list[str]]) -> None:
    connection.execute("create or replace temp table terms (identity_id varchar, fact_id varchar)")
    if "fct_quality_identity_term" in tables:
        connection.execute(
            f'insert into terms select identity_id, fact_id from "{source}".marts.fct_quality_identity_term'
            f' union select identity_id, printed_fact_id from "{source}".marts.fct_quality_identity_term'
        )


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
