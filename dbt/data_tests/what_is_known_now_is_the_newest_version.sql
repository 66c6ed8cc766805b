{# The state of today, asked of the history, is the table without _history: no row more and none less. #}
with state as (
    select fact_id from {{ as_of(ref('fct_cost_by_activity_history'), 'now()') }} as history
),

served as (
    select fact_id from {{ ref('fct_cost_by_activity') }}
)

select
    state.fact_id as fact_id_of_history,
    served.fact_id as fact_id_served
from state
full outer join served on state.fact_id = served.fact_id
where state.fact_id is null or served.fact_id is null
