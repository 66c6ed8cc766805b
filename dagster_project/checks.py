"""Asset checks: every promise of `expectations/` on the mart it guards; dbt's tests come by themselves with its models.

What belongs here: how a result is shown in Dagster. What does not: any promise or limit (`expectations/`), what stops
publishing (`domain/monitoring/results.py`). An error of ours is an ERROR and blocks what comes after; an error that a
source prints is a WARN and is published as a finding.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import dagster as dg

from dagster_project.adapters.great_expectations_suites import Suite, read_suites
from dagster_project.adapters.quality_tables import OpenFinding, read_open_findings
from dagster_project.building.build import run_expectations
from dagster_project.building.check_marts import data_docs
from dagster_project.building.record import keep_checks
from dagster_project.domain.monitoring.results import NOT_OURS, CheckResult
from dagster_project.domain.monitoring.tallies import Promise
from dagster_project.resources import WarehouseHome

SUITES = read_suites()


def asset_of(suite: Suite) -> dg.AssetKey:
    return dg.AssetKey(suite.table.split("."))


def name_of(suite: Suite, promise: Promise) -> str:
    """A promise is called as in its suite; with the suite's name before it where several suites guard one mart."""
    name = promise.check_id.removeprefix(f"{suite.name}.")
    return name if suite.table == f"marts.{suite.name}" else f"{suite.name}__{name}"


def _spec(suite: Suite, promise: Promise) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        name_of(suite, promise),
        asset=asset_of(suite),
        description=f"{promise.bound} ({promise.unit}): {promise.reason}",
        blocking=promise.severity == "error" and promise.origin not in NOT_OURS,
        metadata={"origin": promise.origin, "severity": promise.severity},
    )


@dg.multi_asset_check(
    specs=[_spec(suite, promise) for suite in SUITES for promise in suite.promises],
    name="expectations",
    pool="warehouse",
)
def expectations(context: dg.AssetCheckExecutionContext, warehouse: WarehouseHome) -> Iterator[dg.AssetCheckResult]:
    """Every promise held against the marts of the build file; the results are put on record too."""
    started = datetime.fromtimestamp(context.instance.get_run_stats(context.run.run_id).start_time or 0, UTC)
    with warehouse.writing() as home:
        checks = run_expectations(home, started)
        keep_checks(home, checks)
        findings = read_open_findings(home.build_file)
    results: dict[str, list[CheckResult]] = defaultdict(list)
    for check in checks:
        results[check.check_id if check.was_made else check.suite].append(check)
    for suite in SUITES:
        for promise in suite.promises:
            found = results[promise.check_id] or results[suite.name]
            told = [finding for finding in findings if finding.check_id == promise.check_id]
            yield _show(suite, promise, found, told, str(data_docs(home)))


def _show(
    suite: Suite, promise: Promise, found: Sequence[CheckResult], told: Sequence[OpenFinding], docs: str
) -> dg.AssetCheckResult:
    broken = [check for check in found if check.is_broken]
    is_ours = any(check.stops_publishing for check in broken)
    value = next((check.value for check in found if check.value is not None), None)
    lines = [f"- `{finding.finding_id}` {finding.sentence}" for finding in told]
    return dg.AssetCheckResult(
        check_name=name_of(suite, promise),
        asset_key=asset_of(suite),
        passed=not broken,
        severity=dg.AssetCheckSeverity.ERROR if is_ours else dg.AssetCheckSeverity.WARN,
        description=broken[0].message if broken else found[0].message,
        metadata={
            "rows looked at": sum(check.n_evaluated for check in found),
            "rows that break it": sum(check.n_unexpected for check in broken),
            "bound": f"{promise.bound} ({promise.unit})",
            "reason": promise.reason,
            "origin": promise.origin,
            "findings (utfall findings)": dg.MetadataValue.md("\n".join(lines) or "none"),
            "data docs": dg.MetadataValue.path(docs),
            **({} if value is None else {"value": value}),
        },
    )
