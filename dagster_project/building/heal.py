"""Healing: what a run that was killed, a full disk or a bad one leaves in the lake is taken away and made again.

What lives here: finding damaged raw files and leftovers. What does not: making them again; a reading whose raw facts
are gone is done again by `read_lake`. The archive is never touched: an original that is damaged cannot be made again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import fsspec

from dagster_project.building.outcomes import Outcome
from dagster_project.domain.documents.archive import list_files
from dagster_project.domain.warehouse.home import Home


def sweep_leftovers(home: Home, folders: Sequence[str] = ("",)) -> int:
    """Remove half-written files that no run will finish (only the holder of the lock may call this).

    Args: folders: of the lake; all of it by default. Returns: how many there were.
    """
    if "://" in home.lake:
        return 0
    places = [f"{home.lake}/{folder}" for folder in folders]
    found = [path for place in places for path in list_files(place) if path.endswith(".part")]
    for path in found:
        Path(path).unlink(missing_ok=True)
    return len(found)


def drop_damaged(home: Home, outcomes: Sequence[Outcome], touched: frozenset[str] | None) -> tuple[str, ...]:
    """Remove the raw files of every document that has one which cannot be read whole.

    Args: touched: only documents of these municipalities are looked at; None: all.
    Returns: those documents; without their raw facts they count as unread.
    """
    fs, root = fsspec.url_to_fs(f"{home.lake}/raw")
    trusted = {o.document for o in outcomes if touched is not None and o.municipality_code not in touched}
    damaged = set()
    for path in list_files(f"{home.lake}/raw"):
        folder, name = path.split("/")[-2:]
        if folder not in trusted and name.endswith(".parquet") and not _is_whole(fs.cat_file(path)):
            damaged.add(folder)
            fs.rm(path)
    for folder in damaged:
        if re.fullmatch(r"[0-9a-f]{64}", folder):
            for path in fs.glob(f"{root}/reports/{folder}/*.parquet"):
                fs.rm(path)
    return tuple(sorted(damaged))


def _is_whole(data: bytes) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.ParquetFile(io.BytesIO(data)).read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError):
        return False
    return True
