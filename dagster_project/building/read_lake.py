"""Reading the lake: every archived report that needs it is read, in a process of its own, into raw facts.

What lives here: which reports need reading, and running the reader. What does not: how a report is read
(`domain/read_report`), and what is made of the facts (`build`). A reading is a function of the file's bytes, its line
of the manifest and what the reading code knows; it is done again when one of them changes.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import fsspec

from dagster_project.adapters.processes import Event, run_in_processes
from dagster_project.building.outcomes import Outcome, find_outcome, latest_outcome, reader_version, write_outcome
from dagster_project.domain.documents.archive import Original, list_originals, read_original
from dagster_project.domain.documents.manifest import ManifestRow
from dagster_project.domain.model import Refusal, ReportProfile, ReportReading
from dagster_project.domain.warehouse.home import PROJECT_DIR
from dagster_project.problems import OUR_SIDE, Problem

READER_FAILED = "documents.reader-failed"
IMAGE_ONLY = "documents.image-only"
TOO_HEAVY = "documents.too-heavy"
#: loaded once for all readers, instead of a second in each; pyarrow asks for its last two when rows are written
_SHARED_BY_READERS = (
    "dagster_project.domain.warm_reader",
    "dagster_project.domain.documents.read_pdf",
    "dagster_project.domain.documents.read_text",
    "dagster_project.domain.warehouse.write_raw",
    "dagster_project.adapters.ocr",
    __name__,
    "pyarrow.pandas_compat",
    "pyarrow.dataset",
)
_ROOMS = ("swedish", "documents", "tables", "arithmetic", "facts", "statements")
_READING_CODE = ("*.py", *(f"{room}/*.py" for room in _ROOMS))
_READING_WORDS = ("lexicon*", "statements*", "municipalities*")


@dataclass(frozen=True)
class ReadingTask:
    """What a reading process is given: an address, never bytes, so that any worker can do it."""

    lake: str
    original: Original


def manifest_digest(row: ManifestRow | None) -> str:
    """Changes when what the manifest says of a report changes; its note says nothing to the reader."""
    if row is None:
        return ""
    words = repr(replace(row, note=""))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


@functools.cache
def knowledge_digest() -> str:
    """Changes when the reading code or the words it knows change: a word added to the lexicon is read with at once."""
    files = [path for name in _READING_CODE for path in (PROJECT_DIR / "dagster_project/domain").glob(name)]
    files += [path for name in _READING_WORDS for path in (PROJECT_DIR / "data/reference").glob(name)]
    digest = hashlib.sha256(importlib.metadata.version("pdfplumber").encode())
    for path in sorted(files):
        digest.update(str(path.relative_to(PROJECT_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def read_lake(
    lake: str,
    choose: Callable[[Original, Outcome | None], bool] | None = None,
    on_event: Callable[[Event[ReadingTask, Outcome]], None] = lambda event: None,
    workers: int | None = None,
    again: bool = False,
) -> list[Outcome]:
    """Read every archived report that needs it; the others keep their outcome of last time.

    Args: choose: which originals are looked at, given what the latest reading of each found (default: all).
        again: read them whether they need it or not.
    Returns: one outcome per chosen original, by name.
    """
    outcomes: list[Outcome] = []
    tasks: list[ReadingTask] = []
    for original, known, is_waiting in _look_up(lake):
        if choose is not None and not choose(original, known or latest_outcome(lake, original.sha256)):
            continue
        if known is not None and not again and not is_waiting:
            outcomes.append(known)
        else:
            tasks.append(ReadingTask(lake, original))
    tasks.sort(key=lambda task: (-task.original.size_bytes, task.original.sha256))
    for event in _read_all(tasks, workers):
        if event.kind == "died":
            failed = write_failure(event.task, event.reason, TOO_HEAVY if event.is_limit else READER_FAILED)
            event = replace(event, kind="done", result=failed)
        if event.result is not None:
            outcomes.append(event.result)
        on_event(event)
    return _in_order(outcomes)


def _read_all(tasks: Sequence[ReadingTask], workers: int | None) -> Iterator[Event[ReadingTask, Outcome]]:
    """Read every task. A reader that dies without reaching a limit is given a second chance in the same run, alone on
    the machine; after that its report waits for another file, manifest line or code.

    Raises: Problem build.home-not-writable, if it died because the lake cannot be written.
    """
    died: list[ReadingTask] = []
    for event in _run(tasks, workers):
        if event.kind == "died" and not event.is_limit:
            died.append(event.task)
        else:
            yield event
    yield from (event for event in _run(died, 1) if event.kind != "started")


def _run(tasks: Sequence[ReadingTask], workers: int | None) -> Iterator[Event[ReadingTask, Outcome]]:
    from dagster_project.domain.read_report import time_limit_s

    def limit(task: ReadingTask) -> float:
        return time_limit_s(task.original.size_bytes)

    for event in run_in_processes(read_document, tasks, workers, limit, preload=_SHARED_BY_READERS):
        if event.errno in OUR_SIDE:
            raise Problem("build.home-not-writable", event.reason, event.task.lake)
        yield event


def list_unread(lake: str) -> Iterator[tuple[Original, Outcome | None]]:
    """Every archived report that the next run will read, with how its latest reading went (None: never read)."""
    for original, known, is_waiting in _look_up(lake):
        if is_waiting:
            yield original, known or latest_outcome(lake, original.sha256)


def list_known(lake: str) -> list[Outcome] | None:
    """The outcome of every archived report, by name, as `read_lake` returns them; None if one of them is to be read."""
    outcomes: list[Outcome] = []
    for _, known, is_waiting in _look_up(lake):
        if known is None or is_waiting:
            return None
        outcomes.append(known)
    return _in_order(outcomes)


def _look_up(lake: str) -> Iterator[tuple[Original, Outcome | None, bool]]:
    """Every archived report, how the present reading code got on with it, and whether it is to be read."""
    version = reader_version()
    for original in list_originals(lake):
        known = find_outcome(lake, original.sha256, version)
        yield original, known, known is None or _is_stale(known, original, lake)


def _in_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda outcome: (outcome.name, outcome.document))


def _is_stale(known: Outcome, original: Original, lake: str) -> bool:
    """The manifest says something else now, the code or its lexicon has changed, a scan can be recognised now, or the
    raw facts are gone (all of the lake but the archive may be thrown away)."""
    if known.manifest_digest != manifest_digest(original.manifest) or known.knowledge_digest != knowledge_digest():
        return True
    if waits_for_ocr((known,)):
        return True
    fs, path = fsspec.url_to_fs(f"{lake}/raw/reports/{known.document}/{known.reader_version}.parquet")
    return not fs.exists(path)


def waits_for_ocr(outcomes: Iterable[Outcome]) -> bool:
    """Whether one of them is a scan that could not be recognised, and can be now."""
    if not any(outcome.reason == IMAGE_ONLY for outcome in outcomes):
        return False
    from dagster_project.adapters.ocr import find_ocr

    return find_ocr() is not None


def read_document(task: ReadingTask) -> Outcome:
    """Read one archived report and write its raw facts. Runs in a process of its own, or on any worker."""
    from dagster_project.adapters.ocr import recognise_if_possible
    from dagster_project.domain.read_report import read_report

    started = time.monotonic()
    original = task.original
    data = read_original(task.lake, original.sha256)
    reading = read_report(data, original.name, original.manifest, recognise=recognise_if_possible)
    return _write(task, reading, time.monotonic() - started)


def write_failure(task: ReadingTask, reason: str, code: str = READER_FAILED) -> Outcome:
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
        refusals=(Refusal(original.sha256, code, reason),),
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
        knowledge_digest=knowledge_digest(),
        municipality_code=profile.municipality_code,
        municipality=profile.municipality,
        board=profile.board,
        report_type=profile.report_type,
        period_end=profile.period_end,
        first_seen_at=original.first_seen_at,
        n_pages=reading.n_pages,
        n_cells=reading.n_cells,
        families=dict(sorted(Counter(fact.fact_family for fact in reading.facts).items())),
        refused=dict(sorted(Counter(r.code for r in reading.refusals if r is not whole).items())),
        refusal_detail=whole.detail if whole else "",
        conflicts=profile.conflicts,
        seconds=round(seconds, 2),
        is_fresh=True,
    )
    write_outcome(task.lake, outcome)
    return outcome
