{# Which activity each printed row of a money table stands for. The most specific line of activity_mapping wins: one
   whose heading fits, of this municipality and board, with this code. Where the best lines disagree, none is taken. #}
with wordings as (
    select * from {{ ref('int_wordings_keyed') }}
    where fact_family in ('cost', 'income_statement', 'investment')
),

spellings as (
    select
        wording_key,
        label_key as spelling,
        1 as spelling_rank
    from wordings
    union all
    select
        wording_key,
        core_label_key as spelling,
        2 as spelling_rank
    from wordings
    union all
    select
        wording_key,
        first_label_key as spelling,
        3 as spelling_rank
    from wordings
    where contains(row_label, ' | ')
    union all
    {# A code that the report prints inside the label: `IV80031 - Digitalisering`. #}
    select
        wording_key,
        code_key || label_key as spelling,
        2 as spelling_rank
    from wordings
    where code_key != ''
    union all
    select
        wording_key,
        'blanktotalrow' as spelling,
        1 as spelling_rank
    from wordings
    where label_key = '' and row_role = 'total'
),

{# a line of the mapping holds for one municipality, or everywhere #}
scoped_spellings as (
    select
        spellings.*,
        unnest([wordings.municipality_code, 'everywhere']) as scope
    from spellings
    inner join wordings on spellings.wording_key = wordings.wording_key
),

mapping as (
    select
        activity_code,
        side,
        row_role as mapping_role,
        confidence as mapping_confidence,
        municipality_code,
        valid_from,
        valid_to,
        {{ normalise_board('board') }} as board_key,
        {{ normalise_label('heading') }} as heading_key,
        {{ normalise_label('source_code') }} as code_key,
        {{ normalise_label('source_label') }} as spelling
    from {{ ref('activity_mapping') }}
    where row_role != 'text_only'
),

candidates as (
    select
        wordings.wording_key,
        mapping.activity_code,
        mapping.side,
        mapping.mapping_role,
        mapping.mapping_confidence,
        case
            when mapping.heading_key = '' then 1
            when contains(wordings.section_key, mapping.heading_key) then 3
            when contains(wordings.title_key, mapping.heading_key) then 2
            else 0
        end as heading_rank,
        (mapping.municipality_code is not null)::integer as municipality_rank,
        (mapping.board_key != '')::integer as board_rank,
        case
            when mapping.code_key = wordings.code_key then 2
            when mapping.code_key = '' or wordings.code_key = '' then 1
            else 0
        end as code_rank,
        spellings.spelling_rank
    from wordings
    inner join scoped_spellings as spellings on wordings.wording_key = spellings.wording_key
    inner join mapping
        on
            spellings.spelling = mapping.spelling
            and spellings.scope = coalesce(mapping.municipality_code, 'everywhere')
            and (mapping.board_key = '' or wordings.board_key = mapping.board_key)
            and (mapping.valid_from is null or mapping.valid_from <= wordings.report_period_end)
            and (mapping.valid_to is null or mapping.valid_to >= wordings.report_period_end)
            {# An account line without municipality speaks of income statements, an investment of investments. #}
            and (mapping.municipality_code is not null or wordings.fact_family = 'income_statement')
            and (
                mapping.heading_key = ''
                or starts_with(mapping.heading_key, 'investering') = (wordings.fact_family = 'investment')
            )
),

ranked as (
    select
        *,
        rank() over (
            partition by wording_key
            order by
                (heading_rank >= 2) desc, municipality_rank desc, board_rank desc, heading_rank desc,
                code_rank desc, spelling_rank asc
        ) as candidate_rank
    from candidates
),

chosen as (
    select
        wording_key,
        count(distinct activity_code || '/' || coalesce(side, '')) as n_answers,
        min(activity_code) as activity_code,
        min(side) as side,
        min(mapping_role) as mapping_role,
        min(mapping_confidence) as mapping_confidence,
        min(heading_rank) as heading_rank,
        min(municipality_rank) as municipality_rank
    from ranked
    where candidate_rank = 1
    group by wording_key
)

select
    wordings.wording_key,
    case when chosen.n_answers = 1 then chosen.activity_code else 'unmapped' end as activity_code,
    case when chosen.n_answers = 1 then chosen.side end as side,
    coalesce(chosen.n_answers = 1, false) as is_mapped,
    coalesce(chosen.n_answers = 1 and chosen.mapping_role = 'fictitious', false) as is_fictitious,
    case when chosen.n_answers = 1 then chosen.mapping_confidence end as mapping_confidence,
    case
        when chosen.n_answers is null then 'unmapped'
        when chosen.n_answers > 1 then 'ambiguous'
        when chosen.municipality_rank = 0 then 'any_municipality'
        when chosen.heading_rank >= 2 then 'heading_and_label'
        else 'label'
    end as mapping_rule
from wordings
left join chosen on wordings.wording_key = chosen.wording_key
