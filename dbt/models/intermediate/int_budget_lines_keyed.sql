{# Printed lines of activities with money: where each stands, what it is, whether it is a line of the board's own sum or a
   part of another, and the line elsewhere that prints the same sum. Without their words, which int_wordings_keyed and
   int_reports_versioned have: grouping numbers takes a fraction of the memory. #}
with facts as not materialized (
    select * from {{ ref('int_budget_facts_keyed') }}
),

parents as (
    select distinct parent_fact_id
    from facts
    where breakdown_kind = 'units'
),

lines as (
    select
        facts.report_no,
        facts.line_key,
        any_value(facts.row_key) as row_key,
        any_value(facts.wording_key) as wording_key,
        any_value(facts.account_line) as account_line,
        any_value(facts.activity_code) as activity_code,
        any_value(facts.side) as side,
        any_value(facts.is_mapped) as is_mapped,
        any_value(facts.is_fictitious) as is_fictitious,
        any_value(facts.row_role) as row_role,
        min(facts.page) as page,
        min(facts.table_no) as table_no,
        min(facts.row_no) as row_no,
        {# the row is shown in parts in another table; or it is itself a part of a row printed in another table #}
        coalesce(bool_or(facts.is_breakdown), false) as is_part,
        coalesce(bool_or(facts.breakdown_kind = 'account_lines'), false) as is_account_part,
        bool_or(parents.parent_fact_id is not null) as has_parts,
        coalesce(bool_or(facts.is_additive), false) as is_additive
    from facts
    left join parents on facts.fact_id = parents.parent_fact_id
    group by facts.report_no, facts.line_key
),

{# A row and the total of the table that splits it up are one sum, printed twice: what one says, holds for the other. #}
same_sums as (
    select distinct
        parents.report_no,
        parents.line_key as row_line_key,
        totals.line_key as total_line_key
    from facts as parts
    inner join facts as parents on parts.report_no = parents.report_no and parts.parent_fact_id = parents.fact_id
    inner join facts as totals
        on
            parts.report_no = totals.report_no
            and parts.block_key = totals.block_key
            and totals.row_role = 'total'
            and totals.account_line in ('', 'net')
    where parts.breakdown_kind = 'units'
),

{# the other line of the pair, where there is one alone #}
twins as (
    select
        report_no,
        row_line_key as line_key,
        total_line_key as twin_line_key
    from same_sums
    union all
    select
        report_no,
        total_line_key as line_key,
        row_line_key as twin_line_key
    from same_sums
),

single_twins as (
    select
        report_no,
        line_key,
        any_value(twin_line_key) as twin_line_key
    from twins
    group by report_no, line_key
    having count(*) = 1
)

select
    lines.*,
    single_twins.twin_line_key
from lines
left join single_twins on lines.report_no = single_twins.report_no and lines.line_key = single_twins.line_key
