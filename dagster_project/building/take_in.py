"""Taking in: the files of a folder go into the archive, each with its line of the folder's manifest.csv.

What lives here: which files of a folder count as reports, and what was odd about the folder. What does not: the
archive itself (`domain/documents/archive`), and reading (`read_lake`, next door).
"""

from __future__ import annotations

import errno
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dagster_project.building.hashed import Hashed
from dagster_project.domain.documents.archive import Original, archive_file
from dagster_project.domain.documents.manifest import MANIFEST_NAME, ManifestRow, decode_manifest, read_manifest
from dagster_project.domain.refusals import Refused
from dagster_project.domain.warehouse.home import Home
from dagster_project.problems import OUR_SIDE, Problem

MAX_FILE_BYTES = 500_000_000  # an annual report with pictures is a few tens of MB


@dataclass(frozen=True)
class Unopened:
    """A file of the folder that could not be taken into the archive; reported, and the others go on."""

    file: str
    code: str
    detail: str


@dataclass(frozen=True)
class FolderReceipt:
    """What was found in a folder.

    n_reports: how many originals there are; a receipt that was kept (`to_values`) no longer has them.
    not_there: files that the manifest names and the folder lacks. passed_over: folders inside it, not looked into.
    """

    folder: str
    originals: tuple[Original, ...] = ()
    unopened: tuple[Unopened, ...] = ()
    not_there: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    n_reports: int = 0

    def to_values(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(replace(self, originals=()))

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> FolderReceipt:
        """Raises: KeyError, TypeError, if it is no receipt."""
        return cls(
            folder=values["folder"],
            unopened=tuple(Unopened(**item) for item in values["unopened"]),
            not_there=tuple(values["not_there"]),
            passed_over=tuple(values["passed_over"]),
            n_reports=values["n_reports"],
        )


def archive_folder(folder: Path, home: Home, now: datetime | None = None, source_id: str = "") -> FolderReceipt:
    """Archive every report of a folder, with its line of the folder's manifest.csv.

    Hidden files, README files and manifest.csv are no reports. Every other file is archived, whatever it is: what
    cannot be read is refused later, with a code. Folders inside the folder are not looked into, and named.
    Raises: Problem build.folder-missing; documents.manifest-broken, before anything is archived.
    """
    if not folder.is_dir():
        raise Problem("build.folder-missing", file=str(folder), is_input=True)
    folder = folder.resolve()
    manifest = folder / MANIFEST_NAME
    rows = _load_manifest(manifest) if manifest.exists() else None
    hashed = Hashed(home, folder)
    originals: dict[str, Original] = {}
    unopened: list[Unopened] = []
    for path in list_reports(folder):
        if path.name == MANIFEST_NAME:
            continue
        try:
            if not path.is_file():
                raise Refused("documents.missing", "not a file, or a link that leads nowhere")
            if path.stat().st_size > MAX_FILE_BYTES:
                raise Refused("documents.too-large", f"{path.stat().st_size} bytes, limit {MAX_FILE_BYTES}")
            sha256 = hashed.digest(path)
            row = (rows or {}).get(unicodedata.normalize("NFC", path.name))  # macOS writes å as a and a ring
            if sha256 in originals and row is None:
                row = originals[sha256].manifest  # the same bytes under a second name that the manifest leaves out
            originals[sha256] = archive_file(
                home.lake, path, sha256, path.name, str(folder), row, rows is not None, now, source_id
            )
        except OSError as error:
            if error.errno in OUR_SIDE and not _is_withheld(path, error):
                raise Problem("build.home-not-writable", error.strerror or "", home.lake) from error
            unopened.append(Unopened(str(path), "documents.missing", error.strerror or type(error).__name__))
        except Refused as refused:
            unopened.append(Unopened(str(path), refused.code, refused.detail))
    hashed.keep()
    return FolderReceipt(
        str(folder),
        tuple(originals.values()),
        tuple(unopened),
        not_there=tuple(sorted(str(folder / name) for name in rows or {} if not (folder / name).exists())),
        passed_over=tuple(sorted(str(path) for path in folder.iterdir() if path.is_dir() and path.name[0] not in ".~")),
        n_reports=len(originals),
    )


def _is_withheld(path: Path, error: OSError) -> bool:
    """Whether it is the file itself that may not be read, and not the archive that may not be written."""
    return error.errno in (errno.EACCES, errno.EPERM) and error.filename == str(path)


def list_reports(folder: Path) -> Iterator[Path]:
    """Reports and manifests, in a fixed order: every file that is neither hidden nor a README."""
    for path in sorted(folder.iterdir()):
        if not path.is_dir() and not path.name.lower().startswith((".", "~", "readme")):
            yield path


def _load_manifest(path: Path) -> dict[str, ManifestRow]:
    try:
        return read_manifest(decode_manifest(path.read_bytes()))
    except Refused as refused:
        raise Problem(refused.code, refused.detail, str(path), is_input=True) from refused
    except OSError as error:
        raise Problem("documents.manifest-broken", error.strerror or "", str(path), is_input=True) from error
