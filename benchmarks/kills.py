"""Kill a build at many moments and see whether the next one ends where an undisturbed one does.

    python -m benchmarks.kills                  # 100 moments of archiving, reading, writing and publishing (minutes)
    python -m benchmarks.kills --points 12      # as the tests do
    python -m benchmarks.kills --job 10         # the whole job, with dbt and the checks, killed at random times

In one process: every file operation that Python does in the home is a moment (an audit hook counts them), and the
process kills itself with SIGKILL right before one drawn at random; dbt is stood in for by a few statements, so that a
point takes a second. The whole job: `utfall build` in a process group of its own, killed after a time drawn at random,
alone (its children must notice) or with all its children.

After each kill: readers see the state before or the state after, whole, in all forms. After the next build, and after
the quiet one that follows it: archive, raw facts, outcomes and published tables are those of an undisturbed run, byte
by byte or row by row, and nothing half-written is left. Exit status 1, if any point ends otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.building import build as building
from dagster_project.building import read_lake as reading
from dagster_project.building import stamps
from dagster_project.building.inputs import digest_code
from dagster_project.domain import read_report as _reader  # noqa: F401 imported once, before the forks
from dagster_project.domain.warehouse import write_raw as _writer  # noqa: F401
from dagster_project.domain.warehouse.copy_tables import fingerprint_tables
from dagster_project.domain.warehouse.home import Home, open_home

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from stand_ins import stand_in, write_report

NIGHT = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
FILE_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.truncate", "shutil.rmtree"}


def write_reports(folder: Path, is_second_night: bool) -> None:
    """Two reports; the second night a third, a corrected one, an unreadable one and one that does not say whose."""
    folder.mkdir(exist_ok=True)
    texts = {
        "vaggeryd.txt": write_report("Vaggeryds kommun, socialnämnden", n=0),
        "mark.txt": write_report("Marks kommun, socialnämnden", n=1),
    }
    if is_second_night:
        texts["vaggeryd.txt"] = write_report("Vaggeryds kommun, socialnämnden", n=2)
        texts["pitea.txt"] = write_report("Piteå kommun, socialnämnden", "augusti", "08", n=3)
        texts["nameless.txt"] = "Uppföljning per mars 2024\n\nVerksamhet\tUtfall\nHemtjänst\t12\n"
        (folder / "empty.pdf").write_bytes(b"")
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def build_in_one_process(folder: Path, home: Home) -> None:
    """Files are believed at once, so that a build leaves for the next what it would after minutes (`quiet`)."""
    stand_in()
    stamps.SETTLED_S = -3600.0
    building.build(folder, home, now=NIGHT)


def fork(work: Callable[[], object]) -> int:
    """Run in a child. Returns: its exit status, negative for a signal."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def count_moments(home: Home, note: Path, die_at: int | None = None) -> None:
    """Count the file operations in the home from here on; SIGKILL right before number `die_at`."""
    counted = 0
    stem = str(home.directory)

    def hook(event: str, words: tuple[Any, ...]) -> None:
        nonlocal counted
        if event in FILE_EVENTS and words and str(words[0]).startswith(stem):
            counted += 1
            if counted == die_at:
                note.write_text(f"{event} {Path(str(words[0])).relative_to(stem)}", encoding="utf-8")
                os.kill(os.getpid(), signal.SIGKILL)
            if die_at is None:
                note.write_text(str(counted), encoding="utf-8")

    sys.addaudithook(hook)


def seen_by_readers(home: Home, with_content: bool = True) -> str:
    """What somebody who opens the published file and the files beside it sees; different for different content.

    with_content: rows and not only how many; the whole job stamps them with the moment of arrival.
    """
    marts = fingerprint_tables(home.published_file, ("marts",))
    assert marts, "the published file cannot be read"
    marts = {name.removeprefix("marts."): found for name, found in marts.items()}
    for name, found in marts.items():
        for form in ("parquet", "csv"):
            file = home.published_dir / form / f"{name}.{form}"
            rows = file / "*.parquet" if file.is_dir() else file  # a table with years is a folder of them
            counted = duckdb.sql(f"select count(*) from read_{form}('{rows}')").fetchone()
            assert counted is not None and counted[0] == found.n_rows, f"{file.name} does not fit the database"
    return repr(sorted((n, f if with_content else f.n_rows) for n, f in marts.items() if n != "publication"))


def state_of(home: Home, with_content: bool = True) -> dict[str, Any]:
    """All that must be equal in the end; without content, which files there are and how many rows readers see."""
    state: dict[str, Any] = {"readers": seen_by_readers(home, with_content), "left over": []}
    for path in sorted(p for p in Path(home.lake).rglob("*") if p.is_file()):
        content: Any = path.read_bytes() if with_content else 0
        if with_content and path.parts[-3] == "outcomes":
            content = {**json.loads(content), "seconds": 0}
        name = re.sub(r"\d{8}T\d{6}Z", "MOMENT", str(path.relative_to(home.lake)))  # the checks of a run, by its moment
        state[name] = content if with_content else state.get(name, 0) + 1
    for pattern in ("lake/**/*.part", "warehouse/published/.next-*", "warehouse/running.json"):
        state["left over"] += [str(p.relative_to(home.directory)) for p in home.directory.glob(pattern)]
    return state


def differences(found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


class Ground:
    """Two nights: the first published, the second about to begin, and what an undisturbed second one ends in."""

    def __init__(self, place: Path, build: Callable[[Path, Home], object], with_content: bool) -> None:
        self.build, self.with_content = build, with_content
        self.folder, self.first, self.home = place / "reports", place / "first", open_home(place / "home")
        write_reports(self.folder, is_second_night=False)
        self.build(self.folder, self.home)
        self.before = seen_by_readers(self.home, with_content)
        shutil.copytree(self.home.directory, self.first, symlinks=True)
        write_reports(self.folder, is_second_night=True)
        began = time.monotonic()
        self.build(self.folder, self.home)
        self.seconds = time.monotonic() - began
        self.expected = state_of(self.home, with_content)

    def reset(self) -> None:
        shutil.rmtree(self.home.directory)
        shutil.copytree(self.first, self.home.directory, symlinks=True)

    def judge(self) -> list[str]:
        """After a kill: what readers see now, then the next build and where it ends, and the quiet one after it.

        Returns: what is wrong.
        """
        wrong = []
        if seen_by_readers(self.home, self.with_content) not in (self.before, self.expected["readers"]):
            wrong.append("readers saw something between the states")
        for build in ("next build", "build after that"):
            try:
                self.build(self.folder, self.home)
            except Exception as error:
                return [*wrong, f"the {build} failed: {error}"]
            found = differences(state_of(self.home, self.with_content), self.expected)
            wrong += [f"{name} after the {build}" for name in found]
        return wrong


def forked_build(folder: Path, home: Home) -> None:
    if fork(lambda: build_in_one_process(folder, home)) != 0:
        raise RuntimeError("the build ended badly")


def kill_in_one_process(place: Path, n_points: int, draw: random.Random) -> int:
    digest_code(), reading.knowledge_digest()  # once, before the forks
    ground = Ground(place, forked_build, with_content=True)
    note = place / "note"

    def counting(die_at: int | None) -> None:
        count_moments(ground.home, note, die_at)
        build_in_one_process(ground.folder, ground.home)

    ground.reset()
    fork(lambda: counting(None))
    n_moments = int(note.read_text())
    points = sorted(draw.sample(range(1, n_moments + 1), min(n_points, n_moments)))
    failures, where = 0, Counter[str]()
    for point in points:
        ground.reset()
        status = fork(lambda point=point: counting(point))  # type: ignore[misc]
        moment = note.read_text(encoding="utf-8")
        where[stage_of(moment)] += 1
        wrong = ground.judge() if status == -signal.SIGKILL else [f"not killed: status {status}"]
        if wrong:
            failures += 1
            print(f"moment {point} of {n_moments}, before {moment}: {'; '.join(wrong)[:400]}", flush=True)
    spread = ", ".join(f"{count} {name}" for name, count in sorted(where.items()))
    print(f"{len(points)} of {n_moments} moments ({spread}): {failures} ended otherwise")
    return failures


def stage_of(moment: str) -> str:
    """What was being done, by the folder that was about to be touched."""
    path = moment.split(" ", 1)[1]
    for start, name in (("lake/archive", "archive"), ("lake/outcomes", "read"), ("lake/raw", "write")):
        if path.startswith(start):
            return name
    return "publish" if path.startswith("warehouse/published") else "build"


def command_build(folder: Path, home: Home) -> None:
    done = subprocess.run(_command(folder), env=_environment(home), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-600:])


def _command(folder: Path) -> list[str]:
    return [sys.executable, "-c", "from dagster_project.cli import main; main()", "build", "--reports", str(folder)]


def _environment(home: Home) -> dict[str, str]:
    return {**os.environ, "UTFALL_HOME": str(home.directory), "UTFALL_LAKE": ""}


def kill_whole_job(place: Path, n_points: int, draw: random.Random) -> int:
    ground = Ground(place, command_build, with_content=False)
    failures = 0
    for number in range(n_points):
        ground.reset()
        after, alone = draw.uniform(0.5, ground.seconds), number % 2 == 0
        with subprocess.Popen(
            _command(ground.folder), env=_environment(ground.home), stdout=subprocess.DEVNULL, start_new_session=True
        ) as job:
            with contextlib.suppress(subprocess.TimeoutExpired):
                job.wait(after)
            (job.kill if alone else lambda pid=job.pid: os.killpg(pid, signal.SIGKILL))()
        wrong = ground.judge()
        failures += bool(wrong)
        how = "alone" if alone else "with its children"
        print(f"killed {how} after {after:.1f} s: {'; '.join(wrong)[:400] or 'ended well'}", flush=True)
    print(f"{n_points} kills of the whole job ({ground.seconds:.0f} s undisturbed): {failures} ended otherwise")
    return failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--job", type=int, default=0, help="kill the whole job this many times instead")
    parser.add_argument("--seed", type=int, default=6)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        kill = kill_whole_job if words.job else kill_in_one_process
        return int(kill(Path(place).resolve(), words.job or words.points, random.Random(words.seed)) > 0)


if __name__ == "__main__":
    sys.exit(main())
