"""Numbers of running text that differ from a table: which cell they mean."""

from __future__ import annotations

import duckdb

from dagster_project.adapters.quality_tables import read_disagreements

TABLES = ("cost_by_activity", "income_statement", "investment", "kpi", "volume", "staffing")


def test_a_text_that_differs_is_given_the_cell_it_repeats_unless_two_cells_bear_its_words() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts; use marts")
        for table in TABLES:
            connection.execute(
                f"create table fct_{table} (document text, fact_id text, table_title text, section text,"
                " row_label text, col_label text, value decimal(18, 6))"
            )
        cell = "insert into fct_kpi values ('d', ?, 'Mål', ?, ?, 'Utfall', 108)"
        connection.execute(cell, ["one", "", "Tid / dagar"])
        connection.execute(cell.replace("fct_kpi", "fct_staffing"), ["one", "", "Tid / dagar"])  # stands in both
        connection.execute(cell, ["named by its section", "Barn", ""])
        connection.execute(cell, ["twin", "", "Lika"])
        connection.execute(cell, ["other twin", "", "Lika"])
        connection.execute(
            "create table fct_statement as select 'd' as document, 'r' as report_id, 's' || i as statement_id,"
            " i as statement_no, 1 as page, 'Text' as section_heading, '93' as quote, 'Tid' as subject, 93 as value,"
            " 'days' as unit, 'disagrees' as agrees, 'Mål / ' || place || ' / Utfall' as restates"
            " from (values (1, 'Tid / dagar'), (2, 'Barn'), (3, 'Lika'), (4, 'Ingen')) as t(i, place)"
        )
        found = {text.statement_id: text.fact_id for text in read_disagreements(connection)}
    assert found == {"s1": "one", "s2": "named by its section", "s3": None, "s4": None}
