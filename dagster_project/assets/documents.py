"""Stage documents: the folder of reports, archived by content before anybody reads it."""

from pathlib import Path

import dagster as dg

from dagster_project.building.record import keep_receipt
from dagster_project.building.take_in import FolderReceipt, archive_folder
from dagster_project.domain.documents.archive import list_originals
from dagster_project.resources import WarehouseHome


class DocumentsConfig(dg.Config):
    """reports_dir: folder to take in; empty: UTFALL_REPORTS, else inbox/ of the home, else nothing new."""

    reports_dir: str = ""


@dg.asset(group_name="documents", kinds={"pdf", "file"}, pool="warehouse")
def documents(config: DocumentsConfig, warehouse: WarehouseHome) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every original by its sha256, with its names, when it was first seen, its media type and its manifest line."""
    with warehouse.writing() as home:
        folder = Path(config.reports_dir).expanduser().resolve() if config.reports_dir else warehouse.reports_dir()
        receipt = archive_folder(folder, home.lake) if folder else FolderReceipt("")
        keep_receipt(home, receipt)
        n_archived = sum(1 for _ in list_originals(home.lake))
    return dg.MaterializeResult(
        metadata={
            "folder": receipt.folder or "none",
            "reports in the folder": len(receipt.originals),
            "originals in the archive": n_archived,
            "could not be opened": [f"{item.file}: {item.code}" for item in receipt.unopened],
            "in the manifest, not in the folder": list(receipt.not_there),
        }
    )
