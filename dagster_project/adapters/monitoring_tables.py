"""What the nights add up to: `fct_quality_check`, `fct_quality_finding` and `mart_quality_daily`.

What lives here: the SQL that reads off the history since when a finding is there and whether it is open, and the three
tables in the marts. What does not: the history's files (`check_history`), the errors that sources print in full
(`quality_tables`). Python makes these tables after dbt, since tonight's results are known only when the marts stand.

A finding is open until the check that saw it has looked again and not seen it (resolved), or a person closes it
(acknowledged). A check that could not be made says nothing, so that its findings stay as they were. An acknowledgement
holds as long as the finding lasts; one that was resolved and comes back is open again, first seen when it first was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

import duckdb

from dagster_project.adapters.check_history import History

_ADDRESS = """
    finding_id, check_id, origin, severity, stops_publishing, scope, municipality_code, page::integer as page,
    table_title, row_label, col_label, fact_id, detail_id, value, expected, bound, unit, n_unexpected, sentence,
    sentence_sv"""

FINDINGS_SQL = f"""
with runs as (
    select run_id, checked_at, row_number() over (order by run_id) = count(*) over () as is_latest
    from (select distinct run_id, checked_at from history_checks)
),
looks as (
    select check_id, run_id, checked_at,
        row_number() over (partition by check_id order by run_id) as look_no,
        count(*) over (partition by check_id) as n_looks
    from (select distinct check_id, run_id, checked_at from history_checks)
),
-- A promise that is no longer made looks at nothing; one whose suite could not be run will look again, and so will all
-- of them after a night that dbt stopped.
latest as (
    select history_checks.* from history_checks inner join runs using (run_id) where runs.is_latest
),
retired as (
    select distinct looks.check_id
    from looks
    where looks.check_id not in (select check_id from latest)
        and split_part(looks.check_id, '.', 1) not in (select suite from latest where not was_made)
        and not exists (select 1 from latest where check_id = 'dbt.models_are_made')
),
seen as (
    select history_findings.*, looks.look_no, looks.n_looks,
        looks.look_no - row_number() over (partition by history_findings.finding_id order by looks.look_no) as streak
    from history_findings
    inner join looks using (check_id, run_id)
),
spans as (
    select
        finding_id,
        min(checked_at) as first_seen_at,
        max(checked_at) as last_seen_at,
        count(*) as n_runs,
        max(look_no) as last_look_no,
        max_by(n_looks, look_no) as n_looks,
        max_by(streak, look_no) as last_streak
    from seen
    group by finding_id
),
standing as (
    select finding_id, min(checked_at) as standing_since_at
    from seen inner join spans using (finding_id)
    where seen.streak = spans.last_streak
    group by finding_id
),
words as (
    select {_ADDRESS}
    from seen
    qualify row_number() over (partition by finding_id order by look_no desc) = 1
),
closed as (
    select history_acknowledgements.*
    from history_acknowledgements
    inner join standing using (finding_id)
    where history_acknowledgements.acknowledged_at >= standing.standing_since_at
    qualify row_number() over (partition by finding_id order by acknowledged_at desc) = 1
),
judged as (
    select
        words.*,
        spans.first_seen_at,
        spans.last_seen_at,
        standing.standing_since_at as open_since_at,
        spans.n_runs::integer as n_runs,
        case
            when spans.last_look_no < spans.n_looks or words.check_id in (select check_id from retired) then 'resolved'
            when closed.finding_id is not null then 'acknowledged'
            else 'open'
        end as status,
        next_look.checked_at as next_look_at,
        closed.acknowledged_at,
        closed."by" as acknowledged_by,
        closed.reason as acknowledged_reason
    from words
    inner join spans using (finding_id)
    inner join standing using (finding_id)
    left join closed using (finding_id)
    left join looks as next_look
        on words.check_id = next_look.check_id and spans.last_look_no + 1 = next_look.look_no
)
select * exclude (next_look_at), if(status = 'resolved', next_look_at, null) as resolved_at
from judged
order by finding_id
"""

CHECKS_SQL = """
select
    run_id, checked_at, check_id, suite, "table" as guarded_table, scope, status, severity, origin, value, bound, unit,
    reason, n_evaluated, n_unexpected, observed, message, message_sv, stops_publishing,
    run_id = (select max(run_id) from history_checks) as is_latest_run
from history_checks
order by run_id, check_id, scope
"""

# A night on which nothing was new is not checked again: what the last one said still holds on that day.
DAILY_SQL = """
with runs as (
    select run_id, any_value(checked_at)::timestamp::date as run_date, bool_or(stops_publishing) as is_stopped,
        count(distinct check_id)::integer as n_checks,
        count(distinct if(status = 'pass', check_id, null))::integer as n_checks_passed,
        count(distinct if(status = 'warn', check_id, null))::integer as n_checks_warned,
        count(distinct if(status = 'fail', check_id, null))::integer as n_checks_failed
    from history_checks
    group by run_id
    qualify row_number() over (partition by run_date order by run_id desc) = 1
),
per_origin as (
    select run_id,
        count_if(severity = 'error')::integer as n_errors,
        count_if(origin = 'source')::integer as n_source,
        count_if(origin = 'extraction')::integer as n_extraction,
        count_if(origin = 'mapping')::integer as n_mapping,
        count_if(origin = 'late')::integer as n_late,
        count_if(origin = 'unknown')::integer as n_unknown
    from history_findings
    group by run_id
),
days as (
    select unnest(generate_series(min(run_date), max(run_date), interval 1 day))::date as day from runs
)
select
    days.day,
    runs.run_id,
    days.day <> runs.run_date as is_carried_forward,
    runs.is_stopped,
    runs.n_checks, runs.n_checks_passed, runs.n_checks_warned, runs.n_checks_failed,
    coalesce(per_origin.n_errors, 0) as n_findings_error,
    coalesce(per_origin.n_source, 0) as n_findings_source,
    coalesce(per_origin.n_extraction, 0) as n_findings_extraction,
    coalesce(per_origin.n_mapping, 0) as n_findings_mapping,
    coalesce(per_origin.n_late, 0) as n_findings_late,
    coalesce(per_origin.n_unknown, 0) as n_findings_unknown,
    (select count(*) from findings_told where first_seen_at::timestamp::date = days.day)::integer as n_findings_new,
    (select count(*) from findings_told where resolved_at::timestamp::date = days.day)::integer as n_findings_resolved
from days
asof join runs on days.day >= runs.run_date
left join per_origin using (run_id)
order by days.day
"""

_TABLES = {
    "fct_quality_check": (
        "select * from checks_told",
        "Every check's result in every run. Grain: run_id, check_id, scope.",
    ),
    "fct_quality_finding": (
        "select * from findings_told",
        "What a person should look at, with its origin, since when, and whether it is open. Grain: finding_id.",
    ),
    "mart_quality_daily": (DAILY_SQL, "What the checks said day by day, for a chart. Grain: day."),
}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "fct_quality_check": {
        "run_id": "The run; names sort as the runs were made.",
        "checked_at": "When it was checked, UTC.",
        "check_id": "suite.promise, the same in every run.",
        "suite": "The suite in expectations/, or dbt: its tests of keys, relations and grain.",
        "guarded_table": "The mart that the suite guards.",
        "scope": "What broke the promise (a report_id, an erratum_id ...); the guarded table where it holds.",
        "status": "pass, warn, fail, or skip: no report has numbers of this kind.",
        "severity": "error, warn or info (info: there was nothing to check).",
        "origin": "Whose fault a break is: source, extraction, mapping, late or unknown.",
        "value": "The number furthest out, where the promise is about numbers.",
        "bound": "The limit, in words.",
        "unit": "Unit of value and bound.",
        "reason": "Why the limit is where it is.",
        "n_evaluated": "Rows that the promise was held against; 0 for tests of dbt, which do not say.",
        "n_unexpected": "Rows that broke it.",
        "observed": "Some of the values that broke it.",
        "message": "One sentence in English.",
        "message_sv": "One sentence in Swedish.",
        "stops_publishing": "True: an error that is not the report's; what was published stayed in place.",
        "is_latest_run": "True for the rows of the run that made this file.",
    },
    "fct_quality_finding": {
        "finding_id": "Key; the same from night to night, whatever the numbers and the edition of the report.",
        "check_id": "The check that saw it: suite.promise.",
        "origin": "Whose fault it is: source (the report), extraction or mapping (ours), late, unknown.",
        "severity": "error or warn.",
        "stops_publishing": "True: an error that is not the report's.",
        "scope": "What it is about: a report_id, an erratum_id, a table.",
        "municipality_code": "SCB's code as text of four digits, where it is about one municipality.",
        "page": "Page of the cell, from 1.",
        "table_title": "Title of its table, as printed.",
        "row_label": "Its row, as printed.",
        "col_label": "Its column, as printed.",
        "fact_id": "The cell as a fact: `utfall explain` shows it.",
        "detail_id": "Key of fct_finding (an error of a source) or of fct_statement (text against table).",
        "value": "What is printed, or the number furthest out.",
        "expected": "What it should be, where that is known.",
        "bound": "The limit that was broken, in words.",
        "unit": "Unit of value, expected and bound.",
        "n_unexpected": "Rows behind it.",
        "sentence": "The finding in English.",
        "sentence_sv": "The finding in Swedish.",
        "first_seen_at": "When a run first saw it, UTC.",
        "last_seen_at": "When a run last saw it, UTC.",
        "open_since_at": "When it was last seen anew, UTC: first_seen_at, unless it was resolved in between.",
        "n_runs": "How many runs have seen it.",
        "status": "open, acknowledged (a person closed it) or resolved (its check has looked and no longer sees it).",
        "acknowledged_at": "When a person closed it, UTC.",
        "acknowledged_by": "Who closed it.",
        "acknowledged_reason": "Why it was closed.",
        "resolved_at": "When a run first did not see it any more, UTC.",
    },
    "mart_quality_daily": {
        "day": "The day, UTC; every day from the first run to the last.",
        "run_id": "The last run of the day, or of the days before.",
        "is_carried_forward": "True: nothing was checked that day (nothing was new), so that the last results hold.",
        "is_stopped": "True: an error of ours stopped publishing.",
        "n_checks": "Checks made.",
        "n_checks_passed": "Checks that hold.",
        "n_checks_warned": "Checks with a warning.",
        "n_checks_failed": "Checks with an error, ours or a report's.",
        "n_findings_error": "Findings of severity error that the run saw.",
        "n_findings_source": "Findings whose origin is the report.",
        "n_findings_extraction": "Findings whose origin is our reading.",
        "n_findings_mapping": "Findings whose origin is our mapping of labels.",
        "n_findings_late": "Reports that are late.",
        "n_findings_unknown": "Findings of which nobody can say whose fault they are.",
        "n_findings_new": "Findings first seen that day.",
        "n_findings_resolved": "Findings that were no longer seen from that day on.",
    },
}


def ask_history(history: History, sql: str) -> list[dict[str, Any]]:
    """Rows of a query over `checks_told` and `findings_told`."""
    with contextlib.closing(duckdb.connect()) as connection:
        connection.execute("set TimeZone = 'UTC'")
        tell_history(connection, history)
        return connection.execute(sql).to_arrow_table().to_pylist()


def tell_history(connection: duckdb.DuckDBPyConnection, history: History) -> None:
    """Register the history with a connection, so that `checks_told` and `findings_told` can be asked."""
    connection.register("history_checks", history.checks)
    connection.register("history_findings", history.findings)
    connection.register("history_acknowledgements", history.acknowledgements)
    connection.execute(f"create or replace temp view checks_told as {CHECKS_SQL}")
    connection.execute(f"create or replace temp table findings_told as {FINDINGS_SQL}")


def write_monitoring_tables(connection: duckdb.DuckDBPyConnection, history: History) -> None:
    """Make the three tables anew in the marts of a build file, with their descriptions."""
    tell_history(connection, history)
    for name, (query, comment) in _TABLES.items():
        connection.execute(f"create or replace table marts.{name} as {query}")
        connection.execute(f"comment on table marts.{name} is '{_quoted(comment)}'")
        for column, description in COLUMNS[name].items():
            connection.execute(f"comment on column marts.{name}.{column} is '{_quoted(description)}'")


def _quoted(words: str) -> str:
    return words.replace("'", "''")
