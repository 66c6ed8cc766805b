{# What is known of the staff, one row for a measure, group and period, beside the same a year earlier. A number said twice
   stands once; a cell without a number stands too, with the reason. #}
with measures as (
    select * from {{ ref('dim_measure') }}
),

facts as (
    select
        fact_id,
        municipality_code,
        board,
        report_id,
        period_start,
        period_end,
        measure_id,
        is_mapped,
        row_label,
        section,
        col_label,
        sex,
        age,
        subunit,
        value_kind,
        unit,
        raw,
        account_line,
        table_title,
        page,
        table_no,
        row_no,
        col_no,
        year,
        part_no,
        is_latest_in_year,
        case when not {{ is_withheld_number('raw', 'value_kind') }} then value end as value,
        {{ cell_status('value', 'raw', 'is_corrected', 'value_kind') }} as value_status
    from {{ ref('fct_staffing') }}
    where is_primary and entity = '' and value_kind in ('actual', 'forecast')
    union all
    select
        missing.missing_id as fact_id,
        missing.municipality_code,
        missing.board,
        missing.report_id,
        missing.period_start,
        missing.period_end,
        missing.measure_id,
        missing.is_mapped,
        missing.row_label,
        missing.section,
        missing.col_label,
        missing.sex,
        missing.age,
        missing.subunit,
        missing.value_kind,
        missing.unit,
        missing.raw,
        missing.account_line,
        missing.table_title,
        missing.page,
        missing.table_no,
        missing.row_no,
        missing.col_no,
        year(missing.period_end) as year,
        1 as part_no,
        false as is_latest_in_year,
        null as value,
        missing.value_status
    from {{ ref('int_cells_without_number') }} as missing
    left join measures on missing.measure_id = measures.measure_id
    where
        missing.value_kind in ('actual', 'forecast')
        and coalesce(missing.entity, '') = ''
        and missing.is_primary
        and (missing.fact_family = 'staffing' or measures.is_staffing)
),

{# what the same row says of the same day a year earlier; where it says it twice, the first column #}
earlier_facts as (
    select
        facts.fact_id,
        arg_min(earlier.fact_id, (earlier.col_no, earlier.fact_id)) as earlier_fact_id
    from facts
    inner join facts as earlier
        on
            facts.report_id = earlier.report_id
            and facts.table_no = earlier.table_no
            and facts.row_label = earlier.row_label
            and facts.section is not distinct from earlier.section
            and facts.row_no = earlier.row_no
            and facts.part_no = earlier.part_no
            and earlier.period_end = last_day((facts.period_end - interval 1 year)::date)
            and facts.account_line = earlier.account_line
    where facts.value_kind = 'actual' and earlier.value_kind = 'actual'
    group by facts.fact_id
),

compared as (
    select
        facts.*,
        earlier.fact_id as earlier_fact_id,
        earlier.value as earlier_value,
        earlier.unit = facts.unit as is_same_unit
    from facts
    left join earlier_facts on facts.fact_id = earlier_facts.fact_id
    left join facts as earlier on earlier_facts.earlier_fact_id = earlier.fact_id
)

select
    compared.fact_id,
    compared.municipality_code,
    municipalities.name as municipality_name,
    compared.board,
    compared.report_id,
    compared.period_start,
    compared.period_end,
    compared.year,
    compared.is_latest_in_year,
    compared.measure_id,
    measures.name_sv as measure_name_sv,
    compared.is_mapped,
    compared.row_label,
    compared.section,
    compared.col_label,
    compared.sex,
    compared.age,
    compared.subunit,
    compared.value_kind,
    compared.value,
    compared.value_status,
    compared.unit,
    compared.raw,
    measures.better_direction,
    measures.time_basis,
    measures.population_scope,
    compared.earlier_fact_id,
    compared.earlier_value,
    case
        when compared.is_same_unit then (compared.value - compared.earlier_value)::decimal(18, 6)
    end as change_from_earlier,
    case
        when compared.earlier_fact_id is null then 'no_earlier_period'
        when not compared.is_same_unit then 'unit_differs'
        when compared.value is null or compared.earlier_value is null then 'not_a_number'
        else 'derived'
    end as change_status,
    compared.table_title,
    compared.page,
    compared.table_no,
    compared.row_no
from compared
inner join {{ ref('dim_municipality') }} as municipalities on compared.municipality_code = municipalities.municipality_code
left join measures on compared.measure_id = measures.measure_id
order by compared.municipality_code, compared.period_end, compared.table_no, compared.row_no
