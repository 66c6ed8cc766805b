{# Say plainly that there is nothing to build from, before DuckDB says it in its own words. #}
{% macro check_lake() -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'test', 'snapshot'] -%}
        {%- set lake = env_var(
            'UTFALL_LAKE', modules.re.sub('/dbt/?$', '', env_var('PWD', '.')) ~ '/data/sample/lake'
        ) -%}
        {%- set found = run_query("select count(*) from glob('" ~ lake ~ "/raw/reports/*/*.parquet')").columns[0][0] -%}
        {%- if found == 0 -%}
            {{ exceptions.raise_compiler_error(
                "There is no raw Parquet in " ~ lake ~ "/raw. Run `make warehouse` (or `utfall build`) first, "
                ~ "or set UTFALL_LAKE to the absolute path of a lake that has been filled."
            ) }}
        {%- endif -%}
    {%- endif -%}
    select 1
{%- endmacro %}
