"""The sentences of the original reports stand nowhere in the repository; figures, labels and headings may."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ORIGINALS = ROOT.parent / "shared" / "reports"
#: a sentence of fewer words may well be written twice by chance
WORDS = 8


def _words(text: str) -> list[str]:
    return re.sub(r"<[^>]+>|[^\w ]", " ", text).lower().split()


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}


def _sentences() -> set[tuple[str, ...]]:
    """Sentences of running text: no headings, no notes under tables, nothing that a table prints as well."""
    prose, printed = set(), set()
    for path in ORIGINALS.glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "\t" in line:
                printed |= _runs(_words(line))
            elif not line.startswith(("#", "*")):
                found = re.findall(r"[A-ZÅÄÖ][^.!?]*(?:\.(?=\S)[^.!?]*)*[.!?](?=\s|$)", line)
                prose |= {tuple(_words(s)) for s in found if len(_words(s)) >= WORDS}
    return {s for s in prose if not _runs(list(s)) & printed}


@pytest.mark.reports
def test_no_sentence_of_an_original_report_is_in_the_repository() -> None:
    if not ORIGINALS.exists():
        pytest.skip("the original reports are not here (../shared/reports)")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    sentences = _sentences()
    assert len(sentences) > 500, "the test no longer finds the sentences of the originals"
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".pdf", ".ttf", ".png", ".parquet"} or not path.is_file():
            continue
        runs = _runs(_words(path.read_bytes().decode("utf-8", "replace")))
        found += [f"{name}: {' '.join(s)[:80]}" for s in sentences if _runs(list(s)) <= runs]
    # the one note that says which period a table covers is printed as the report has it
    allowed = "timmarna i de tre följetalen är under perioden 230701 240630"
    assert not [f for f in found if allowed not in f]
