"""Reading a file in a child process, with its time and memory measured and bounded.

The child is forked, so that a case costs hundredths of a second. Linux and macOS only, as `resource` is.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

from typesetting.bad_files import good_pdf

from dagster_project.domain.read_report import read_report
from dagster_project.domain.refusals import CATALOGUE

#: no child may ever take more than this, so that a failing test does not take the machine with it
HARD_MEGABYTES = 6000
#: read once in the parent, so that no child pays for word lists and libraries
read_report(b"# \xc3\x85rsbokslut 2024\n\nVerksamhet\tUtfall 2024\nHemtj\xc3\xa4nst\t1 200\nLSS\t3\n", "first")
read_report(good_pdf(), "first")


@dataclass(frozen=True)
class Outcome:
    """What reading one file came to. ended: read, raised, died or hung. megabytes: the growth of the peak."""

    ended: str
    detail: str
    codes: tuple[str, ...]
    n_facts: int
    is_refused: bool
    seconds: float
    megabytes: float


def read_apart(data: bytes, name: str = "hostile", seconds: float = 60.0) -> Outcome:
    """Read the bytes in a child; `hung` where it takes longer than seconds."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    started = time.monotonic()
    child = context.Process(target=_read, args=(theirs, data, name))
    child.start()
    theirs.close()
    answered = ours.poll(seconds)
    took = time.monotonic() - started
    try:
        outcome = ours.recv() if answered else Outcome("hung", f"> {seconds} s", (), 0, False, took, 0)
    except EOFError:
        outcome = Outcome("died", "no answer", (), 0, False, took, 0)
    if child.is_alive():
        child.join(2)
    if child.is_alive():
        child.kill()
    child.join()
    return outcome


def _peak() -> float:
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6


def _read(pipe: Connection, data: bytes, name: str) -> None:
    limit = HARD_MEGABYTES * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    before, started = _peak(), time.monotonic()
    try:
        reading = read_report(data, name)
        codes = tuple(sorted({r.code for r in reading.refusals}))
        details = "; ".join(sorted({f"{r.code} {r.detail}" for r in reading.refusals if r.code.endswith("failed")}))
        answer = ("read", details, codes, len(reading.facts), reading.is_refused)
    except BaseException as error:
        answer = ("raised", f"{type(error).__name__}: {error}"[:300], (), 0, False)
    pipe.send(Outcome(*answer, time.monotonic() - started, _peak() - before))


def assert_bounded(outcome: Outcome, seconds: float, megabytes: float) -> None:
    """A reading or a refusal with a known code, within bounds, and no failure of our own."""
    assert outcome.ended == "read", f"{outcome.ended}: {outcome.detail}"
    assert set(outcome.codes) <= set(CATALOGUE), outcome.codes
    assert "documents.reader-failed" not in outcome.codes, outcome.detail
    assert outcome.seconds <= seconds, f"{outcome.seconds:.1f} s"
    assert outcome.megabytes <= megabytes, f"{outcome.megabytes:.0f} MB"
