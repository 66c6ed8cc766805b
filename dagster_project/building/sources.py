"""Which sources.yml holds for a home, and the folders of this machine that it names.

What lives here: finding and opening the file. What does not: what may stand in it (`domain/sources`), or fetching
(`fetch`, next door).
"""

from __future__ import annotations

from pathlib import Path

from dagster_project.domain.sources.declared import Source, Sources
from dagster_project.domain.sources.load import SourcesError, load_sources
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home
from dagster_project.problems import Problem

SHIPPED_SOURCES = PROJECT_DIR / "data" / "reference" / "sources.yml"


def sources_file(home: Home) -> Path:
    """The sources.yml of the home where there is one, else the shipped one."""
    own = home.directory / "sources.yml"
    return own if own.exists() else SHIPPED_SOURCES


def open_sources(home: Home) -> Sources:
    """Raises: Problem sources.unusable, naming every faulty line."""
    path = sources_file(home)
    try:
        return load_sources(path)
    except SourcesError as error:
        raise Problem("sources.unusable", str(error).replace("\n", "\n  "), str(path), is_input=True) from error
    except OSError as error:
        raise Problem("sources.unusable", error.strerror or "", str(path), is_input=True) from error


def list_folders(home: Home) -> list[Path]:
    """The folders of this machine that sources name. Raises: Problem sources.unusable."""
    return [folder_of(source, home) for source in open_sources(home).sources if source.folder]


def folder_of(source: Source, home: Home) -> Path:
    """The folder that a source names, absolute."""
    folder = Path(source.folder).expanduser()
    return folder if folder.is_absolute() else home.directory / folder
