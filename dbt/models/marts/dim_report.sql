with reports as (
    select * from {{ ref('int_reports_versioned') }}
),

facts as (
    select
        document,
        count(*)::integer as n_served_facts,
        count(*) filter (where not is_mapped)::integer as n_unmapped_facts
    from {{ ref('int_facts_described') }}
    group by document
),

scopes as (
    select
        municipality_code,
        board,
        max(board_scope) as board_scope
    from {{ ref('boards') }}
    group by municipality_code, board
)

select
    reports.report_id,
    reports.document,
    reports.municipality_code,
    reports.municipality_source,
    reports.board,
    reports.board_source,
    scopes.board_scope,
    reports.report_type,
    reports.printed_type_source,
    reports.period_start,
    reports.period_end,
    reports.document_date,
    reports.board_meeting_date,
    reports.first_seen_at,
    reports.slot_id,
    reports.version_no::integer as version_no,
    reports.is_newest_version,
    case
        when reports.status = 'read' and not reports.is_newest_version then 'superseded'
        else reports.status
    end as status,
    reports.status_reason,
    reports.profile_source,
    reports.conflicts,
    reports.file_name,
    reports.media_type,
    reports.reader_version,
    reports.n_pages,
    reports.n_cells,
    reports.n_facts,
    reports.n_ignored_cells,
    reports.n_refusals,
    reports.n_reconciliations,
    reports.n_statements,
    coalesce(facts.n_served_facts, 0) as n_served_facts,
    coalesce(facts.n_unmapped_facts, 0) as n_unmapped_facts
from reports
left join facts on reports.document = facts.document
left join scopes
    on
        reports.municipality_code = scopes.municipality_code
        and reports.board = scopes.board
