"""Previews: a few rows of what an asset made, as a table beside its counts in the Dagster UI.

What belongs here: how rows are shown. What does not: which (the assets).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import dagster as dg

SHOWN = 20


def show_rows(rows: Iterable[Mapping[str, object]], shown: int = SHOWN) -> dg.TableMetadataValue:
    """The first rows as a table, everything as text; a last row says that there are more."""
    cells = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    names = list(cells[0]) if cells else ["nothing"]
    kept = cells[:shown]
    if len(cells) > shown:
        kept.append(dict.fromkeys(names, "") | {names[0]: f"... and {len(cells) - shown} more"})
    return dg.MetadataValue.table(
        records=[dg.TableRecord(row) for row in kept],
        schema=dg.TableSchema(columns=[dg.TableColumn(name, "string") for name in names]),
    )
