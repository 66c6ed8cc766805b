"""The lexicon of headings and labels, read once from data/reference/lexicon.yml.

Lives here: loading and asking. What the words are stands in the YAML file; what follows from them in `facts/`.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from dagster_project.domain.swedish.text import fold

REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference"


@dataclass(frozen=True, slots=True)
class WordRule:
    """A pattern on folded text and the name (or names, most likely first) that it stands for."""

    names: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists, compiled. The attributes are the keys of data/reference/lexicon.yml."""

    measures: tuple[WordRule, ...]
    status_columns: tuple[WordRule, ...]
    row_measures: tuple[WordRule, ...]
    measure_labels: re.Pattern[str]
    title_measures: tuple[WordRule, ...]
    plan_documents: re.Pattern[str]
    account_lines: tuple[WordRule, ...]
    implied_units: tuple[WordRule, ...]
    entities: tuple[WordRule, ...]
    families: dict[str, re.Pattern[str]]
    income_statement_rows: re.Pattern[str]
    cash_closings: re.Pattern[str]
    statement_titles: re.Pattern[str]
    balance_titles: re.Pattern[str]
    total_rows: re.Pattern[str]
    whole_rows: re.Pattern[str]
    subtotal_rows: re.Pattern[str]
    total_suffix: re.Pattern[str]
    of_which_rows: re.Pattern[str]
    statuses: re.Pattern[str]
    status_signs: re.Pattern[str]
    status_scale: re.Pattern[str]
    bare_headings: re.Pattern[str]
    unit_columns: re.Pattern[str]
    note_cells: re.Pattern[str]
    note_columns: re.Pattern[str]
    code_columns: re.Pattern[str]
    code_headings: re.Pattern[str]
    not_titles: re.Pattern[str]
    heading_words: frozenset[str]
    heading_parts: frozenset[str]
    abbreviations: dict[str, str]


def first_match(rules: tuple[WordRule, ...], text: str) -> tuple[str, ...]:
    """The names of the first rule whose pattern is found in the folded text; empty if none."""
    folded = fold(text)
    return next((rule.names for rule in rules if rule.pattern.search(folded)), ())


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of this checkout."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = yaml.load((REFERENCE / "lexicon.yml").read_text(encoding="utf-8"), Loader=loader)
    kwargs: dict[str, object] = {}
    for key, value in raw.items():
        if isinstance(value, list):
            kwargs[key] = tuple(WordRule(tuple(names.split()), re.compile(pattern)) for names, pattern in value)
        elif key == "abbreviations":
            kwargs[key] = {short: full for full, shorts in value.items() for short in shorts.split()}
        elif isinstance(value, dict):
            kwargs[key] = {name: re.compile(pattern) for name, pattern in value.items()}
        else:
            kwargs[key] = frozenset(value.split()) if key.startswith("heading_") else re.compile(value)
    return Lexicon(**kwargs)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Municipality:
    """code: SCB code as text, four digits. names: every form in which a text may name it, folded."""

    code: str
    name: str
    official_name: str
    names: tuple[str, ...]


@lru_cache(maxsize=1)
def municipalities() -> tuple[Municipality, ...]:
    """All municipalities of data/reference/municipalities.csv."""
    found = []
    with (REFERENCE / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            aliases = [a for a in re.split(r"[|;]", row.get("aliases") or "") if a.strip()]
            names = {fold(n) for n in (row["name"], row["official_name"], *aliases)}
            found.append(
                Municipality(row["municipality_code"], row["name"], row["official_name"], tuple(sorted(names)))
            )
    return tuple(found)
