"""What is remembered of fetching from one night to the next: what each address sent last, and what fails since when.

What lives here: the two and their files in the lake. What does not: the fetching (`fetch`, next door).

    <lake>/fetch/<source id>.json            address -> sha256 and validators; without it everything is fetched again
    <lake>/raw/fetch_failures/<municipality>/fetch_failures.parquet
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from dagster_project.adapters.fetch_http import Validators
from dagster_project.domain.documents.archive import read_text_file, write_whole
from dagster_project.domain.refusals import CATALOGUE
from dagster_project.domain.warehouse.write_raw import read_raw, write_pieces

#: address -> (sha256 of what it sent last, what the server said of it)
Memory = dict[str, tuple[str, Validators]]

NO_MUNICIPALITY = "0000"


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be fetched. municipality_code: of the source, empty where it has none."""

    source_id: str
    municipality_code: str
    address: str
    code: str
    detail: str


def read_memory(lake: str, source_id: str) -> Memory:
    """What is remembered of a source; nothing if there is no memory or it is damaged."""
    try:
        values = json.loads(read_text_file(f"{lake}/fetch/{source_id}.json") or "{}")
        return {address: (sha256, Validators(**validators)) for address, (sha256, validators) in values.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def write_memory(lake: str, source_id: str, memory: Memory) -> None:
    values = {address: (sha256, asdict(validators)) for address, (sha256, validators) in sorted(memory.items())}
    write_whole(f"{lake}/fetch/{source_id}.json", json.dumps(values, ensure_ascii=False, indent=1).encode())


def write_failures(lake: str, failures: Iterable[Failure], now: datetime) -> tuple[str, ...]:
    """Write what fails now; what failed last night in the same way keeps its first moment and its first detail.

    Returns: the municipalities whose failures are other than before; a night like the one before changes no file.
    """
    before = {(r["source_id"], r["address"], r["code"]): r for r in read_raw("fetch_failures", lake).to_pylist()}
    pieces: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for failure in dict.fromkeys(failures):
        kind = CATALOGUE[failure.code]
        row = asdict(failure) | {name: getattr(kind, name) for name in ("title", "remedy", "title_sv", "remedy_sv")}
        known = before.get((failure.source_id, failure.address, failure.code))
        row["failing_since_at"] = known["failing_since_at"] if known else now
        row["detail"] = known["detail"] if known else failure.detail
        row["municipality_code"] = failure.municipality_code or None
        pieces[failure.municipality_code or NO_MUNICIPALITY].append(row)
    return write_pieces("fetch_failures", pieces, lake)
