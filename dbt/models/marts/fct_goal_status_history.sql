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

scales as (
    select
        *,
        {{ normalise_label('status_source') }} as status_key
    from {{ ref('status_scale') }}
)

select
    {{ fact_columns() }},
    {{ history_columns() }},
    measure_id,
    facts.status_source,
    scales.scale_id,
    scales.status_code,
    scales.rank as status_rank,
    scales.scale_size,
    scales.status_source is not null as is_status_known
from facts
left join scales
    on
        facts.status_source = scales.status_source
        or (scales.status_key != '' and {{ normalise_label('facts.status_source') }} = scales.status_key)
order by municipality_code, year, known_from, report_id, page, table_no, row_no, col_no
