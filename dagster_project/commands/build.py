"""`utfall build`: shows how a build goes on, and says at the end what came of it.

What lives here: the screen. What does not: the build (`building`), which knows nothing of screens.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from dagster_project.adapters.processes import Event
from dagster_project.building.build import build
from dagster_project.building.outcomes import Outcome
from dagster_project.building.read_lake import ReadingTask
from dagster_project.building.record import BuildReport
from dagster_project.building.take_in import FolderReceipt
from dagster_project.domain.refusals import CATALOGUE
from dagster_project.domain.warehouse.home import open_home
from dagster_project.examples import EXAMPLES

STATUS_WORDS = {"read": "read", "set_aside": "[yellow]set aside[/]", "refused": "[red]refused[/]"}
STAGE_WORDS = {
    "archive": "Archiving the originals",
    "read": "Reading reports",
    "models": "Making and testing the tables",
    "carry over": "Carrying over what did not change",
    "checks": "Checking totals",
    "publish": "Publishing",
}
BARS_SHOWN = 12  # finished reports beyond this leave the screen, the overall bar goes on


ENDED = (
    "Ended from outside; what is published is whole, and the next build takes up where this one stood."
    " · Avslutat utifrån; det publicerade är helt, och nästa bygge fortsätter där detta stod.\n"
)


class _Ended(BaseException):
    """SIGTERM has come: a service is stopped, a machine is shut down."""


def run_build(reports: Path | None, home: Path | None, workers: int | None, force: bool, again: bool = False) -> int:
    """Build and show. Returns the exit status: 0, findings in the sources or not; 143, ended by SIGTERM."""
    console = Console(highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = 120  # a log file has no width
    place = open_home(home)
    try:
        with _ending_with_its_children(), Screen(console) as screen:
            report = build(reports, place, screen, workers, force, again=again)
    except _Ended:
        sys.stderr.write(ENDED)
        return 128 + signal.SIGTERM
    show_report(console, report, str(place.directory))
    return 0


@contextlib.contextmanager
def _ending_with_its_children() -> Iterator[None]:
    """SIGTERM is an exception in the body, so that readers and dbt are ended, too; a second one changes nothing."""

    def end(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise _Ended

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Screen:
    """A bar per report while it is read, one for the other steps; lines of text where there is no terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = Progress(
            SpinnerColumn(finished_text=" "),
            TextColumn("{task.description}", table_column=None, markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[words]}"),
            console=console,
            disable=not console.is_terminal,
        )
        self._reports: dict[str, TaskID] = {}
        self._finished: list[TaskID] = []
        self._stage: TaskID | None = None

    def __enter__(self) -> Screen:
        self._bars.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._bars.stop()

    def stage(self, name: str) -> None:
        """A new step begins; the one before it is done."""
        self._end_stage()
        self._say(f"{STAGE_WORDS[name]} ...")
        if name != "read":
            self._stage = self._bars.add_task(STAGE_WORDS[name], total=1 if name == "archive" else None, words="")

    def _end_stage(self) -> None:
        if self._stage is not None:
            task = self._bars.tasks[self._stage]
            self._bars.update(self._stage, total=task.total or 1, completed=task.total or 1)
            self._stage = None

    def found(self, receipt: FolderReceipt) -> None:
        self._say(
            f"  {receipt.n_reports} reports in {escape(str(receipt.folder)) if receipt.folder else 'the archive'}"
        )

    def step(self, done: int, of: int) -> None:
        if self._stage is not None:
            self._bars.update(self._stage, completed=done, total=of)

    def report(self, event: Event[ReadingTask, Outcome]) -> None:
        """A report is being read, or has been."""
        original = event.task.original
        if event.kind == "started":
            words = f"{original.size_bytes / 1000:,.0f} kB".replace(",", " ")
            self._reports[original.sha256] = self._bars.add_task(original.name, total=None, words=words)
        elif event.result is not None:
            self._done(original.sha256, event.result)

    def _done(self, sha256: str, outcome: Outcome) -> None:
        pages = outcome.n_pages or 1
        n_refused = sum(outcome.refused.values())
        words = f"{STATUS_WORDS[outcome.status]}, {outcome.n_facts} facts"
        words += f", {n_refused} cells refused" if n_refused else ""
        task = self._reports[sha256]
        self._bars.update(task, total=pages, completed=pages, words=words)
        self._finished.append(task)
        if len(self._finished) > BARS_SHOWN:
            self._bars.update(self._finished.pop(0), visible=False)
        self._say(f"  {escape(outcome.name)}: {words} ({outcome.seconds:.1f} s)")

    def _say(self, words: str) -> None:
        if not self._console.is_terminal:
            self._console.print(words)


def show_report(console: Console, report: BuildReport, home: str) -> None:
    """The table at the end, then what needs a person, the findings, and what to do next."""
    table = Table(title="utfall", title_justify="left", show_header=False, min_width=60)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(
        "Reports read", f"{report.n_read}" + (f" ({report.n_fresh} files in this run)" if report.n_fresh else "")
    )
    if report.n_superseded:
        table.add_row("Earlier versions", f"{report.n_superseded} of these, kept and not served")
    if report.touched:
        made = ", ".join(piece or "none named" for piece in report.touched)
        table.add_row("Tables made", f"of municipalities {made}; the others carried over")
    table.add_row("Reports set aside", str(report.n_set_aside))
    table.add_row("Reports refused", str(report.n_refused + len(report.unopened)))
    table.add_section()
    for family, count in report.families.items():
        table.add_row(f"Facts: {family or 'no family'}", f"{count:,}".replace(",", " "))
    table.add_row("Facts, all", f"{sum(report.families.values()):,}".replace(",", " "))
    table.add_row("Cells refused", _by_code(report.refused_cells))
    table.add_section()
    table.add_row("Checks passed", str(report.n_checks_passed))
    table.add_row("Checks failed", f"{report.n_checks_failed} ({report.n_checks_warned} more with a warning)")
    table.add_row("Findings in sources", str(len(report.findings)))
    table.add_section()
    table.add_row("Warehouse", escape(report.warehouse))
    table.add_row("Published", report.published_at + ("; nothing was new" if report.is_unchanged else _changes(report)))
    table.add_row("Time", f"{report.seconds} s")
    console.print()
    console.print(table)
    _show_people(console, report)
    for english, swedish in zip(report.findings, report.findings_sv, strict=True):
        console.print(f"[yellow]Finding:[/] {escape(english)}", soft_wrap=True)
        console.print(f"[yellow]Fynd:[/] {escape(swedish)}", soft_wrap=True)
    for sentence in report.failed_checks:
        console.print(f"[yellow]Check:[/] {escape(sentence)}", soft_wrap=True)
    console.print("\nThree questions to begin with · Tre frågor att börja med:")
    command, option = own_name(), "" if home == str(open_home().directory) else f' --home "{home}"'
    for title, title_sv, sql in EXAMPLES:
        console.print(f"\n[bold]# {title} · {title_sv}[/]", soft_wrap=True)
        console.print(f'{command} query{option} "{sql}"', soft_wrap=True, markup=False)


def own_name() -> str:
    """How this program was called, so that what we print can be pasted: `utfall`, or its path where PATH lacks it."""
    called = Path(sys.argv[0]).resolve()
    if shutil.which("utfall") or called.stem != "utfall":
        return "utfall"
    return str(called.relative_to(Path.cwd())) if called.is_relative_to(Path.cwd()) else str(called)


def _show_people(console: Console, report: BuildReport) -> None:
    if report.n_set_aside or report.n_refused:
        console.print(
            "[yellow]Some reports wait for a person:[/] `utfall review` lists them and what you can do."
            " · Några rapporter väntar på dig: `utfall review`.",
            soft_wrap=True,
        )
    for item in report.unopened:
        kind = CATALOGUE[item.code]
        console.print(
            f"[red]{escape(item.file)}[/]: {kind.title} {escape(item.detail)}. {kind.remedy} · {kind.remedy_sv}",
            soft_wrap=True,
        )
    for path in report.passed_over:
        console.print(f"Not looked into, since it is a folder of its own: {path}", soft_wrap=True, markup=False)
    if report.not_there:
        names = ", ".join(Path(path).name for path in report.not_there[:3])
        more = f" and {len(report.not_there) - 3} more" if len(report.not_there) > 3 else ""
        console.print(
            f"manifest.csv names files that are not in the folder: {names}{more}", soft_wrap=True, markup=False
        )


def _by_code(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {code}" for code, count in counts.items()) or "0"


def _changes(report: BuildReport) -> str:
    return f"; {len(report.changed)} tables changed" if report.changed else "; no table changed"
