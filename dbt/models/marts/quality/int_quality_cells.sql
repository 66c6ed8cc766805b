{{ config(schema='intermediate', materialized='view', contract={'enforced': false}) }}

-- Every printed number of the newest version of every report once, as the checks need it: its amount, its unit step and its
-- place. `amount` is what identities add up: SEK with the canonical sign for money, else the printed value.

select
    facts.fact_id,
    reports.report_id,
    reports.document,
    reports.municipality_code,
    facts.page,
    facts.table_no,
    wordings.table_title,
    facts.row_no,
    facts.col_no,
    facts.part_no,
    wordings.row_label,
    wordings.label_key,
    facts.row_role,
    facts.col_label,
    facts.unit,
    facts.value_kind as measure,
    facts.period_start,
    facts.period_end,
    coalesce(facts.entity, '') as entity,
    facts.unit in ('kr', 'tkr', 'mnkr') as is_money,
    facts.unit in ('kr', 'tkr', 'mnkr', 'count', 'hours', 'days', 'fte')
    and facts.fact_family in ('cost', 'income_statement', 'investment', 'volume', 'staffing')
    and (facts.unit not in ('kr', 'tkr', 'mnkr') or facts.amount_reported_sek is not null)
    and facts.value_kind not in ('comparison_mean', 'comparison_best', 'comparison_worst', 'percent_of_budget')
        as is_summable,
    coalesce(facts.amount_reported_sek, facts.value)::decimal(24, 6) as amount,
    if(facts.amount_reported_sek is null, 1, {{ sek_per_unit('facts.unit') }})::decimal(24, 6) as unit_factor,
    (facts.step / {{ sek_per_unit('facts.unit') }} * unit_factor)::decimal(24, 6) as step
from {{ ref('int_facts_judged') }} as facts
inner join {{ ref('int_reports_versioned') }} as reports on facts.report_no = reports.report_no
inner join {{ ref('int_wordings_keyed') }} as wordings on facts.wording_key = wordings.wording_key
where
    reports.is_newest_version
    and facts.value is not null
    and facts.fact_family in ('cost', 'income_statement', 'investment', 'volume', 'staffing', 'kpi')
