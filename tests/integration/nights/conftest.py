"""A night that takes a second: a home, a folder with one small report, dbt and the expectations stood in for."""

from __future__ import annotations

from pathlib import Path

import pytest
from stand_ins import NAMED, make_models, stand_in

from dagster_project.building import make_models as making
from dagster_project.domain.warehouse.home import Home, open_home


@pytest.fixture(autouse=True)
def stood_in(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch.setattr)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "named.txt").write_text(NAMED, encoding="utf-8")
    return reports


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The documents that each run of dbt was given."""
    seen: list[set[str]] = []

    def look(home: Home, on_step: object = None) -> None:
        seen.append({path.name for path in Path(home.lake, "raw/reports").glob("*") if len(path.name) == 64})
        make_models(home)

    monkeypatch.setattr(making, "run_dbt", look)
    return seen
