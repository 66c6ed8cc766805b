"""One process per document: a reader that crashes, hangs or eats memory takes nobody with it.

What lives here: running a function over many tasks, each in a process of its own, a few at a time. What does not:
what is read (`reading`). A process that dies without an answer is an event like any other, never an exception.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")
R = TypeVar("R")

TIME_LIMIT_S = 1800.0  # no report seen takes more than a minute; a hung one must not hold the night
MEMORY_LIMIT_BYTES = 4 * 1024**3  # a report of 600 pages takes 0.2 GiB; what unpacks to more is refused


@dataclass(frozen=True)
class Event(Generic[T, R]):
    """kind: started, done (with result) or died (with reason, one sentence in English).

    is_limit: it died because it took more time or memory than it may. errno: of the OSError that it died of, else 0.
    """

    kind: Literal["started", "done", "died"]
    task: T
    result: R | None = None
    reason: str = ""
    is_limit: bool = False
    errno: int = 0


@dataclass
class _Running(Generic[T]):
    task: T
    process: BaseProcess
    answers: Connection
    started: float


def default_workers() -> int:
    """As many as the machine lets us use; UTFALL_WORKERS wins."""
    given = os.environ.get("UTFALL_WORKERS", "")
    if given.isdigit() and int(given) > 0:
        return int(given)
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def run_in_processes(
    work: Callable[[T], R],
    tasks: Sequence[T],
    workers: int | None = None,
    time_limit_s: Callable[[T], float] = lambda task: TIME_LIMIT_S,
    preload: Sequence[str] = (),
) -> Iterator[Event[T, R]]:
    """Run `work` (a module-level function) on every task; yields two events per task, in the order they happen.

    time_limit_s: seconds that a task may take. preload: modules imported once and shared by all processes. A consumer
    that stops early, or an interrupt, ends the processes that are still running.
    """
    methods = multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(list(preload))
    waiting = list(tasks)
    running: list[_Running[T]] = []
    try:
        while waiting or running:
            while waiting and len(running) < (workers or default_workers()):
                running.append(_start(context, work, waiting.pop(0)))
                yield Event("started", running[-1].task)
            wait([r.answers for r in running], timeout=0.5)
            for item in list(running):
                event = _look_at(item, time_limit_s(item.task))
                if event is not None:
                    running.remove(item)
                    yield event
    finally:
        for item in running:
            _end(item)


def _start(context: Any, work: Callable[[T], Any], task: T) -> _Running[T]:
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sending, work, task), daemon=True)
    process.start()
    sending.close()
    return _Running(task, process, receiving, time.monotonic())


def _answer(sending: Connection, work: Callable[[Any], Any], task: Any) -> None:
    """What the child does: the work, and one answer through the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    logging.disable(logging.WARNING)
    _limit_memory()
    try:
        result = work(task)
        _send(sending, ("done", result))
    except BaseException as error:
        _send(sending, ("died", (describe_failure(error), error.errno or 0 if isinstance(error, OSError) else 0)))
    finally:
        sending.close()


def _send(sending: Connection, answer: tuple[str, Any]) -> None:
    """Nobody is there to answer to where the build has ended meanwhile."""
    with contextlib.suppress(BrokenPipeError):
        sending.send(answer)


def _limit_memory() -> None:
    """Where the system can, no more than MEMORY_LIMIT_BYTES for this process: beyond it is a MemoryError, not a dead
    machine."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, ValueError, OSError):
        return


def describe_failure(error: BaseException) -> str:
    """Type, message and place of an unexpected error, in one line; never what the document says."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119
    return f"{type(error).__name__}{place}: {str(error)[:200]}"


def _look_at(item: _Running[T], time_limit_s: float) -> Event[T, Any] | None:
    """The event of a process that has answered, died or run out of time; None while it works."""
    if item.answers.poll():
        try:
            kind, payload = item.answers.recv()
        except EOFError:
            item.process.join(timeout=10)
            _end(item)
            code = item.process.exitcode
            return Event(
                "died",
                item.task,
                reason=f"the reader stopped ({_exit_words(code)})",
                is_limit=code in (-signal.SIGABRT, -signal.SIGKILL),
            )
        _end(item)
        if kind == "done":
            return Event("done", item.task, result=payload)
        reason, errno = payload
        return Event("died", item.task, reason=reason, errno=errno)
    if time.monotonic() - item.started > time_limit_s:
        _end(item)
        reason = f"the reader took more than {time_limit_s:.0f} s and was ended"
        return Event("died", item.task, reason=reason, is_limit=True)
    return None


def _end(item: _Running[Any]) -> None:
    item.process.join(timeout=1)
    if item.process.is_alive():
        item.process.kill()
        item.process.join(timeout=10)
    item.answers.close()


def _exit_words(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit status {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
    return f"signal {name}" + (", out of memory by all appearances" if name in ("SIGKILL", "SIGABRT") else "")
