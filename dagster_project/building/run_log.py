"""The log of builds: one JSON object a line, for programs; people have the screen and `utfall history`.

What lives here: a listener of a build's progress that writes. What does not: what happened in a night as a whole
(`record`), or what was refused in a report (rows of the warehouse).

    warehouse/log/build.jsonl    with the files before it as build.jsonl.1 and so on; every line names the stage,
                                 and the report and its sha256 where it is about one
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

from dagster_project.adapters.processes import Event
from dagster_project.building.outcomes import Outcome
from dagster_project.building.progress import Progress
from dagster_project.building.read_lake import ReadingTask
from dagster_project.building.take_in import FolderReceipt
from dagster_project.domain.warehouse.home import Home
from dagster_project.problems import Problem

MAX_BYTES, KEPT_FILES = 10_000_000, 5


def log_file(home: Home) -> Path:
    return home.warehouse / "log" / "build.jsonl"


class LoggedProgress:
    """Tells a listener what it tells the log. A log that cannot be written stops no build."""

    def __init__(self, listener: Progress, log: Any) -> None:
        self._listener, self._log = listener, log

    def stage(self, name: str) -> None:
        self._log = self._log.bind(stage=name)
        self._log.info("stage begins")
        self._listener.stage(name)

    def found(self, receipt: FolderReceipt) -> None:
        self._log.info("folder taken in", folder=receipt.folder, n_reports=receipt.n_reports)
        for item in receipt.unopened:
            self._log.warning("file not opened", report=Path(item.file).name, code=item.code, detail=item.detail)
        self._listener.found(receipt)

    def report(self, event: Event[ReadingTask, Outcome]) -> None:
        original, outcome = event.task.original, event.result
        line = self._log.bind(report=original.name, document=original.sha256)
        if outcome is None:
            line.info("reading begins", n_bytes=original.size_bytes)
        else:
            say = line.info if outcome.status == "read" else line.warning
            say(
                "read" if outcome.status == "read" else "not served",
                status=outcome.status,
                code=outcome.reason,
                municipality_code=outcome.municipality_code,
                n_facts=outcome.n_facts,
                n_refused=sum(outcome.refused.values()),
                seconds=outcome.seconds,
            )
        self._listener.report(event)

    def step(self, done: int, of: int) -> None:
        self._listener.step(done, of)


@contextlib.contextmanager
def log_progress(home: Home, listener: Progress, run: str) -> Iterator[LoggedProgress]:
    """Log what the body tells, and how it ends. run: names the build in every line."""
    logger = logging.Logger("utfall.build")
    with contextlib.suppress(OSError):
        log_file(home).parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(log_file(home), maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
        handler.handleError = lambda record: None  # type: ignore[method-assign]
        logger.addHandler(handler)
    log = structlog.wrap_logger(
        logger,
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.stdlib.add_log_level,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
    ).bind(run=run)
    try:
        yield LoggedProgress(listener, log)
        log.info("build ends")
    except Problem as problem:
        log.error("build fails", code=problem.code, detail=problem.detail, file=problem.file)
        raise
    finally:
        for opened in logger.handlers:
            opened.close()
