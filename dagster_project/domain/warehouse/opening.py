"""Opening a DuckDB file that others may have open: held is not damaged.

What lives here: telling the two apart by what DuckDB says. What does not: what a night does about either (`building`).
A program that opens a file for writing holds it: nobody else can open it, so that nobody can say whether it is whole.
Programs that only read it hold nobody up.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

_HELD = "could not set lock on file"


def is_held_open(said: object) -> bool:
    """Whether DuckDB says, in an error or in the words of one, that another program holds the file."""
    return _HELD in str(said).lower()


def is_readable(file: Path) -> bool:
    """Whether a DuckDB file is there and not damaged. One that is held open passes: whoever needs its rows is told."""
    try:
        duckdb.connect(str(file), read_only=True).close()
    except duckdb.Error as error:
        return is_held_open(error)
    return True


def refuse_held_open(file: Path) -> None:
    """Raises: duckdb.IOException, naming the process that holds the file open for writing; nothing else."""
    try:
        duckdb.connect(str(file), read_only=True).close()
    except duckdb.Error as error:
        if is_held_open(error):
            raise
