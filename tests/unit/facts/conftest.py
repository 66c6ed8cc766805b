"""Facts of a small made-up table, read as a report of Habo for January to August 2024 unless said otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dagster_project.domain.model import Fact
from dagster_project.domain.read_report import read_report

Reader = Callable[..., list[Fact]]
FRONT = "# {kind}\n\nSocialnämnden, Habo kommun\n\n{said}\n\n"


def _read(title: str, *lines: str, kind: str = "Delårsrapport januari-augusti 2024", said: str = "") -> list[Fact]:
    table = "\n".join(line.replace(" | ", "\t").replace("| ", "\t").replace(" |", "\t") for line in lines)
    text = FRONT.format(kind=kind, said=said or "Rapporten lämnas till nämnden.") + f"## {title}\n\n{table}\n"
    return list(read_report(text.encode(), "made-up.txt", with_statements=False).facts)


@pytest.fixture
def facts_of() -> Reader:
    """facts_of(title, line, line ...): cells parted by ` | `."""
    return _read
