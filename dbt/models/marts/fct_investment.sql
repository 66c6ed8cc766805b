select
    {{ fact_columns() }},
    activity_code,
    is_mapped,
    mapping_rule,
    mapping_confidence,
    {{ amount_columns() }}
from {{ ref('int_facts_described') }}
where fact_family = 'investment'
