"""Stages staging, intermediate and marts: dbt's models, each an asset in the group of its layer."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets

from dagster_project.adapters.build_lock import clear_build_file
from dagster_project.adapters.run_dbt import dbt_target, layer_of, read_manifest
from dagster_project.resources import WarehouseHome, dbt_environ


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
    """Make the tables in the build file and run dbt's tests, which come out as asset checks."""
    with warehouse.writing() as home:
        if not context.is_subset:
            clear_build_file(home.build_file)
        with dbt_environ(home):
            call = dbt.cli(["build"], context=context, target_path=dbt_target(home))
        yield from call.stream()
