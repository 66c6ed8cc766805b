{# Why a value is there or not: never an empty cell alone. The states and the signs they are read from are described for
   readers in docs/bi.md; `suppressed` is also what an edition for the public writes. #}

{# Of an amount put together from a printed row. cell: the state of the row's own cell without a number, if it has one;
   has_column: other rows of the table print this amount, so that this row's cell is empty. #}
{% macro amount_status(value, printed, is_corrected, is_not_applicable, cell, has_column) -%}
    case
        when {{ printed }} is not null and {{ is_corrected }} then 'corrected'
        when {{ printed }} is not null then 'printed'
        when {{ value }} is not null then 'derived'
        when {{ is_not_applicable }} then 'not_applicable'
        when {{ cell }} is not null then {{ cell }}
        when {{ has_column }} then 'not_reported'
        else 'not_printed'
    end
{%- endmacro %}

{# Of a printed number. An outcome given as less than something is withheld: its number is a limit. #}
{% macro cell_status(value, raw, is_corrected, value_kind) -%}
    case
        when {{ value }} is null and {{ raw }} is null then 'not_printed'
        when {{ is_withheld_number(raw, value_kind) }} then 'suppressed'
        when {{ value }} is null then {{ blank_status(raw) }}
        when {{ is_corrected }} then 'corrected'
        else 'printed'
    end
{%- endmacro %}

{# `<5` where a number of people is counted. A target of `<5 %` is a target. #}
{% macro is_withheld_number(raw, value_kind) -%}
    (starts_with(trim({{ raw }}), '<') and {{ value_kind }} in ('actual', 'forecast'))
{%- endmacro %}

{# Of a cell without a number: withheld, not applicable, nothing reported, a number nobody can read, or words. #}
{% macro blank_status(raw) -%}
    case
        when
            regexp_full_match(trim({{ raw }}), '\.{2,3}|…|[xX]( [xX])?|\*+|<\s*\d+') or {{ raw }} ilike '%sekretess%'
            then 'suppressed'
        when
            regexp_full_match(
                lower(trim({{ raw }})), '\.|n/?a|e\.? ?t\.?|(ej|inte) (aktuellt|tillämpligt|tillämplig|relevant|relevans)'
            )
            then 'not_applicable'
        when
            regexp_full_match(
                lower(trim({{ raw }})), '\(?[-–—−]*\)?|(uppgift )?saknas|i\.? ?u\.?|u\.? ?s\.?|ej mätt|ej m[äa]tning|redovisas .*'
            )
            then 'not_reported'
        when regexp_full_match(trim({{ raw }}), '\S*\d\S*') then 'unreadable'
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

{# What may be ranked together: `rank() over (partition by comparison_group, year ...)`. An activity with the same activity, and
   the total of a board with boards of the same scope, over the same months; one side of an activity with the same side; anything
   else only with itself. #}
{% macro comparison_group(activity_code, board_scope, municipality_code, period_start, period_end, side='null') -%}
    concat(
        case
            when {{ is_single_activity(activity_code) }} then {{ activity_code }}
            when {{ activity_code }} = 'BOARD' and {{ board_scope }} is not null then 'BOARD of ' || {{ board_scope }}
            else {{ activity_code }} || ' of ' || {{ municipality_code }}
        end,
        coalesce(', ' || {{ side }}, ''), ', months ', coalesce(month({{ period_start }})::varchar, '?'), '-', month({{ period_end }})
    )
{%- endmacro %}
