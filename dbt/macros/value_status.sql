{# Why a value is there or not: never an empty cell alone. `suppressed` is what an edition for the public writes. #}
{% macro amount_status(value, printed, is_corrected, is_not_applicable) -%}
    case
        when {{ printed }} is not null and {{ is_corrected }} then 'corrected'
        when {{ printed }} is not null then 'printed'
        when {{ value }} is not null then 'derived'
        when {{ is_not_applicable }} then 'not_applicable'
        when has_unread_cell then 'unreadable'
        else 'not_printed'
    end
{%- endmacro %}

{# Of a printed cell: a number, a sign that it is withheld, a dash for nothing reported, or words. #}
{% macro cell_status(value, raw, is_corrected) -%}
    case
        when {{ value }} is not null and {{ is_corrected }} then 'corrected'
        when {{ value }} is not null then 'printed'
        when {{ raw }} is null then 'not_printed'
        when regexp_full_match(trim({{ raw }}), '\.\.|…|[xX*]|<\s*\d+') or {{ raw }} ilike '%sekretess%' then 'suppressed'
        when regexp_full_match(trim({{ raw }}), '[-–—−.]*') then 'not_reported'
        else 'not_a_number'
    end
{%- endmacro %}

{# Running the department is no activity of its own: common functions, boards and committees, or a set of only these. #}
{% macro is_overhead(activity_code) -%}
    list_has_all(['100', '190', '92'], string_split(replace({{ activity_code }}, 'mixed:', ''), '+'))
{%- endmacro %}

{# One activity, and so comparable between municipalities; not a set, a total, an organisational unit or a label unmapped. #}
{% macro is_single_activity(activity_code) -%}
    (not starts_with({{ activity_code }}, 'mixed:') and {{ activity_code }} not in ('BOARD', 'ORG', 'NONE', 'unmapped'))
{%- endmacro %}
