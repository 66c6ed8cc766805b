"""What is worth a message, and in which words and shapes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dagster_project.domain.monitoring.alerts import Told, as_slack, as_teams, write_message

MONDAY, TUESDAY = datetime(2026, 3, 2, 3, tzinfo=UTC), datetime(2026, 3, 3, 3, tzinfo=UTC)


def finding(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "finding_id": "46026658517f",
        "severity": "error",
        "origin": "source",
        "status": "open",
        "open_since_at": TUESDAY,
        "resolved_at": None,
        "stops_publishing": False,
        "sentence": "A sum is wrong.",
        "sentence_sv": "En summa är fel.",
    }
    return values | changes


def test_an_error_seen_since_people_were_last_told_is_told_in_both_languages() -> None:
    message = write_message([finding()], "", [], Told(MONDAY))
    assert message is not None
    assert message.subject == "utfall: 1 nya fel (new errors)"
    assert "46026658517f (source) En summa är fel. / A sum is wrong." in message.lines


def test_what_people_were_told_of_is_not_told_again() -> None:
    assert write_message([finding(open_since_at=MONDAY)], "", [], Told(MONDAY)) is None


def test_warnings_acknowledged_errors_and_an_empty_night_make_no_message() -> None:
    quiet = [finding(severity="warn"), finding(status="acknowledged")]
    assert write_message(quiet, "", [], Told()) is None
    assert write_message([], "", [], Told()) is None


def test_a_late_report_is_told_though_it_is_no_error() -> None:
    message = write_message([finding(severity="warn", origin="late")], "", [], Told(MONDAY))
    assert message is not None and "1 försenade rapporter" in message.subject


def test_an_error_that_is_gone_is_told_to_those_who_heard_of_it() -> None:
    gone = finding(status="resolved", open_since_at=MONDAY, resolved_at=TUESDAY)
    message = write_message([gone], "", [], Told(MONDAY))
    assert message is not None and message.subject == "utfall: 1 lösta (resolved)"
    assert write_message([gone], "", [], Told()) is None


def test_a_night_that_fails_is_told_once_until_it_fails_for_another_reason() -> None:
    words = ["Tabellerna kunde inte byggas. / The tables could not be made."]
    message = write_message([], "build.models-failed", words, Told(MONDAY))
    assert message is not None and message.lines[0].startswith("build.models-failed: Tabellerna")
    assert write_message([], "build.models-failed", words, Told(MONDAY, "build.models-failed")) is None
    assert write_message([], "build.publish-failed", words, Told(MONDAY, "build.models-failed")) is not None


def test_a_flood_of_findings_is_cut_and_counted() -> None:
    message = write_message([finding() for _ in range(50)], "", [], Told())
    assert message is not None and len(message.lines) == 22
    assert "... och 30 till (more)" in message.lines


def test_slack_gets_text_and_teams_an_adaptive_card() -> None:
    message = write_message([finding()], "", [], Told())
    assert message is not None
    assert as_slack(message) == {"text": message.text}
    (attachment,) = as_teams(message)["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [block["text"] for block in attachment["content"]["body"]] == [message.subject, *message.lines]
