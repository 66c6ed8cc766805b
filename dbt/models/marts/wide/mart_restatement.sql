{# Who changed what, and by how much: between two versions of one report, and between a report and the comparison column of a
   later one. Numbers are as printed; a difference within rounding is none. Rows that cannot be told apart are not compared. #}
with wordings as (
    select
        wording_key,
        {{ key_of(['code_key', 'label_key', 'section_key']) }} as label_key,
        title_key
    from {{ ref('int_wordings_keyed') }}
),

facts as (
    select
        facts.*,
        {# what a number states: the words of its row, whose it is, and of which period #}
        {{ key_of([
            'wordings.label_key', 'facts.fact_family', 'facts.account_line', 'facts.entity', 'facts.value_kind',
            'facts.period_start', 'facts.period_end', 'facts.number_kind'
        ]) }} as statement_key,
        wordings.title_key
    from {{ ref('int_facts_versioned') }} as facts
    inner join wordings on facts.wording_key = wordings.wording_key
    where facts.number is not null
),

reissued_slots as (
    select distinct slot_id from {{ ref('int_reports_versioned') }}
    where version_no > 1
),

version_cells as (
    select facts.*
    from facts
    inner join reissued_slots on facts.slot_id = reissued_slots.slot_id
    qualify
        count(*) over (
            partition by
                facts.report_no, facts.statement_key, facts.title_key, facts.as_of, facts.row_occurrence, facts.part_no
        ) = 1
),

version_pairs as (
    select
        'new_version' as restatement_kind,
        earlier.report_no as earlier_report_no,
        earlier.fact_key as earlier_fact_key,
        later.report_no as later_report_no,
        later.fact_key as later_fact_key
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

{# outcomes that a report states of its own period, and those that it states of an earlier one #}
statements as (
    select
        report_no,
        statement_key,
        any_value(fact_key) as fact_key,
        any_value(municipality_code) as municipality_code,
        any_value(board_key) as board_key,
        any_value(report_period_end) as report_period_end,
        any_value(period_end) as period_end
    from facts
    where is_newest_version and is_primary and value_kind = 'actual' and entity = '' and period_end <= report_period_end
    group by report_no, statement_key
    having count(*) = 1
),

comparison_pairs as (
    select
        'comparison_column' as restatement_kind,
        earlier.report_no as earlier_report_no,
        earlier.fact_key as earlier_fact_key,
        later.report_no as later_report_no,
        later.fact_key as later_fact_key
    from statements as earlier
    inner join statements as later
        on
            earlier.municipality_code = later.municipality_code
            and earlier.board_key = later.board_key
            and earlier.statement_key = later.statement_key
            and earlier.report_period_end < later.report_period_end
    where earlier.period_end = earlier.report_period_end and later.period_end < later.report_period_end
),

pairs as (
    select * from version_pairs
    union all
    select * from comparison_pairs
)

select
    md5(concat_ws('|', pairs.restatement_kind, earlier.fact_id, later.fact_id)) as restatement_id,
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
    earlier.fact_id as earlier_fact_id,
    later.fact_id as later_fact_id
from pairs
inner join facts as earlier
    on pairs.earlier_report_no = earlier.report_no and pairs.earlier_fact_key = earlier.fact_key
inner join facts as later
    on pairs.later_report_no = later.report_no and pairs.later_fact_key = later.fact_key
inner join {{ ref('dim_municipality') }} as municipalities on later.municipality_code = municipalities.municipality_code
where
    case
        when earlier.step = later.step then earlier.number != later.number
        else abs(later.number - earlier.number) > 0.5 * (earlier.step + later.step)
    end
order by later.municipality_code, later.period_end, later.row_label
