"""Of several readings of one document the newest is the one that counts, here as in dbt's staging.

What lives here: that choice, over the raw dataset `reports`. What does not: which version of a report is served when
the municipality has published several (dbt: `int_reports_versioned`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from dagster_project.domain.warehouse.write_raw import read_raw


def newest_reports(lake: str, columns: Iterable[str] = ()) -> dict[str, dict[str, Any]]:
    """document -> its row of `reports` by the newest version of the reading code, in order of document.

    Args: columns: which columns the rows have beside document and reader_version; none: all.
    """
    wanted = ("document", "reader_version", *columns) if columns else ()
    newest: dict[str, dict[str, Any]] = {}
    for row in read_raw("reports", lake, wanted).to_pylist():
        known = newest.get(row["document"])
        if known is None or _version_key(row["reader_version"]) > _version_key(known["reader_version"]):
            newest[row["document"]] = row
    return dict(sorted(newest.items()))


def _version_key(version: str) -> tuple[list[int], str]:
    """As dbt's staging orders versions: by their numbers, then by their text."""
    return [int(part) for part in re.findall(r"\d+", version.split("+")[0])], version
