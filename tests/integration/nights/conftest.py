"""A night that takes a second: a home, a folder with one small report, dbt and the expectations stood in for."""

from __future__ import annotations

from pathlib import Path

import pytest
from stand_ins import NAMED, stand_in

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
