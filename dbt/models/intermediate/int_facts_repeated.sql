{# Which facts say again what another table of the same report says. Two rows are about the same thing if their labels
   are equal (or both are totals, or they stand for the same activity and one is a total) and their numbers agree. What
   counts as the first mention is the first table with a printed total, else the first table. Labels alone do not
   decide: `LSS` of the provider and `LSS` of the purchaser are two things, and their numbers say so. #}
with facts as (
    select
        facts.fact_id,
        facts.document,
        facts.fact_family,
        facts.table_no,
        blocks.block_no,
        facts.row_no,
        facts.row_key,
        facts.row_role,
        printed_rows.label_key,
        facts.entity,
        case when facts.account_line = 'net' then '' else facts.account_line end as account_line,
        facts.value_kind,
        facts.period_start,
        facts.period_end,
        facts.as_of,
        case when facts.amount_reported_sek is null then facts.unit else 'sek' end as number_kind,
        facts.number,
        facts.step,
        blocks.has_printed_total,
        coalesce(activities.activity_code, 'unmapped') as activity_code,
        coalesce(activities.side, '') as side
    from {{ ref('int_facts_keyed') }} as facts
    inner join {{ ref('int_facts_blocked') }} as blocks on facts.fact_id = blocks.fact_id
    inner join {{ ref('int_rows_keyed') }} as printed_rows on facts.row_key = printed_rows.row_key
    left join {{ ref('int_activity_rows_mapped') }} as activities on facts.row_key = activities.row_key
    where facts.number is not null and facts.row_role != 'of_which'
),

pairs as (
    select
        first_fact.fact_id as first_fact_id,
        later_fact.fact_id as later_fact_id,
        first_fact.row_key as first_row_key,
        later_fact.row_key as later_row_key,
        first_fact.table_no as first_table_no,
        later_fact.table_no as later_table_no,
        later_fact.document,
        later_fact.fact_family,
        first_fact.has_printed_total as is_first_complete,
        first_fact.row_no as first_row_no,
        later_fact.number != 0 as is_not_zero,
        first_fact.activity_code = later_fact.activity_code
        and first_fact.activity_code not in ('unmapped', 'NONE', 'ORG')
        and first_fact.side = later_fact.side as is_same_activity,
        abs(first_fact.number - later_fact.number)
        <= 1.5 * greatest(first_fact.step, later_fact.step) as is_equal,
        case
            when first_fact.row_role = 'total' and later_fact.row_role = 'total' then 'totals'
            when first_fact.label_key = later_fact.label_key and first_fact.label_key != '' then 'label'
            else 'activity'
        end as relation
    from facts as first_fact
    inner join facts as later_fact
        on
            first_fact.document = later_fact.document
            and first_fact.fact_family = later_fact.fact_family
            and first_fact.entity = later_fact.entity
            and first_fact.account_line = later_fact.account_line
            and first_fact.value_kind = later_fact.value_kind
            and first_fact.period_start is not distinct from later_fact.period_start
            and first_fact.period_end is not distinct from later_fact.period_end
            and first_fact.as_of is not distinct from later_fact.as_of
            and first_fact.number_kind = later_fact.number_kind
            and first_fact.row_key != later_fact.row_key
            and (first_fact.table_no, first_fact.block_no) != (later_fact.table_no, later_fact.block_no)
            {# the sum of a breakdown repeats the row it breaks down, never the other way round #}
            and case
                when (first_fact.row_role = 'total') != (later_fact.row_role = 'total')
                    then later_fact.row_role = 'total'
                else
                    ((not first_fact.has_printed_total)::integer, first_fact.table_no, first_fact.block_no)
                    < ((not later_fact.has_printed_total)::integer, later_fact.table_no, later_fact.block_no)
            end
    where
        (first_fact.row_role = 'total' and later_fact.row_role = 'total')
        or (first_fact.label_key = later_fact.label_key and first_fact.label_key != '')
        or (
            first_fact.activity_code = later_fact.activity_code
            and first_fact.activity_code not in ('unmapped', 'NONE', 'ORG', 'BOARD')
            and (first_fact.row_role = 'total') != (later_fact.row_role = 'total')
        )
),

{# the same label twice in one table is no identity: then the rows are not compared #}
unambiguous as (
    select * from pairs
    qualify
        count(*) over (partition by later_fact_id, first_table_no, relation) = 1
        and count(*) over (partition by first_fact_id, later_table_no, relation) = 1
),

row_evidence as (
    select
        *,
        count(*) over row_pair as n_shared,
        count(*) filter (where is_equal) over row_pair as n_equal,
        count(*) filter (where is_equal and is_not_zero) over row_pair as n_equal_not_zero,
        count(*) over table_pair as n_table_shared,
        count(*) filter (where is_equal) over table_pair as n_table_equal,
        count(*) filter (where is_equal and is_not_zero) over table_pair as n_table_equal_not_zero
    from unambiguous
    window
        row_pair as (partition by first_row_key, later_row_key),
        table_pair as (partition by document, fact_family, first_table_no, later_table_no, relation)
),

accepted as (
    select
        *,
        row_number() over (
            partition by later_fact_id
            order by is_first_complete desc, first_table_no asc, first_row_no asc, first_fact_id asc
        ) as mention_rank
    from row_evidence
    where
        case
            when relation = 'label'
                then
                    (2 * n_equal > n_shared and n_equal_not_zero >= 1)
                    {# nothing but zeros agree by chance, unless the mapping says that it is one thing #}
                    or (n_equal = n_shared and is_same_activity)
                    or (2 * n_table_equal > n_table_shared and n_table_shared >= 3 and n_table_equal_not_zero >= 2)
            else n_equal = n_shared and n_equal_not_zero >= 1
        end
)

select
    later_fact_id as fact_id,
    first_fact_id as repeats_fact_id,
    relation,
    is_equal as is_repeat_consistent
from accepted
where mention_rank = 1
