-- No cell disappears: every non-empty cell of a report is a fact, is ignored by a named rule, or is refused with a code;
-- and every fact of a served report reaches its mart. Differences are our own failures, never the source's. Beside it: how many
-- of the printed totals are tested at all.
-- Grain: report (document).

with

reports as (

    select *
    from {{ ref('dim_report') }}

),

fact_cells as (

    select
        document,
        count(distinct concat_ws('|', table_no, row_no, col_no)) as n_fact_cells,
        count(*) as n_facts,
        count_if(fact_family in (
            'cost', 'income_statement', 'investment', 'volume', 'staffing', 'kpi', 'goal_status'
        )) as n_mart_facts_expected
    from {{ ref('stg_reports__facts') }}
    group by document

),

ignored_cells as (

    select
        document,
        count(distinct concat_ws('|', table_no, row_no, col_no)) as n_ignored_cells
    from {{ ref('stg_reports__ignored_cells') }}
    group by document

),

refused_cells as (

    select
        document,
        count(distinct concat_ws('|', table_no, row_no, col_no)) as n_refused_cells
    from {{ ref('stg_reports__refusals') }}
    where row_no > 0
    group by document

),

served as (

    {% for mart in [
        'fct_cost_by_activity', 'fct_income_statement', 'fct_investment', 'fct_volume', 'fct_staffing', 'fct_kpi',
        'fct_goal_status'
    ] %}
    select
        document,
        fact_id
    from {{ ref(mart) }}
    {% if not loop.last %}union{% endif %}
    {% endfor %}

),

-- Totals of money and counts, and how many of them some identity tests.
tested as (

    select distinct fact_id
    from {{ ref('fct_quality_identity_term') }}

),

totals as (

    select
        cells.document,
        count(*) as n_printed_totals,
        count(tested.fact_id) as n_tested_totals
    from {{ ref('int_quality_cells') }} as cells
    left join tested on cells.fact_id = tested.fact_id
    where cells.is_summable and cells.row_role = 'total'
    group by cells.document

),

served_facts as (

    select
        document,
        count(*) as n_mart_facts
    from served
    group by document

)

select
    reports.report_id::varchar as report_id,
    reports.document::varchar as document,
    reports.municipality_code::varchar as municipality_code,
    reports.status::varchar as status,
    reports.n_cells::bigint as n_cells,
    coalesce(fact_cells.n_fact_cells, 0)::bigint as n_fact_cells,
    coalesce(ignored_cells.n_ignored_cells, 0)::bigint as n_ignored_cells,
    coalesce(refused_cells.n_refused_cells, 0)::bigint as n_refused_cells,
    (
        reports.n_cells - coalesce(fact_cells.n_fact_cells, 0) - coalesce(ignored_cells.n_ignored_cells, 0)
        - coalesce(refused_cells.n_refused_cells, 0)
    )::bigint as n_lost_cells,
    reports.n_facts::bigint as n_facts_read,
    (reports.n_facts - coalesce(fact_cells.n_facts, 0))::bigint as n_lost_raw_facts,
    coalesce(served_facts.n_mart_facts, 0)::bigint as n_mart_facts,
    (
        if(reports.status = 'read', coalesce(fact_cells.n_mart_facts_expected, 0), 0)
        - coalesce(served_facts.n_mart_facts, 0)
    )::bigint as n_lost_mart_facts,
    coalesce(totals.n_printed_totals, 0)::bigint as n_printed_totals,
    coalesce(totals.n_tested_totals, 0)::bigint as n_tested_totals
from reports
left join fact_cells on reports.document = fact_cells.document
left join ignored_cells on reports.document = ignored_cells.document
left join refused_cells on reports.document = refused_cells.document
left join served_facts on reports.document = served_facts.document
left join totals on reports.document = totals.document
