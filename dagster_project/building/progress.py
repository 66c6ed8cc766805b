"""Who wants to know how a build goes on: a screen, a log, nobody.

What lives here: what a build tells while it runs. What does not: showing or writing it (`commands/build`, `run_log`).
"""

from __future__ import annotations

from typing import Protocol

from dagster_project.adapters.processes import Event
from dagster_project.building.outcomes import Outcome
from dagster_project.building.read_lake import ReadingTask
from dagster_project.building.take_in import FolderReceipt


class Progress(Protocol):
    """Who wants to know how a build goes on."""

    def stage(self, name: str) -> None: ...
    def found(self, receipt: FolderReceipt) -> None: ...
    def report(self, event: Event[ReadingTask, Outcome]) -> None: ...
    def step(self, done: int, of: int) -> None: ...


class Silence:
    """Nobody wants to know."""

    def stage(self, name: str) -> None:
        pass

    def found(self, receipt: FolderReceipt) -> None:
        pass

    def report(self, event: Event[ReadingTask, Outcome]) -> None:
        pass

    def step(self, done: int, of: int) -> None:
        pass
