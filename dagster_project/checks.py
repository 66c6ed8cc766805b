"""Asset checks: the expectations, carried into Dagster; dbt's tests come by themselves with its models.

What belongs here: how a result is shown. What does not: any promise or limit (`expectations/`). An error of ours is an
ERROR and blocks publishing; an error that a source prints is a WARN and is published as a finding.
"""

from collections import defaultdict
from collections.abc import Iterator

import dagster as dg

from dagster_project.adapters.great_expectations_suites import read_suites
from dagster_project.building.build import run_expectations
from dagster_project.building.record import keep_checks
from dagster_project.domain.quality.results import CheckResult
from dagster_project.resources import WarehouseHome

GUARDED = tuple(suite.name for suite in read_suites())
WHOLE = "dim_report"  # what is about the whole warehouse is shown with the reports


def table_of(check: CheckResult) -> str:
    """The mart that a check looked at: a suite is called as the table it guards."""
    return check.suite if check.suite in GUARDED else WHOLE


@dg.multi_asset_check(
    specs=[dg.AssetCheckSpec("expectations", asset=dg.AssetKey(["marts", name]), blocking=True) for name in GUARDED],
    name="expectations",
    pool="warehouse",
)
def expectations(warehouse: WarehouseHome) -> Iterator[dg.AssetCheckResult]:
    """Every expectation on the marts of the build file; the results are kept in the warehouse too."""
    with warehouse.writing() as home:
        checks = run_expectations(home)
        keep_checks(home, checks)
    by_table: dict[str, list[CheckResult]] = defaultdict(list)
    for check in checks:
        by_table[table_of(check)].append(check)
    for name in GUARDED:
        yield _show(name, by_table[name])


def _show(name: str, checks: list[CheckResult]) -> dg.AssetCheckResult:
    failed = [check for check in checks if check.outcome == "fail" or (check.outcome == "warn" and check.n_evaluated)]
    is_ours = any(check.is_blocking for check in failed)
    return dg.AssetCheckResult(
        check_name="expectations",
        asset_key=dg.AssetKey(["marts", name]),
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if is_ours else dg.AssetCheckSeverity.WARN,
        metadata={
            "checks": len(checks),
            "evaluated": sum(check.n_evaluated for check in checks),
            "failed": dg.MetadataValue.md("\n".join(f"- {c.check_id}: {c.message}" for c in failed)),
        },
    )
