{# Kolada's value of N01951 where it has been loaded, else the verified value of the seed. #}
with kolada as (
    select * from {{ ref('stg_reports__kolada') }}
    where kolada_id = 'N01951' and sex = 'total' and value is not null
),

verified as (
    select * from {{ ref('municipality_population') }}
)

select
    municipality_code,
    year,
    value::integer as population_count,
    'Kolada N01951' as source_note
from kolada
union all
select
    verified.municipality_code,
    verified.year,
    verified.population_count,
    verified.source_note
from verified
left join kolada on verified.municipality_code = kolada.municipality_code and verified.year = kolada.year
where kolada.municipality_code is null
