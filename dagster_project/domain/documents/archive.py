"""The archive of originals: every report by its content (sha256), kept before anybody reads it.

What lives here: putting bytes in, listing and fetching them again, and what is known of each original: under which
names and where it was seen, when first, its media type, and its line of manifest.csv. What does not: reading a
report (`read_pdf`, `read_text`), or deciding whose it is (`identify`). The archive is the only part of the lake that
cannot be made again.

    <lake>/archive/<first two of sha256>/<sha256>/original      the bytes, never changed
    <lake>/archive/<first two of sha256>/<sha256>/entry.json    what is known of them
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import fsspec

from dagster_project.domain.documents.manifest import ManifestRow


@dataclass(frozen=True, slots=True)
class Sighting:
    """One name and place under which the same bytes were met. seen_at: UTC, ISO 8601, of the first meeting."""

    name: str
    source: str
    seen_at: str


@dataclass(frozen=True, slots=True)
class Original:
    """An archived file. manifest: its line as last given by a folder that has a manifest, else None."""

    sha256: str
    media_type: str
    size_bytes: int
    first_seen_at: str
    sightings: tuple[Sighting, ...]
    manifest: ManifestRow | None = None

    @property
    def name(self) -> str:
        """The name of the line of the manifest where there is one, else the first name it was met under."""
        return self.manifest.file if self.manifest else self.sightings[0].name


def archive_original(
    lake: str,
    data: bytes,
    name: str,
    source: str,
    manifest: ManifestRow | None = None,
    has_manifest: bool = False,
    now: datetime | None = None,
) -> Original:
    """Keep a file's bytes; doing it twice changes nothing.

    Args: source: where the bytes came from (a folder or an address). has_manifest: the folder carries a manifest.csv,
        so that `manifest` (a row or None) is its present word on this file; without one, what was known stays.
    Returns: what is known of the original now.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    moment = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    known = find_original(lake, sha256)
    sighting = Sighting(name, source, moment)
    if known is None:
        entry = Original(sha256, guess_media_type(data, name), len(data), moment, (sighting,), manifest)
        write_whole(f"{_folder(lake, sha256)}/original", data)
    else:
        entry = known
        if not any(s.name == name and s.source == source for s in known.sightings):
            entry = replace(entry, sightings=(*known.sightings, sighting))
        if has_manifest:
            entry = replace(entry, manifest=manifest)
    if entry != known:
        write_whole(f"{_folder(lake, sha256)}/entry.json", _to_json(entry))
    return entry


def find_original(lake: str, sha256: str) -> Original | None:
    """What is known of an original, or None if it is not in the archive."""
    path = f"{_folder(lake, sha256)}/entry.json"
    fs, local = fsspec.url_to_fs(path)
    if not fs.exists(local):
        return None
    return _from_json(fs.cat_file(local))


def list_originals(lake: str) -> Iterator[Original]:
    """Every archived original, ordered by sha256."""
    fs, root = fsspec.url_to_fs(f"{lake}/archive")
    if not fs.exists(root):
        return
    for path in sorted(fs.glob(f"{root}/*/*/entry.json")):
        yield _from_json(fs.cat_file(path))


def read_original(lake: str, sha256: str) -> bytes:
    """The bytes of an original. Raises: FileNotFoundError; ValueError if they no longer have their sha256."""
    fs, path = fsspec.url_to_fs(f"{_folder(lake, sha256)}/original")
    data = bytes(fs.cat_file(path))
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"the archived original {sha256} has been changed on disk")
    return data


def guess_media_type(data: bytes, name: str) -> str:
    """The media type by content, by the name's ending only where the content leaves it open."""
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    by_name = mimetypes.guess_type(name)[0]
    if b"\x00" in data[:4096] or data[:2] == b"PK":
        return by_name if by_name and not by_name.startswith("text/") else "application/octet-stream"
    if data[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "text/html"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "text/plain"


def _folder(lake: str, sha256: str) -> str:
    return f"{lake}/archive/{sha256[:2]}/{sha256}"


def read_text_file(path: str) -> str | None:
    """A small UTF-8 file of the lake, or None if it is not there."""
    fs, local = fsspec.url_to_fs(path)
    return fs.cat_file(local).decode() if fs.exists(local) else None


def write_whole(path: str, data: bytes) -> None:
    """Write a file of the lake so that nobody ever sees half of it."""
    fs, target = fsspec.url_to_fs(path)
    fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
    if "file" not in fs.protocol:
        fs.pipe_file(target, data)  # an object store shows an object only when it is whole
        return
    unfinished = f"{target}.{os.getpid()}.part"
    fs.pipe_file(unfinished, data)
    Path(unfinished).replace(target)


def _to_json(entry: Original) -> bytes:
    def as_text(value: object) -> str:
        return value.isoformat() if isinstance(value, date) else str(value)

    return json.dumps(asdict(entry), ensure_ascii=False, indent=1, default=as_text).encode()


def _from_json(data: bytes) -> Original:
    values: dict[str, Any] = json.loads(data)
    row = values["manifest"]
    if row is not None:
        period_end = date.fromisoformat(row["period_end"]) if row["period_end"] else None
        row = ManifestRow(**{**row, "period_end": period_end})
    return Original(**{**values, "sightings": tuple(Sighting(**s) for s in values["sightings"]), "manifest": row})
