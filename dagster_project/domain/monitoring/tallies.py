"""Tallies: how rows fared against one promise in one partition, so that they can be added up and kept.

What lives here: the count, adding two counts, and what a count says as a `CheckResult`. A promise is about single rows
(of facts, or of aggregates), never about a whole frame; so the rows may be looked at in any portions, those of a
partition that has not changed need not be looked at again, and the result is the same.
What does not: looking at rows (`adapters/great_expectations_runner.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dagster_project.domain.monitoring.results import CheckResult, Origin, Severity

_N_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as its suite states it. says: sentence with {n} and {of}; bound: the limit in words."""

    check_id: str
    suite: str
    table: str
    severity: Severity
    origin: Origin
    column: str
    bound: str
    unit: str
    reason: str
    says: str
    says_sv: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Rows of one scope that broke a promise. value: the number furthest out; examples: some values as text."""

    n_evaluated: int
    n_unexpected: int
    value: float | None
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of one partition held against one promise. value: the number furthest out of all of them."""

    n_evaluated: int = 0
    value: float | None = None
    distance: float | None = None
    broken: Mapping[str, Broken] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        broken = {s: [b.n_evaluated, b.n_unexpected, b.value, list(b.examples)] for s, b in self.broken.items()}
        return {"n": self.n_evaluated, "value": self.value, "distance": self.distance, "broken": broken}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Tally:
        broken = {s: Broken(n, k, value, tuple(words)) for s, (n, k, value, words) in values["broken"].items()}
        return cls(values["n"], values["value"], values["distance"], broken)


def add_up(tallies: Iterable[Tally]) -> Tally:
    """The tally of all partitions together. A scope is never in two partitions by more than its rows."""
    n_evaluated, value, distance = 0, None, None
    broken: dict[str, Broken] = {}
    for tally in tallies:
        n_evaluated += tally.n_evaluated
        if tally.distance is not None and (distance is None or tally.distance > distance):
            value, distance = tally.value, tally.distance
        for scope, found in tally.broken.items():
            broken[scope] = _join(broken[scope], found) if scope in broken else found
    return Tally(n_evaluated, value, distance, broken)


def _join(one: Broken, other: Broken) -> Broken:
    values = [v for v in (one.value, other.value) if v is not None]
    return Broken(
        one.n_evaluated + other.n_evaluated,
        one.n_unexpected + other.n_unexpected,
        max(values, key=abs) if values else None,
        (*one.examples, *other.examples)[:_N_EXAMPLES],
    )


def as_results(promise: Promise, tally: Tally, names: Mapping[str, tuple[str, str]]) -> list[CheckResult]:
    """One result where the promise holds (or there is nothing to hold it against), else one per scope that breaks it.

    Args: names: scope -> what people call it, in English and in Swedish.
    """
    if tally.n_evaluated == 0:
        return [_nothing_to_check(promise)]
    if not tally.broken:
        return [_holds(promise, tally)]
    return [_breaks(promise, scope, found, names) for scope, found in sorted(tally.broken.items())]


def _holds(promise: Promise, tally: Tally) -> CheckResult:
    return CheckResult(
        check_id=promise.check_id,
        suite=promise.suite,
        table=promise.table,
        scope=promise.table,
        status="pass",
        severity=promise.severity,
        origin=promise.origin,
        value=tally.value,
        bound=promise.bound,
        unit=promise.unit,
        reason=promise.reason,
        n_evaluated=tally.n_evaluated,
        n_unexpected=0,
        observed="",
        message=promise.says.format(n=0, of=tally.n_evaluated),
        message_sv=promise.says_sv.format(n=0, of=tally.n_evaluated),
    )


def _breaks(promise: Promise, scope: str, found: Broken, names: Mapping[str, tuple[str, str]]) -> CheckResult:
    name, name_sv = names.get(scope, (scope, scope))
    return CheckResult(
        check_id=promise.check_id,
        suite=promise.suite,
        table=promise.table,
        scope=scope,
        status="fail" if promise.severity == "error" else "warn",
        severity=promise.severity,
        origin=promise.origin,
        value=found.value,
        bound=promise.bound,
        unit=promise.unit,
        reason=promise.reason,
        n_evaluated=found.n_evaluated,
        n_unexpected=found.n_unexpected,
        observed=f"{promise.column}: {', '.join(found.examples)}",
        message=f"{name}: {promise.says.format(n=found.n_unexpected, of=found.n_evaluated)}",
        message_sv=f"{name_sv}: {promise.says_sv.format(n=found.n_unexpected, of=found.n_evaluated)}",
    )


def _nothing_to_check(promise: Promise) -> CheckResult:
    """Visible, and not called passed: no row of any report is of the kind that the promise is about."""
    return CheckResult(
        check_id=promise.check_id,
        suite=promise.suite,
        table=promise.table,
        scope=promise.table,
        status="skip",
        severity="info",
        origin=promise.origin,
        value=None,
        bound=promise.bound,
        unit=promise.unit,
        reason=promise.reason,
        n_evaluated=0,
        n_unexpected=0,
        observed="0 rows",
        message=f"Nothing to check: no row of {promise.suite} is of this kind.",
        message_sv=f"Inget att kontrollera: {promise.suite} har ingen sådan rad.",
    )
