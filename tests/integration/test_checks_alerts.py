"""People are told: against a web server and a mail server of our own, reached, refused and gone."""

from __future__ import annotations

import email
import email.policy
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from dagster_project.adapters.check_history import record_run
from dagster_project.building.tell_changes import tell_changes
from dagster_project.domain.monitoring.findings import list_findings
from dagster_project.domain.monitoring.results import CheckResult
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.problems import Problem

FIRST = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


class Webhook:
    """A web server that keeps what it is sent and answers with `status`."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, format: str, *words: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/secret-token"


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()
    thread = Thread(target=hook.server.serve_forever, daemon=True)
    thread.start()
    yield hook
    hook.server.shutdown()
    hook.server.server_close()
    thread.join()


class Mailbox:
    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path, environ={})


def see(home: Home, no: int, *scopes: str) -> None:
    """A night on which these reports break the promise."""
    holds = "marts.t" if not scopes else ""
    results = [
        CheckResult(
            "s.p", "s", "marts.t", scope, "pass" if holds else "fail", "error", "source", None, "at most 0", "rows",
            "why", 1, 1, "", f"{scope} is wrong.", f"{scope} är fel."
        )
        for scope in scopes or (holds,)
    ]  # fmt: skip
    record_run(home.lake, results, list_findings(results, [], {}), FIRST + timedelta(days=no))


def test_nothing_is_sent_where_nothing_is_set(home: Home) -> None:
    see(home, 0, "r1")
    assert tell_changes(home, environ={}) == []
    assert not Path(home.lake, "monitoring", "told").exists()


def test_each_night_tells_once_what_changed_since_the_last(home: Home, webhook: Webhook) -> None:
    environ = {"UTFALL_ALERT_SLACK": webhook.address}
    see(home, 0, "r1")
    assert tell_changes(home, environ=environ) == []
    assert tell_changes(home, environ=environ) == []
    see(home, 1, "r1", "r2")
    tell_changes(home, environ=environ)
    see(home, 2, "r2")
    tell_changes(home, environ=environ)
    texts = [body["text"] for body in webhook.bodies]
    assert len(texts) == 3
    assert "r1 är fel." in texts[0] and "r2" not in texts[0]
    assert "r2 är fel." in texts[1] and "r1" not in texts[1]
    assert "1 lösta" in texts[2] and "r1 är fel." in texts[2]


def test_teams_gets_a_card(home: Home, webhook: Webhook) -> None:
    see(home, 0, "r1")
    tell_changes(home, environ={"UTFALL_ALERT_TEAMS": webhook.address})
    (body,) = webhook.bodies
    assert body["attachments"][0]["content"]["type"] == "AdaptiveCard"


def test_mail_reaches_everybody_in_swedish_letters(home: Home, mailbox: tuple[Mailbox, str]) -> None:
    box, server = mailbox
    see(home, 0, "Häradsbygden")
    environ = {
        "UTFALL_ALERT_MAIL_TO": "eva@example.se, ola@example.se",
        "UTFALL_ALERT_MAIL_FROM": "utfall@example.se",
        "UTFALL_ALERT_SMTP": server,
    }
    assert tell_changes(home, environ=environ) == []
    (letter,) = box.letters
    assert letter.rcpt_tos == ["eva@example.se", "ola@example.se"]
    mail = email.message_from_bytes(letter.content, policy=email.policy.default)
    assert mail["Subject"] == "utfall: 1 nya fel (new errors)"
    body = mail.get_body()
    assert body is not None and "Häradsbygden är fel." in body.get_content()


@pytest.mark.parametrize("status", [404, 500])
def test_what_could_not_be_delivered_is_said_without_the_address_and_told_by_the_next_night(
    home: Home, webhook: Webhook, status: int
) -> None:
    environ = {"UTFALL_ALERT_SLACK": webhook.address}
    see(home, 0, "r1")
    webhook.status = status
    (missed,) = tell_changes(home, environ=environ)
    assert f"status {status}" in missed and "secret-token" not in missed
    webhook.status = 200
    see(home, 1, "r1", "r2")
    assert tell_changes(home, environ=environ) == []
    assert "2 nya fel" in webhook.bodies[-1]["text"]


def test_servers_that_are_gone_fail_nothing_and_do_not_silence_the_others(home: Home, webhook: Webhook) -> None:
    environ = {
        "UTFALL_ALERT_SLACK": "http://127.0.0.1:1/secret-token",
        "UTFALL_ALERT_TEAMS": webhook.address,
        "UTFALL_ALERT_MAIL_TO": "eva@example.se",
        "UTFALL_ALERT_MAIL_FROM": "utfall@example.se",
        "UTFALL_ALERT_SMTP": "smtp://user:hidden@127.0.0.1:1",
    }
    see(home, 0, "r1")
    missed = tell_changes(home, environ=environ)
    assert len(missed) == 2
    assert "secret-token" not in str(missed) and "hidden" not in str(missed)
    assert len(webhook.bodies) == 1


def test_half_of_the_mail_settings_is_said(home: Home) -> None:
    see(home, 0, "r1")
    (missed,) = tell_changes(home, environ={"UTFALL_ALERT_MAIL_TO": "eva@example.se"})
    assert "UTFALL_ALERT_SMTP" in missed


def test_a_night_that_failed_is_told_once(home: Home, webhook: Webhook) -> None:
    environ = {"UTFALL_ALERT_SLACK": webhook.address}
    problem = Problem("build.models-failed", "model.utfall.fct_kpi: Binder Error")
    for _ in range(2):
        tell_changes(home, problem, environ)
    (body,) = webhook.bodies
    assert "fct_kpi: Binder Error" in body["text"] and "natten misslyckades" in body["text"]
    tell_changes(home, None, environ)
    tell_changes(home, problem, environ)
    assert len(webhook.bodies) == 2
