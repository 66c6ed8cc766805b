{# Who changed what, and by how much: between two versions of one report, and between a report and the comparison column of a
   later one. Numbers are as printed; a difference within rounding is none. Rows that cannot be told apart are not compared. #}
with facts as (
    select
        *,
        md5(
            concat_ws(
                '|',
                fact_family,
                {{ normalise_label('row_code') }},
                {{ normalise_label('row_label') }},
                {{ normalise_label('section') }},
                account_line,
                entity,
                value_kind,
                coalesce(period_start::varchar, ''),
                coalesce(period_end::varchar, ''),
                case when amount_reported_sek is null then unit else 'sek' end
            )
        ) as statement_key,
        {{ normalise_label('table_title') }} as title_key
    from {{ ref('int_facts_versioned') }}
    where number is not null
),

version_cells as (
    select * from facts
    qualify
        count(*) over (
            partition by document, statement_key, title_key, as_of, row_occurrence, part_no
        ) = 1
),

version_pairs as (
    select
        'new_version' as restatement_kind,
        earlier.fact_id as earlier_fact_id,
        later.fact_id as later_fact_id,
        coalesce(earlier.slot_id, later.slot_id) as slot_id
    from version_cells as earlier
    inner join version_cells as later
        on
            earlier.slot_id = later.slot_id
            and earlier.version_no + 1 = later.version_no
            and earlier.statement_key = later.statement_key
            and earlier.title_key = later.title_key
            and earlier.as_of is not distinct from later.as_of
            and earlier.row_occurrence = later.row_occurrence
            and earlier.part_no = later.part_no
),

primary_statements as (
    select * from facts
    where is_newest_version and is_primary and value_kind = 'actual' and entity = ''
    qualify count(*) over (partition by document, statement_key) = 1
),

comparison_pairs as (
    select
        'comparison_column' as restatement_kind,
        earlier.fact_id as earlier_fact_id,
        later.fact_id as later_fact_id,
        earlier.slot_id
    from primary_statements as earlier
    inner join primary_statements as later
        on
            earlier.municipality_code = later.municipality_code
            and earlier.board_key = later.board_key
            and earlier.statement_key = later.statement_key
            and earlier.report_period_end < later.report_period_end
    where earlier.period_end = earlier.report_period_end
),

pairs as (
    select * from version_pairs
    union all
    select * from comparison_pairs
)

select
    md5(concat_ws('|', pairs.restatement_kind, pairs.earlier_fact_id, pairs.later_fact_id)) as restatement_id,
    pairs.restatement_kind,
    later.municipality_code,
    municipalities.name as municipality_name,
    later.board,
    later.fact_family,
    later.value_kind,
    later.period_start,
    later.period_end,
    later.row_label,
    later.account_line,
    later.activity_code,
    later.measure_id,
    earlier.report_id as earlier_report_id,
    later.report_id as later_report_id,
    earlier.known_from as earlier_known_from,
    later.known_from as later_known_from,
    earlier.raw as earlier_raw,
    later.raw as later_raw,
    case when later.amount_reported_sek is null then later.unit else 'kr' end as unit,
    earlier.number::decimal(18, 2) as earlier_value,
    later.number::decimal(18, 2) as later_value,
    (later.number - earlier.number)::decimal(18, 2) as change,
    case
        when earlier.number != 0 then (100.0 * (later.number - earlier.number) / abs(earlier.number))::decimal(12, 2)
    end as change_pct,
    pairs.earlier_fact_id,
    pairs.later_fact_id
from pairs
inner join facts as earlier on pairs.earlier_fact_id = earlier.fact_id
inner join facts as later on pairs.later_fact_id = later.fact_id
inner join {{ ref('dim_municipality') }} as municipalities on later.municipality_code = municipalities.municipality_code
where
    case
        when earlier.step = later.step then earlier.number != later.number
        else abs(later.number - earlier.number) > 0.5 * (earlier.step + later.step)
    end
order by later.municipality_code, later.period_end, later.row_label
