"""`utfall publish --catalogue`: one page with every table, its columns as built, and the uses that depend on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dagster_project.commands.publish import run_publish
from dagster_project.problems import Problem


def test_catalogue_is_one_page_with_types_descriptions_and_uses(sample_home: Path, tmp_path: Path) -> None:
    page = tmp_path / "new" / "catalogue.html"
    assert run_publish(sample_home, False, None, "", page) == 0
    text = page.read_text(encoding="utf-8")
    assert [path.name for path in page.parent.iterdir()] == ["catalogue.html"]
    assert '"exposure.utfall.' in text
    built = text.index('"name": "fct_cost_by_activity", "database"')  # what the database says of the table
    assert re.search(r'"amount_sek": \{"type": "DECIMAL\(\d+,\d+\)"', text[built : built + 20_000])
    assert not re.findall(r'<(?:script|link)[^>]+(?:src|href)="?https?:', text)  # opens without a network


def test_catalogue_that_cannot_be_written_leaves_what_was_there(sample_home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    with pytest.raises(Problem) as caught:
        run_publish(sample_home, False, None, "", tmp_path / "file" / "catalogue.html")
    assert caught.value.code == "publish.catalogue-failed"
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


def test_catalogue_of_a_warehouse_that_was_never_built_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        run_publish(tmp_path, False, None, "", tmp_path / "catalogue.html")
    assert caught.value.code == "warehouse.not-built"
