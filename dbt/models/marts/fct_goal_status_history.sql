with facts as (
    select
        *,
        {# a cross under `I hög grad` says what the column's heading says #}
        case
            when {{ normalise_label('raw') }} in ('', 'x') and not regexp_matches(raw, '[←-⇿➔-➿]')
                then col_label
            else raw
        end as status_source
    from {{ ref('int_facts_versioned') }}
    where fact_family = 'goal_status'
),

{# a status is known by its letters, a symbol by itself #}
keyed as (
    select
        *,
        coalesce(nullif({{ normalise_label('status_source') }}, ''), status_source) as status_key
    from facts
),

scales as (
    select
        *,
        coalesce(nullif({{ normalise_label('status_source') }}, ''), status_source) as status_key
    from {{ ref('status_scale') }}
)

select
    {{ fact_columns() }},
    {{ history_columns() }},
    measure_id,
    keyed.status_source,
    scales.scale_id,
    scales.status_code,
    scales.rank as status_rank,
    scales.scale_size,
    scales.status_source is not null as is_status_known
from keyed
left join scales on keyed.status_key = scales.status_key
