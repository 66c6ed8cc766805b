-- No cell disappears: every non-empty cell of a report is a fact, is ignored by a named rule, or is refused with a code;
-- and every fact of a served report reaches its mart. Differences are our own failures, never the source's. Beside it: how many
-- of the printed totals are tested at all.
-- Grain: report (document).

-- Documents and facts are counted by numbers that stand for them: 64 letters for each cell of a nation do not fit in memory.

with

reports as (

    select
        *,
        {{ key_of(['document']) }} as document_key
    from {{ ref('dim_report') }}

),

facts_by_cell as (

    select
        {{ key_of(['document']) }} as document_key,
        {{ key_of(['table_no', 'row_no', 'col_no']) }} as cell_key,
        count(*) as n_facts,
        count_if(fact_family in (
            'cost', 'income_statement', 'investment', 'volume', 'staffing', 'kpi', 'goal_status'
        )) as n_mart_facts
    from {{ ref('stg_reports__facts') }}
    group by all

),

fact_cells as (

    select
        document_key,
        count(*) as n_fact_cells,
        sum(n_facts) as n_facts,
        sum(n_mart_facts) as n_mart_facts_expected
    from facts_by_cell
    group by document_key

),

ignored_cells as (

    select
        {{ key_of(['document']) }} as document_key,
        count(distinct {{ key_of(['table_no', 'row_no', 'col_no']) }}) as n_ignored_cells
    from {{ ref('stg_reports__ignored_cells') }}
    group by document_key

),

refused_cells as (

    select
        {{ key_of(['document']) }} as document_key,
        count(distinct {{ key_of(['table_no', 'row_no', 'col_no']) }}) as n_refused_cells
    from {{ ref('stg_reports__refusals') }}
    where row_no > 0
    group by document_key

),

-- A fact once, also where two marts serve it (an indicator about staff).
served as (

    {% for mart in [
        'fct_cost_by_activity', 'fct_income_statement', 'fct_investment', 'fct_volume', 'fct_staffing', 'fct_kpi',
        'fct_goal_status'
    ] %}
    select
        {{ key_of(['document']) }} as document_key,
        {{ key_of(['fact_id']) }} as fact_key
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
        {{ key_of(['cells.document']) }} as document_key,
        count(*) as n_printed_totals,
        count(tested.fact_id) as n_tested_totals
    from {{ ref('int_quality_cells') }} as cells
    left join tested on cells.fact_id = tested.fact_id
    where cells.is_summable and cells.row_role = 'total'
    group by document_key

),

served_facts as (

    select
        document_key,
        count(*) as n_mart_facts
    from served
    group by document_key

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
left join fact_cells on reports.document_key = fact_cells.document_key
left join ignored_cells on reports.document_key = ignored_cells.document_key
left join refused_cells on reports.document_key = refused_cells.document_key
left join served_facts on reports.document_key = served_facts.document_key
left join totals on reports.document_key = totals.document_key
