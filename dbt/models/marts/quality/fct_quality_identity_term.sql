-- Which cells each identity ties together. The printed side stands here too, with coefficient -1 and term_role `printed`.
-- Grain: identity and cell.

with

pairs as (

    select
        identities.identity_id,
        identities.identity,
        identities.printed_fact_id,
        identities.document,
        unnest(reconciliations.fact_ids) as fact_id,
        unnest(reconciliations.coefficients) as coefficient
    from {{ ref('fct_quality_identity') }} as identities
    inner join {{ ref('stg_reports__reconciliations') }} as reconciliations
        on
            identities.document = reconciliations.document
            and identities.identity_id = reconciliations.reconciliation_id

)

select
    pairs.identity_id::varchar as identity_id,
    pairs.identity::varchar as identity,
    pairs.printed_fact_id::varchar as printed_fact_id,
    pairs.fact_id::varchar as fact_id,
    pairs.document::varchar as document,
    facts.table_title::varchar as table_title,
    facts.row_label::varchar as row_label,
    facts.col_label::varchar as col_label,
    if(pairs.fact_id = pairs.printed_fact_id, 'printed', 'part')::varchar as term_role,
    pairs.coefficient::integer as coefficient,
    facts.value::decimal(18, 6) as value,
    facts.unit::varchar as unit
from pairs
inner join {{ ref('stg_reports__facts') }} as facts
    on pairs.document = facts.document and pairs.fact_id = facts.fact_id
