"""What a warehouse is made from, cut into municipalities, so that a night makes only what it must.

What lives here: the digests of code and of each municipality's readings, and which municipalities differ between what
is published and what the lake holds now. What does not: making anything of it (`build`), carrying over what did not
change (`domain/warehouse/carry_over`).

A municipality is the smallest piece that stands alone: versions, restatements and forecasts are compared within it, and
nothing that a mart says of one municipality depends on the reports of another. Code, models, seeds, checks, reference
data and library versions belong to every piece: a change of one of them makes everything again.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from dagster_project.building.outcomes import Outcome
from dagster_project.domain.documents.archive import list_files
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home
from dagster_project.domain.warehouse.versions import read_inputs

_CODE_FOLDERS = (
    "dagster_project",
    "dbt/models",
    "dbt/macros",
    "dbt/seeds",
    "dbt/data_tests",
    "expectations",
    "data/reference",
)
NO_MUNICIPALITY = "0000"
_LIBRARIES = ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations", "pandas")


@dataclass(frozen=True)
class Inputs:
    """code: digest of all that is not a reading. pieces: municipality code ("" where nobody knows) -> digest of its
    readings."""

    code: str
    pieces: dict[str, str]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def find_inputs(home: Home, outcomes: Sequence[Outcome]) -> Inputs:
    """The inputs as the lake and the code are now."""
    lines: dict[str, list[str]] = defaultdict(list)
    municipality_of = {outcome.document: outcome.municipality_code for outcome in outcomes}
    for outcome in outcomes:
        lines[outcome.municipality_code].append(repr(replace(outcome, is_fresh=False, seconds=0)))
    for path, stamp in list_files(f"{home.lake}/raw").items():
        dataset, folder, name = path.split("/")[-3:]
        piece = municipality_of[folder] if folder in municipality_of else piece_of(folder)
        if piece is not None and name.endswith(".parquet"):
            lines[piece].append(f"/{dataset}/{folder}/{name} {stamp}")
    pieces = {piece: hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest() for piece, found in lines.items()}
    return Inputs(digest_code(), dict(sorted(pieces.items())))


def piece_of(folder: str) -> str | None:
    """The municipality that a folder of a raw dataset is named for, "" for 0000; None: it is named otherwise."""
    if re.fullmatch(r"\d{4}", folder):
        return "" if folder == NO_MUNICIPALITY else folder
    return None


@functools.cache
def digest_code() -> str:
    """Changes when anything changes that every table depends on."""
    digest = hashlib.sha256()
    for folder in _CODE_FOLDERS:
        for path in sorted((PROJECT_DIR / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(PROJECT_DIR)).encode() + path.read_bytes())
    for name in _LIBRARIES:
        digest.update(f"{name} {importlib.metadata.version(name)}\n".encode())
    return digest.hexdigest()


def published_inputs(home: Home) -> Inputs | None:
    """What the published version was made from; None if there is none, or it does not say."""
    try:
        return Inputs(**(read_inputs(home.published_dir) or {}))
    except TypeError:
        return None


def find_touched(before: Inputs | None, now: Inputs) -> frozenset[str] | None:
    """The municipalities whose readings differ. Returns: None, if everything must be made again."""
    if before is None or before.code != now.code:
        return None
    pieces = before.pieces.keys() | now.pieces.keys()
    return frozenset(piece for piece in pieces if before.pieces.get(piece) != now.pieces.get(piece))


def narrow_lake(home: Home, outcomes: Sequence[Outcome], touched: frozenset[str]) -> Home:
    """The home as dbt is to see it: a lake that holds only the raw files of these municipalities, as links.

    Raises: ValueError, if the lake is not a local folder: links cannot point into an object store.
    """
    if not can_narrow(home):
        raise ValueError(f"{home.lake} is no local folder")
    elsewhere = {outcome.document for outcome in outcomes if outcome.municipality_code not in touched}
    narrow = home.build_dir / "lake"
    shutil.rmtree(narrow, ignore_errors=True)
    for folder in sorted(Path(home.lake, "raw").glob("*/*/")):
        piece = piece_of(folder.name)
        if folder.name not in elsewhere and (piece is None or piece in touched):
            link = narrow / "raw" / folder.parent.name / folder.name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(folder.resolve(), target_is_directory=True)
    return replace(home, lake=str(narrow))


def can_narrow(home: Home) -> bool:
    return "://" not in home.lake
