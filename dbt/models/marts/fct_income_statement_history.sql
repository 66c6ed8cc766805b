select
    {{ fact_columns() }},
    {{ history_columns() }},
    {{ activity_columns() }},
    {{ amount_columns() }}
from {{ ref('int_facts_versioned') }}
where fact_family = 'income_statement'
