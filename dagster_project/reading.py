"""From a folder to raw facts: archive every file, read those that need it, remember how each went.

What lives here: the first half of the path, used alike by `utfall build` and by the Dagster assets. What does not:
how a report is read (`domain/read_report`), and what is made of the facts (`build`).

A reading is a function of the file's bytes, its line of the manifest and the version of the reading code. Beside the
raw facts the lake keeps an outcome per document and reader version, so that a second run knows that nothing is left:

    <lake>/outcomes/<sha256>/<reader version>.json
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import fsspec

from dagster_project.adapters.processes import Event, run_in_processes
from dagster_project.domain.documents.archive import (
    Original,
    archive_original,
    list_originals,
    read_original,
    read_text_file,
    write_whole,
)
from dagster_project.domain.documents.manifest import MANIFEST_NAME, ManifestRow, decode_manifest, read_manifest
from dagster_project.domain.model import Refusal, ReportProfile, ReportReading
from dagster_project.domain.refusals import Refused
from dagster_project.problems import Problem

READER_FAILED = "documents.reader-failed"
READER_MODULE = "dagster_project.domain.read_report"
MAX_FILE_BYTES = 500_000_000  # an annual report with pictures is a few tens of MB


@dataclass(frozen=True)
class Unopened:
    """A file of the folder that could not be taken into the archive; reported, and the others go on."""

    file: str
    code: str
    detail: str


@dataclass(frozen=True)
class FolderReceipt:
    """What was found in a folder. not_there: files that the manifest names and the folder lacks."""

    folder: str
    originals: tuple[Original, ...] = ()
    unopened: tuple[Unopened, ...] = ()
    not_there: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """How the reading of one document went. families: facts by family; refused: refused cells by code.

    is_fresh: read in this run, rather than known from an earlier one.
    """

    document: str
    name: str
    source: str
    status: str
    reason: str
    reader_version: str
    manifest_digest: str
    municipality_code: str = ""
    municipality: str = ""
    period_end: date | None = None
    n_pages: int = 0
    n_cells: int = 0
    families: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    refusal_detail: str = ""
    conflicts: tuple[str, ...] = ()
    seconds: float = 0.0
    is_fresh: bool = False

    @property
    def n_facts(self) -> int:
        return sum(self.families.values())

    @property
    def partition_key(self) -> str:
        """`0665|2024`, or an empty text where municipality or year is not known."""
        return f"{self.municipality_code}|{self.period_end.year}" if self.municipality_code and self.period_end else ""


@dataclass(frozen=True)
class ReadingTask:
    """What a reading process is given: an address, never bytes, so that any worker can do it."""

    lake: str
    original: Original


def reader_version() -> str:
    """The version of the reading code; part of the address of everything it makes."""
    from dagster_project.domain.read_report import READER_VERSION

    return READER_VERSION


def archive_folder(folder: Path, lake: str, now: datetime | None = None) -> FolderReceipt:
    """Archive every report of a folder and its sub-folders, with its line of the manifest.csv that lies beside it.

    Hidden files, README files and manifest.csv are no reports. Every other file is archived, whatever it is: what
    cannot be read is refused later, with a code.
    Raises: Problem build.folder-missing; documents.manifest-broken, before anything is archived.
    """
    if not folder.is_dir():
        raise Problem("build.folder-missing", file=str(folder), is_input=True)
    manifests = {path.parent: _load_manifest(path) for path in list_reports(folder) if path.name == MANIFEST_NAME}
    originals: dict[str, Original] = {}
    unopened: list[Unopened] = []
    seen: set[Path] = set()
    for path in list_reports(folder):
        if path.name == MANIFEST_NAME:
            continue
        seen.add(path)
        rows = manifests.get(path.parent)
        try:
            if not path.is_file():
                raise Refused("documents.missing", "not a file, or a link that leads nowhere")
            if path.stat().st_size > MAX_FILE_BYTES:
                raise Refused("documents.too-large", f"{path.stat().st_size} bytes, limit {MAX_FILE_BYTES}")
            data = path.read_bytes()
        except OSError as error:
            unopened.append(Unopened(str(path), "documents.missing", error.strerror or type(error).__name__))
            continue
        except Refused as refused:
            unopened.append(Unopened(str(path), refused.code, refused.detail))
            continue
        row = (rows or {}).get(path.name)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in originals and row is None:
            row = originals[sha256].manifest  # the same bytes under a second name that the manifest does not mention
        originals[sha256] = archive_original(
            lake, data, path.name, str(path.parent), row, has_manifest=rows is not None, now=now
        )
    missing = sorted(
        str(place / name) for place, rows in manifests.items() for name in rows if place / name not in seen
    )
    return FolderReceipt(str(folder), tuple(originals.values()), tuple(unopened), tuple(missing))


def list_reports(folder: Path) -> Iterator[Path]:
    """Reports and manifests, in a fixed order: every file that is neither hidden nor a README."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "~")))
        yield from (Path(place) / name for name in sorted(files) if not name.lower().startswith((".", "~", "readme")))


def _load_manifest(path: Path) -> dict[str, ManifestRow]:
    try:
        return read_manifest(decode_manifest(path.read_bytes()))
    except Refused as refused:
        raise Problem(refused.code, refused.detail, str(path), is_input=True) from refused
    except OSError as error:
        raise Problem("documents.manifest-broken", error.strerror or "", str(path), is_input=True) from error


def manifest_digest(row: ManifestRow | None) -> str:
    """Changes when what the manifest says of a report changes; its note says nothing to the reader."""
    if row is None:
        return ""
    words = repr(replace(row, note=""))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def read_lake(
    lake: str,
    choose: Callable[[Original, Outcome | None], bool] | None = None,
    on_event: Callable[[Event[ReadingTask, Outcome]], None] = lambda event: None,
    workers: int | None = None,
) -> list[Outcome]:
    """Read every archived report that needs it; the others keep their outcome of last time.

    Args: choose: which originals are looked at, given what the latest reading of each found (default: all).
    Returns: one outcome per chosen original, by name.
    """
    version = reader_version()
    outcomes: list[Outcome] = []
    tasks: list[ReadingTask] = []
    for original in list_originals(lake):
        known = find_outcome(lake, original.sha256, version)
        if choose is not None and not choose(original, known or latest_outcome(lake, original.sha256)):
            continue
        if known is not None and not _is_stale(known, original, lake):
            outcomes.append(known)
        else:
            tasks.append(ReadingTask(lake, original))
    tasks.sort(key=lambda task: (-task.original.size_bytes, task.original.sha256))
    for event in run_in_processes(read_document, tasks, workers, preload=(READER_MODULE, __name__)):
        if event.kind == "died":
            failed = write_failure(event.task, event.reason)
            event = replace(event, kind="done", result=failed)
        if event.result is not None:
            outcomes.append(event.result)
        on_event(event)
    return sorted(outcomes, key=lambda outcome: (outcome.name, outcome.document))


def _is_stale(known: Outcome, original: Original, lake: str) -> bool:
    """The manifest says something else now, the reader failed last time (perhaps the machine's fault), or the raw
    facts are gone (everything in the lake but the archive may be thrown away)."""
    if known.manifest_digest != manifest_digest(original.manifest) or known.reason == READER_FAILED:
        return True
    fs, path = fsspec.url_to_fs(f"{lake}/raw/reports/{known.document}/{known.reader_version}.parquet")
    return not fs.exists(path)


def read_document(task: ReadingTask) -> Outcome:
    """Read one archived report and write its raw facts. Runs in a process of its own, or on any worker."""
    from dagster_project.domain.read_report import read_report

    started = time.monotonic()
    original = task.original
    reading = read_report(read_original(task.lake, original.sha256), original.name, original.manifest)
    return _write(task, reading, time.monotonic() - started)


def write_failure(task: ReadingTask, reason: str) -> Outcome:
    """A reader that failed is a refusal like any other: a row with a code and a remedy."""
    original = task.original
    reading = ReportReading(
        document=original.sha256,
        name=original.name,
        media_type=original.media_type,
        reader_version=reader_version(),
        n_pages=0,
        n_cells=0,
        profile=ReportProfile(),
        refusals=(Refusal(original.sha256, READER_FAILED, reason),),
    )
    return _write(task, reading, 0.0)


def _write(task: ReadingTask, reading: ReportReading, seconds: float) -> Outcome:
    from dagster_project.domain.warehouse.write_raw import write_raw

    original = task.original
    receipt = write_raw(reading, task.lake, datetime.fromisoformat(original.first_seen_at))
    profile = reading.profile
    whole = next((r for r in reading.refusals if r.page == 0 and r.table_no == 0), None)
    outcome = Outcome(
        document=original.sha256,
        name=original.name,
        source=original.sightings[-1].source,
        status=receipt.status,
        reason=receipt.status_reason,
        reader_version=reading.reader_version,
        manifest_digest=manifest_digest(original.manifest),
        municipality_code=profile.municipality_code,
        municipality=profile.municipality,
        period_end=profile.period_end,
        n_pages=reading.n_pages,
        n_cells=reading.n_cells,
        families=dict(sorted(Counter(fact.fact_family for fact in reading.facts).items())),
        refused=dict(sorted(Counter(r.code for r in reading.refusals if r is not whole).items())),
        refusal_detail=whole.detail if whole else "",
        conflicts=profile.conflicts,
        seconds=round(seconds, 2),
        is_fresh=True,
    )
    write_whole(_outcome_address(task.lake, outcome.document, outcome.reader_version), outcome_to_json(outcome))
    return outcome


def find_outcome(lake: str, document: str, version: str) -> Outcome | None:
    """How this version of the reading code got on with a document; None if it has not read it."""
    return _outcome_or_none(read_text_file(_outcome_address(lake, document, version)))


def latest_outcome(lake: str, document: str) -> Outcome | None:
    """How the latest reading of a document went, whatever its version."""
    fs, folder = fsspec.url_to_fs(f"{lake}/outcomes/{document}")
    paths = sorted(fs.glob(f"{folder}/*.json"), key=lambda path: fs.modified(path))
    return _outcome_or_none(fs.cat_file(paths[-1]).decode()) if paths else None


def list_outcomes(lake: str) -> list[Outcome]:
    """The outcome of every archived document by the present reader, else by the latest one that read it."""
    version = reader_version()
    found = (
        find_outcome(lake, original.sha256, version) or latest_outcome(lake, original.sha256)
        for original in list_originals(lake)
    )
    return sorted((o for o in found if o is not None), key=lambda outcome: (outcome.name, outcome.document))


def _outcome_address(lake: str, document: str, version: str) -> str:
    return f"{lake}/outcomes/{document}/{version}.json"


def outcome_to_json(outcome: Outcome) -> bytes:
    values = asdict(outcome)
    del values["is_fresh"]
    return json.dumps(values, ensure_ascii=False, indent=1, default=str).encode()


def outcome_from_json(text: str) -> Outcome:
    """Raises: ValueError, TypeError if the text is not an outcome as this version writes it."""
    values: dict[str, Any] = json.loads(text)
    values["period_end"] = date.fromisoformat(values["period_end"]) if values["period_end"] else None
    return Outcome(**{**values, "conflicts": tuple(values["conflicts"])})


def _outcome_or_none(text: str | None) -> Outcome | None:
    """An outcome that another version wrote in another shape is as good as none: the document is read again."""
    try:
        return outcome_from_json(text) if text is not None else None
    except (ValueError, TypeError, KeyError):
        return None


def count_by(outcomes: Iterable[Outcome], name: str) -> dict[str, int]:
    """Sum of `families` or `refused` over outcomes."""
    total: Counter[str] = Counter()
    for outcome in outcomes:
        total.update(getattr(outcome, name))
    return dict(sorted(total.items()))


def by_status(outcomes: Sequence[Outcome], status: str) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.status == status]
