"""Sending a message to where people are: a webhook of Slack or Teams, an e-mail.

What lives here: the channels that the environment names, and sending. What does not: whether there is anything to say,
and in which words (`domain/monitoring/alerts.py`).

    UTFALL_ALERT_SLACK       address of an incoming webhook (Slack, Mattermost)
    UTFALL_ALERT_TEAMS       address of a Teams workflow's webhook
    UTFALL_ALERT_MAIL_TO     addresses, parted by commas; needs the next two
    UTFALL_ALERT_MAIL_FROM   the sender's address
    UTFALL_ALERT_SMTP        smtp://HOST:25, smtp+starttls://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465

A channel whose variables are unset is silent. An address is never shown: it holds the right to write there.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

from dagster_project.domain.monitoring.alerts import Message, as_slack, as_teams

_SECONDS = 15
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class NotDelivered(RuntimeError):
    """A message did not reach its channel; the message says why, without the address."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where people are told. send raises NotDelivered."""

    name: str
    send: Callable[[Message], None]


def read_channels(environ: Mapping[str, str]) -> list[Channel]:
    """The channels that the environment names; none where nothing is set."""
    channels = []
    for name, shape in (("slack", as_slack), ("teams", as_teams)):
        address = environ.get(f"UTFALL_ALERT_{name.upper()}", "").strip()
        if address:
            channels.append(Channel(name, _webhook(address, shape)))
    to, sender, server = (environ.get(f"UTFALL_ALERT_{key}", "").strip() for key in ("MAIL_TO", "MAIL_FROM", "SMTP"))
    if to or server:
        channels.append(Channel("mail", _mail(to, sender, server)))
    return channels


def _webhook(address: str, shape: Callable[[Message], dict[str, Any]]) -> Callable[[Message], None]:
    def send(message: Message) -> None:
        import httpx

        try:
            response = httpx.post(address, json=shape(message), timeout=_SECONDS)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotDelivered(f"the webhook cannot be reached ({type(error).__name__})") from error
        if not response.is_success:
            raise NotDelivered(f"the webhook answered with status {response.status_code}")

    return send


def _mail(to: str, sender: str, server: str) -> Callable[[Message], None]:
    def send(message: Message) -> None:
        address = urlsplit(server)
        if not (to and sender and address.hostname and address.scheme in _PORTS):
            raise NotDelivered("e-mail needs UTFALL_ALERT_MAIL_TO, UTFALL_ALERT_MAIL_FROM and UTFALL_ALERT_SMTP")
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = message.subject, sender, to
        mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain="utfall")
        mail.set_content("\n\n".join(message.lines))
        try:
            with _connect(address.scheme, address.hostname, address.port or _PORTS[address.scheme]) as connection:
                if address.username:
                    connection.login(unquote(address.username), unquote(address.password or ""))
                connection.send_message(mail)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotDelivered(f"the mail server did not take it ({type(error).__name__})") from error

    return send


def _connect(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    connection = smtplib.SMTP(host, port, timeout=_SECONDS)
    if scheme == "smtp+starttls":
        connection.starttls(context=ssl.create_default_context())
    return connection
