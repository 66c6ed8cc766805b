"""All that is known of one number: from a fact of the published warehouse back to the cell on its page.

What lives here: the questions put to the published warehouse and to the raw facts, gathered in an `Explanation`. What
does not: words for people (`commands/explain`), or drawing the page (`adapters/page_image`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb

from dagster_project.domain.documents.archive import read_original
from dagster_project.domain.warehouse.home import Home
from dagster_project.domain.warehouse.write_raw import read_raw_reading
from dagster_project.problems import Problem

Row = dict[str, Any]

ADDRESS = ("fact_id", "document", "table_no", "row_no", "col_no", "part_no", "raw", "row_label", "col_label")


@dataclass(frozen=True, slots=True)
class Explanation:
    """One fact and what surrounds it; every row as {column: value}.

    tables: the fact tables that hold it. cells: the facts of the same printed row, itself among them, left to right.
    versions: the same cell in every version of the report, oldest first, itself among them.
    """

    fact: Row
    tables: tuple[str, ...]
    report: Row
    cells: tuple[Row, ...]
    mapping: Row
    corrections: tuple[Row, ...]
    checks: tuple[Row, ...]
    bounds: tuple[Row, ...]
    findings: tuple[str, ...]
    statements: tuple[Row, ...]
    versions: tuple[Row, ...] = field(default=())


def explain_fact(connection: duckdb.DuckDBPyConnection, fact_id: str) -> Explanation:
    """Gather what the published warehouse knows of a fact.

    Raises: Problem explain.fact-unknown, if no fact table has this id.
    """
    tables = _fact_tables(connection)
    holders = [t for t in tables if _ask(connection, f"select 1 from {t} where fact_id = $1 limit 1", fact_id)]
    if not holders:
        raise Problem("explain.fact-unknown", fact_id, is_input=True)
    fact = next(_ask(connection, f"select * from {holders[0]} where fact_id = $1 limit 1", fact_id))
    report = next(
        _ask(
            connection,
            "select r.*, m.name as municipality from dim_report r left join dim_municipality m using"
            " (municipality_code) where r.document = $1",
            fact["document"],
        )
    )
    named = tuple(t for t in holders if not t.endswith("_history")) or tuple(holders)
    return Explanation(
        fact=fact,
        tables=named,
        report=report,
        cells=tuple(_printed_row(connection, tables, fact)),
        mapping=_mapping(connection, fact),
        corrections=tuple(_known(connection, "fct_erratum", "fact_id = $1", fact_id)),
        checks=tuple(_identities(connection, fact_id)),
        bounds=tuple(_known(connection, "fct_quality_bound", "fact_id = $1", fact_id)),
        findings=tuple(
            row["sentence"]
            for row in _known(connection, "fct_finding", "printed_fact_id = $1 or suspect_fact_id = $1", fact_id)
        ),
        statements=tuple(_restating(connection, fact)),
        versions=tuple(_versions(connection, holders, fact, report)),
    )


def mark_cell(home: Home, explanation: Explanation) -> bytes:
    """The page of the archived original with the cell marked, as PNG.

    Raises: Problem explain.no-page, if the report is no PDF, or the lake has no box for the cell or no original.
    """
    from dagster_project.adapters.page_image import draw_page

    report, fact = explanation.report, explanation.fact
    if report["media_type"] != "application/pdf":
        raise Problem("explain.no-page", f"it is {report['media_type']}", str(report["file_name"]), is_input=True)
    rows = read_raw_reading("facts", home.lake, fact["document"], report["reader_version"]).to_pylist()
    box = next((row for row in rows if row["fact_id"] == fact["fact_id"]), None)
    if box is None or box["box_x0"] is None:
        raise Problem("explain.no-page", "the raw facts do not say where on its page the cell stands", home.lake)
    try:
        original = read_original(home.lake, fact["document"])
    except (OSError, ValueError) as error:
        raise Problem("explain.no-page", f"the archived original cannot be read: {error}", home.lake) from error
    corners = (box["box_x0"], box["box_top"], box["box_x1"], box["box_bottom"])
    return draw_page(original, int(fact["page"]), corners)


def _fact_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables of printed cells, those of the newest versions before the history tables."""
    rows = connection.execute(
        "select table_name from duckdb_columns() where schema_name = 'marts' and column_name in"
        f" ({', '.join('?' for _ in ADDRESS)}) and starts_with(table_name, 'fct_') group by 1 having count(*) = ?"
        " order by ends_with(table_name, '_history'), 1",
        [*ADDRESS, len(ADDRESS)],
    ).fetchall()
    return [str(name) for (name,) in rows]


def _ask(connection: duckdb.DuckDBPyConnection, sql: str, *values: object) -> Iterator[Row] | Any:
    """Rows of a statement; an empty list (false) where there are none, else an iterator."""
    cursor = connection.execute(sql, list(values))
    names = [column[0] for column in cursor.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return iter(rows) if rows else []


def _known(connection: duckdb.DuckDBPyConnection, table: str, where: str, *values: object) -> Iterator[Row] | Any:
    """Rows of a table that an older publication may not have."""
    if not _ask(connection, "select 1 from duckdb_tables() where table_name = $1", table):
        return []
    return _ask(connection, f"select * from {table} where {where}", *values)


def _printed_row(connection: duckdb.DuckDBPyConnection, tables: list[str], fact: Row) -> Iterator[Row]:
    columns = "fact_id, col_no, part_no, row_label, col_label, raw, value, unit, value_kind"
    parts = " union ".join(
        f"select {columns} from {t} where document = $1 and table_no = $2 and row_no = $3" for t in tables
    )
    yield from _ask(connection, f"{parts} order by col_no, part_no", fact["document"], fact["table_no"], fact["row_no"])


def _mapping(connection: duckdb.DuckDBPyConnection, fact: Row) -> Row:
    found = {
        name: fact[name] for name in ("mapping_rule", "mapping_confidence", "side", "sex", "age") if fact.get(name)
    }
    for key, table in (("activity_code", "dim_activity"), ("measure_id", "dim_measure")):
        if fact.get(key):
            found[key] = fact[key]
            for row in _known(connection, table, f"{key} = $1", fact[key]):
                found |= {"name_sv": row["name_sv"], "name_en": row["name_en"], "is_mapped": row["is_mapped"]}
    return found


def _identities(connection: duckdb.DuckDBPyConnection, fact_id: str) -> Iterator[Row]:
    yield from _known(
        connection,
        "fct_quality_identity",
        "printed_fact_id = $1 or identity_id in (select identity_id from fct_quality_identity_term where fact_id = $1)"
        " order by identity, identity_id",
        fact_id,
    )


def _restating(connection: duckdb.DuckDBPyConnection, fact: Row) -> Iterator[Row]:
    """Sentences of the report that repeat this cell."""
    words = (fact["table_title"], fact["row_label"] or fact.get("section"), fact["col_label"])
    cell = " / ".join(word for word in words if word)
    yield from _known(connection, "fct_statement", "document = $1 and restates = $2", fact["document"], cell)


def _versions(connection: duckdb.DuckDBPyConnection, holders: list[str], fact: Row, report: Row) -> Iterator[Row]:
    """The cell with the same words in every version; where words repeat in a table, the one at the same turn."""
    history = next((t for t in holders if t.endswith("_history")), None)
    if history is None:
        return
    words = ("table_title", "section", "row_code", "row_label", "col_label", "part_no")
    same = " and ".join(f"h.{name} is not distinct from mine.{name}" for name in words)
    yield from _ask(
        connection,
        f"with mine as (select * from {history} where fact_id = $1),"
        " alike as (select h.*, row_number() over (partition by h.version_no order by h.table_no, h.row_no, h.col_no)"
        f" as turn from {history} h, mine where h.slot_id = mine.slot_id and {same})"
        " select alike.*, r.file_name from alike join dim_report r using (document)"
        " where turn = (select turn from alike where fact_id = $1) order by version_no",
        fact["fact_id"],
    )
