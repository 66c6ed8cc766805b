{# Facts of every version of every report, with the keys by which they are joined from here on, the number that is added and
   compared, and the smallest step it is printed in. Keys are numbers that hold within one report: join on report_no too.
   The words of a fact's report stand in int_reports_versioned, those of its row in int_wordings_keyed: int_facts_versioned
   puts them beside the fact again. Rows without them are sorted and joined in half the memory. #}
with facts as not materialized (
    select
        *,
        year(coalesce(period_end, as_of)) as year,
        {{ column_key() }} as column_key
    from {{ ref('stg_reports__facts') }}
),

{# the days on which the mapping of labels changes: between two of them, a wording of a board has one meaning #}
mapping_dates as (
    {% for mapping in ['activity_mapping', 'measure_mapping'] %}
    select valid_from as mapping_date from {{ ref(mapping) }}
    union
    select (valid_to + 1) as mapping_date from {{ ref(mapping) }}
    {% if not loop.last %}union{% endif %}
    {% endfor %}
),

reports as (
    select
        *,
        case
            when period_end is not null
                then (
                    select count(*) from mapping_dates
                    where mapping_dates.mapping_date <= versioned.period_end
                )
        end as mapping_no
    from {{ ref('int_reports_versioned') }} as versioned
    where version_no is not null
),

{# One unit of the last decimal that the table prints: `4` beside `3,5` is 4,0. #}
table_steps as (
    select
        reports.report_no,
        facts.table_no,
        facts.unit,
        {{ sek_per_unit('facts.unit') }} / pow(10, coalesce(max({{ printed_decimals('facts.value') }}), 0)) as step
    from facts
    inner join reports on facts.document = reports.document
    group by reports.report_no, facts.table_no, facts.unit
)

select
    reports.report_no,
    {{ key_of(['facts.fact_id']) }} as fact_key,
    facts.fact_id,
    facts.page,
    facts.table_no,
    facts.row_no,
    facts.col_no,
    facts.part_no,
    facts.row_occurrence,
    facts.row_role,
    facts.col_label,
    facts.raw,
    facts.value,
    facts.unit,
    facts.is_unit_inferred,
    facts.fact_family,
    facts.value_kind,
    facts.period_start,
    facts.period_end,
    facts.as_of,
    facts.year,
    facts.account_line,
    facts.entity,
    facts.amount_reported_sek,
    facts.confidence,
    facts.reading,
    facts.is_ocr,
    case when facts.amount_reported_sek is null then facts.unit else 'sek' end as number_kind,
    {# a number that is withheld is a limit: neither added nor compared #}
    case
        when not {{ is_withheld_number('facts.raw', 'facts.value_kind') }}
            then coalesce(facts.amount_reported_sek, facts.value::decimal(18, 2))
    end as number,
    table_steps.step,
    facts.column_key,
    {{ key_of([
        'facts.table_no', 'facts.fact_family', 'facts.table_title', 'facts.section', 'facts.row_code', 'facts.row_label',
        'facts.row_role', 'facts.row_occurrence'
    ]) }} as row_key,
    {{ key_of([
        'reports.municipality_code', 'reports.board_key', 'reports.mapping_no', 'facts.fact_family', 'facts.table_title',
        'facts.section', 'facts.row_role', 'facts.row_code', 'facts.row_label'
    ]) }} as wording_key,
    {{ key_of(['facts.fact_family', 'facts.value_kind', 'facts.entity', 'facts.year']) }} as vintage_key,
    {# the later period, then the younger forecast, as one number #}
    coalesce(facts.period_end - date '1900-01-01', -1) * 100000 + coalesce(facts.as_of - date '1900-01-01', -1) as lateness
from facts
inner join reports on facts.document = reports.document
{# an outer join, so that DuckDB does not begin with it: its keys mean nothing without the report #}
left join table_steps
    on
        reports.report_no = table_steps.report_no
        and facts.table_no = table_steps.table_no
        and facts.unit = table_steps.unit
