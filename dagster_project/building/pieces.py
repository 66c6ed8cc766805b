"""Pieces: the municipality and year that a report belongs to, as far as anybody knows before it is read.

What lives here: that guess, and what waits to be read in each piece. What does not: the reading (`read_lake`), which
alone says whose a report is; a report that was guessed wrong is shown in its true piece once it is read.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict

from dagster_project.building.outcomes import Outcome
from dagster_project.building.quiet import recall_outcomes
from dagster_project.building.read_lake import knowledge_digest, list_unread, manifest_digest
from dagster_project.domain.documents.archive import Original
from dagster_project.domain.sources.declared import Sources
from dagster_project.domain.sources.hints import year_of_name
from dagster_project.domain.warehouse.home import Home


def piece_of(original: Original, known: Outcome | None, sources: Sources) -> str:
    """`0665|2024` as the last reading says, else manifest or source, the year also by the name; empty: nobody knows."""
    if known is not None and known.partition_key:
        return known.partition_key
    row = original.manifest
    if row is None or not row.scb_code:
        return ""
    year = row.period_end.year if row.period_end else _year_by_name(original, sources)
    return f"{row.scb_code}|{year}" if year else ""


def find_waiting(home: Home, sources: Sources) -> dict[str, str]:
    """The pieces that hold something to read -> a digest of what, in order; the piece `` is what nobody can place.

    The digest changes when a report is added or changed, its manifest line changes, or the reading code does.
    """
    waiting: dict[str, list[str]] = defaultdict(list)
    for original, known in () if recall_outcomes(home) is not None else list_unread(home.lake):
        words = f"{original.sha256} {manifest_digest(original.manifest)} {knowledge_digest()}"
        waiting[piece_of(original, known, sources)].append(words)
    return {
        piece: hashlib.sha256("\n".join(sorted(words)).encode()).hexdigest()[:16]
        for piece, words in sorted(waiting.items())
    }


def _year_by_name(original: Original, sources: Sources) -> int | None:
    for sighting in original.sightings:
        source = sources.find(sighting.source_id)
        year = None if source is not None and source.file_names == "none" else year_of_name(sighting.name)
        if year is not None:
            return year
    return None
