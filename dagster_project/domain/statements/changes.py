"""Numbers that say how much something has changed: `har ökat med 20 %`, `en förbättring om 3 mnkr`.

Lives here: rises and falls, and better or worse forecasts. Signs: up + and down -; better + and worse -.
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.meaning import BUDGETED, BY, MONEY, Meaning, Setting, change_measure, last_cue
from dagster_project.domain.statements.mentions import Mention
from dagster_project.domain.statements.stretches import Stretch

#: `Kostnadsökningen för livsmedel är 4 procent`
_HEAD = re.compile(
    r"\b(?P<head>\w{0,30}(?:ökning|minskning|höjning|sänkning|uppräkning)(?:en|arna|ar)?)\b(?:(?! som | förklara"
    r"| bero)[^,.;]){0,60} (?:är|var|uppgår till|uppgick till|blev)"
    r"(?: ca| cirka| drygt| knappt)?\s*$"
)
_LOST = re.compile(r"\b(?:tappa|förlora)(?:r|de|t) (?:ca |cirka )?$")
_FALL = re.compile(r"minskning|sänkning")
TO = re.compile(r"\btill\s*(?:(?:ca|cirka|drygt|knappt|nästan|omkring|runt|totalt|närmare)\.?\s*)*$")


def read_change(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`har ökat med 20 %`, `en utökning av 8 platser`, `ökade kostnader om 1,0 mnkr`."""
    head = _HEAD.search(stretch.left)
    if head and mention.unit in ("percent", "count", "hours", "days", "fte"):
        return Meaning(change_measure(mention, False), abs(mention.value) * (-1 if _FALL.search(head["head"]) else 1))
    if _LOST.search(stretch.left):
        return Meaning(change_measure(mention, False), -abs(mention.value))
    if not BY.search(stretch.left) or (mention.has_sign and lexicon().has("measure.deviation", stretch.left)):
        return None
    lex = lexicon()
    best: tuple[int, int] | None = None
    for name, direction in (("rise", 1), ("fall", -1), ("rise_adjectives", 1), ("fall_adjectives", -1)):
        match = lex.find_last(name, stretch.left)
        if match and (best is None or match.end() > best[0]):
            if name.endswith("adjectives") and mention.unit not in MONEY:
                continue
            best = (match.end(), direction)
    if best is None or re.search(r"\b(?:till|uppgår|uppgick)\b", stretch.left[best[0] :]):
        return None
    barrier = last_cue(stretch.left)
    if barrier is not None and barrier[0] >= best[0] and barrier[1] in ("deviation", "deficit", "surplus"):
        return None
    if mention.in_parentheses and mention.unit in MONEY:
        return None
    size = abs(mention.value) * best[1]
    is_future = lex.has("measure.forecast", stretch.left) or re.search(r"\bkommer att\b", stretch.left)
    return Meaning(change_measure(mention, bool(is_future)), size)


def read_share_change(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`har minskat till hälften` is a change of -50 percent."""
    if mention.kind != "share" or not TO.search(stretch.left):
        return None
    fall = lexicon().find_last("fall", stretch.left)
    return Meaning("change_pct", mention.value - 100) if fall else None


def read_forecast_change(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`en förbättring med 3 mnkr`, `prognosen har försämrats med 2 mnkr`."""
    if not BY.search(stretch.left):
        return None
    lex = lexicon()
    better, worse = lex.find_last("improve", stretch.left), lex.find_last("worsen", stretch.left)
    best = max((m for m in (better, worse) if m), key=lambda m: m.start(), default=None)
    if best is None or BUDGETED.search(stretch.left):
        return None
    barrier = last_cue(stretch.left)
    is_result = re.search(r"\bresultat\w*", stretch.left[best.start() :]) is not None
    if barrier and barrier[0] > best.end() and barrier[1] in ("deficit", "surplus", "deviation") and not is_result:
        return None
    size = abs(mention.value) * (1 if best is better else -1)
    context = stretch.before + stretch.left + stretch.right
    about_forecast = (
        re.search(r"prognos|beräknas|förväntas|väntas", context) is not None
        or setting.is_forecast_heading
        or setting.is_forecast_paragraph
    )
    return Meaning("forecast_change" if about_forecast else "change", size)
