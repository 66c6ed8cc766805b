"""Stage published: the checked build, swapped in as the file that readers open."""

from datetime import UTC, datetime, timedelta

import dagster as dg

from dagster_project.adapters.run_dbt import list_models, read_manifest
from dagster_project.building.build import stop_at_own_errors
from dagster_project.building.inputs import find_inputs
from dagster_project.building.make_models import choose_pieces
from dagster_project.building.publish import publish_build
from dagster_project.building.quiet import all_outcomes, remember
from dagster_project.building.record import kept_checks, kept_receipt, note_attempt
from dagster_project.building.tell_changes import tell_changes
from dagster_project.previews import show_rows
from dagster_project.resources import WarehouseHome

# By seven, when people come to work, the night's run has published or has found nothing new.
EVERY_MORNING = dg.FreshnessPolicy.cron(
    deadline_cron="0 7 * * *", lower_bound_delta=timedelta(hours=12), timezone="Europe/Stockholm"
)


@dg.asset(
    group_name="published",
    kinds={"duckdb", "parquet"},
    deps=[dg.AssetKey(["marts", name]) for name in list_models(read_manifest(), "marts")],
    pool="warehouse",
    freshness_policy=EVERY_MORNING,
)
def published(context: dg.AssetExecutionContext, warehouse: WarehouseHome) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """warehouse.duckdb, Parquet and CSV of every mart; whoever reads the old file goes on reading it."""
    started = datetime.fromtimestamp(context.instance.get_run_stats(context.run_id).start_time or 0, UTC)
    with warehouse.writing() as home:
        checks = kept_checks(home)
        stop_at_own_errors(home, checks)
        outcomes = all_outcomes(home)
        inputs = find_inputs(home, outcomes)
        touched = choose_pieces(home, inputs)
        report = publish_build(home, kept_receipt(home), outcomes, checks, started, inputs, touched)
        note_attempt(home, started, None, report)
        remember(home)
    for words in tell_changes(home):
        context.log.warning(words)
    return dg.MaterializeResult(
        metadata={
            "warehouse": dg.MetadataValue.path(report.warehouse),
            "published at": report.published_at,
            "tables changed": list(report.changed),
            "rows": sum(report.tables.values()),
            "seconds": report.seconds,
            "preview": show_rows(({"table": name, "rows": rows} for name, rows in report.tables.items()), shown=100),
            "checks passed": report.n_checks_passed,
            "checks failed": list(report.failed_checks),
            "findings in sources": dg.MetadataValue.md("\n".join(f"- {words}" for words in report.findings)),
        }
    )
