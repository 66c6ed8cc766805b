{# Which facts say again what another table of the same report says. Two rows are about the same thing if their labels
   are equal (or both are totals, or they stand for the same activity and one is a total) and their numbers agree. What
   counts as the first mention is the first table with a printed total, else the first table. Labels alone do not
   decide: `LSS` of the provider and `LSS` of the purchaser are two things, and their numbers say so. #}
with facts as (
    select
        facts.report_no,
        facts.fact_key,
        facts.fact_family,
        facts.table_no,
        facts.block_no,
        facts.row_no,
        facts.row_key,
        facts.row_role = 'total' as is_total,
        wordings.label_no,
        {# what two numbers must have in common to be compared #}
        {{ key_of([
            'facts.column_key', "case when facts.account_line = 'net' then '' else facts.account_line end", 'facts.number_kind'
        ]) }} as compared_key,
        facts.number,
        facts.step,
        facts.has_printed_total,
        {# empty where it says nothing of what the row is about #}
        case
            when activities.activity_code not in ('unmapped', 'NONE', 'ORG')
                then {{ key_of(['activities.activity_code']) }}
        end as activity_no,
        coalesce(activities.side, '') as side,
        coalesce(activities.activity_code = 'BOARD', false) as is_board
    from {{ ref('int_facts_blocked') }} as facts
    inner join {{ ref('int_wordings_keyed') }} as wordings on facts.wording_key = wordings.wording_key
    left join {{ ref('int_activity_rows_mapped') }} as activities on facts.wording_key = activities.wording_key
    where facts.number is not null and facts.row_role != 'of_which'
),

{# one join for each way of being about the same thing: each finds its few pairs by equality #}
pairs as (
    {% for relation, is_about_the_same in [
        ('totals', 'first_fact.is_total and later_fact.is_total'),
        ('label', 'not (first_fact.is_total and later_fact.is_total) and first_fact.label_no = later_fact.label_no'),
        (
            'activity',
            'first_fact.is_total != later_fact.is_total and first_fact.activity_no = later_fact.activity_no'
            ' and not first_fact.is_board and coalesce(first_fact.label_no != later_fact.label_no, true)'
        ),
    ] %}
    select
        later_fact.report_no,
        first_fact.fact_key as first_fact_key,
        later_fact.fact_key as later_fact_key,
        first_fact.row_key as first_row_key,
        later_fact.row_key as later_row_key,
        first_fact.table_no as first_table_no,
        later_fact.table_no as later_table_no,
        later_fact.fact_family,
        first_fact.has_printed_total as is_first_complete,
        first_fact.row_no as first_row_no,
        later_fact.number != 0 as is_not_zero,
        coalesce(first_fact.activity_no = later_fact.activity_no and first_fact.side = later_fact.side, false)
            as is_same_activity,
        abs(first_fact.number - later_fact.number)
        <= 1.5 * greatest(first_fact.step, later_fact.step) as is_equal,
        '{{ relation }}' as relation
    from facts as first_fact
    inner join facts as later_fact
        on
            first_fact.report_no = later_fact.report_no
            and first_fact.compared_key = later_fact.compared_key
            and first_fact.row_key != later_fact.row_key
            and (first_fact.table_no, first_fact.block_no) != (later_fact.table_no, later_fact.block_no)
            and {{ is_about_the_same }}
            {# the sum of a breakdown repeats the row it breaks down, never the other way round #}
            and case
                when first_fact.is_total != later_fact.is_total then later_fact.is_total
                else
                    ((not first_fact.has_printed_total)::integer, first_fact.table_no, first_fact.block_no)
                    < ((not later_fact.has_printed_total)::integer, later_fact.table_no, later_fact.block_no)
            end
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

{# the same label twice in one table is no identity: then the rows are not compared #}
unambiguous as (
    select * from pairs
    qualify
        count(*) over (partition by report_no, later_fact_key, first_table_no, relation) = 1
        and count(*) over (partition by report_no, first_fact_key, later_table_no, relation) = 1
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
        row_pair as (partition by report_no, first_row_key, later_row_key),
        table_pair as (partition by report_no, fact_family, first_table_no, later_table_no, relation)
),

accepted as (
    select
        *,
        row_number() over (
            partition by report_no, later_fact_key
            order by is_first_complete desc, first_table_no asc, first_row_no asc, first_fact_key asc
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
    report_no,
    later_fact_key as fact_key,
    first_fact_key as repeats_fact_key,
    relation,
    is_equal as is_repeat_consistent
from accepted
where mention_rank = 1
