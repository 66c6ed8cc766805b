{# Facts that split up a row printed in another table: the units of a division, the two sides of an activity. Their sum is
   that row, so that adding both counts it twice. Found by arithmetic: every number that the two share must agree. #}
with facts as not materialized (
    select
        report_no,
        fact_key,
        table_no,
        block_no,
        block_key,
        row_key,
        column_key,
        wording_key,
        row_role,
        account_line,
        number,
        step,
        is_leaf
    from {{ ref('int_facts_blocked') }}
    where is_money and entity = ''
),

wordings as (
    select
        wordings.wording_key,
        wordings.label_key,
        wordings.label_no,
        wordings.first_label_no,
        wordings.title_key || ' ' || wordings.section_key as heading_key,
        contains(wordings.row_label, ' | ') as is_two_labels,
        coalesce(activities.activity_code, 'unmapped') as activity_code
    from {{ ref('int_wordings_keyed') }} as wordings
    left join {{ ref('int_activity_rows_mapped') }} as activities on wordings.wording_key = activities.wording_key
),

parents as not materialized (
    select * from facts
    where row_role = 'line' and account_line in ('', 'net')
),

totals as not materialized (
    select * from facts
    where row_role = 'total' and account_line in ('', 'net')
),

{# rows of which at least one pair of numbers agrees; most do not, and need no further look #}
agreeing_rows as (
    select distinct
        totals.report_no,
        totals.row_key as total_row_key,
        parents.row_key as parent_row_key
    from totals
    inner join parents
        on
            totals.report_no = parents.report_no
            and totals.column_key = parents.column_key
            and abs(totals.number - parents.number) <= 1.5 * greatest(totals.step, parents.step)
            and (totals.table_no, totals.block_no) != (parents.table_no, parents.block_no)
    where totals.number != 0
),

unit_pairs as (
    select
        totals.report_no,
        totals.block_key,
        totals.row_key as total_row_key,
        parents.row_key as parent_row_key,
        parents.fact_key as parent_fact_key,
        abs(totals.number - parents.number) <= 1.5 * greatest(totals.step, parents.step) as is_equal,
        totals.number != 0 as is_not_zero,
        (
            total_words.activity_code = parent_words.activity_code
            and total_words.activity_code not in ('unmapped', 'NONE', 'BOARD')
        )
        or (parent_words.label_key != '' and contains(total_words.heading_key, parent_words.label_key)) as is_named
    from agreeing_rows
    inner join totals
        on
            agreeing_rows.report_no = totals.report_no
            and agreeing_rows.total_row_key = totals.row_key
    inner join parents
        on
            agreeing_rows.report_no = parents.report_no
            and agreeing_rows.parent_row_key = parents.row_key
            and totals.column_key = parents.column_key
            and (totals.table_no, totals.block_no) != (parents.table_no, parents.block_no)
    inner join wordings as total_words on totals.wording_key = total_words.wording_key
    inner join wordings as parent_words on parents.wording_key = parent_words.wording_key
),

unit_breakdowns as (
    select
        report_no,
        block_key,
        parent_fact_key
    from unit_pairs
    window row_pair as (partition by report_no, total_row_key, parent_row_key)
    qualify
        bool_and(is_equal) over row_pair
        and count(*) filter (where is_not_zero) over row_pair >= case when is_named then 1 else 2 end
),

sides as (
    select
        report_no,
        column_key,
        table_no,
        block_no,
        wordings.first_label_no,
        sum(number) as number,
        max(step) as step,
        list(fact_key) as fact_keys
    from facts
    inner join wordings on facts.wording_key = wordings.wording_key
    where
        is_leaf
        and wordings.first_label_no is not null
        and (account_line not in ('', 'net') or wordings.is_two_labels)
    group by report_no, column_key, table_no, block_no, wordings.first_label_no
    having count(*) >= 2
),

side_pairs as (
    select
        sides.*,
        parents.fact_key as parent_fact_key,
        parents.row_key as parent_row_key,
        abs(sides.number - parents.number) <= 1.5 * greatest(sides.step, parents.step) as is_equal,
        parents.number != 0 as is_not_zero
    from sides
    inner join parents
        on
            sides.report_no = parents.report_no
            and sides.column_key = parents.column_key
            and (sides.table_no, sides.block_no) != (parents.table_no, parents.block_no)
    inner join wordings on parents.wording_key = wordings.wording_key and sides.first_label_no = wordings.label_no
),

side_breakdowns as (
    select
        report_no,
        unnest(fact_keys) as fact_key,
        parent_fact_key
    from (
        select * from side_pairs
        window row_pair as (partition by report_no, table_no, block_no, parent_row_key)
        qualify
            bool_and(is_equal) over row_pair
            and count(*) filter (where is_not_zero) over row_pair >= 1
    ) as agreeing
),

found as (
    select
        facts.report_no,
        facts.fact_key,
        unit_breakdowns.parent_fact_key,
        'units' as breakdown_kind
    from facts
    inner join unit_breakdowns
        on
            facts.report_no = unit_breakdowns.report_no
            and facts.block_key = unit_breakdowns.block_key
    where facts.row_role in ('line', 'of_which', 'subtotal')
    union all
    select
        report_no,
        fact_key,
        parent_fact_key,
        'account_lines' as breakdown_kind
    from side_breakdowns
)

select
    report_no,
    fact_key,
    min(parent_fact_key) as parent_fact_key,
    max(breakdown_kind) as breakdown_kind
from found
group by report_no, fact_key
