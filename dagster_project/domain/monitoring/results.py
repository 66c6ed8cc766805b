"""What a check said, and whether it stops publishing. The rows of `marts.fct_quality_check`.

What lives here: the value `CheckResult` and the rule of the gate. What does not: how a check is run (adapters), what it
promises and how serious a break is (`expectations/`).

The rule of the gate: an error stops publishing, unless the report itself (`source`) or whoever should have sent it
(`late`) is at fault. So an error of ours (`extraction`, `mapping`) stops, and so does one that nobody can explain
(`unknown`): yesterday's file stays in place. A warning never stops anything; an acknowledgement never opens the gate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal["pass", "warn", "fail", "skip"]
Severity = Literal["error", "warn", "info"]
Origin = Literal["source", "extraction", "mapping", "late", "unknown"]

ORIGINS: tuple[Origin, ...] = get_args(Origin)
NOT_OURS: tuple[Origin, ...] = ("source", "late")
_WORST_FIRST = {"fail": 0, "warn": 1, "skip": 2, "pass": 3}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check on one thing.

    check_id: `<suite>.<promise>`, the same every night. table: the mart that the suite guards, as `schema.name`.
    scope: what broke the promise (a report_id, an erratum_id ...), or the table where it holds everywhere.
    status: `skip` when no row is of the kind that the promise is about: not passed, and nobody's fault.
    origin: whose fault a break is. value, bound, unit, reason: the number furthest out, the limit that it was held
    against, and why the limit is there.
    n_evaluated, n_unexpected: rows looked at, and those that broke the promise. observed: some of what broke it.
    was_made: False when the check itself failed, so that nothing is known about the table.
    """

    check_id: str
    suite: str
    table: str
    scope: str
    status: Status
    severity: Severity
    origin: Origin
    value: float | None
    bound: str
    unit: str
    reason: str
    n_evaluated: int
    n_unexpected: int
    observed: str
    message: str
    message_sv: str
    was_made: bool = True

    @property
    def stops_publishing(self) -> bool:
        return self.status == "fail" and self.severity == "error" and self.origin not in NOT_OURS

    @property
    def is_broken(self) -> bool:
        return self.status in ("fail", "warn")


def find_stops(results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """The results that stop publishing."""
    return tuple(result for result in results if result.stops_publishing)


def sort_worst_first(results: Iterable[CheckResult]) -> list[CheckResult]:
    """What stops publishing, other errors, warnings, what had nothing to look at, what holds."""
    return sorted(
        results, key=lambda r: (not r.stops_publishing, _WORST_FIRST[r.status], r.check_id, -r.n_unexpected, r.scope)
    )


def not_made(check_id: str, suite: str, table: str, detail: str) -> CheckResult:
    """Fail closed: a check that could not be made counts as an error that nobody can explain."""
    return CheckResult(
        check_id=check_id,
        suite=suite,
        table=table,
        scope=table,
        status="fail",
        severity="error",
        origin="unknown",
        value=None,
        bound="",
        unit="",
        reason="what cannot be checked must not be published",
        n_evaluated=0,
        n_unexpected=1,
        observed=detail[:500],
        message=f"The check could not be made, so the table counts as faulty: {detail[:500]}",
        message_sv=f"Kontrollen kunde inte göras, så tabellen räknas som felaktig: {detail[:500]}",
        was_made=False,
    )


def require_results(results: tuple[CheckResult, ...]) -> tuple[CheckResult, ...]:
    """A night in which nothing was checked is a failed night, said as a row like any other."""
    return results or (not_made("run.something_was_checked", "run", "marts.dim_report", "no suite gave a result"),)
