select
    {{ fact_columns() }},
    {{ history_columns() }},
    {{ measure_columns() }},
    {{ amount_columns() }}
from {{ ref('int_facts_versioned') }} as facts
where fact_family = 'volume'
