"""Numbers that say how much something has changed: `har ökat med 20 %`, `en förbättring om 3 mnkr`.

Lives here: rises and falls, and better or worse forecasts. Signs: up + and down -; better + and worse -.
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.meaning import (
    BUDGETED,
    BY,
    COMPARED_LEVEL,
    MONEY,
    Meaning,
    Setting,
    change_measure,
    last_cue,
)
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stretches import Stretch

#: `Kostnadsökningen för livsmedel är 4 procent`
_HEAD = re.compile(
    r"\b(?P<head>\w{0,30}(?:ökning|minskning|höjning|sänkning|uppräkning)(?:en|arna|ar)?)\b(?:(?! som | förklara"
    r"| bero)[^,.;]){0,60} (?:är|var|uppgår till|uppgick till|blev)"
    r"(?: ca| cirka| drygt| knappt)?\s*$"
)
#: `har ökat 3,8 procent`
_MOVED = re.compile(
    rf"\b(?:ökat|ökade|ökar|stigit|steg|stiger|(?P<down>minskat|minskade|minskar|sjunkit|sjönk|sjunker)){ADVERBS}$"
)
#: `tillförs 3 mnkr jämfört med budget 2023`
_ADDED = re.compile(rf"\btillför(?:s|ts|des){ADVERBS}$")
_TO_EARLIER = re.compile(
    r"^ (?:jämfört med|mot|i förhållande till|utöver) [^,;.\d]{0,40}(?:20\d\d|föregående år|förra året)"
)
#: `Av ökningen beror 3,1 mnkr på`
_OF_CHANGE = re.compile(r"\W*av (?:den totala |hela )?(?P<head>\w*(?:ökningen|minskningen))\b")
#: `Försämringen sedan april uppgår till`
_BETTER_OR_WORSE = re.compile(
    r"\b(?:(?P<better>förbättring)|försämring)(?:en)?\b[^,.;]{0,60}"
    rf" (?:är|var|uppgår till|uppgick till|blev){ADVERBS}$"
)
FROM = re.compile(rf"\bfrån{ADVERBS}$")
_FROM_TO = re.compile(r"\bfrån [^;.]{1,60} till\b")
#: `ansökningar`, `undersökningen`: nothing rises
_APPLIED = re.compile(r"\b(?:an|under|efter|utan)?sökning\w*")
_SINCE_THEN = re.compile(
    r"\bsedan (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|tertial|delår|förra)"
)
#: `har prognosen för LSS sänkts med`
_FORECAST_MOVED = re.compile(r"\b\w*prognosen\b[^,;.]{0,40}\b(?:sänk|höj|öka|minska)\w*[^,;.]{0,20}$")
#: `har två beslut tillkommit`, `fyra platser har fallit bort`
_COME_OR_GONE = re.compile(
    r"^[^,;.]{0,60}?\b(?:(?P<come>tillkommit|tillkom)|(?:försvunnit|försvann|fallit bort|föll bort))\b"
)
#: `fyra har tillkommit och två har avslutats`
_ENDED = re.compile(r"^(?: [^\W\d]+)? (?:har )?(?:avslutats|avslutades|avvecklats|upphört|flyttat)\b")
#: `tolv platser har avvecklats`; an enterprise that closed is counted, no change
_PLACES_GONE = re.compile(
    r"^ (?:[\w-]+ ){0,2}?(?:\w*platser|\w*tjänster|\w*lägenheter|årsarbetare)\b[^,;.]{0,60}?"
    r"\b(?:avvecklats|avvecklades|lagts ne[dr]|lades ne[dr]|dragits in|drogs in)\b"
)
#: `har fyra nya placeringar sedan november`
_NEW_SINCE = re.compile(r"^(?: nya?| ytterligare) (?:(?!har |hade |är |var )[\w-]+ ){1,3}sedan \w")
#: `sedan delårsrapporten`, `sedan augustiprognosen`: what is expected of the year has changed
_SINCE_REPORT = re.compile(
    r"\b(?:sedan|jämfört med|mot|från) (?:\w+ ){0,2}?\w*(?:rapport|prognos|uppföljning|delårsbokslut)(?:en|et)?\b"
)
#: `ett underskott om 15 mnkr, 1 mnkr mindre än i augusti`
_BALANCE_MOVED = re.compile(
    r"^ (?P<word>mindre|lägre|mer|högre|större) (?:\w+ )?än (?:(?:i|vid|efter|per|enligt) )?"
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|(?:\w+ )?\w*prognos"
    r"|(?:\w+ )?\w*(?:rapport|uppföljning|delår))"
)
_LOST = re.compile(r"\b(?:tappa|förlora)(?:r|de|t) (?:ca |cirka )?$")
_FALL = re.compile(r"minskning|sänkning")
TO = re.compile(rf"\btill{ADVERBS}$")


def read_change(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`har ökat med 20 %`, `en utökning av 8 platser`, `ökade kostnader om 1,0 mnkr`."""
    left = _APPLIED.sub(lambda match: "x" * len(match[0]), stretch.left)
    head = _HEAD.search(left)
    if head:
        return Meaning(change_measure(mention, False), abs(mention.value) * (-1 if _FALL.search(head["head"]) else 1))
    moved = _MOVED.search(left)
    if moved and not mention.noun:
        return Meaning(change_measure(mention, False), abs(mention.value) * (-1 if moved["down"] else 1))
    if mention.unit in MONEY and _ADDED.search(left) and _TO_EARLIER.match(stretch.right):
        return Meaning("change", abs(mention.value))
    part = _OF_CHANGE.match(stretch.left)
    if part and mention.unit in MONEY:
        return Meaning("change", abs(mention.value) * (-1 if _FALL.search(part["head"]) else 1))
    if mention.unit == "count" and "tillkom" in stretch.before and _ENDED.match(stretch.right):
        return Meaning("change", -abs(mention.value))
    gone = _COME_OR_GONE.match(stretch.right) if mention.unit in ("count", "fte") else None
    if gone:
        return Meaning("change", abs(mention.value) * (1 if gone["come"] else -1))
    if mention.unit == "count" and _PLACES_GONE.match(stretch.right):
        return Meaning("change", -abs(mention.value))
    if mention.unit in ("count", "fte") and _NEW_SINCE.match(stretch.right):
        return Meaning("change", abs(mention.value))
    if _LOST.search(stretch.left) and mention.unit in MONEY and _SINCE_REPORT.search(stretch.right):
        return Meaning("forecast_error" if setting.is_full_year else "forecast_change", -abs(mention.value))
    if _LOST.search(stretch.left):
        return Meaning(change_measure(mention, False), -abs(mention.value))
    if (
        COMPARED_LEVEL.search(stretch.left)
        or not BY.search(stretch.left)
        or (mention.has_sign and lexicon().has("measure.deviation", stretch.left))
    ):
        return None
    lex = lexicon()
    best: tuple[int, int] | None = None
    for name, direction in (("rise", 1), ("fall", -1), ("rise_adjectives", 1), ("fall_adjectives", -1)):
        match = lex.find_last(name, left)
        if match and (best is None or match.end() > best[0]):
            is_purpose = re.search(r"\b(?:för|till|mot) $", stretch.left[: match.start()]) is not None
            if name.endswith("adjectives") and (mention.unit not in MONEY or is_purpose):
                continue
            best = (match.end(), direction)
    if best is None or re.search(r"\b(?:till|uppgår|uppgick)\b", stretch.left[best[0] :]):
        return None
    barrier = last_cue(stretch.left)
    if barrier is not None and barrier[0] >= best[0] and barrier[1] in ("deviation", "deficit", "surplus"):
        return None
    if mention.in_parentheses and mention.unit in MONEY:
        return None
    size = mention.value if _is_printed(mention) else abs(mention.value) * best[1]
    if mention.unit in MONEY and _FORECAST_MOVED.search(stretch.left):
        return Meaning("forecast_change", size)
    is_future = lex.has("measure.forecast", stretch.left) or re.search(r"\bkommer att\b", stretch.left)
    return Meaning(change_measure(mention, bool(is_future)), size)


def read_same_size(mention: Mention, stretch: Stretch, previous: Meaning) -> Meaning | None:
    """`243, motsvarande 50 procent`, `3,9 mnkr eller 2 procent`: the measure before, a share of a change in percent."""
    if not stretch.is_same_size or re.match(r"\)? av\b", stretch.right):
        return None
    size = abs(mention.value) if previous.value >= 0 else -abs(mention.value)
    is_share = mention.unit == "percent" and not mention.is_points
    if previous.measure in ("change", "change_pct"):
        return Meaning("change_pct" if is_share else "change", size)
    if previous.measure.endswith(("deviation", "change")):
        return Meaning(previous.measure, size)
    rise, fall = lexicon().find_last("rise", stretch.before), lexicon().find_last("fall", stretch.before)
    changed = max((m for m in (rise, fall) if m), key=lambda m: m.start(), default=None)
    if is_share and changed is not None and _FROM_TO.search(stretch.before, changed.end()):
        return Meaning("change_pct", abs(mention.value) * (1 if changed is rise else -1))
    return None


def read_balance_change(mention: Mention, stretch: Stretch, previous: Meaning, setting: Setting) -> Meaning | None:
    """`ett underskott om 15 mnkr, 1 mnkr mindre än i augusti`: better by 1; more of a surplus is better."""
    moved = _BALANCE_MOVED.match(stretch.right) if mention.unit in MONEY else None
    if moved is None or not previous.measure.endswith("deviation") or "budget" in stretch.right:
        return None
    if setting.is_full_year and "prognos" in stretch.right:
        return None
    is_up = moved["word"] in ("mer", "högre", "större")
    is_good = is_up == (previous.value > 0)
    measure = "forecast_change" if previous.measure.startswith("forecast") else "change"
    return Meaning(measure, abs(mention.value) * (1 if is_good else -1))


def read_percent_beside(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`742 000 kr mot 698 000 kr (+6,3 %)`: a signed share in parentheses behind two numbers is their change."""
    is_alone = mention.unit == "percent" and not mention.is_points and mention.has_sign and mention.in_parentheses
    words = stretch.before + stretch.left
    if not is_alone or not stretch.left.endswith("(") or re.search(r"budget|mål|snitt|riket", words):
        return None
    is_future = lexicon().has("measure.forecast", words)
    return Meaning(change_measure(mention, is_future), mention.value)


def read_share_change(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`har minskat till hälften` is a change of -50 percent."""
    if mention.kind != "share" or not TO.search(stretch.left):
        return None
    fall = lexicon().find_last("fall", stretch.left)
    return Meaning("change_pct", mention.value - 100) if fall else None


def read_forecast_change(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`en förbättring med 3 mnkr`, `prognosen har försämrats med 2 mnkr`."""
    head = _BETTER_OR_WORSE.search(stretch.left)
    if head and mention.unit in MONEY:
        is_ahead = setting.is_forecast_paragraph or "prognos" in stretch.left or _SINCE_THEN.search(stretch.left)
        measure = "forecast_change" if is_ahead else "change"
        return Meaning(measure, abs(mention.value) * (1 if head["better"] else -1))
    is_level = mention.has_sign and COMPARED_LEVEL.search(stretch.left) is not None
    if is_level or not BY.search(stretch.left):
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
    size = mention.value if _is_printed(mention) else abs(mention.value) * (1 if best is better else -1)
    context = stretch.before + stretch.left + stretch.right
    about_forecast = (
        re.search(r"prognos|beräknas|förväntas|väntas", context) is not None
        or setting.is_forecast_heading
        or setting.is_forecast_paragraph
        or (mention.unit in MONEY and _SINCE_REPORT.search(stretch.right) is not None)
    )
    return Meaning("forecast_change" if about_forecast else "change", size)


def _is_printed(mention: Mention) -> bool:
    """A figure that is no money has the sign printed before it: a lower sick leave is `en förbättring, -2,1`."""
    return mention.has_sign and mention.unit not in MONEY
