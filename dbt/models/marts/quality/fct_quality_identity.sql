-- Every identity that the printed numbers must fulfil, with what it expects, what is printed, and what rounding allows.
-- The tolerance is written here and nowhere else. With u the step of the printed unit and n the number of terms added
-- (DOMAIN guide, section 6): warn above u (n <= 3), 2u (n <= 12), 3u (n <= 30), beyond that twice the spread of n + 1
-- rounded numbers; an error above 0.5 u (n + 1), half a step for every number in play. Parts taken from other tables
-- (parts_sum) count twice: each was rounded, and then adjusted so that its own table adds up.
-- Grain: identity_id (kind of identity and printed cell).

with

terms as (

    select *
    from {{ ref('fct_quality_identity_term') }}

),

cells as (

    select *
    from {{ ref('int_quality_cells') }}

),

summed as (

    select
        terms.identity_id,
        any_value(terms.identity) as identity,
        any_value(terms.qualifier) as qualifier,
        any_value(terms.printed_fact_id) as printed_fact_id,
        sum(if(terms.term_role = 'part', terms.coefficient * terms.amount, 0)) as expected_amount,
        count_if(terms.term_role = 'part') as n_terms,
        max(cells.step) as step
    from terms
    inner join cells on terms.fact_id = cells.fact_id
    group by terms.identity_id

),

rounded as (

    select
        *,
        n_terms * if(identity = 'parts_sum', 2, 1) as n_rounded
    from summed

),

measured as (

    select
        summed.*,
        printed.report_id,
        printed.document,
        printed.municipality_code,
        printed.page,
        printed.table_no,
        printed.table_title,
        printed.section,
        printed.row_no,
        printed.col_no,
        printed.row_label,
        printed.col_label,
        printed.row_role,
        printed.measure,
        printed.period_start,
        printed.period_end,
        printed.account_line,
        printed.entity,
        printed.unit,
        printed.unit_factor,
        printed.amount as printed_amount,
        printed.amount - summed.expected_amount as difference_amount,
        -- In the printed sign of the cell, so that a person can add up the page.
        printed.scale as per_printed_unit,
        summed.step * case
            when summed.n_rounded <= 3 then 1
            when summed.n_rounded <= 12 then 2
            when summed.n_rounded <= 30 then 3
            else ceil(2 * sqrt((summed.n_rounded + 1) / 12.0))
        end as warn_above,
        summed.step * 0.5 * (summed.n_rounded + 1) as error_above
    from rounded as summed
    inner join cells as printed on summed.printed_fact_id = printed.fact_id

),

-- A column with a cell that we refused does not add up because of us.
refused as (

    select
        document,
        table_no,
        list(distinct col_no) as col_nos
    from {{ ref('stg_reports__refusals') }}
    where table_no > 0
    group by document, table_no

),

judged as (

    select
        measured.*,
        coalesce(list_has_any(refused.col_nos, [0, measured.col_no]), false) as has_refused_cell,
        case
            when difference_amount = 0 then 'holds'
            when abs(difference_amount) > error_above then 'breaks'
            when abs(difference_amount) > warn_above then 'warns'
            else 'rounding'
        end as outcome
    from measured
    left join refused on measured.document = refused.document and measured.table_no = refused.table_no

),

-- The same formula at work elsewhere says that we read the table right. For a sum: the same row in another column; for
-- what stands in one small table per activity: anywhere in the report; for the others: another row of the table. A link
-- between restated rows was only made on agreement.
counted as (

    select
        *,
        outcome <> 'breaks' and printed_amount <> 0 as is_example,
        case
            when qualifier = 'rows' then concat_ws('|', qualifier, table_no, row_no)
            when qualifier = 'revenue and cost rows' then concat_ws('|', identity, qualifier)
            when identity = 'revenue_plus_cost_is_net' then identity
            else concat_ws('|', identity, qualifier, table_no)
        end as formula_key
    from judged

),

confirmed as (

    select
        *,
        case
            when has_refused_cell or identity = 'no_budget_no_period_budget' then false
            when identity in ('same_fact', 'subtable_is_parent_row', 'parts_sum') then true
            else bool_or(is_example) over (partition by document, formula_key)
        end as is_confirmed
    from counted

)

select
    identity_id::varchar as identity_id,
    identity::varchar as identity,
    qualifier::varchar as qualifier,
    report_id::varchar as report_id,
    document::varchar as document,
    municipality_code::varchar as municipality_code,
    page::integer as page,
    table_no::integer as table_no,
    table_title::varchar as table_title,
    section::varchar as section,
    row_no::integer as row_no,
    col_no::integer as col_no,
    row_label::varchar as row_label,
    col_label::varchar as col_label,
    row_role::varchar as row_role,
    account_line::varchar as account_line,
    entity::varchar as entity,
    measure::varchar as value_kind,
    period_start::date as period_start,
    period_end::date as period_end,
    printed_fact_id::varchar as printed_fact_id,
    (expected_amount / per_printed_unit)::decimal(24, 6) as expected,
    (printed_amount / per_printed_unit)::decimal(24, 6) as printed,
    (difference_amount / per_printed_unit)::decimal(24, 6) as difference,
    unit::varchar as unit,
    n_terms::integer as n_terms,
    (warn_above / unit_factor)::decimal(24, 6) as warn_above,
    (error_above / unit_factor)::decimal(24, 6) as error_above,
    (abs(difference_amount) / warn_above)::double as warn_ratio,
    (abs(difference_amount) / error_above)::double as error_ratio,
    outcome::varchar as outcome,
    is_confirmed::boolean as is_confirmed
from confirmed
