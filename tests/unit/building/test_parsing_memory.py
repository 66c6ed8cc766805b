"""dbt's memory of parsing is used for the files it was made of, and for no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.adapters import run_dbt
from dagster_project.adapters.run_dbt import forget_other_parsing


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "dbt"
    (folder / "models" / "marts").mkdir(parents=True)
    for name in ("dbt_project.yml", "profiles.yml", "models/a.sql", "models/_unit_tests.yml"):
        (folder / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(run_dbt, "DBT_DIR", folder)
    return folder


@pytest.fixture
def memory(tmp_path: Path, project: Path) -> Path:
    """As the first night leaves it."""
    target = tmp_path / "home" / "dbt"
    forget_other_parsing(target)
    (target / "partial_parse.msgpack").write_bytes(b"parsed")
    return target / "partial_parse.msgpack"


def test_the_memory_is_kept_while_the_project_stays_as_it_is(project: Path, memory: Path) -> None:
    (project / "seeds").mkdir()
    (project / "seeds" / "mapping.csv").write_text(
        "a,b\n", encoding="utf-8"
    )  # dbt knows rows of seeds by their content
    (project / "target").mkdir()
    (project / "target" / "compiled.sql").write_text("select 1", encoding="utf-8")
    forget_other_parsing(memory.parent)
    assert memory.exists()


CHANGES: dict[str, Callable[[Path], object]] = {
    "unit tests moved": lambda folder: (folder / "models/_unit_tests.yml").rename(folder / "models/marts/_tests.yml"),
    "a model changed": lambda folder: (folder / "models/a.sql").write_text("other", encoding="utf-8"),
    "a model taken away": lambda folder: (folder / "models/a.sql").unlink(),
    "another profile": lambda folder: (folder / "profiles.yml").write_text("other", encoding="utf-8"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_an_upgrade_dbt_parses_all_anew_once(
    project: Path, memory: Path, change: Callable[[Path], object]
) -> None:
    change(project)
    forget_other_parsing(memory.parent)
    assert not memory.exists()
    memory.write_bytes(b"parsed")
    forget_other_parsing(memory.parent)
    assert memory.exists()


def test_a_memory_of_unknown_origin_is_not_used(memory: Path) -> None:
    (memory.parent / "parsed_from").unlink()
    forget_other_parsing(memory.parent)
    assert not memory.exists()
