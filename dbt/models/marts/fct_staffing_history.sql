{# By meaning, not by table: everything in tables about personnel, and every indicator or count whose canonical measure is
   about staff. A sick-leave indicator with a target therefore stands both here and in fct_kpi. #}
with measures as (
    select * from {{ ref('dim_measure') }}
)

select
    {{ fact_columns() }},
    {{ history_columns() }},
    {{ measure_columns() }},
    {{ amount_columns() }}
from {{ ref('int_facts_versioned') }} as facts
left join measures on facts.measure_id = measures.measure_id
where
    facts.fact_family = 'staffing'
    or (facts.fact_family in ('kpi', 'volume') and measures.is_staffing)
