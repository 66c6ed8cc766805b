"""Fetching: every source of sources.yml is looked at, what is new goes into the archive, what fails becomes a row.

What lives here: going through the sources, a few at a time, and what became of each. What does not: which they are
(`sources`), HTTP (`adapters/fetch_http`), object stores (`adapters/fetch_place`), what was fetched before and what
failed (`fetch_memory`). One bad source never stops the others, one bad address never the rest of its source.
"""

from __future__ import annotations

import importlib.metadata
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from dagster_project.adapters.fetch_http import PoliteClient, Validators
from dagster_project.adapters.fetch_manners import Politeness
from dagster_project.adapters.fetch_place import download_file, list_location
from dagster_project.building.fetch_memory import Failure, Memory, read_memory, write_failures, write_memory
from dagster_project.building.heal import sweep_leftovers
from dagster_project.building.sources import folder_of, open_sources, sources_file
from dagster_project.building.take_in import FolderReceipt, archive_folder
from dagster_project.domain.documents.archive import (
    archive_file,
    digest_file,
    find_original,
    list_originals,
    write_entry,
)
from dagster_project.domain.documents.manifest import ManifestRow
from dagster_project.domain.refusals import Refused
from dagster_project.domain.sources.declared import Source, Sources
from dagster_project.domain.sources.links import find_links, is_host_allowed
from dagster_project.domain.swedish.lexicon import municipalities
from dagster_project.domain.warehouse.home import Home
from dagster_project.problems import Problem

DECLARED = "declared in sources.yml: "  # begins the note of a manifest row that a source gave, not a person's line
_AT_ONCE = 8
_HOST_IS_DOWN = ("fetch.unreachable", "fetch.too-slow")


@dataclass
class SourceReceipt:
    """What became of one source. new, known: names of originals; unchanged: addresses that were not sent again."""

    source_id: str
    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    folder: FolderReceipt | None = None


def fetch_all(
    home: Home,
    now: datetime | None = None,
    politeness: Politeness | None = None,
    environ: Mapping[str, str] | None = None,
) -> list[SourceReceipt]:
    """Fetch from every source. Returns: a receipt for each, in the order of the file. The caller holds the lock.

    Raises: Problem sources.unusable, sources.no-contact, before anything is fetched.
    """
    sources = open_sources(home)
    contact = (os.environ if environ is None else environ).get("UTFALL_CONTACT", "") or sources.contact
    if not contact and any(source.is_http for source in sources.sources):
        raise Problem("sources.no-contact", file=str(sources_file(home)), is_input=True)
    sweep_leftovers(home, ("fetch",))
    client = PoliteClient(contact, importlib.metadata.version("utfall"), politeness)
    run = _Run(home, client, now or datetime.now(UTC), Lock())
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        receipts = list(pool.map(run.fetch, sources.sources))
    apply_declarations(home.lake, sources)
    write_failures(home.lake, [failure for receipt in receipts for failure in receipt.failures], run.now)
    return receipts


@dataclass(frozen=True)
class _Run:
    """One fetching of all sources. archiving: held while the archive is written, which is never done twice at once."""

    home: Home
    client: PoliteClient
    now: datetime
    archiving: Lock

    def fetch(self, source: Source) -> SourceReceipt:
        receipt = SourceReceipt(source.id)
        memory = read_memory(self.home.lake, source.id)
        fresh: Memory = dict(memory)
        try:
            with tempfile.TemporaryDirectory(prefix="utfall-fetch-") as folder:
                self._fetch_place(source, receipt, fresh, Path(folder))
        except Problem:
            raise
        except Refused as refused:
            receipt.failures.append(_failure(source, source.page or source.location or source.folder, refused))
        except Exception as error:
            words = Refused("fetch.failed", f"{type(error).__name__}: {error}"[:200])
            receipt.failures.append(_failure(source, source.page or source.location or source.folder, words))
        if fresh != memory:
            write_memory(self.home.lake, source.id, fresh)
        return receipt

    def _fetch_place(self, source: Source, receipt: SourceReceipt, memory: Memory, into: Path) -> None:
        if source.folder:
            self._fetch_folder(source, receipt)
        elif source.location:
            for address, stamp in list_location(source.location):
                self._fetch_one(source, address, receipt, memory, into, stamp)
        else:
            addresses = source.addresses
            if source.page:
                html, found_at = self.client.read_page(source.page, into, self._hosts_of(source, source.page))
                addresses = find_links(html, found_at, source.links)
                if not addresses:
                    raise Refused("fetch.no-links", f"pattern {source.links}")
            down: dict[str, Refused] = {}
            for address in addresses:
                host = urlsplit(address).netloc
                if host in down:
                    receipt.failures.append(_failure(source, address, down[host]))
                    continue
                refused = self._fetch_one(source, address, receipt, memory, into)
                if refused is not None and refused.code in _HOST_IS_DOWN:
                    down[host] = Refused(refused.code, "not tried: the host did not answer for another address")

    def _fetch_one(
        self, source: Source, address: str, receipt: SourceReceipt, memory: Memory, into: Path, stamp: str = ""
    ) -> Refused | None:
        """One address into the archive. Returns: why not, where it failed. stamp: of a file in an object store."""
        sha256, validators = memory.get(address, ("", Validators()))
        is_kept = bool(sha256) and find_original(self.home.lake, sha256) is not None
        try:
            if stamp:
                is_same = is_kept and validators.etag == stamp
                download = None if is_same else download_file(address, stamp, into, self.client.politeness.max_bytes)
            else:
                known = validators if is_kept else Validators()
                download = self.client.download(address, known, into, self._hosts_of(source, address))
            if download is None:
                receipt.unchanged.append(address)
                return None
            sha256 = digest_file(download.path)
            with self.archiving:
                was_known = find_original(self.home.lake, sha256) is not None
                entry = archive_file(
                    self.home.lake, download.path, sha256, download.name, address, now=self.now, source_id=source.id
                )
        except Refused as refused:
            receipt.failures.append(_failure(source, address, refused))
            return refused
        memory[address] = (sha256, download.validators)
        (receipt.known if was_known else receipt.new).append(entry.sightings[-1].name)
        return None

    def _fetch_folder(self, source: Source, receipt: SourceReceipt) -> None:
        """A folder of the home is made where it is not there yet; one elsewhere must be there (a drive may be gone)."""
        folder = folder_of(source, self.home)
        if folder.is_relative_to(self.home.directory):
            folder.mkdir(parents=True, exist_ok=True)
        if not folder.is_dir():
            raise Refused("fetch.place-unreadable", "there is no such folder")
        try:
            with self.archiving:
                before = {original.sha256 for original in list_originals(self.home.lake)}
                receipt.folder = archive_folder(folder, self.home, self.now, source.id)
        except Problem as problem:
            if problem.code != "documents.manifest-broken":
                raise
            raise Refused(problem.code, problem.detail) from problem
        for original in receipt.folder.originals:
            (receipt.known if original.sha256 in before else receipt.new).append(original.name)
        receipt.failures += [_failure(source, u.file, Refused(u.code, u.detail)) for u in receipt.folder.unopened]

    @staticmethod
    def _hosts_of(source: Source, address: str) -> Callable[[str], bool]:
        home = urlsplit(source.page or address).hostname or ""
        return lambda host: is_host_allowed(host, home, source.hosts)


def gather_folders(receipts: Iterable[FolderReceipt]) -> FolderReceipt:
    """What was odd in several folders, as one receipt; a folder within another that was looked into is not odd."""
    found = list(receipts)
    looked_into = {Path(receipt.folder) for receipt in found if receipt.folder}
    passed_over = {Path(path) for receipt in found for path in receipt.passed_over}
    originals = {original.sha256: original for receipt in found for original in receipt.originals}
    return FolderReceipt(
        "; ".join(receipt.folder for receipt in found if receipt.folder),
        tuple(originals.values()),
        tuple(item for receipt in found for item in receipt.unopened),
        tuple(name for receipt in found for name in receipt.not_there),
        tuple(str(path) for path in sorted(passed_over - looked_into)),
        len(originals),
    )


def apply_declarations(lake: str, sources: Sources) -> None:
    """Give every original what its source declares of it, where no person has said anything in a manifest.csv.

    The first source that the original came from and that declares a municipality decides, so that the same file at
    two places does not change sides from night to night. A declaration that is taken back is taken back here too.
    """
    names = {municipality.code: municipality.name for municipality in municipalities()}
    for original in list_originals(lake):
        given = original.manifest
        if given is not None and not given.note.startswith(DECLARED):
            continue
        declared = None
        for sighting in original.sightings:
            source = sources.find(sighting.source_id)
            if source is not None and source.municipality:
                declared = ManifestRow(
                    file=sighting.name,
                    municipality=names[source.municipality],
                    scb_code=source.municipality,
                    board=source.board,
                    report_type=source.report_type,
                    note=f"{DECLARED}{source.id}",
                )
                break
        if declared != given:
            write_entry(lake, replace(original, manifest=declared))


def _failure(source: Source, address: str, refused: Refused) -> Failure:
    return Failure(source.id, source.municipality or "", _without_query(address), refused.code, refused.detail)


def _without_query(address: str) -> str:
    """A query may hold a key; it is nobody's business in a table that is published."""
    return address.split("?", 1)[0] + ("?..." if "?" in address else "")
