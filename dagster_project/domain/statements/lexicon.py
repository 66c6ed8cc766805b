"""The words that the reader of running text knows, from `data/reference/statements.yml`, compiled once.

Lives here: loading and compiling. Not here: how the words are used (`mentions.py`, `wording.py`, `subjects.py`).
Knowledge is data: a new wording is a line in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_PATH = Path(__file__).resolve().parents[3] / "data" / "reference" / "statements.yml"


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A printed unit: its canonical unit and what the printed number is multiplied with."""

    unit: str
    factor: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word sets and compiled patterns. `patterns[name]` finds any word of the list of that name in lower-case text.
    synonyms: (older part of a word, today's)."""

    abbreviations: frozenset[str]
    units: dict[str, UnitWord]
    unit_pattern: re.Pattern[str]
    words: dict[str, frozenset[str]]
    patterns: dict[str, re.Pattern[str]]
    synonyms: tuple[tuple[str, str], ...]

    def find_last(self, name: str, text: str) -> re.Match[str] | None:
        """The last match of the list `name` in lower-case text."""
        last = None
        for last in self.patterns[name].finditer(text):  # noqa: B007
            pass
        return last

    def has(self, name: str, text: str) -> bool:
        """True when a word of the list `name` stands in lower-case text."""
        return self.patterns[name].search(text) is not None


def word_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern for a list of words; longest first, whole words only. `*` stands for any letters, ` ~ ` for a space
    with at most three words (`mot ~ budget` is `mot budget` and `mot periodens hela budget`). The first part of a
    compound (`budget- och skuldrådgivningen`) is no word."""
    parts = [
        re.escape(word).replace(r"\ ", " ").replace(r" \~ ", r" (?:[\w-]{1,40} ){0,3}?").replace(r"\*", r"\w{0,40}")
        for word in sorted(set(words), key=len, reverse=True)
    ]
    return re.compile(r"(?<![\w])(?:" + "|".join(parts) + r")(?![\w]|-\s?(?:och|eller|samt)\b)")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon, read once per process.

    Raises: FileNotFoundError, yaml.YAMLError, KeyError: the reference file is missing or damaged; a programmer's error.
    """
    raw: dict[str, Any] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    units = {w: UnitWord(row["unit"], int(row["factor"])) for row in raw["units"] for w in row["words"]}
    spelled = "|".join(re.escape(w) for w in sorted(units, key=len, reverse=True))
    others = ("units", "measures", "abbreviations", "synonyms")
    lists = {k: [str(w) for w in v] for k, v in raw.items() if k not in others}
    lists |= {f"measure.{k}": v for k, v in raw["measures"].items()}
    return Lexicon(
        abbreviations=frozenset(str(a) for a in raw["abbreviations"]),
        units=units,
        unit_pattern=re.compile(rf"(?:{spelled})(?![\w])", re.I),
        words={k: frozenset(v) for k, v in lists.items()},
        patterns={k: word_pattern(v) for k, v in lists.items()},
        synonyms=tuple((str(old), str(new)) for old, new in raw["synonyms"].items()),
    )
