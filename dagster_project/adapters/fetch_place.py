"""Fetching from an object store or any other place that fsspec can read.

What lives here: listing a location and copying one of its files. What does not: HTTP (`fetch_http`, next door), keys:
fsspec takes them from the environment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import fsspec

from dagster_project.adapters.fetch_http import Download, Validators, refuse_wrong_content
from dagster_project.domain.documents.names import name_of_address
from dagster_project.domain.refusals import Refused


def list_location(location: str) -> Iterator[tuple[str, str]]:
    """Every file of a location (`s3://bucket/reports/*.pdf`): its address, and a stamp that changes when it does.

    Raises: Refused fetch.place-unreadable.
    """
    try:
        fs, pattern = fsspec.url_to_fs(location)
        found = fs.glob(pattern, detail=True)
    except Exception as error:  # every store raises its own
        raise Refused("fetch.place-unreadable", f"{type(error).__name__}: {error}"[:200]) from error
    for path, info in sorted(found.items()):
        if info.get("type") == "file":
            words = [str(info.get(key, "")) for key in ("size", "mtime", "ETag", "LastModified", "created")]
            yield fs.unstrip_protocol(path), hashlib.sha256("|".join(words).encode()).hexdigest()[:16]


def download_file(address: str, stamp: str, into: Path, max_bytes: int) -> Download:
    """Copy a file of a store into the folder `into`. Raises: Refused fetch.too-large, fetch.place-unreadable ..."""
    path = into / "received"
    try:
        fs, place = fsspec.url_to_fs(address)
        size = fs.size(place) or 0
        if size > max_bytes:
            raise Refused("fetch.too-large", f"{size} bytes, limit {max_bytes}")
        fs.get_file(place, str(path))
    except Refused:
        raise
    except Exception as error:  # every store raises its own
        raise Refused("fetch.place-unreadable", f"{type(error).__name__}: {error}"[:200]) from error
    name = name_of_address(address)
    refuse_wrong_content(path, name)
    return Download(name, path, Validators(etag=stamp))
