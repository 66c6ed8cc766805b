{# Every different wording of a printed row that a board has used: title, section, code and label, with the keys by which labels
   and headings are compared. A board prints the same rows in report after report; what they mean is found out once. #}
with wordings as (
    select
        wording_key,
        any_value(municipality_code) as municipality_code,
        any_value(board_key) as board_key,
        any_value(report_period_end) as report_period_end,
        any_value(fact_family) as fact_family,
        any_value(table_title) as table_title,
        any_value(section) as section,
        any_value(row_role) as row_role,
        any_value(row_code) as row_code,
        any_value(row_label) as row_label
    from {{ ref('int_facts_keyed') }}
    group by wording_key
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
