"""Telling people, at the end of a night, what changed since they were last told.

What lives here: which channel has been told what, and telling the rest. What does not: words and sending
(`domain/monitoring/alerts.py`, `adapters/alerts.py`).

    <lake>/monitoring/told/<channel>.json      the last run that the channel was told of

A channel is marked as told once it took the message; one that could not be reached is told of everything by the next
night. Nothing that goes wrong here fails the night.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dagster_project.adapters.alerts import NotDelivered, read_channels
from dagster_project.domain.documents.archive import read_text_file, write_whole
from dagster_project.domain.monitoring.alerts import Told, write_message
from dagster_project.domain.warehouse.home import Home
from dagster_project.problems import Problem


def tell_changes(home: Home, problem: Problem | None = None, environ: Mapping[str, str] | None = None) -> list[str]:
    """Send every channel of the environment at most one message. Args: problem: what stopped the night, if anything.

    Returns: what could not be done, one sentence per channel; empty where all is well or nothing is set.
    """
    channels = read_channels(os.environ if environ is None else environ)
    if not channels:
        return []
    try:
        findings, checked_at = _read_findings(home)
    except Exception as error:  # a broken history must not fail the night
        return [f"alerts: the history of checks cannot be read: {type(error).__name__}: {error}"]
    code = problem.code if problem else ""
    words = [f"{problem.kind.title_sv} / {problem.kind.title}", problem.detail] if problem else []
    missed = []
    for channel in channels:
        try:
            message = write_message(findings, code, [word for word in words if word], _read_told(home, channel.name))
            if message is not None:
                channel.send(message)
            _write_told(home, channel.name, Told(checked_at, code))
        except (NotDelivered, OSError) as error:
            missed.append(f"alerts: {channel.name}: {error}; it is told by the next night")
    return missed


def _read_findings(home: Home) -> tuple[list[dict[str, Any]], datetime | None]:
    from dagster_project.adapters.check_history import read_history
    from dagster_project.adapters.monitoring_tables import ask_history

    history = read_history(home.lake)
    (latest,) = ask_history(history, "select max(checked_at) as checked_at from checks_told")
    return ask_history(history, "select * from findings_told order by finding_id"), latest["checked_at"]


def _address(home: Home, channel: str) -> str:
    return f"{home.lake}/monitoring/told/{channel}.json"


def _read_told(home: Home, channel: str) -> Told:
    try:
        values = json.loads(read_text_file(_address(home, channel)) or "{}")
        moment = values.get("checked_at")
        return Told(datetime.fromisoformat(moment).astimezone(UTC) if moment else None, values.get("failure", ""))
    except (ValueError, TypeError):
        return Told()


def _write_told(home: Home, channel: str, told: Told) -> None:
    moment = told.checked_at.isoformat() if told.checked_at else None
    write_whole(_address(home, channel), json.dumps({"checked_at": moment, "failure": told.failure}).encode())
