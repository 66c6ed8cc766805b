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

scoped_spellings as (
    {{ scoped_spellings() }}
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
            when mapping.code_key = wordings.code_key then 2
            when mapping.code_key = '' or wordings.code_key = '' then 1
            else 0
        end as code_rank,
        {{ mapping_ranks() }}
    from wordings
    inner join scoped_spellings as spellings on wordings.wording_key = spellings.wording_key
    inner join mapping
        on
            {{ mapping_speaks_of_wording() }}
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
        {{ mapping_rule() }}
    end as mapping_rule
from wordings
left join chosen on wordings.wording_key = chosen.wording_key
