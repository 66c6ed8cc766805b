"""A report that does not come, from the calendar to the message: on the night from which it is late, and not before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from stand_ins import write_report

from dagster_project.building import tell_changes
from dagster_project.building.build import build
from dagster_project.building.calendar import draw_slots
from dagster_project.building.outcomes import list_outcomes
from dagster_project.domain.calendar.rules import calendar_rules
from dagster_project.domain.monitoring.alerts import Message
from dagster_project.domain.warehouse.home import open_home

pytestmark = pytest.mark.slow


class Channel:
    """Stands for a webhook (which test_checks_alerts.py tries for real)."""

    name = "slack"

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.messages.append(message)


def night(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, 30, tzinfo=UTC)


def test_a_report_that_does_not_come_is_a_check_a_finding_and_a_message_on_its_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = Channel()
    monkeypatch.setattr(tell_changes, "read_channels", lambda environ: [channel])
    home, folder = open_home(tmp_path / "home", environ={}), tmp_path / "reports"
    folder.mkdir()
    (folder / "april.txt").write_text(write_report("Vaggeryds kommun, socialnämnden"), encoding="utf-8")
    build(folder, home, now=night(date(2024, 5, 20)))
    assert channel.messages == []
    (slot,) = draw_slots(home, list_outcomes(home.lake), night(date(2024, 5, 20)))
    late_at = calendar_rules()[slot.report_type].late_at.after(date(2025, 4, 30))
    eve = draw_slots(home, list_outcomes(home.lake), night(late_at - timedelta(days=1)))
    assert {(s.period_end, s.status) for s in eve if s.period_end == date(2025, 4, 30)} == {
        (date(2025, 4, 30), "expected")
    }

    build(folder, home, now=night(late_at))
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        checks = connection.execute(
            "select status, origin, stops_publishing from marts.fct_quality_check"
            " where check_id = 'fct_report_slot.no_awaited_report_is_late' and is_latest_run"
        ).fetchall()
        findings = connection.execute(
            "select municipality_code, origin, status, first_seen_at::date from marts.fct_quality_finding"
            " where check_id = 'fct_report_slot.no_awaited_report_is_late'"
        ).fetchall()
    assert checks == [("warn", "late", False)]
    assert findings == [("0665", "late", "open", late_at)]
    (message,) = channel.messages
    assert "1 försenade rapporter (late reports)" in message.subject
    assert any("Vaggeryd" in line and "2025-04-30" in line for line in message.lines)
