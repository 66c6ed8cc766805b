{# Which board a report is of, which slot it fills, and which of its versions is served. #}
with reports as (
    select * from {{ ref('stg_reports__reports') }}
),

board_names as (
    select * from {{ ref('int_board_names') }}
),

named as (
    select
        reports.*,
        coalesce(
            (
                select arg_min(board_names.board, board_names.name_rank)
                from board_names
                where
                    board_names.municipality_code = reports.municipality_code
                    and board_names.board_key = {{ normalise_board('reports.board_source') }}
            ),
            reports.board_source,
            ''
        ) as board
    from reports
),

slotted as (
    select
        *,
        {{ normalise_board('board') }} as board_key,
        concat_ws(
            '|',
            coalesce(municipality_code, ''),
            {{ normalise_board('board') }},
            coalesce(report_type, ''),
            coalesce(period_end::varchar, '')
        ) as slot_id
    from named
),

counted as (
    select
        *,
        case
            when status = 'read' then row_number() over (
                partition by slot_id, status
                order by first_seen_at nulls first, document_date nulls first, document
            )
        end as version_no,
        case
            when status = 'read' then count(*) over (partition by slot_id, status)
        end as n_versions,
        case
            when status = 'read' then lead(first_seen_at) over (
                partition by slot_id, status
                order by first_seen_at nulls first, document_date nulls first, document
            )
        end as known_to
    from slotted
)

select
    *,
    {# reports in the order in which tables are sorted; the number holds for this build only #}
    row_number() over (order by municipality_code, period_end, first_seen_at, document)::integer as report_no,
    first_seen_at as known_from,
    coalesce(version_no = n_versions, false) as is_newest_version
from counted
