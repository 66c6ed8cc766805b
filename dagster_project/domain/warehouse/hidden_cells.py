"""Which cells the public must not see: small counts of people, and every printed number that would give one away.

What lives here: finding them in a warehouse. What does not: the thresholds and the counts that are no people
(`data/reference/public_profile.yml`), the public tables (next door: `public_profile`).

Small is a count of 1 to 4, a group of at most ten employees, and, since nobody knows better, a count that the report
itself withholds (`<5`, `..`) or that could not be read. Hiding spreads along links until nothing changes. Whatever
stands in a printed relation with a hidden cell is hidden whole, totals too, so that no sum, share, change or repetition
holds both shown and hidden terms:

- the other parts of its printed cell, and its whole printed row unless every cell of the row is the same quantity at
  another time or of another kind (a year beside a year), with no change, share, mean or sum among them;
- the counts and shares of its printed column (totals, varav rows and rows that together make another row);
- the same fact in another table or report, by measure, by repetition, or by the same words and period;
- its changes, deviations and shares, wherever they are printed, by measure or by the same words;
- where periods add up (quarters and their year, months and the year to date), all of them;
- the terms of every identity that was tested on it;
- of a small group of staff: what else is said of the same group at the same time (its sick leave).

Shown zeros stay shown. Hidden for being small and hidden for protecting another look alike. Quotients are no links:
from a cost and a cost per place in two tables the number of places can be worked out.
Source: DOMAIN: default suppression of counts 1-4 with complementary suppression, zeros shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from dagster_project.domain.warehouse.fact_tables import FACTS

_CELL = (
    *("fact_id", "document", "municipality_code", "board", "value_kind", "period_start", "period_end", "value", "unit"),
    *("raw", "row_label", "col_label", "section", "table_title", "table_no", "row_no", "col_no", "repeats_fact_id"),
    *("measure_id", "sex", "age", "subunit"),
)
_LEVELS = "('actual', 'budget', 'period_budget', 'forecast', 'prior_forecast', 'target')"
_WISHES = "('target', 'budget', 'period_budget')"
_DERIVED = (
    "('change', 'change_pct', 'forecast_change_pct', 'deviation', 'forecast_deviation', 'forecast_error',"
    " 'percent_of_budget')"
)
_COUNTS = "('count', 'fte')"
_MONEY = "('cost_by_activity', 'income_statement', 'investment')"
#: Letters of the label, else of the section, else of the title; `Antal barn` and `Andel barn, %` speak of the same.
_WORDS = (
    "regexp_replace(coalesce(nullif(letters(row_label), ''), nullif(letters(section), ''), letters(table_title)),"
    " '^(antal|andel)(en|et)?', '')"
)
_SUM_WORDS = "'summa|total|samtliga|samman|alla|båda|medel|genomsnitt|snitt|ack'"

_SAME_GROUP = (
    "o.municipality_code = h.municipality_code and o.measure_id = h.measure_id and h.measure_id <> 'unmapped'"
    " and o.sex is not distinct from h.sex and o.age is not distinct from h.age"
    " and o.subunit is not distinct from h.subunit"
)
_SAME_WORDS = "o.municipality_code = h.municipality_code and o.words = h.words and h.words <> ''"
_SAME_KIND = "o.value_kind = h.value_kind and o.unit = h.unit"
_SAME_TIME = "o.period_end is not distinct from h.period_end"
_OF_HIDDEN = "select o.fact_id from hidden join cells h using (fact_id) join"

#: Each gives the fact_ids that a hidden cell `h` takes with it; `o` is the other cell.
LINKS = {
    "printed row": f"{_OF_HIDDEN} linked_rows using (document, table_no, row_no)"
    " join cells o using (document, table_no, row_no)",
    "printed column": f"{_OF_HIDDEN} cells o using (document, table_no, col_no)"
    f" where (o.unit in {_COUNTS} or o.unit = 'percent') and (h.unit in {_COUNTS} or h.unit = 'percent')",
    "same measure": f"{_OF_HIDDEN} cells o on {_SAME_GROUP} and {_SAME_KIND} and {_SAME_TIME}",
    "same words": f"{_OF_HIDDEN} cells o on {_SAME_WORDS} and {_SAME_KIND} and {_SAME_TIME}",
    "derived, same measure": f"{_OF_HIDDEN} derived o on {_SAME_GROUP}",
    "derived, same words": f"{_OF_HIDDEN} derived o on {_SAME_WORDS}",
    "share, same words": f"{_OF_HIDDEN} shares o on {_SAME_WORDS} and {_SAME_TIME}",
    "period and its parts": "select p.other_id from hidden join parts_of_periods p on p.fact_id = hidden.fact_id",
    "what it repeats": f"{_OF_HIDDEN} cells o on o.fact_id = h.repeats_fact_id",
    "what repeats it": "select o.fact_id from hidden join cells o on o.repeats_fact_id = hidden.fact_id",
    "tested identity": "select o.fact_id from hidden join terms h using (fact_id) join terms o using (identity_id)",
}
#: What else is said of a small group of staff at the same time; does not spread by itself.
_SAME_STAFF = (
    "select o.fact_id from small h join cells o on o.municipality_code = h.municipality_code and o.board = h.board"
    f" and {_SAME_TIME} and o.sex is not distinct from h.sex and o.age is not distinct from h.age"
    " and o.subunit is not distinct from h.subunit"
    " where h.is_staff and o.is_staff and coalesce(h.sex, h.age, h.subunit) is not null"
)


@dataclass(frozen=True, slots=True)
class Suppression:
    """n_cells: facts looked at; n_small: hidden for being small; n_linked: hidden to protect those."""

    n_cells: int
    n_small: int
    n_linked: int


def find_hidden(
    connection: duckdb.DuckDBPyConnection, source: str, tables: dict[str, list[str]], profile: dict[str, Any]
) -> Suppression:
    """Fill the temporary table `hidden` with the fact_ids that the public must not see.

    Args: source: name of the attached warehouse; tables: the columns of its tables; profile: as read_profile gives it.
    """
    _collect_cells(connection, source, tables)
    _collect_relations(connection, source, tables)
    _find_small(connection, profile)
    connection.execute("create or replace temp table hidden as select fact_id from small")
    connection.execute(f"insert into hidden {_SAME_STAFF} and o.fact_id not in (select fact_id from hidden)")
    while _spread(connection):
        pass
    n_cells, n_small, n_hidden = (_count_facts(connection, table) for table in ("facts", "small", "hidden"))
    return Suppression(n_cells, n_small, n_hidden - n_small)


def _count_facts(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    counted = connection.execute(
        f"select count(distinct fact_id) from {table} where fact_id in (select fact_id from facts)"
    ).fetchone()
    return int(counted[0]) if counted else 0


def _collect_cells(connection: duckdb.DuckDBPyConnection, source: str, tables: dict[str, list[str]]) -> None:
    """`facts`, and `cells`: the facts and the counts that are no facts because they are withheld or unreadable."""
    parts = []
    for table in (name for name in FACTS if name in tables):
        columns = [name if name in tables[table] else f"null as {name}" for name in _CELL]
        family = f"'{table.removeprefix('fct_')}' as family"
        parts.append(f'select {", ".join(columns)}, {family} from "{source}".marts."{table}"')
    connection.execute(
        "create or replace temp macro letters(text) as"
        " lower(regexp_replace(coalesce(text, ''), '[^[:alpha:]]+', '', 'g'))"
    )
    connection.execute(
        "create or replace temp table facts as select * exclude (family), any_value(family) as family,"
        f" bool_or(family = 'staffing') as is_staff, false as is_withheld, {_WORDS} as words"
        f" from ({' union all by name '.join(parts)}) group by all"
    )
    withheld = "select * from facts where false"
    if "fct_missing_value" in tables:
        columns = [name if name in tables["fct_missing_value"] else f"null as {name}" for name in _CELL]
        columns[0] = "missing_id as fact_id"
        withheld = (
            "select * replace (coalesce(unit, 'count') as unit), family = 'staffing' as is_staff, true as is_withheld,"
            f" {_WORDS} as words from (select {', '.join(columns)}, fact_family as family"
            f" from \"{source}\".marts.fct_missing_value where value_status in ('suppressed', 'unreadable'))"
            f" where unit in {_COUNTS} or unit is null and family in ('volume', 'staffing')"
        )
    connection.execute(f"create or replace temp table cells as select * from facts union all by name {withheld}")


def _collect_relations(connection: duckdb.DuckDBPyConnection, source: str, tables: dict[str, list[str]]) -> None:
    """Which cells stand in which relation: rows, derived numbers, shares, periods with parts, tested identities."""
    connection.execute(
        "create or replace temp table linked_rows as select document, table_no, row_no from (select *, max(period_end)"
        " over (partition by document, table_no, row_no, value_kind order by period_start, period_end"
        " rows between unbounded preceding and 1 preceding) >= period_start as is_overlapping from cells) group by all"
        f" having count(distinct unit) > 1 or bool_or(value_kind not in {_LEVELS}) or bool_or(is_overlapping)"
        f" or bool_or(period_end is null) or bool_or(regexp_matches(lower(col_label), {_SUM_WORDS}))"
        " or count(*) <> count(distinct (value_kind, period_start, period_end))"
    )
    people = f"family not in {_MONEY} and (unit in {_COUNTS} or unit = 'percent')"
    connection.execute(
        f"create or replace temp table derived as from cells where value_kind in {_DERIVED} and {people}"
    )
    connection.execute(f"create or replace temp table shares as from cells where unit = 'percent' and {people}")
    connection.execute(
        "create or replace temp table parts_of_periods as"
        f" with dated as (from cells h where unit in {_COUNTS} and period_start is not null),"
        " within as (select h.fact_id as whole_id, o.fact_id as part_id, o.period_start, o.period_end from dated h"
        f" join dated o on {_SAME_KIND} and ({_SAME_WORDS} or {_SAME_GROUP})"
        " and o.period_start >= h.period_start and o.period_end <= h.period_end"
        " and (o.period_start > h.period_start or o.period_end < h.period_end)),"
        " summed as (select distinct a.whole_id, a.part_id from within a join within b"
        " on a.whole_id = b.whole_id and (a.period_end < b.period_start or b.period_end < a.period_start))"
        " select whole_id as fact_id, part_id as other_id from summed"
        " union all select part_id, whole_id from summed"
    )
    connection.execute("create or replace temp table terms (identity_id varchar, fact_id varchar)")
    if "fct_quality_identity_term" in tables:
        connection.execute(
            f'insert into terms select identity_id, fact_id from "{source}".marts.fct_quality_identity_term'
            f' union select identity_id, printed_fact_id from "{source}".marts.fct_quality_identity_term'
        )


def _find_small(connection: duckdb.DuckDBPyConnection, profile: dict[str, Any]) -> None:
    connection.execute(
        f"create or replace temp table small as select * from cells where value_kind not in {_DERIVED}"
        f" and value_kind not in {_WISHES} and unit in {_COUNTS}"
        " and not list_contains($not_people, coalesce(measure_id, '')) and ("
        "   is_withheld or starts_with(trim(raw), '<')"
        "   or (value > $count_above and value < $count_below)"
        "   or (is_staff and value > $staff_above and value <= $staff_at_most))",
        {
            "count_above": profile["small_count"]["above"],
            "count_below": profile["small_count"]["below"],
            "not_people": [item["measure_id"] for item in profile["not_people"]],
            "staff_above": profile["small_staff_group"]["above"],
            "staff_at_most": profile["small_staff_group"]["at_most"],
        },
    )


def _spread(connection: duckdb.DuckDBPyConnection) -> bool:
    """Hide what the hidden cells take with them, one step. Returns: whether anything was added.

    A printed zero stays shown, whatever links it; a change of zero does not, it says that two numbers are equal.
    """
    before = connection.execute("select count(*) from hidden").fetchone()
    for link in LINKS.values():
        connection.execute(
            f"insert into hidden select distinct l.fact_id from ({link}) as l(fact_id) join cells using (fact_id)"
            " where fact_id not in (select fact_id from hidden)"
            f" and not (coalesce(cells.value = 0, false) and cells.unit in {_COUNTS} and cells.value_kind in {_LEVELS})"
        )
    return connection.execute("select count(*) from hidden").fetchone() != before
