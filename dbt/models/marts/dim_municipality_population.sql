select
    municipality_code,
    year,
    population_count,
    source_note
from {{ ref('municipality_population') }}
