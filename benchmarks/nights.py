"""How long nights take: a quiet one, one with a new report and a full backfill, with few and with many reports.

    python -m benchmarks.nights                    # 5, 50 and 500 reports; writes the table of benchmarks/README.md
    python -m benchmarks.nights --sizes 5 50       # a quick look, nothing written

Made-up reports of tests/generator, half of them typeset as PDF, half text, PER_MUNICIPALITY for each municipality, so
that a new report touches as many others whatever the size. Each night is `utfall build` in a process of its own, the
starting of Python included, with the real dbt and checks. The stages are those of warehouse/log/build.jsonl.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.made_up import draw_reports
from benchmarks.read_speed import machine, write_section
from dagster_project.building.run_log import log_file
from dagster_project.building.stamps import SETTLED_S
from dagster_project.domain.warehouse.home import Home, open_home

if TYPE_CHECKING:
    from generator.truth import TrueReport

SIZES = (5, 50, 500)
PER_MUNICIPALITY = 5
N_SHAPES, MOST_TABLES, SEED = 40, 6, 6
STAGES = ("archive", "read", "models", "carry over", "checks", "publish")
COPYING = ("carry over", "publish")
HEAD = (
    f"| reports | night | seconds | CPU s | {' | '.join(STAGES)} | copying | published MB |",
    f"| ---: | --- | ---: | ---: | {' | '.join(['---:'] * len(STAGES))} | ---: | ---: |",
)
COMMAND = "from dagster_project.cli import main; main()"


@dataclass(frozen=True)
class Night:
    """One run. stages: seconds from the beginning of each stage to the next; the rest is starting and ending.

    cpu_s: of the build and what it waited for (dbt, not the readers). megabytes: of the published DuckDB file after it.
    """

    kind: str
    seconds: float
    cpu_s: float
    stages: dict[str, float]
    megabytes: float


def write_report(folder: Path, number: int, municipality: int, shape: TrueReport) -> None:
    """A drawn shape in the name of a municipality; every other report is typeset, in a layout of its own."""
    from generator.rendering import Drawing, as_pdf, as_text
    from generator.words import municipalities
    from typesetting.blocks import LAYOUTS

    bodies, layouts = municipalities(), list(LAYOUTS.values())
    code, name = bodies[municipality % len(bodies)]
    board = shape.lines[0].split(" i ")[0]
    report = replace(shape, municipality_code=code, lines=(f"{board} i {name}", *shape.lines[1:]))
    if number % 2:
        (folder / f"{number:04}.txt").write_text(as_text(report), encoding="utf-8")
    else:
        (folder / f"{number:04}.pdf").write_bytes(as_pdf(report, Drawing(layouts[number // 2 % len(layouts)])))


def run_night(kind: str, folder: Path, home: Home, *words: str) -> Night:
    command = [sys.executable, "-c", COMMAND, "build", "--reports", str(folder), *words]
    environment = {**os.environ, "UTFALL_HOME": str(home.directory), "UTFALL_LAKE": ""}
    began, used = time.time(), _cpu_of_children()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    ended = time.time()
    if done.returncode != 0:
        raise SystemExit(f"{kind}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    size = home.published_file.stat().st_size / 1e6
    night = Night(kind, ended - began, _cpu_of_children() - used, read_stages(log_file(home)), size)
    print(f"{kind}: {night.seconds:.1f} s, {night.cpu_s:.1f} s of CPU {night.stages}", flush=True)
    return night


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read_stages(log: Path) -> dict[str, float]:
    """Seconds by stage of the latest run in the log."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    last = [line for line in lines if line["run"] == lines[-1]["run"]]
    moments = [(line.get("stage", ""), datetime.fromisoformat(line["at"])) for line in last]
    starts = [(stage, min(at for name, at in moments if name == stage)) for stage in dict(moments)]
    ends = [at for _, at in starts[1:]] + [moments[-1][1]]
    return {stage: round((end - at).total_seconds(), 2) for (stage, at), end in zip(starts, ends, strict=True) if stage}


def measure(n_reports: int, place: Path, shapes: list[TrueReport], rounds: int) -> list[Night]:
    """The nights of a home of its own with so many reports."""
    folder, home = place / "reports", open_home(place / "home")
    folder.mkdir(parents=True)
    for number in range(n_reports):
        write_report(folder, number, number // PER_MUNICIPALITY, shapes[number % N_SHAPES])
    time.sleep(SETTLED_S + 1)  # files changed a moment ago are not believed the next night
    nights = [run_night("first", folder, home)]
    nights += [run_night("quiet", folder, home) for _ in range(rounds)]
    for turn in range(rounds):
        write_report(folder, n_reports + turn, 0, shapes[N_SHAPES + turn])
        time.sleep(SETTLED_S + 1)
        nights.append(run_night("one new report", folder, home))
    return [*nights, run_night("backfill", folder, home, "--backfill")]


def print_rows(n_reports: int, nights: list[Night]) -> list[str]:
    """A row for each kind of night, medians; the copy is what carries over and publishes."""
    rows = []
    for kind in dict.fromkeys(night.kind for night in nights):
        those = [night for night in nights if night.kind == kind]
        whole = median(night.seconds for night in those)
        parts = [median(night.stages.get(stage, 0.0) for night in those) for stage in STAGES]
        copy = sum(parts[STAGES.index(stage)] for stage in COPYING)
        cpu = median(night.cpu_s for night in those)
        cells = [f"{n_reports}", kind, f"{whole:.1f}", f"{cpu:.1f}", *(f"{part:.1f}" if part else "" for part in parts)]
        rows.append(f"| {' | '.join(cells)} | {f'{copy / whole:.0%}' if copy else ''} | {those[-1].megabytes:.0f} |")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[], help="nothing is written where these are given")
    parser.add_argument("--rounds", type=int, default=2, help="how many quiet nights and nights with a new report")
    options = parser.parse_args()
    shapes = draw_reports(2 * (N_SHAPES + options.rounds), SEED, MOST_TABLES)
    rows = [*HEAD]
    with tempfile.TemporaryDirectory() as place:
        for size in options.sizes or SIZES:
            rows += print_rows(size, measure(size, Path(place).resolve() / str(size), shapes, options.rounds))
    print("\n".join(rows))
    if not options.sizes:
        write_section("nights", f"Machine: {machine()}; medians of {options.rounds}.\n\n" + "\n".join(rows))


if __name__ == "__main__":
    main()
