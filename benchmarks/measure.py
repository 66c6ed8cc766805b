"""One measurement in one process: `python -m benchmarks.measure WAY FILE` prints pages, seconds and peak memory.

Ways: `plain` is pdfplumber's own extract_tables on every page, each page closed after it; `pdf` is our read_pdf, which
does the same work (pages in, tables out) and paragraphs too; `report` is the whole of read_report, with the meaning of
every cell and the statements. Imports are done before the clock starts.
"""

from __future__ import annotations

import cProfile
import io
import json
import pstats
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from dagster_project.domain.documents.read_pdf import read_pdf
from dagster_project.domain.read_report import read_report

_FIRST = b"# \xc3\x85rsbokslut 2024\n\nVerksamhet\tUtfall 2024\nHemtj\xc3\xa4nst\t1 200\nLSS\t3\n"


def plain(data: bytes, name: str) -> int:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            page.close()
        return len(pdf.pages)


def pdf(data: bytes, name: str) -> int:
    return read_pdf(data, "0" * 64, name)[0].n_pages


def report(data: bytes, name: str) -> int:
    return read_report(data, name).n_pages


WAYS: dict[str, Callable[[bytes, str], int]] = {"plain": plain, "pdf": pdf, "report": report}


def peak_megabytes() -> float:
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6


def print_profile(paths: list[Path], top: int = 30) -> None:
    """The functions that take most of the time over all reports, own time first, then with what they call."""
    read_report(_FIRST, "first")
    profile = cProfile.Profile()
    for path in paths:
        data = path.read_bytes()
        profile.enable()
        read_report(data, path.name)
        profile.disable()
    for order in ("tottime", "cumulative"):
        pstats.Stats(profile).sort_stats(order).print_stats(top)


def main() -> None:
    way, path = sys.argv[1], Path(sys.argv[2])
    read_report(_FIRST, "first")  # word lists and libraries are loaded before the clock starts
    data = path.read_bytes()
    started = time.perf_counter()
    pages = WAYS[way](data, path.name)
    seconds = time.perf_counter() - started
    print(json.dumps({"pages": pages, "seconds": seconds, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main()
