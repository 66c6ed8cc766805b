"""The night's checks: the suites are held against the marts of the build file, and what they say goes on record.

What lives here: the order of it: hold the suites, tell the errors that sources print, add the run to the history, write
the tables of monitoring into the build file that will be published. What does not: a check (`adapters`,
`expectations/`), what a result means (`domain/monitoring`), whether the night is published (`build` asks `find_stops`).

The record is written before anybody decides about publishing, so that a night that was stopped is on record too.

    warehouse/checked_partitions.json    what may be relied on as long as a partition's rows stay the same
    warehouse/quality/index.html         the list of the pages of the last nights
    warehouse/quality/data_docs/         great-expectations' pages (Data Docs)
    warehouse/quality/validations/       great-expectations' own results of the last nights
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from dagster_project.adapters.run_dbt import dbt_target
from dagster_project.domain.monitoring.findings import TEXT_AGAINST_TABLE, ReportName, list_findings
from dagster_project.domain.monitoring.results import CheckResult, not_made, require_results, sort_worst_first
from dagster_project.domain.warehouse.home import Home
from dagster_project.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

    from dagster_project.adapters.checked_partitions import Tallies
    from dagster_project.adapters.great_expectations_runner import Validator
    from dagster_project.adapters.great_expectations_suites import Suite


def quality_dir(home: Home) -> Path:
    return home.warehouse / "quality"


def data_docs(home: Home) -> Path:
    """The list of great-expectations' pages, made in the last night that looked at something."""
    return quality_dir(home) / "index.html"


def check_marts(home: Home, now: datetime | None = None) -> tuple[CheckResult, ...]:
    """Hold every suite against the build file and put what it says on record. Worst first.

    Raises: Problem build.expectations-unusable, if a suite's file is missing or wrong; build.checks-not-recorded, if
    the results cannot be written; build.checks-failed for anything else. Nothing may be published then.
    """
    from dagster_project.adapters.great_expectations_suites import SUITES_DIR, SuitesError, read_suites

    try:
        return _check(home, read_suites(SUITES_DIR), now or datetime.now(UTC))
    except SuitesError as error:
        raise Problem("build.expectations-unusable", str(error), str(error.file)) from error
    except OSError as error:
        raise Problem("build.checks-not-recorded", str(error), str(error.filename or quality_dir(home))) from error
    except Exception as error:  # whatever it is, the night was not checked
        raise Problem("build.checks-failed", f"{type(error).__name__}: {error}", str(home.build_file)) from error


def _check(home: Home, suites: tuple[Suite, ...], moment: datetime) -> tuple[CheckResult, ...]:
    from dagster_project.adapters.check_history import read_history, record_run
    from dagster_project.adapters.dbt_checks import read_dbt_checks
    from dagster_project.adapters.monitoring_tables import write_monitoring_tables
    from dagster_project.adapters.quality_tables import read_disagreements, read_names, write_source_errors

    with closing(duckdb.connect(str(home.build_file))) as connection:
        reports = read_names(connection)
        errors = write_source_errors(connection, reports)
    held = require_results(hold_suites(home, suites, reports, moment))
    results = tuple(sort_worst_first((*held, *read_dbt_checks(dbt_target(home)))))
    with closing(duckdb.connect(str(home.build_file))) as connection:
        texts = read_disagreements(connection) if _breaks(results, TEXT_AGAINST_TABLE) else ()
        record_run(home.lake, results, list_findings(results, errors, reports, texts), moment)
        connection.execute("set TimeZone = 'UTC'")
        write_monitoring_tables(connection, read_history(home.lake))
    return results


def _breaks(results: Iterable[CheckResult], check_id: str) -> bool:
    return any(result.check_id == check_id and result.is_broken for result in results)


def record_failed_models(home: Home, now: datetime) -> None:
    """Put a night on record that dbt stopped: its tests as far as they came, and that the suites were not held."""
    from dagster_project.adapters.check_history import record_run
    from dagster_project.adapters.dbt_checks import SUITE, read_dbt_checks

    stopped = not_made(f"{SUITE}.models_are_made", SUITE, "marts", "dbt stopped: `utfall status` says why")
    results = tuple(sort_worst_first((stopped, *read_dbt_checks(dbt_target(home)))))
    record_run(home.lake, results, list_findings(results, (), {}), now)


def hold_suites(
    home: Home, suites: tuple[Suite, ...], reports: dict[str, ReportName], moment: datetime
) -> tuple[CheckResult, ...]:
    """Hold suites against the build file; nothing of it goes on record.

    great-expectations is loaded when the first rows have changed, and not at all in a night without any.
    """
    from dagster_project.adapters.checked_partitions import SuiteRows, hold_suite, read_known, write_known

    names = {report_id: (report.name, report.name_sv) for report_id, report in reports.items()}
    validators: list[Validator] = []

    def judge(suite: Suite, frame: pd.DataFrame, name: str) -> Tallies:
        from dagster_project.adapters.great_expectations_runner import Validator

        if not validators:
            validators.append(Validator(quality_dir(home), f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"))
        return validators[0].tally(suite, frame, name)

    cache = home.warehouse / "checked_partitions.json"
    before = read_known(cache)
    with SuiteRows(home.build_file, home.published_file, home.build_dir / "spill") as rows:
        checked = {s.name: hold_suite(rows, s, before.get(s.name, {}), judge, names) for s in suites}
    if validators:
        validators[0].write_docs()
    write_known(cache, {name: done.known for name, done in checked.items()})
    return tuple(result for done in checked.values() for result in done.results)
