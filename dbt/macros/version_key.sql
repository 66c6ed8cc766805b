{# The numbers of a version, for ordering: 0.10.0 comes after 0.9.2. What follows a plus sign is no part of it. #}
{% macro version_key(version) -%}
    list_transform(regexp_extract_all(split_part({{ version }}, '+', 1), '\d+'), lambda part: part::bigint)
{%- endmacro %}
