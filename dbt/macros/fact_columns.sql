{# The columns that every fact table shares: which report, which words, which cell, how safe to add up.
   Described once, in models/marts/_facts.yml. #}
{% macro fact_columns() -%}
    fact_id,
    report_id,
    document,
    municipality_code,
    board,
    value_kind,
    period_start,
    period_end,
    as_of,
    year,
    raw,
    value,
    unit,
    is_unit_inferred,
    row_role,
    account_line,
    entity,
    row_code,
    row_label,
    col_label,
    section,
    table_title,
    page,
    table_no,
    row_no,
    col_no,
    part_no,
    is_primary,
    repeats_fact_id,
    is_repeat_consistent,
    is_additive,
    is_additive_in_report,
    is_breakdown,
    is_latest_in_year,
    is_ocr,
    confidence,
    reading,
    is_corrected,
    erratum_id,
    corrected_value
{%- endmacro %}

{# Money beside them: as reported, and with corrections of misprints. #}
{% macro amount_columns() -%}
    amount_sek,
    amount_reported_sek
{%- endmacro %}

{# Of a number in a money table: its activity, and how that was found. #}
{% macro activity_columns() -%}
    activity_code,
    is_mapped,
    mapping_rule,
    mapping_confidence
{%- endmacro %}

{# Of an indicator, a count or a value about personnel: its measure and group, and the sign of a target. #}
{% macro measure_columns() -%}
    fact_family,
    facts.measure_id,
    sex,
    age,
    subunit,
    facts.is_mapped,
    mapping_rule,
    {{ comparator('raw') }} as comparator
{%- endmacro %}
