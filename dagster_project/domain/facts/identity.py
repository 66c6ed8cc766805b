"""The identity of a fact: what it is called, not where it stands, so that it survives a new version of the reader.

Source: docs/extract.md, Identity: document + table_title and its occurrence + row_label and its occurrence within the
table + col_label and its occurrence + part_no.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.model import Fact


def with_identities(facts: Sequence[Fact]) -> list[Fact]:
    """Facts with occurrences and fact_id filled."""
    tables: dict[str, list[int]] = {}
    rows: dict[tuple[int, str], list[int]] = {}
    columns: dict[tuple[int, int, str], list[int]] = {}
    identified: list[Fact] = []
    for fact in facts:
        table = _occurrence(tables.setdefault(fact.table_title, []), fact.table_no)
        row = _occurrence(rows.setdefault((fact.table_no, fact.row_label), []), fact.row_no)
        column = _occurrence(columns.setdefault((fact.table_no, fact.row_no, fact.col_label), []), fact.col_no)
        parts = (fact.document, fact.table_title, table, fact.row_label, row, fact.col_label, column, fact.part_no)
        fact_id = hashlib.sha256("\x1f".join(str(p) for p in parts).encode()).hexdigest()[:24]
        identified.append(replace(fact, table_occurrence=table, row_occurrence=row, fact_id=fact_id))
    return identified


def _occurrence(seen: list[int], key: int) -> int:
    if key not in seen:
        seen.append(key)
    return seen.index(key) + 1
