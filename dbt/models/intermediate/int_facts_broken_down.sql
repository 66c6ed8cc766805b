{# Facts that split up a row printed in another table: the units of a division, the two sides of an activity. Their sum is
   that row, so that adding both counts it twice. Found by arithmetic: every number that the two share must agree. #}
with facts as (
    select
        facts.fact_id,
        facts.document,
        facts.fact_family,
        facts.table_no,
        blocks.block_no,
        blocks.block_key,
        facts.row_key,
        facts.row_role,
        facts.row_label,
        printed_rows.label_key,
        printed_rows.first_label_key,
        printed_rows.title_key || ' ' || printed_rows.section_key as heading_key,
        facts.account_line,
        facts.value_kind,
        facts.period_start,
        facts.period_end,
        facts.as_of,
        facts.number,
        facts.step,
        blocks.is_leaf,
        coalesce(activities.activity_code, 'unmapped') as activity_code
    from {{ ref('int_facts_keyed') }} as facts
    inner join {{ ref('int_facts_blocked') }} as blocks on facts.fact_id = blocks.fact_id
    inner join {{ ref('int_rows_keyed') }} as printed_rows on facts.row_key = printed_rows.row_key
    left join {{ ref('int_activity_rows_mapped') }} as activities on facts.row_key = activities.row_key
    where facts.amount_reported_sek is not null and facts.entity = ''
),

parents as (
    select * from facts
    where row_role = 'line' and account_line in ('', 'net')
),

unit_pairs as (
    select
        totals.block_key,
        totals.row_key as total_row_key,
        parents.fact_id as parent_fact_id,
        parents.row_key as parent_row_key,
        abs(totals.number - parents.number) <= 1.5 * greatest(totals.step, parents.step) as is_equal,
        totals.number != 0 as is_not_zero,
        (totals.activity_code = parents.activity_code and totals.activity_code not in ('unmapped', 'NONE', 'BOARD'))
        or (parents.label_key != '' and contains(totals.heading_key, parents.label_key)) as is_named
    from facts as totals
    inner join parents
        on
            totals.document = parents.document
            and totals.fact_family = parents.fact_family
            and totals.value_kind = parents.value_kind
            and totals.period_start is not distinct from parents.period_start
            and totals.period_end is not distinct from parents.period_end
            and totals.as_of is not distinct from parents.as_of
            and (totals.table_no, totals.block_no) != (parents.table_no, parents.block_no)
    where totals.row_role = 'total' and totals.account_line in ('', 'net')
),

unit_breakdowns as (
    select
        block_key,
        parent_fact_id
    from unit_pairs
    window row_pair as (partition by total_row_key, parent_row_key)
    qualify
        bool_and(is_equal) over row_pair
        and count(*) filter (where is_not_zero) over row_pair >= case when is_named then 1 else 2 end
),

sides as (
    select
        document,
        fact_family,
        table_no,
        block_no,
        first_label_key,
        value_kind,
        period_start,
        period_end,
        as_of,
        sum(number) as number,
        max(step) as step,
        list(fact_id) as fact_ids
    from facts
    where
        is_leaf
        and first_label_key != ''
        and (account_line not in ('', 'net') or contains(row_label, ' | '))
    group by all
    having count(*) >= 2
),

side_pairs as (
    select
        sides.*,
        parents.fact_id as parent_fact_id,
        parents.row_key as parent_row_key,
        abs(sides.number - parents.number) <= 1.5 * greatest(sides.step, parents.step) as is_equal,
        parents.number != 0 as is_not_zero
    from sides
    inner join parents
        on
            sides.document = parents.document
            and sides.fact_family = parents.fact_family
            and sides.first_label_key = parents.label_key
            and sides.value_kind = parents.value_kind
            and sides.period_start is not distinct from parents.period_start
            and sides.period_end is not distinct from parents.period_end
            and sides.as_of is not distinct from parents.as_of
            and (sides.table_no, sides.block_no) != (parents.table_no, parents.block_no)
),

side_breakdowns as (
    select
        unnest(fact_ids) as fact_id,
        parent_fact_id
    from (
        select * from side_pairs
        window row_pair as (partition by table_no, block_no, parent_row_key)
        qualify
            bool_and(is_equal) over row_pair
            and count(*) filter (where is_not_zero) over row_pair >= 1
    ) as agreeing
),

found as (
    select
        facts.fact_id,
        unit_breakdowns.parent_fact_id,
        'units' as breakdown_kind
    from facts
    inner join unit_breakdowns on facts.block_key = unit_breakdowns.block_key
    where facts.row_role in ('line', 'of_which', 'subtotal')
    union all
    select
        fact_id,
        parent_fact_id,
        'account_lines' as breakdown_kind
    from side_breakdowns
)

select
    fact_id,
    min(parent_fact_id) as parent_fact_id,
    max(breakdown_kind) as breakdown_kind
from found
group by fact_id
