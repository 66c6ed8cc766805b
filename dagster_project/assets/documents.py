"""Stage documents: what the sources have, archived by content before anybody reads it."""

import time
from pathlib import Path

import dagster as dg

from dagster_project.building.fetch import SourceReceipt, fetch_all, gather_folders
from dagster_project.building.record import keep_receipt
from dagster_project.building.take_in import archive_folder
from dagster_project.domain.documents.archive import Original, list_originals
from dagster_project.previews import show_rows
from dagster_project.resources import WarehouseHome

# The only step that is tried again: it alone depends on others' machines. A source that fails is a row, and stops
# nothing; what is tried again is a step that could not run at all.
TRY_AGAIN = dg.RetryPolicy(max_retries=3, delay=60, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)


class DocumentsConfig(dg.Config):
    """reports_dir: a folder to take in beside the sources of sources.yml; empty: UTFALL_REPORTS, else none."""

    reports_dir: str = ""


@dg.asset(group_name="documents", kinds={"pdf", "file"}, pool="warehouse", retry_policy=TRY_AGAIN)
def documents(config: DocumentsConfig, warehouse: WarehouseHome) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every original by its sha256, with its names, when it was first seen, its media type and its manifest line."""
    started = time.monotonic()
    with warehouse.writing() as home:
        before = {original.sha256 for original in list_originals(home.lake)}
        given = Path(config.reports_dir).expanduser().resolve() if config.reports_dir else warehouse.reports_dir()
        folders = [archive_folder(given, home)] if given else []
        receipts = fetch_all(home)
        folders += [receipt.folder for receipt in receipts if receipt.folder is not None]
        receipt = gather_folders(folders)
        keep_receipt(home, receipt)
        originals = list(list_originals(home.lake))
    new = [original for original in originals if original.sha256 not in before]
    return dg.MaterializeResult(
        metadata={
            "new originals": len(new),
            "originals in the archive": len(originals),
            "reports in the folders": receipt.n_reports,
            "seconds": round(time.monotonic() - started, 1),
            "new": show_rows(_about(original) for original in new),
            "sources": show_rows((_about_source(source) for source in receipts), shown=400),
            "failures": show_rows(
                {"source": failure.source_id, "address": failure.address, "code": failure.code, "what": failure.detail}
                for source in receipts
                for failure in source.failures
            ),
            "could not be opened": [f"{item.file}: {item.code}" for item in receipt.unopened],
            "in the manifest, not in the folder": list(receipt.not_there),
        }
    )


def _about(original: Original) -> dict[str, object]:
    return {
        "name": original.name,
        "media type": original.media_type,
        "bytes": original.size_bytes,
        "source": original.sightings[-1].source,
        "first seen": original.first_seen_at,
    }


def _about_source(receipt: SourceReceipt) -> dict[str, object]:
    return {
        "source": receipt.source_id,
        "new": len(receipt.new),
        "as before": len(receipt.known) + len(receipt.unchanged),
        "failed": len(receipt.failures),
    }
