{# What the two mappings of printed rows share: activities of money tables, measures of the others. #}

{# A line of a mapping holds for one municipality, or everywhere: each spelling of a row is looked up in both. #}
{% macro scoped_spellings() -%}
    select
        spellings.*,
        unnest([wordings.municipality_code, 'everywhere']) as scope
    from spellings
    inner join wordings on spellings.wording_key = wordings.wording_key
{%- endmacro %}

{# A line speaks of a row: spelling, municipality, board and dates. Written for joining scoped_spellings with mapping. #}
{% macro mapping_speaks_of_wording() -%}
    spellings.spelling = mapping.spelling
    and spellings.scope = coalesce(mapping.municipality_code, 'everywhere')
    and (mapping.board_key = '' or wordings.board_key = mapping.board_key)
    and (mapping.valid_from is null or mapping.valid_from <= wordings.report_period_end)
    and (mapping.valid_to is null or mapping.valid_to >= wordings.report_period_end)
{%- endmacro %}

{# How specific a line is: its heading stands above the row (3), in the table's title (2), is not asked for (1), or differs
   (0); its municipality and board are named. #}
{% macro mapping_ranks() -%}
    case
        when mapping.heading_key = '' then 1
        when contains(wordings.section_key, mapping.heading_key) then 3
        when contains(wordings.title_key, mapping.heading_key) then 2
        else 0
    end as heading_rank,
    (mapping.municipality_code is not null)::integer as municipality_rank,
    (mapping.board_key != '')::integer as board_rank,
    spellings.spelling_rank
{%- endmacro %}

{# How a row was mapped, where the best lines agree; `ambiguous` where they do not. #}
{% macro mapping_rule() -%}
    when chosen.n_answers is null then 'unmapped'
    when chosen.n_answers > 1 then 'ambiguous'
    when chosen.municipality_rank = 0 then 'any_municipality'
    when chosen.heading_rank >= 2 then 'heading_and_label'
    else 'label'
{%- endmacro %}
