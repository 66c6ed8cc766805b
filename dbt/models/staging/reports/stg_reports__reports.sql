with readings as (
    select * from {{ source('reports', 'reports') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by document
            order by {{ version_key('reader_version') }} desc, reader_version desc
        ) as reading_rank
    from readings
)

select
    document,
    left(document, 16) as report_id,
    reader_version,
    file_name,
    media_type,
    nullif(municipality_code, '') as municipality_code,
    nullif(municipality, '') as municipality_source,
    nullif(board, '') as board_source,
    nullif(report_type, '') as report_type,
    nullif(printed_type, '') as printed_type_source,
    period_start,
    period_end,
    document_date,
    board_meeting_date,
    profile_source,
    nullif(conflicts, '') as conflicts,
    status,
    nullif(status_reason, '') as status_reason,
    n_pages,
    n_cells,
    n_facts,
    n_ignored_cells,
    n_refusals,
    n_reconciliations,
    n_statements,
    first_seen_at
from ranked
where reading_rank = 1
