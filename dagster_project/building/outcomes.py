"""Outcomes: how the reading of each document went, kept in the lake beside the raw facts.

What lives here: the value, its file and its sums. A second run knows from them that nothing is left to read, `utfall
review` what waits for a person. What does not: the reading (`read_lake`, next door).

    <lake>/outcomes/<sha256>/<reader version>.json
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import fsspec

from dagster_project.domain.documents.archive import list_originals, read_text_file, write_whole


@dataclass(frozen=True)
class Outcome:
    """How the reading of one document went. families: facts by family; refused: refused cells by code.

    first_seen_at: of the original, as the archive has it. is_fresh: read in this run, rather than known from an
    earlier one.
    """

    document: str
    name: str
    source: str
    status: str
    reason: str
    reader_version: str
    manifest_digest: str
    knowledge_digest: str
    municipality_code: str = ""
    municipality: str = ""
    board: str = ""
    report_type: str = ""
    period_end: date | None = None
    first_seen_at: str = ""
    n_pages: int = 0
    n_cells: int = 0
    families: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    refusal_detail: str = ""
    conflicts: tuple[str, ...] = ()
    seconds: float = 0.0
    is_fresh: bool = False

    @property
    def n_facts(self) -> int:
        return sum(self.families.values())

    @property
    def partition_key(self) -> str:
        """`0665|2024`, or an empty text where municipality or year is not known."""
        return f"{self.municipality_code}|{self.period_end.year}" if self.municipality_code and self.period_end else ""


def reader_version() -> str:
    """The version of the reading code; part of the address of everything it makes."""
    from dagster_project.domain.read_report import READER_VERSION

    return READER_VERSION


def write_outcome(lake: str, outcome: Outcome) -> None:
    text = json.dumps(to_values(outcome), ensure_ascii=False, indent=1)
    write_whole(_outcome_address(lake, outcome.document, outcome.reader_version), text.encode())


def find_outcome(lake: str, document: str, version: str) -> Outcome | None:
    """How this version of the reading code got on with a document; None if it has not read it."""
    return _outcome_or_none(read_text_file(_outcome_address(lake, document, version)))


def latest_outcome(lake: str, document: str) -> Outcome | None:
    """How the latest reading of a document went, whatever its version."""
    fs, folder = fsspec.url_to_fs(f"{lake}/outcomes/{document}")
    paths = sorted(fs.glob(f"{folder}/*.json"), key=lambda path: fs.modified(path))
    return _outcome_or_none(fs.cat_file(paths[-1]).decode()) if paths else None


def list_outcomes(lake: str) -> list[Outcome]:
    """The outcome of every archived document by the present reader, else by the latest one that read it."""
    version = reader_version()
    found = (
        find_outcome(lake, original.sha256, version) or latest_outcome(lake, original.sha256)
        for original in list_originals(lake)
    )
    return sorted((o for o in found if o is not None), key=lambda outcome: (outcome.name, outcome.document))


def _outcome_address(lake: str, document: str, version: str) -> str:
    return f"{lake}/outcomes/{document}/{version}.json"


def to_values(outcome: Outcome) -> dict[str, Any]:
    """For JSON; that it was read in this run is not kept."""
    period_end = outcome.period_end.isoformat() if outcome.period_end else None
    values = {name: getattr(outcome, name) for name in Outcome.__dataclass_fields__ if name != "is_fresh"}
    return values | {"period_end": period_end}


def from_values(values: dict[str, Any]) -> Outcome:
    """Raises: ValueError, TypeError, KeyError, if it is no outcome as this version writes it."""
    period_end = date.fromisoformat(values["period_end"]) if values["period_end"] else None
    return Outcome(**{**values, "period_end": period_end, "conflicts": tuple(values["conflicts"])})


def _outcome_or_none(text: str | None) -> Outcome | None:
    """An outcome that another version wrote in another shape is as good as none: the document is read again."""
    try:
        return from_values(json.loads(text)) if text is not None else None
    except (ValueError, TypeError, KeyError):
        return None


def count_by(outcomes: Iterable[Outcome], name: str) -> dict[str, int]:
    """Sum of `families` or `refused` over outcomes."""
    total: Counter[str] = Counter()
    for outcome in outcomes:
        total.update(getattr(outcome, name))
    return dict(sorted(total.items()))


def by_status(outcomes: Sequence[Outcome], status: str) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.status == status]
