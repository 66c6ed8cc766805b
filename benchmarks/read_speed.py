"""Seconds and peak memory of reading reports, against plain pdfplumber on the same pages in the same run.

    python -m benchmarks.read_speed            measure, print the tables and write them into benchmarks/README.md
    python -m benchmarks.read_speed --quick    one round over the reports, nothing written
    python -m benchmarks.read_speed --profile  where the time goes

Every measurement runs in a process of its own (`measure.py`), so that peak memory is that of one reading. Reports are
those of ../shared/reports, or the samples in data/reports where these are absent.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
ORIGINALS = ROOT.parent / "shared" / "reports"
SAMPLES = ROOT / "data" / "reports"
README = Path(__file__).with_name("README.md")
WAYS = ("plain", "pdf", "report")
SIZES = (60, 200, 600)


def measure(way: str, path: Path) -> dict[str, float]:
    """One reading in its own process: pages, seconds, megabytes (peak), imports already done."""
    command = [sys.executable, "-m", "benchmarks.measure", way, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=1800)
    return dict(json.loads(done.stdout))


def reports() -> list[Path]:
    folder = ORIGINALS if ORIGINALS.is_dir() else SAMPLES
    return sorted(folder.glob("*.pdf"))


def measure_reports(rounds: int) -> list[list[str]]:
    """A row per report: pages, then seconds per page (median, least-most) of each way, times faster, peak memory."""
    rows, totals = [], {way: [0.0] * rounds for way in WAYS}
    pages = 0.0
    for path in reports():
        runs = {way: [measure(way, path) for _ in range(rounds)] for way in WAYS}
        n = runs["plain"][0]["pages"]
        pages += n
        for way in WAYS:
            for i, run in enumerate(runs[way]):
                totals[way][i] += run["seconds"]
        rows.append([path.stem, f"{n:.0f}", *_cells(runs, n)])
        print("  ".join(rows[-1]), flush=True)
    times = {way: [{"seconds": s, "megabytes": 0.0} for s in totals[way]] for way in WAYS}
    rows.append(["all", f"{pages:.0f}", *_cells(times, pages)[:4], "", ""])
    return rows


def _cells(runs: dict[str, list[dict[str, float]]], pages: float) -> list[str]:
    def per_page(way: str) -> str:
        seconds = [run["seconds"] / pages for run in runs[way]]
        return f"{median(seconds):.3f} ({min(seconds):.3f}-{max(seconds):.3f})"

    faster = median(r["seconds"] for r in runs["plain"]) / median(r["seconds"] for r in runs["pdf"])
    memory = [f"{max(run['megabytes'] for run in runs[way]):.0f}" for way in ("plain", "report")]
    return [per_page("plain"), per_page("pdf"), per_page("report"), f"{faster:.1f}", *memory]


def measure_growth() -> list[list[str]]:
    """A row per size: one sample's pages repeated by the typesetter."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"repeated_{size}.pdf"
            path.write_bytes(repeated(size))
            runs = {way: measure(way, path) for way in WAYS}
            n = runs["plain"]["pages"]
            cells = [f"{runs[way]['seconds'] / n:.3f}" for way in WAYS]
            memory = [f"{runs[way]['megabytes']:.0f}" for way in WAYS]
            rows.append([f"{n:.0f}", *cells, f"{runs['plain']['seconds'] / runs['pdf']['seconds']:.1f}", *memory])
            print("  ".join(rows[-1]), flush=True)
    return rows


def repeated(pages: int) -> bytes:
    """A sample report's source typeset over and over until there are so many pages or a few more."""
    sys.path.insert(0, str(ROOT / "tests"))
    from typesetting.blocks import NewPage
    from typesetting.samples import SOURCES, parse_source
    from typesetting.typeset import typeset

    source = (SOURCES / "mark_2024_delar.txt").read_text(encoding="utf-8")
    page, layout, blocks = parse_source(source)
    one = _count_pages(typeset(blocks, layout, page))
    times = -(-pages // one)
    return typeset([block for _ in range(times) for block in (*blocks, NewPage())], layout, page)


def _count_pages(data: bytes) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        return len(pdf)


def machine() -> str:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        cpu = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), cpu)
    import os

    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores of {cpu}, {platform.system()}, Python {platform.python_version()}{load}"


def as_markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


REPORT_HEAD = ["report", "pages", "pdfplumber s/page", "read_pdf s/page", "read_report s/page", "read_pdf faster"]
REPORT_HEAD += ["pdfplumber peak MB", "read_report peak MB"]
GROWTH_HEAD = ["pages", "pdfplumber s/page", "read_pdf s/page", "read_report s/page", "read_pdf faster"]
GROWTH_HEAD += ["pdfplumber peak MB", "read_pdf peak MB", "read_report peak MB"]


def write_section(name: str, text: str) -> None:
    """Put text between the two marks that the README has for a section."""
    start, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = README.read_text(encoding="utf-8").partition(start)
    README.write_text(f"{before}{start}\n\n{text}\n\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round over the reports, nothing written")
    parser.add_argument("--only", choices=["reports", "growth"], help="one of the two tables")
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    parser.add_argument("--rounds", type=int, default=2)
    choices = parser.parse_args()
    if choices.profile:
        from benchmarks.measure import print_profile

        print_profile(reports())
        return
    if choices.only != "growth":
        where = f"Machine: {machine()}; {choices.rounds} rounds."
        table = as_markdown(REPORT_HEAD, measure_reports(1 if choices.quick else choices.rounds))
        if not choices.quick:
            write_section("reports", f"{where}\n\n{table}")
    if choices.only != "reports" and not choices.quick:
        where = f"Machine: {machine()}; one round."
        write_section("growth", f"{where}\n\n{as_markdown(GROWTH_HEAD, measure_growth())}")


if __name__ == "__main__":
    main()
