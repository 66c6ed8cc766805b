"""What people are told after a night: the changes since they were last told, as one message.

What lives here: which changes are worth a message, its words, and the shapes that Slack and Teams take. What does not:
sending (`adapters/alerts.py`), what was told before (`building/tell_changes.py`).

Worth a message: an error seen anew, a report that is late, one of these that is gone again, and a night that failed for
another reason than the one told last. Warnings are not: they stand in `utfall findings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What one channel was told last. failure: code of the failed night, empty if it did not fail."""

    checked_at: datetime | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """subject: one line. lines: what happened, each in Swedish and in English where it has both."""

    subject: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join([self.subject, *self.lines])


def write_message(
    findings: Iterable[Mapping[str, Any]], failure: str, failure_words: Sequence[str], told: Told
) -> Message | None:
    """The message that a channel has not had yet; None if nothing changed.

    Args: findings: rows of `fct_quality_finding`, of every status. failure: code of what stopped the night, if anything
        did; failure_words: what is said about it.
    """
    telling = [f for f in findings if f["severity"] == "error" or f["origin"] == "late"]
    new = [f for f in telling if f["status"] == "open" and _is_after(f["open_since_at"], told.checked_at)]
    gone = [
        f
        for f in telling
        if f["status"] == "resolved"
        and _is_after(f["resolved_at"], told.checked_at)
        and not _is_after(f["open_since_at"], told.checked_at)
    ]
    errors, late = [f for f in new if f["origin"] != "late"], [f for f in new if f["origin"] == "late"]
    failed = failure and failure != told.failure
    if not (new or gone or failed):
        return None
    counts = [
        f"{len(errors)} nya fel (new errors)" if errors else "",
        f"{len(late)} försenade rapporter (late reports)" if late else "",
        f"{len(gone)} lösta (resolved)" if gone else "",
        "natten misslyckades (the night failed)" if failed else "",
    ]
    lines = [f"{failure}: {word}" for word in failure_words if failed]
    lines += [_say(f) for f in (*errors, *late)[:_SHOWN]]
    lines += [f"... och {len(new) - _SHOWN} till (more)"] if len(new) > _SHOWN else []
    lines += [f"Löst (resolved) {f['finding_id']}: {f['sentence_sv']}" for f in gone[:_SHOWN]]
    lines += ["utfall checks · utfall findings"]
    return Message("utfall: " + ", ".join(count for count in counts if count), tuple(lines))


def as_slack(message: Message) -> dict[str, Any]:
    """The body of an incoming webhook of Slack; Mattermost and Rocket.Chat take it too."""
    return {"text": message.text}


def as_teams(message: Message) -> dict[str, Any]:
    """The body of a Teams webhook (a workflow that posts an adaptive card)."""
    blocks = [{"type": "TextBlock", "text": message.subject, "weight": "bolder", "wrap": True}]
    blocks += [{"type": "TextBlock", "text": line, "wrap": True} for line in message.lines]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


def _say(finding: Mapping[str, Any]) -> str:
    stops = " [publiceringen stoppad (publishing stopped)]" if finding["stops_publishing"] else ""
    return f"{finding['finding_id']} ({finding['origin']}){stops} {finding['sentence_sv']} / {finding['sentence']}"


def _is_after(moment: datetime | None, told: datetime | None) -> bool:
    return moment is not None and (told is None or moment > told)
