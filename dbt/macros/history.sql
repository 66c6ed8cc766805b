{# Which version of the report a fact is of, and from when to when that version was what was known. #}
{% macro history_columns() -%}
    slot_id,
    version_no,
    is_newest_version,
    known_from,
    known_to
{%- endmacro %}

{# A history table as it stood at a moment: `from {{ as_of(ref('fct_kpi_history'), "timestamptz '2024-10-01'") }} as kpi`. #}
{% macro as_of(history, moment) -%}
    (
        select *
        from {{ history }}
        where known_from <= {{ moment }} and (known_to is null or known_to > {{ moment }})
    )
{%- endmacro %}

{# What is known now: a fact table is its history's newest versions, in the same order. #}
{% macro newest_version_of(history) -%}
    select * exclude (
        {{ history_columns() }}
    )
    from {{ history }}
    where is_newest_version
{%- endmacro %}
