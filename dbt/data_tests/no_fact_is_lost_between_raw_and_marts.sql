{# Every fact of a served report stands in exactly one fact table by its family; fct_staffing shows some a second time. #}
with expected as (
    select facts.fact_id
    from {{ ref('stg_reports__facts') }} as facts
    inner join {{ ref('int_reports_versioned') }} as reports on facts.document = reports.document
    where
        reports.is_newest_version
        and facts.fact_family in ('cost', 'income_statement', 'investment', 'kpi', 'volume', 'staffing', 'goal_status')
),

served as (
    select fact_id from {{ ref('fct_cost_by_activity') }}
    union all
    select fact_id from {{ ref('fct_income_statement') }}
    union all
    select fact_id from {{ ref('fct_investment') }}
    union all
    select fact_id from {{ ref('fct_kpi') }}
    union all
    select fact_id from {{ ref('fct_volume') }}
    union all
    select fact_id from {{ ref('fct_staffing') }}
    where fact_family = 'staffing'
    union all
    select fact_id from {{ ref('fct_goal_status') }}
),

counted as (
    select
        fact_id,
        count(*) as n_served
    from served
    group by fact_id
)

select
    coalesce(expected.fact_id, counted.fact_id) as fact_id,
    counted.n_served
from expected
full outer join counted on expected.fact_id = counted.fact_id
where counted.n_served is distinct from 1 or expected.fact_id is null
