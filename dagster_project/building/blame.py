"""Whose fault it is when a step of ours cannot go on: the disk's, or another program's, whatever the step says of it.

What lives here: telling a full or closed disk and a file that is held open from our errors. What does not: the words
for people (`problems`).
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb

from dagster_project.domain.warehouse.home import Home
from dagster_project.domain.warehouse.opening import is_held_open
from dagster_project.problems import Problem

_NOT_WRITABLE, _NO_ROOM = "build.home-not-writable", os.strerror(errno.ENOSPC)


@contextlib.contextmanager
def blaming_others(home: Home) -> Iterator[None]:
    """A disk that is full or may not be written and a file that is held open are called that, whichever step runs into
    them.

    Raises: Problem build.home-not-writable, build.warehouse-locked, warehouse.held-open; any other Problem as it is.
    """
    try:
        yield
    except Problem as problem:
        if is_held_open(problem.detail):
            raise _held_open(home, problem.detail) from problem
        if _NO_ROOM in problem.detail and problem.code != _NOT_WRITABLE:
            raise Problem(_NOT_WRITABLE, problem.detail, problem.file) from problem
        raise
    except (OSError, duckdb.IOException) as error:
        if is_held_open(error):
            raise _held_open(home, str(error)) from error
        file = error.filename if isinstance(error, OSError) else None
        raise Problem(_NOT_WRITABLE, str(error), str(file or home.directory)) from error


def name_unopened(error: duckdb.Error, file: Path) -> Problem:
    """What is to be said of a published file that could not be opened: it is held open, or damaged."""
    code = "warehouse.held-open" if is_held_open(error) else "warehouse.damaged"
    return Problem(code, _first_sentence(str(error)), str(file))


def _held_open(home: Home, said: str) -> Problem:
    if str(home.build_dir.resolve()) in said:
        return Problem("build.warehouse-locked", _first_sentence(said), str(home.build_file))
    return Problem("warehouse.held-open", _first_sentence(said), str(home.published_file))


def _first_sentence(said: str) -> str:
    """DuckDB's words without its reading tips."""
    return said.split(". See")[0].strip()
