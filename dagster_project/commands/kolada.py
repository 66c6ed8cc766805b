"""`utfall kolada`: load the values of Kolada that reports are compared with. Only this command ever asks Kolada.

What lives here: the words. What does not: what is asked for (`building/load_kolada`).
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from dagster_project.adapters.kolada import Kolada
from dagster_project.building.load_kolada import load_kolada
from dagster_project.domain.warehouse.home import open_home


def run_kolada(home: Path | None, address: str) -> int:
    """Load, and say what came. Raises: Problem kolada.no-reports, kolada.unreachable, kolada.not-understood."""
    user_agent = f"utfall/{importlib.metadata.version('utfall')}"
    receipt = load_kolada(open_home(home), Kolada(user_agent, address))
    print(
        f"{receipt.n_values} values of {receipt.n_indicators} indicators, {receipt.years[0]}-{receipt.years[-1]}, "
        f"for {len(receipt.municipality_codes)} municipalities. Source: Kolada (RKA)."
    )
    if receipt.changed:
        print(f"New or changed for {', '.join(receipt.changed)}: `utfall build` takes them in.")
    else:
        print("Nothing has changed since the last time.")
    return 0
