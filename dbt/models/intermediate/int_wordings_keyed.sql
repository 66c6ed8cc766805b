{# Every different wording of a printed row that a board has used: title, section, code and label, with the keys by which labels
   and headings are compared. A board prints the same rows in report after report; what they mean is found out once. #}
with examples as (
    select
        wording_key,
        min(fact_id) as fact_id
    from {{ ref('int_facts_keyed') }}
    group by wording_key
),

wordings as (
    select
        examples.wording_key,
        reports.municipality_code,
        reports.board_key,
        reports.period_end as report_period_end,
        facts.fact_family,
        facts.table_title,
        facts.section,
        facts.row_role,
        facts.row_code,
        facts.row_label
    from {{ ref('stg_reports__facts') }} as facts
    inner join examples on facts.fact_id = examples.fact_id
    inner join {{ ref('int_reports_versioned') }} as reports on facts.document = reports.document
),

keyed as (
    select
        *,
        {{ normalise_label('row_label') }} as label_key,
        {# a label of several cells is about the first: `Äldreomsorg/LSS | Kostnad` #}
        {{ normalise_label("split_part(row_label, ' | ', 1)") }} as first_label_key,
        {{ normalise_label_core('row_label') }} as core_label_key,
        {{ normalise_label('row_code') }} as code_key,
        {{ normalise_label('table_title') }} as title_key,
        {{ normalise_label('section') }} as section_key
    from wordings
)

select
    *,
    {# as numbers, for finding equal labels; empty where there is no label #}
    case when label_key != '' then {{ key_of(['label_key']) }} end as label_no,
    case when first_label_key != '' then {{ key_of(['first_label_key']) }} end as first_label_no
from keyed
