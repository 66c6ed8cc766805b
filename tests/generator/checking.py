"""Comparing what was put in with what came out: the questions that the properties ask of a reading."""

from __future__ import annotations

import re
from collections import Counter

from generator.truth import TrueReport

from dagster_project.domain.model import Fact, ReportReading
from dagster_project.domain.read_report import read_report

Key = tuple[str, ...]


def read(data: bytes | str, name: str = "made-up") -> ReportReading:
    return read_report(data.encode() if isinstance(data, str) else data, name, with_statements=False)


def fact_key(fact: Fact) -> Key:
    """The same columns as TrueFact.key, from a fact that was read."""
    amount = "" if fact.amount_reported_sek is None else f"{fact.amount_reported_sek.normalize():f}"
    value = "" if fact.value is None else f"{fact.value.normalize():f}"
    ends = fact.period_end.isoformat() if fact.period_end else ""
    label = re.sub(r"\s+", " ", fact.row_label)
    return (label, value, fact.unit, fact.measure, ends, fact.fact_family, amount, fact.row_role)


def keys_of(facts: object) -> Counter[Key]:
    return Counter(fact_key(f) for f in facts)  # type: ignore[attr-defined]


def difference(report: TrueReport, reading: ReportReading) -> str:
    """Empty where the facts are those of the report; else what is missing and what is too much, line by line."""
    expected = Counter(fact.key() for fact in report.facts)
    got = keys_of(reading.facts)
    lines = [f"missing {n} x {key}" for key, n in (expected - got).items()]
    lines += [f"too much {n} x {key}" for key, n in (got - expected).items()]
    lines += [f"refused {r.code} {r.detail}" for r in reading.refusals]
    profile = reading.profile
    if profile.municipality_code != report.municipality_code:
        lines.append(f"municipality {profile.municipality_code!r}, not {report.municipality_code!r}")
    if profile.period_end != report.period_end:
        lines.append(f"period_end {profile.period_end}, not {report.period_end}")
    return "\n".join(lines)


def unbalanced(reading: ReportReading, n_printed: int) -> str:
    """Empty where every non-empty cell is a fact, ignored or refused, exactly once."""
    facts = {(f.table_no, f.row_no, f.col_no) for f in reading.facts}
    refused = {(r.table_no, r.row_no, r.col_no) for r in reading.refusals if r.row_no}
    ignored = [(i.table_no, i.row_no, i.col_no) for i in reading.ignored]
    problems = []
    if len(set(ignored)) != len(ignored):
        problems.append("a cell is ignored twice")
    if facts & refused or facts & set(ignored) or refused & set(ignored):
        problems.append(f"cells counted twice: {sorted((facts & refused) | ((facts | refused) & set(ignored)))}")
    total = len(facts) + len(refused) + len(ignored)
    if not total == reading.n_cells == n_printed:
        problems.append(
            f"{len(facts)} + {len(ignored)} + {len(refused)} cells, n_cells {reading.n_cells}, printed {n_printed}"
        )
    return "; ".join(problems)
