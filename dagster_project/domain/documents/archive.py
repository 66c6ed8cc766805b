"""The archive of originals: every report by its content (sha256), kept before anybody reads it.

What lives here: putting bytes in, listing and fetching them again, and what is known of each original: under which
names and where it was seen, when first, its media type, and its line of manifest.csv. What does not: reading a
report (`read_pdf`, `read_text`), or deciding whose it is (`identify`). The archive is the only part of the lake that
cannot be made again.

    <lake>/archive/<first two of sha256>/<sha256>/original      the bytes, never changed
    <lake>/archive/<first two of sha256>/<sha256>/entry.json    what is known of them
"""

from __future__ import annotations

import codecs
import contextlib
import hashlib
import json
import mimetypes
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import fsspec

from dagster_project.domain.documents.manifest import ManifestRow
from dagster_project.domain.documents.names import neutralise_name
from dagster_project.domain.refusals import Refused

_HEAD_BYTES = 64_000  # enough to know what a file is
_ABANDONED_S = 3600.0  # a half-written file this old was left by a run that was killed


@dataclass(frozen=True, slots=True)
class Sighting:
    """One name and place under which the same bytes were met. seen_at: UTC, ISO 8601, of the first meeting.

    name: neutralised (`names`). source: the folder or the address. source_id: the entry of sources.yml that led
    there; empty for a folder given by hand.
    """

    name: str
    source: str
    seen_at: str
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """An archived file. manifest: what a person says of it: its line as last given by a folder that has a manifest,
    else what sources.yml declares of the source it came from, else None."""

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
    new = Original(sha256, guess_media_type(data, name), len(data), "", (), manifest)
    sighting = Sighting(neutralise_name(name), source, _moment(now))
    known = find_original(lake, sha256)
    return _keep(lake, known, new, sighting, has_manifest, lambda place: write_whole(place, data))


def archive_file(
    lake: str,
    path: Path,
    sha256: str,
    name: str,
    source: str,
    manifest: ManifestRow | None = None,
    has_manifest: bool = False,
    now: datetime | None = None,
    source_id: str = "",
) -> Original:
    """Keep a file of this machine without taking it into memory; otherwise as `archive_original`.

    Args: sha256: of the file as it was just read (`digest_file`).
    Raises: Refused documents.being-written, if its bytes have changed since; OSError.
    """
    known = find_original(lake, sha256)
    if known is None:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        new = Original(sha256, guess_media_type(head, name), path.stat().st_size, "", (), manifest)
    else:
        new = replace(known, manifest=manifest)
    sighting = Sighting(neutralise_name(name), source, _moment(now), source_id)
    return _keep(lake, known, new, sighting, has_manifest, lambda place: _copy_whole(path, place, sha256))


def digest_file(path: Path) -> str:
    """The sha256 of a file's bytes. Raises: OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep(
    lake: str,
    known: Original | None,
    new: Original,
    sighting: Sighting,
    has_manifest: bool,
    put: Callable[[str], None],
) -> Original:
    """Note a sighting; `put` the bytes in their place where the archive does not have them yet."""
    if known is None:
        entry = replace(new, first_seen_at=sighting.seen_at, sightings=(sighting,))
        put(f"{_folder(lake, new.sha256)}/original")
    else:
        entry = known
        if not any((s.name, s.source) == (sighting.name, sighting.source) for s in known.sightings):
            entry = replace(entry, sightings=(*known.sightings, sighting))
        if has_manifest:
            entry = replace(entry, manifest=new.manifest)
    if entry != known:
        write_entry(lake, entry)
    return entry


def write_entry(lake: str, entry: Original) -> None:
    """Write what is known of an original, in place of what was known."""
    write_whole(f"{_folder(lake, entry.sha256)}/entry.json", _to_json(entry))


def _moment(now: datetime | None) -> str:
    return (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")


def find_original(lake: str, sha256: str) -> Original | None:
    """What is known of an original, or None if it is not in the archive (or its entry is damaged: it is made again
    when the file is met again)."""
    fs, path = fsspec.url_to_fs(f"{_folder(lake, sha256)}/entry.json")
    return _entry_or_none(fs.cat_file(path)) if fs.exists(path) else None


def list_originals(lake: str) -> Iterator[Original]:
    """Every archived original, ordered by sha256."""
    fs, root = fsspec.url_to_fs(f"{lake}/archive")
    if not fs.exists(root):
        return
    for path in sorted(fs.glob(f"{root}/*/*/entry.json")):
        entry = _entry_or_none(fs.cat_file(path))
        if entry is not None:
            yield entry


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
        codecs.getincrementaldecoder("utf-8")().decode(data[:_HEAD_BYTES], final=len(data) < _HEAD_BYTES)
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "text/plain"


def _folder(lake: str, sha256: str) -> str:
    return f"{lake}/archive/{sha256[:2]}/{sha256}"


def read_text_file(path: str) -> str | None:
    """A small UTF-8 file of the lake, or None if it is not there."""
    fs, local = fsspec.url_to_fs(path)
    return fs.cat_file(local).decode() if fs.exists(local) else None


def list_files(address: str) -> dict[str, str]:
    """Every file below an address of the lake -> its size and when it was changed, as one text; in order."""
    fs, root = fsspec.url_to_fs(address)
    if "file" in fs.protocol:
        return dict(sorted(_walk(root)))  # fsspec takes ten times as long
    found = fs.find(root, detail=True)
    return {path: f"{info.get('size')} {info.get('mtime', info.get('ETag'))}" for path, info in sorted(found.items())}


def _walk(folder: str) -> Iterator[tuple[str, str]]:
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _walk(entry.path)
            else:
                stat = entry.stat()
                yield entry.path, f"{stat.st_size} {stat.st_mtime}"


def write_whole(path: str, data: bytes) -> None:
    """Write a file of the lake so that nobody ever sees half of it."""
    fs, target = fsspec.url_to_fs(path)
    fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
    if "file" not in fs.protocol:
        fs.pipe_file(target, data)  # an object store shows an object only when it is whole
        return
    with _unfinished(target) as part:
        part.write_bytes(data)


def _copy_whole(path: Path, place: str, sha256: str) -> None:
    """Copy a file into the lake whole, or not at all. Raises: Refused, if what was copied is not what was hashed."""
    fs, target = fsspec.url_to_fs(place)
    fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
    if "file" not in fs.protocol:
        fs.put_file(str(path), target)
        return
    with _unfinished(target) as part:
        shutil.copyfile(path, part)
        if digest_file(part) != sha256:
            raise Refused("documents.being-written", "its bytes changed while it was copied")


@contextlib.contextmanager
def _unfinished(target: str) -> Iterator[Path]:
    """A file beside the target that takes its place at the end, and leaves nothing behind if the end never comes."""
    part = Path(f"{target}.{os.getpid()}.part")
    for other in part.parent.glob("*.part"):
        with contextlib.suppress(OSError):
            if time.time() - other.stat().st_mtime > _ABANDONED_S:
                other.unlink()
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _to_json(entry: Original) -> bytes:
    def as_text(value: object) -> str:
        return value.isoformat() if isinstance(value, date) else str(value)

    return json.dumps(asdict(entry), ensure_ascii=False, indent=1, default=as_text).encode()


def _entry_or_none(data: bytes) -> Original | None:
    try:
        return _from_json(data)
    except (ValueError, TypeError, KeyError):
        return None


def _from_json(data: bytes) -> Original:
    values: dict[str, Any] = json.loads(data)
    row = values["manifest"]
    if row is not None:
        period_end = date.fromisoformat(row["period_end"]) if row["period_end"] else None
        row = ManifestRow(**{**row, "period_end": period_end})
    return Original(**{**values, "sightings": tuple(Sighting(**s) for s in values["sightings"]), "manifest": row})
