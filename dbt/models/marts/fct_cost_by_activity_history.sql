select
    {{ fact_columns() }},
    {{ history_columns() }},
    activity_code,
    side,
    is_mapped,
    mapping_rule,
    mapping_confidence,
    starts_with(activity_code, 'mixed:') as is_mixed,
    is_fictitious,
    breakdown_kind,
    parent_fact_id,
    {{ amount_columns() }}
from {{ ref('int_facts_versioned') }}
where fact_family = 'cost'
