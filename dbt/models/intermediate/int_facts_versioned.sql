{{ config(materialized='view') }}
{# Every fact of every version of every report, with the words of its report and of its row beside it. #}
select
    facts.*,
    reports.report_id,
    reports.document,
    reports.municipality_code,
    reports.board,
    reports.board_key,
    reports.period_end as report_period_end,
    reports.slot_id,
    reports.version_no::integer as version_no,
    reports.is_newest_version,
    reports.known_from,
    reports.known_to,
    wordings.table_title,
    wordings.section,
    wordings.row_code,
    wordings.row_label
from {{ ref('int_facts_judged') }} as facts
inner join {{ ref('int_reports_versioned') }} as reports on facts.report_no = reports.report_no
inner join {{ ref('int_wordings_keyed') }} as wordings on facts.wording_key = wordings.wording_key
