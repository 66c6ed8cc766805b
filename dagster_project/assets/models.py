"""Stages staging, intermediate and marts: dbt's models, each an asset in the group of its layer."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets

from dagster_project.adapters.build_lock import clear_build_file
from dagster_project.adapters.run_dbt import dbt_target, forget_other_parsing, layer_of, read_manifest
from dagster_project.building.inputs import find_inputs, narrow_lake
from dagster_project.building.make_models import MARTS, choose_pieces
from dagster_project.building.quiet import all_outcomes, is_nothing_new, remember
from dagster_project.domain.warehouse.carry_over import carry_over
from dagster_project.domain.warehouse.opening import refuse_held_open
from dagster_project.previews import show_rows
from dagster_project.resources import WarehouseHome, dbt_environ

SHOWN_ROWS, SHOWN_COLUMNS = 5, 12
PUBLISHED = dg.AssetKey("published")


class LayerTranslator(DagsterDbtTranslator):
    """A model is `<layer>/<name>` in the group of its layer; dbt's sources are the assets of `raw`."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        return dg.AssetKey([layer_of(dbt_resource_props), dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return layer_of(dbt_resource_props)


@dbt_assets(
    manifest=read_manifest(),
    dagster_dbt_translator=LayerTranslator(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True)),
    name="models",
    pool="warehouse",
)
def models(context: dg.AssetExecutionContext, dbt: DbtCliResource, warehouse: WarehouseHome) -> Iterator[Any]:
    """Make the tables of the municipalities that have something new and run dbt's tests, which come out as checks.

    A night with nothing new makes nothing: this step ends at once, and those after it are skipped. What is published is
    then as fresh as if it had been made again, and is told so.
    """
    with warehouse.writing() as home:
        outcomes = all_outcomes(home)
        inputs = find_inputs(home, outcomes)
        touched = None
        if not context.is_subset:
            if is_nothing_new(home, inputs):
                remember(home)
                context.log.info("nothing is new: no table is made, what is published stays")
                quiet = {"quiet night": True, "warehouse": dg.MetadataValue.path(home.published_file)}
                context.log_event(dg.AssetMaterialization(asset_key=PUBLISHED, metadata=quiet))
                return
            refuse_held_open(home.published_file)
            touched = choose_pieces(home, inputs)
            clear_build_file(home.build_file)
        seen = home if touched is None else narrow_lake(home, outcomes, touched)
        forget_other_parsing(dbt_target(home))
        with dbt_environ(seen):
            call = dbt.cli(["build"], context=context, target_path=dbt_target(home))
        made: list[dg.Output[Any]] = []
        for event in call.stream():
            if isinstance(event, dg.Output):
                made.append(event)  # told when dbt is done, with what is in the table then
            else:
                yield event
        if touched is not None:
            carried = carry_over(home.build_file, home.published_file, MARTS, touched)
            context.log.info(f"made for {sorted(touched)}; {sum(carried.values())} rows of others carried over")
        yield from _with_rows(context, made, home.build_file)


def _with_rows(context: dg.AssetExecutionContext, made: list[dg.Output[Any]], file: Path) -> Iterator[dg.Output[Any]]:
    """The same outputs, each with the number of its rows; those of the marts with their first rows."""
    with duckdb.connect(str(file), read_only=True) as connection:
        schemas = dict(connection.sql("select table_name, schema_name from duckdb_tables()").fetchall())
        for output in made:
            name = context.asset_key_for_output(output.output_name).path[-1]
            layer = schemas.get(name)
            if layer is None:  # a view on the lake: its rows are those of raw
                yield output
                continue
            table = connection.sql(f'from "{layer}"."{name}"')
            metadata: dict[str, Any] = {"rows": table.shape[0]}
            if layer == "marts":
                columns = table.columns[:SHOWN_COLUMNS]
                rows = table.limit(SHOWN_ROWS).fetchall()
                metadata["preview"] = show_rows(dict(zip(columns, row, strict=False)) for row in rows)
            yield output.with_metadata({**output.metadata, **metadata})
