{# Awaited slots meet the reports that fill them: the board by its canonical name on both sides. #}
with slots as (
    select
        slots.*,
        coalesce(
            (
                select arg_min(board_names.board, board_names.name_rank)
                from {{ ref('int_board_names') }} as board_names
                where
                    board_names.municipality_code = slots.municipality_code
                    and board_names.board_key = {{ normalise_board('slots.board_source') }}
            ),
            slots.board_source,
            ''
        ) as board
    from {{ ref('stg_lake__slots') }} as slots
),

-- a board that prints two names has a slot under each: here they are one
awaited as (
    select
        municipality_code,
        any_value(board) as board,
        report_type,
        period_end,
        concat_ws(
            '|', municipality_code, {{ normalise_board('board') }}, report_type, period_end::varchar
        ) as slot_id,
        min(evidence) as evidence,
        min(expected_by_date) as expected_by_date,
        min(late_at_date) as late_at_date,
        max(status) as status,
        bool_or(is_late) as is_late
    from slots
    group by municipality_code, report_type, period_end, slot_id
),

versions as (
    select
        *,
        min(first_seen_at) over (partition by slot_id) as slot_filled_at
    from {{ ref('int_reports_versioned') }}
    where status = 'read'
),

met as (
    select
        coalesce(versions.slot_id, awaited.slot_id) as slot_id,
        coalesce(versions.version_no, 0)::integer as version_no,
        coalesce(versions.municipality_code, awaited.municipality_code) as municipality_code,
        coalesce(versions.board, awaited.board) as board,
        coalesce(versions.report_type, awaited.report_type) as report_type,
        coalesce(versions.period_end, awaited.period_end) as period_end,
        case
            when versions.is_newest_version then 'arrived'
            when versions.document is not null then 'superseded'
            else awaited.status
        end as status,
        awaited.evidence,
        awaited.expected_by_date,
        awaited.late_at_date,
        case
            when awaited.evidence is null then false
            when versions.document is null then awaited.is_late
            else (versions.slot_filled_at at time zone 'Europe/Stockholm')::date >= awaited.late_at_date
        end as is_late,
        versions.report_id,
        versions.document_date,
        versions.board_meeting_date,
        versions.first_seen_at
    from versions
    full outer join awaited on versions.slot_id = awaited.slot_id
)

select
    md5(concat_ws('|', slot_id, version_no)) as slot_version_id,
    slot_id,
    version_no,
    municipality_code,
    board,
    report_type,
    period_end,
    status,
    evidence,
    expected_by_date,
    late_at_date,
    is_late,
    case when status = 'late' then 'late' end as origin,
    report_id,
    document_date,
    board_meeting_date,
    first_seen_at
from met
