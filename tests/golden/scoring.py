"""How far the facts of a reading agree with a list of true values: found, precise, strict.

Lives here: pairing and counting only. The truths stand beside the reports (`unseen/*.values.csv`); a field of theirs
may allow several readings, `a|b`. A fact is found where a true value has the same label and the same number, and is
strictly right where measure, unit, last day and family agree as well.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from dagster_project.domain.model import Fact

_KEPT_OUT = ("risk", "other")


@dataclass(frozen=True)
class Truth:
    """A true value; the fields of `meaning` are the sets of what is allowed."""

    row_label: str
    col_label: str
    value: Decimal
    meaning: tuple[frozenset[str], ...]
    row_role: str
    amount: Decimal | None


@dataclass(frozen=True)
class Score:
    """Shares of the true values found and strictly right, of the facts that are true values, of the amounts right."""

    found: float
    precision: float
    strict: float
    amounts: float
    wrong: tuple[str, ...]


def read_truths(path: Path) -> list[Truth]:
    with path.open(encoding="utf-8", newline="") as file:
        return [_truth(row) for row in csv.DictReader(file)]


def _truth(row: dict[str, str]) -> Truth:
    fields = (row["measure"], row["unit"], row["period_end"], row["fact_family"])
    return Truth(
        row["row_label"],
        row["col_label"],
        Decimal(row["value"]),
        tuple(frozenset(field.split("|")) for field in fields),
        row["row_role"],
        Decimal(row["amount_reported_sek"]) if row["amount_reported_sek"] else None,
    )


def score(truths: Sequence[Truth], facts: Sequence[Fact]) -> Score:
    """Pair every true value with the fact that agrees best, best pairs first, each fact once."""
    facts = [f for f in facts if f.value is not None and f.fact_family not in _KEPT_OUT]
    pairs = _pairs(truths, facts)
    strict, amounts, tested, wrong = 0, 0, 0, []
    for i, truth in enumerate(truths):
        fact = pairs.get(i)
        misses = ["not found"] if fact is None else _misses(truth, fact)
        strict += not misses
        if fact is not None and truth.amount is not None:
            tested += 1
            if fact.amount_reported_sek == truth.amount:
                amounts += 1
            else:
                misses.append(f"amount {fact.amount_reported_sek}, not {truth.amount}")
        wrong += [f"{truth.row_label} | {truth.col_label} | {truth.value}: {miss}" for miss in misses]
    extra = {id(f) for f in facts} - {id(f) for f in pairs.values()}
    wrong += [f"too much: {f.row_label} | {f.col_label} | {f.raw}" for f in facts if id(f) in extra]
    return Score(
        len(pairs) / len(truths),
        len(pairs) / len(facts) if facts else 0.0,
        strict / len(truths),
        amounts / tested if tested else 1.0,
        tuple(wrong),
    )


def _misses(truth: Truth, fact: Fact) -> list[str]:
    got = _meaning(fact)
    return [f"{g}, not {'|'.join(sorted(t))}" for t, g in zip(truth.meaning, got, strict=True) if g not in t]


def _meaning(fact: Fact) -> tuple[str, ...]:
    return (fact.measure, fact.unit, fact.period_end.isoformat() if fact.period_end else "", fact.fact_family)


def _pairs(truths: Sequence[Truth], facts: Sequence[Fact]) -> dict[int, Fact]:
    by_value: dict[Decimal, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_value[fact.value or Decimal(0)].append(fact)
    candidates = [
        (_closeness(truth, fact), -i, -k, fact)
        for i, truth in enumerate(truths)
        for k, fact in enumerate(by_value[truth.value])
        if _same_label(truth.row_label, fact)
    ]
    paired: dict[int, Fact] = {}
    used: set[int] = set()
    for _, i, _, fact in sorted(candidates, key=lambda c: c[:3], reverse=True):
        if -i not in paired and id(fact) not in used:
            paired[-i] = fact
            used.add(id(fact))
    return paired


def _closeness(truth: Truth, fact: Fact) -> int:
    agreeing = sum(g in t for t, g in zip(truth.meaning, _meaning(fact), strict=True))
    return agreeing + (_plain(truth.col_label) == _plain(fact.col_label)) + (truth.row_role == fact.row_role)


def _same_label(label: str, fact: Fact) -> bool:
    return _plain(label) in (_plain(fact.row_label), _plain(fact.row_code + fact.row_label))


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-zåäöéü]+", "", text.casefold())
