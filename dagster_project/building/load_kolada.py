"""Loading Kolada: the values that reports are compared with, for the municipalities and years the lake has reports of.

What lives here: which indicators, municipalities and years are asked for, and putting the answer into the lake (raw
dataset `kolada`, a file for each municipality). What does not: asking (`adapters/kolada`) or comparing (dbt,
`mart_kolada_comparison`).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from dagster_project.adapters.kolada import Kolada
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home
from dagster_project.domain.warehouse.write_raw import read_raw, write_pieces
from dagster_project.problems import Problem

POPULATION = "N01951"
_SEEDS = PROJECT_DIR / "dbt" / "seeds"
_COLUMNS = {"measure_catalogue": "kolada_id", "activity_taxonomy": "kolada_net_cost_per_inhabitant"}


@dataclass(frozen=True, slots=True)
class KoladaReceipt:
    """What loading did. changed: the municipalities whose file is new or different."""

    n_indicators: int
    n_values: int
    years: tuple[int, ...]
    municipality_codes: tuple[str, ...]
    changed: tuple[str, ...]


def find_indicators() -> tuple[str, ...]:
    """The population, and every Kolada id that the seeds name for a measure or an activity (`A+B` names two)."""
    found = {POPULATION}
    for seed, column in _COLUMNS.items():
        with (_SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
            found |= {part.strip() for row in csv.DictReader(file) for part in row[column].split("+")}
    return tuple(sorted(found - {""}))


def load_kolada(home: Home, kolada: Kolada) -> KoladaReceipt:
    """Ask for the municipalities and years of the reports read (and the year before the first) and keep the answer.

    What was loaded before is replaced; if asking fails, it stays.
    Raises: Problem kolada.no-reports, kolada.unreachable, kolada.not-understood.
    """
    reports = [row for row in read_raw("reports", home.lake).to_pylist() if row["status"] == "read"]
    if not reports:
        raise Problem("kolada.no-reports", file=home.lake, is_input=True)
    codes = tuple(sorted({row["municipality_code"] for row in reports}))
    ends = [row["period_end"].year for row in reports]
    years = tuple(range(min(ends) - 1, max(ends) + 1))
    indicators = find_indicators()
    values = kolada.find_values(indicators, codes, years)
    if not values:
        raise Problem("kolada.not-understood", "no values for any indicator asked for", kolada.address)
    pieces: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for value in values:
        pieces[value.municipality_code].append(asdict(value))
    changed = write_pieces("kolada", pieces, home.lake)
    return KoladaReceipt(len(indicators), len(values), years, codes, changed)
