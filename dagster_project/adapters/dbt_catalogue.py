"""The catalogue of the warehouse: tables, columns, tests, lineage and uses, as dbt writes it, on one page.

What lives here: calling `dbt docs generate` on the shapes of the built tables. What does not: any description (they
stand beside the models), nor building (next door: `run_dbt`).
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import duckdb

from dagster_project.adapters.run_dbt import ask_dbt, dbt_environment
from dagster_project.domain.warehouse.copy_tables import quoted
from dagster_project.domain.warehouse.home import WAREHOUSE_FILE, Home
from dagster_project.problems import Problem


def write_catalogue(home: Home, page: Path) -> None:
    """Write the catalogue as one page of HTML that opens from the disk, without a server.

    dbt opens its database for writing, so it is shown one that has the build's tables without their rows.
    Raises: Problem publish.catalogue-failed; a page that was there is then as it was.
    """
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".catalogue-", dir=page.parent) as folder:
            shapes = Path(folder) / WAREHOUSE_FILE
            _copy_shapes(home.build_file, shapes)
            _generate(home, shapes, Path(folder))
            (Path(folder) / "static_index.html").replace(page)
    except (OSError, duckdb.Error) as error:
        raise Problem("publish.catalogue-failed", str(error), str(page), is_input=True) from error


def _copy_shapes(build_file: Path, shapes: Path) -> None:
    """The tables of the build, empty. Views are left out: what they say of their columns stands in the project."""
    with contextlib.closing(duckdb.connect(str(shapes))) as connection:
        connection.execute(f"attach '{quoted(build_file)}' as built (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'built' and not internal"
        ).fetchall()
        for schema, table in tables:
            connection.execute(f'create schema if not exists "{schema}"')
            connection.execute(f'create table "{schema}"."{table}" as from built."{schema}"."{table}" limit 0')


def _generate(home: Home, shapes: Path, target: Path) -> None:
    environment = {**dbt_environment(home), "UTFALL_WAREHOUSE_BUILD": str(shapes)}
    said = ask_dbt(target, environment, "docs", "generate", "--static")
    if said is not None:
        raise Problem("publish.catalogue-failed", said, str(target))
