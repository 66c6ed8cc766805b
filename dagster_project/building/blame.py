"""Whose fault it is when a step of ours cannot write: the disk's, whatever the step says of it.

What lives here: telling a full or closed disk from our errors. What does not: the words for people (`problems`).
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator

import duckdb

from dagster_project.domain.warehouse.home import Home
from dagster_project.problems import Problem

_NOT_WRITABLE, _NO_ROOM = "build.home-not-writable", os.strerror(errno.ENOSPC)


@contextlib.contextmanager
def blaming_the_disk(home: Home) -> Iterator[None]:
    """A disk that is full or may not be written is called that, whichever step runs into it.

    Raises: Problem build.home-not-writable; any other Problem as it is.
    """
    try:
        yield
    except Problem as problem:
        if _NO_ROOM in problem.detail and problem.code != _NOT_WRITABLE:
            raise Problem(_NOT_WRITABLE, problem.detail, problem.file) from problem
        raise
    except (OSError, duckdb.IOException) as error:
        file = error.filename if isinstance(error, OSError) else None
        raise Problem(_NOT_WRITABLE, str(error), str(file or home.directory)) from error
