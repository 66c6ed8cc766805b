{# Cells of value columns that carry no number: dashes, signs that a number is withheld, words, and what could not be read.
   What would have stood there follows from the nearest number above or below, whose words they are of from the row. #}
with served as (
    select
        document,
        report_id,
        municipality_code,
        board
    from {{ ref('int_reports_versioned') }}
    where is_newest_version
),

cells as (
    select
        document,
        page,
        table_no,
        row_no,
        col_no,
        raw,
        null as refusal_code
    from {{ ref('stg_reports__ignored_cells') }}
    where rule in ('blank', 'prose')
    union all
    select
        document,
        page,
        table_no,
        row_no,
        col_no,
        raw,
        refusal_code
    from {{ ref('stg_reports__refusals') }}
    where row_no > 0 and col_no > 0
),

facts as not materialized (
    select * from {{ ref('int_facts_described') }}
    where value is not null
),

{# what the column holds: as its number nearest to the cell says #}
column_words as (
    select
        cells.document,
        cells.table_no,
        cells.row_no,
        cells.col_no,
        facts.fact_family,
        facts.value_kind,
        facts.period_start,
        facts.period_end,
        facts.as_of,
        facts.entity,
        facts.account_line,
        facts.col_label,
        facts.table_title
    from cells
    inner join facts
        on
            cells.document = facts.document
            and cells.table_no = facts.table_no
            and cells.col_no = facts.col_no
    qualify
        row_number() over (
            partition by cells.document, cells.table_no, cells.row_no, cells.col_no
            order by abs(facts.row_no - cells.row_no), facts.row_no, facts.part_no
        ) = 1
),

{# what the row is: as its number nearest to the cell says #}
row_words as (
    select
        cells.document,
        cells.table_no,
        cells.row_no,
        cells.col_no,
        facts.row_label,
        facts.section,
        facts.account_line,
        facts.unit,
        facts.activity_code,
        facts.measure_id,
        facts.sex,
        facts.age,
        facts.subunit,
        facts.is_mapped,
        facts.is_primary,
        min(facts.account_line) over cell != max(facts.account_line) over cell as has_several_account_lines
    from cells
    inner join facts
        on
            cells.document = facts.document
            and cells.table_no = facts.table_no
            and cells.row_no = facts.row_no
    window cell as (partition by cells.document, cells.table_no, cells.row_no, cells.col_no)
    qualify
        row_number() over (
            partition by cells.document, cells.table_no, cells.row_no, cells.col_no
            order by abs(facts.col_no - cells.col_no), facts.col_no, facts.part_no
        ) = 1
),

{# the label of a row without any number #}
labels as (
    select
        document,
        table_no,
        row_no,
        string_agg(raw, ' | ' order by col_no) as row_label
    from {{ ref('stg_reports__ignored_cells') }}
    where rule in ('label', 'label-without-value')
    group by document, table_no, row_no
)

select
    md5(concat_ws('|', cells.document, cells.table_no, cells.row_no, cells.col_no)) as missing_id,
    served.report_id,
    cells.document,
    served.municipality_code,
    served.board,
    column_words.fact_family,
    column_words.value_kind,
    column_words.period_start,
    column_words.period_end,
    column_words.as_of,
    column_words.entity,
    column_words.col_label,
    column_words.table_title,
    coalesce(row_words.row_label, labels.row_label) as row_label,
    row_words.section,
    case when row_words.has_several_account_lines then column_words.account_line else row_words.account_line end
        as account_line,
    row_words.unit,
    row_words.activity_code,
    row_words.measure_id,
    row_words.sex,
    row_words.age,
    row_words.subunit,
    coalesce(row_words.is_mapped, false) as is_mapped,
    coalesce(row_words.is_primary, true) as is_primary,
    cells.raw,
    case when cells.refusal_code is null then {{ blank_status('cells.raw') }} else 'unreadable' end as value_status,
    cells.refusal_code,
    cells.page,
    cells.table_no,
    cells.row_no,
    cells.col_no
from cells
inner join served on cells.document = served.document
left join column_words
    on
        cells.document = column_words.document
        and cells.table_no = column_words.table_no
        and cells.row_no = column_words.row_no
        and cells.col_no = column_words.col_no
left join row_words
    on
        cells.document = row_words.document
        and cells.table_no = row_words.table_no
        and cells.row_no = row_words.row_no
        and cells.col_no = row_words.col_no
left join labels
    on
        cells.document = labels.document
        and cells.table_no = labels.table_no
        and cells.row_no = labels.row_no
{# words in a column without numbers are remarks #}
where column_words.document is not null or cells.refusal_code is not null
