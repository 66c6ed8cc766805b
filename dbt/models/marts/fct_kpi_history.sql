select
    {{ fact_columns() }},
    {{ history_columns() }},
    fact_family,
    measure_id,
    sex,
    age,
    subunit,
    is_mapped,
    mapping_rule,
    {{ comparator('raw') }} as comparator,
    {{ amount_columns() }}
from {{ ref('int_facts_versioned') }}
where fact_family = 'kpi'
