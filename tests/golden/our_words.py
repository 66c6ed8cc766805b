"""What a sample report says in our words where its original says it in sentences: `our_words.csv`.

A goal, an assignment or a question of a survey is a sentence of its municipality's: the samples in data/reports, and so
the expected facts of them, say it shorter and in our words. Of the original's wording the repository keeps a digest,
which knows it again word by word without saying it: what is read from an original is put into our words and then
compared as strictly as everything else.

A line for a further label: report, `digest(label as printed)`, our words.
"""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

from dagster_project.domain.swedish.text import fold

_TABLE = Path(__file__).with_suffix(".csv")
_BETWEEN = " | "


def digest(text: str) -> str:
    """Sixteen hexadecimal digits of the folded text: its words and figures, whatever case or marks they stand in."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:16]


def in_our_words(report: str, label: str) -> str:
    """The label of an original's row, each cell of it (`A | B`) in our words where we have any for it."""
    ours = _ours(report)
    return _BETWEEN.join(ours.get(digest(part), part) for part in label.split(_BETWEEN))


@cache
def _ours(report: str) -> dict[str, str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["printed"]: row["ours"] for row in csv.DictReader(file) if row["report"] == report}
