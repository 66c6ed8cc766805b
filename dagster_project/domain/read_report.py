"""The front desk: one file's bytes in, facts and refusals out.

`read_report` is a pure function of the bytes, the manifest row and this code's version (READER_VERSION): it touches no
disk but the reference data of the checkout, so that many workers can run it over an object store.
"""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.domain.documents.identify import identify
from dagster_project.domain.documents.leave_out_people import leave_out_people
from dagster_project.domain.documents.manifest import ManifestRow
from dagster_project.domain.facts.understand import understand
from dagster_project.domain.model import Document, Refusal, ReportProfile, ReportReading, Statement
from dagster_project.domain.quality.reconcile import reconcile
from dagster_project.domain.refusals import Refused

if TYPE_CHECKING:
    from dagster_project.domain.documents.read_pdf import Recognise

#: raised by hand whenever the same bytes may give other facts
READER_VERSION = "1"

_OFFICE_ZIP = b"PK\x03\x04"
_OFFICE_OLE = b"\xd0\xcf\x11\xe0"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")
#: larger files are refused unread
MAX_BYTES = 300 * 1024 * 1024
#: seconds that reading a file may take: a start and so much for every megabyte (0,05 s a page is usual)
SECONDS_TO_START, SECONDS_A_MEGABYTE = 40.0, 40.0


def read_report(
    data: bytes,
    name: str,
    manifest: ManifestRow | None = None,
    *,
    with_statements: bool = True,
    recognise: Recognise | None = None,
) -> ReportReading:
    """Read one file.

    Args: data: the file's bytes. name: its file name, for messages only; nothing is guessed from it. manifest: what a
        person wrote about the file. with_statements: also find numbers stated in running text. recognise: reads
        scanned pages, where the machine can (adapters/ocr.py); their facts are marked is_ocr.
    Returns: a reading; a file that cannot be read gives one with a refusal and no facts. Never raises for content.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    media_type = "application/pdf" if _is_pdf(data) else "text/plain"
    empty = ReportReading(sha256, name, media_type, READER_VERSION, 0, 0, ReportProfile())
    try:
        document, page_refusals = _open(data, sha256, name, recognise)
        return understand_document(document, manifest, page_refusals, with_statements=with_statements)
    except Refused as refused:
        return replace(empty, refusals=(Refusal(sha256, refused.code, refused.detail),))
    except MemoryError:
        return replace(empty, refusals=(Refusal(sha256, "documents.too-heavy", "out of memory"),))
    except Exception as error:  # the boundary: a defect of ours is a refusal of one file, never the end of a run
        where = traceback.extract_tb(error.__traceback__)[-1]
        detail = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}"
        return replace(empty, refusals=(Refusal(sha256, "documents.reader-failed", detail),))


def time_limit_s(n_bytes: int) -> float:
    """Seconds after which a reader of a file of this size is taken to hang. Those who run readers enforce it."""
    return SECONDS_TO_START + SECONDS_A_MEGABYTE * n_bytes / 1_000_000


def understand_document(
    document: Document, manifest: ManifestRow | None, page_refusals: tuple[Refusal, ...], *, with_statements: bool
) -> ReportReading:
    """The reading of a document that is already open."""
    document = leave_out_people(document)
    profile = identify(document, manifest)
    understood = understand(document, profile)
    statements: tuple[Statement, ...] = ()
    if with_statements:
        from dagster_project.domain.statements.find import find_statements

        statements = find_statements(document, profile, understood.facts)
    return ReportReading(
        document=document.sha256,
        name=document.name,
        media_type=document.media_type,
        reader_version=READER_VERSION,
        n_pages=document.n_pages,
        n_cells=understood.n_cells,
        profile=profile,
        facts=understood.facts,
        ignored=understood.ignored,
        refusals=(*page_refusals, *understood.refusals),
        reconciliations=reconcile(understood.facts, understood.refusals, understood.ignored),
        statements=statements,
    )


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _open(data: bytes, sha256: str, name: str, recognise: Recognise | None) -> tuple[Document, tuple[Refusal, ...]]:
    from dagster_project.domain.documents.mend_words import mend_words

    if not data.strip(b"\x00 \t\r\n"):
        raise Refused("documents.empty", name)
    if len(data) > MAX_BYTES:
        raise Refused("documents.too-large", f"{len(data)} bytes; the limit is {MAX_BYTES}")
    if _is_pdf(data):
        from dagster_project.domain.documents.read_pdf import read_pdf

        document, refusals = read_pdf(data, sha256, name, recognise)
        return mend_words(document), refusals
    head = data[:512].lstrip().lower()
    if data.startswith((_OFFICE_ZIP, _OFFICE_OLE, *_IMAGES)) or head.startswith(
        (b"<!doctype html", b"<html", b"{\\rtf")
    ):
        raise Refused("documents.format-out-of-scope", name)
    if b"\x00" in data[:4096]:
        raise Refused("documents.not-a-report", name)
    from dagster_project.domain.documents.read_text import read_text

    document, refusals = read_text(data, sha256, name)
    return mend_words(document), refusals
