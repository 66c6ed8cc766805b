"""What a check said: one row per run, check and object. The rows of `marts.fct_quality_check`.

What lives here: the value `CheckResult` and the two questions that decide whether the night's file is published.
What does not: how a check is run (adapters) and what it promises (expectations/).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["pass", "warn", "fail", "skip"]
Severity = Literal["critical", "warning", "info"]
Cause = Literal["ours", "source", "either"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check on one object.

    outcome: `skip` when no row of any report is of the kind that the promise is about; not passed, and nobody's fault.
    check_id: `<suite>.<promise>`, the same in every run. object_id: what was looked at: a table, or a report id.
    cause: `ours` when a failure means that we lost or damaged something (stops the swap), `source` when it means
        that the printed report contradicts itself (published as a finding), `either` when a person has to look.
    n_evaluated, n_unexpected: values (or identities) looked at, and those that broke the promise.
    """

    run_id: str
    check_id: str
    suite: str
    object_id: str
    outcome: Outcome
    severity: Severity
    cause: Cause
    n_evaluated: int
    n_unexpected: int
    observed: str
    message: str
    message_sv: str

    @property
    def is_blocking(self) -> bool:
        """A failure of our own, of critical severity: yesterday's file stays in place."""
        return self.outcome == "fail" and self.cause == "ours" and self.severity == "critical"


def blocking(results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """The results that stop publishing. A run without any result is refused too: see `require_results`."""
    return tuple(result for result in results if result.is_blocking)


def require_results(results: tuple[CheckResult, ...], run_id: str) -> tuple[CheckResult, ...]:
    """Fail closed: a run in which nothing was checked is a failed run, said as a row like any other."""
    if results:
        return results
    return (
        CheckResult(
            run_id=run_id,
            check_id="run.something_was_checked",
            suite="run",
            object_id="warehouse",
            outcome="fail",
            severity="critical",
            cause="ours",
            n_evaluated=0,
            n_unexpected=1,
            observed="0 checks",
            message="No check was run on the warehouse, so nothing about it is known.",
            message_sv="Ingen kontroll kördes på datalagret, så ingenting är känt om det.",
        ),
    )
