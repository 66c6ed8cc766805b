-- The identities of fct_reconciliation that promise a value and can be tested, with what the checks hold against a limit:
-- the difference as a share of what rounding explains. Nothing is computed anew: tolerances and results are the reader's.
-- Grain: identity_id (kind of identity and printed cell).

with

identities as (

    select
        reconciliations.*,
        facts.page,
        facts.value_kind,
        facts.period_start,
        facts.period_end
    from {{ ref('fct_reconciliation') }} as reconciliations
    inner join {{ ref('stg_reports__facts') }} as facts
        on reconciliations.document = facts.document and reconciliations.printed_fact_id = facts.fact_id
    where
        reconciliations.result <> 'not_testable'
        and reconciliations.kind not in ('of_which_within_parent', 'share_between_groups')

),

usual as (

    select
        reconciliation_id,
        document,
        usual
    from {{ ref('stg_reports__reconciliations') }}

)

select
    identities.reconciliation_id::varchar as identity_id,
    identities.kind::varchar as identity,
    identities.report_id::varchar as report_id,
    identities.document::varchar as document,
    identities.municipality_code::varchar as municipality_code,
    identities.page::integer as page,
    identities.table_no::integer as table_no,
    identities.table_title::varchar as table_title,
    identities.row_label::varchar as row_label,
    identities.col_label::varchar as col_label,
    identities.value_kind::varchar as value_kind,
    identities.period_start::date as period_start,
    identities.period_end::date as period_end,
    identities.printed_fact_id::varchar as printed_fact_id,
    identities.expected::decimal(24, 6) as expected,
    identities.printed::decimal(24, 6) as printed,
    identities.difference::decimal(24, 6) as difference,
    identities.unit::varchar as unit,
    identities.n_terms::integer as n_terms,
    usual.usual::decimal(24, 6) as warn_above,
    identities.tolerance::decimal(24, 6) as error_above,
    (abs(identities.difference) / usual.usual)::double as warn_ratio,
    (abs(identities.difference) / identities.tolerance)::double as error_ratio,
    (case
        when identities.result = 'violated' then 'breaks'
        when abs(identities.difference) > usual.usual then 'warns'
        when identities.result = 'within_rounding' then 'rounding'
        else identities.result
    end)::varchar as outcome,
    identities.is_confirmed::boolean as is_confirmed,
    identities.suspect_fact_id::varchar as suspect_fact_id,
    identities.suspect_row_label::varchar as suspect_row_label,
    identities.suspect_col_label::varchar as suspect_col_label,
    identities.suspect_printed::decimal(24, 6) as suspect_printed,
    identities.suspect_expected::decimal(24, 6) as suspect_expected,
    identities.suspect_kind::varchar as suspect_kind,
    identities.n_repaired::integer as n_repaired,
    identities.repaired_by::varchar as repaired_by
from identities
inner join usual on identities.document = usual.document and identities.reconciliation_id = usual.reconciliation_id
