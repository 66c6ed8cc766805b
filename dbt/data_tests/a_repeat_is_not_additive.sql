{# What is said twice is counted once, and no fact is its own repeat. #}
select
    fact_id,
    repeats_fact_id
from {{ ref('int_facts_described') }}
where
    (is_additive and not is_primary)
    or (is_additive_in_report and is_breakdown)
    or repeats_fact_id = fact_id
