{# Which canonical measure each printed row of an indicator, volume or staff table stands for. As for activities: the most
   specific line of measure_mapping wins; then the catalogue's own Swedish name, for any municipality. #}
with wordings as (
    select * from {{ ref('int_wordings_keyed') }}
    where fact_family in ('kpi', 'volume', 'staffing', 'goal_status')
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
    {# A row without label: what it counts stands in the heading alone. #}
    select
        wording_key,
        'yearsasheaderonerow' as spelling,
        1 as spelling_rank
    from wordings
    where label_key = ''
),

scoped_spellings as (
    {{ scoped_spellings() }}
),

mapping as (
    select
        measure_id,
        sex,
        age,
        subunit,
        municipality_code,
        valid_from,
        valid_to,
        {{ normalise_board('board') }} as board_key,
        {{ normalise_label('section') }} as heading_key,
        {{ normalise_label('source_label') }} as spelling
    from {{ ref('measure_mapping') }}
    where section != 'text' and measure_id != 'goal_status'
    union all
    select
        measure_id,
        null as sex,
        null as age,
        null as subunit,
        null as municipality_code,
        null as valid_from,
        null as valid_to,
        '' as board_key,
        '' as heading_key,
        {{ normalise_label('name_sv') }} as spelling
    from {{ ref('measure_catalogue') }}
    where measure_id != 'goal_status'
),

candidates as (
    select
        wordings.wording_key,
        mapping.measure_id,
        mapping.sex,
        mapping.age,
        mapping.subunit,
        {{ mapping_ranks() }}
    from wordings
    inner join scoped_spellings as spellings on wordings.wording_key = spellings.wording_key
    inner join mapping
        on
            {{ mapping_speaks_of_wording() }}
    where wordings.fact_family != 'goal_status'
),

ranked as (
    select
        *,
        rank() over (
            partition by wording_key
            order by
                (heading_rank >= 2) desc, municipality_rank desc, board_rank desc, heading_rank desc,
                spelling_rank asc
        ) as candidate_rank
    from candidates
),

chosen as (
    select
        wording_key,
        count(distinct concat_ws('/', measure_id, coalesce(sex, ''), coalesce(age, ''))) as n_answers,
        min(measure_id) as measure_id,
        min(sex) as sex,
        min(age) as age,
        min(subunit) as subunit,
        min(heading_rank) as heading_rank,
        min(municipality_rank) as municipality_rank
    from ranked
    where candidate_rank = 1
    group by wording_key
)

select
    wordings.wording_key,
    case
        when wordings.fact_family = 'goal_status' then 'goal_status'
        when chosen.n_answers = 1 then chosen.measure_id
        else 'unmapped'
    end as measure_id,
    case when chosen.n_answers = 1 then chosen.sex end as sex,
    case when chosen.n_answers = 1 then chosen.age end as age,
    case when chosen.n_answers = 1 then chosen.subunit end as subunit,
    wordings.fact_family = 'goal_status' or coalesce(chosen.n_answers = 1, false) as is_mapped,
    case
        when wordings.fact_family = 'goal_status' then 'family'
        {{ mapping_rule() }}
    end as mapping_rule
from wordings
left join chosen on wordings.wording_key = chosen.wording_key
