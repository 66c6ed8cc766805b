"""Numbers that say how far something is from something else: `5 mnkr högre än budget`, `3 mnkr lägre än i fjol`.

Lives here: comparisons with budget, an earlier period, an earlier forecast, a mean or a target, before or behind the
number. Next door: changes over time told by a verb (`changes.py`).
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.meaning import (
    BY,
    COMPARED_LEVEL,
    MONEY,
    Meaning,
    Setting,
    change_measure,
    is_good,
    timed,
)
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stretches import Stretch

_COMPARED = re.compile(
    r"^\W*(?:(?:i|genom|med|totalt) )?(?P<word>högre|lägre|mer|mindre|fler|färre|större|längre|kortare|bättre|sämre"
    r"|dyrare|billigare|över|under|utöver|till godo|plus|minus|back|extra|ökade|minskade|sänkta)\b"
)
#: `178 kronor per invånare lägre än förväntat`: what a place like it would cost
_PER = re.compile(r"\W*(?:per|/) ?\w+(?= (?:högre|lägre|mer|mindre|över|under|dyrare|billigare)\b)")
_EXPECTED_OF_OTHERS = re.compile(r"\W*\w+ (?:än )?(?:(?:den|vad) )?(?:\w+ )?(?:förvänta|referens|strukturell)")
#: `fler än i budgeten för 2023`, of a report or plan of a later year
_BUDGET_OF_YEAR = re.compile(r"\b(?:än|jämfört med|mot) (?:\w+ ){0,2}?\w*budget\w* (?:(?:för|år|i) )?(?P<year>20\d\d)")
#: elsewhere `under` says when
_UNDER_BUDGET = re.compile(
    r"\W*under (?!(?:perioden|året|hösten|våren|sommaren)\b)(?:\w+ ){0,3}?\w*(?:budget\b|budgeten|budgetera|ram\b|ramen"
    r"|plan|mål|snitt|prognos|fjol|förra årets|föregående års)"
)
_COMPARED_BEFORE = re.compile(r"\b(?:jämfört|jämförelse) med [^,]{0,40}(?:(?:19|20)\d\d|år|period|fjol|månad)\b")
_THAN_YEAR = re.compile(r"\b(?:än|jämfört med|mot) (?:(?:i|vid|under|år|för) )?(?:[\w–-]+ )?(?:19|20)\d\d")
_MORE_THAN = re.compile(
    r"\b(?P<word>högre|lägre|mindre|mer|bättre|sämre|fler|färre) (?:\w+ ){0,4}?(?:än|jämfört med|mot|i jämförelse)\b"
)
#: `överskrider sin budget för januari-augusti med`, `dragit över budgeten med`
_EXCEEDED = re.compile(
    r"\b(?P<verb>(?:över|under)(?:skrid|sti[gt]|steg|skred)\w*|(?:dra|drar|drog|dragit|dras) över|spräck\w*)"
    r" (?:\w+ ){0,3}?\w*(?:budget|anslag|ram\b|ramen)\w*(?: (?:för|per|till och med|t\.?o\.?m\.?|under|på|i)"
    r" [^,;:.()]{1,40})? (?:totalt )?med\b"
)
_OVERDRAWN = re.compile(r"\b(?P<verb>(?:dra|drar|drog|dragit) över) (?:totalt )?med\b")
#: `än i juli`, `än den som lämnades`: an earlier one of the same kind
_THAN_EARLIER_ONE = re.compile(r"\b(?:än|jämfört med|mot) (?:den|det|de|vad)\b")
_THAN_THEN = re.compile(
    r"\b(?:än|jämfört med|mot) (?:(?:i|vid|efter|per|under) )?(?:\w+ ){0,2}?(?:januari|februari|mars|april|maj|juni"
    r"|juli|augusti|september|oktober|november|tertial\w*|kvartal\w*|delår\w*|halvår\w*|senaste|förra|föregående)"
)
#: of a forecast: `sämre än i februari`, `bättre än i tertialrapport 1`
_THAN_REPORT = re.compile(
    r"\b(?:än|jämfört med|mot) (?:(?:i|vid|efter|per) )?(?:\w+ ){0,2}?(?:januari|februari|mars|april|maj|juni|juli"
    r"|augusti|september|oktober|november|våras|höstas|somras|vintras|förra månaden|föregående månad|\w*tertial\w*"
    r"|\w*kvartal\w*|\w*delår\w*|\w*rapport\w*|\w*uppföljning\w*)\b(?! (?:20\d\d|i fjol|förra året|föregående år))"
)
#: `lämnade drygt 1 mnkr över`
_LEAVES = re.compile(rf"\b(?:lämna[rt]?|lämnade|får|fick|har|hade){ADVERBS}$")
_AT_END = re.compile(r"\W*över\W*(?:$|[.,;]| och\b)")
#: `får 4 mnkr mer`: a frame that changes
_GRANTED = re.compile(rf"\b(?:får|fick|fått|tilldelas|tilldelats|tilldelades|tillförs|tillförts|erhåller){ADVERBS}$")
_FORECAST_IS = re.compile(r"\b\w{0,20}prognos(?:en)?\b(?! för\w)")


def read_comparison(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`5 mnkr högre kostnader än budget`, `2 mnkr plus`, `3 mnkr lägre än i fjol`."""
    behind = stretch.right.lstrip().removeprefix(mention.noun.casefold()) if mention.noun else stretch.right
    per = _PER.match(behind)
    behind = behind[per.end() :] if per else behind
    match = _COMPARED.match(behind)
    if match is not None and per and _EXPECTED_OF_OTHERS.match(behind):
        up = match["word"] in ("högre", "mer", "över", "dyrare")
        return Meaning("deviation", abs(mention.value) * (1 if up else -1))
    if match is None:
        return _comparison_before(mention, stretch, setting)
    word = match["word"]
    if word == "under" and not _UNDER_BUDGET.match(stretch.right):
        return None
    if word == "över" and mention.unit in MONEY and _LEAVES.search(stretch.left) and _AT_END.match(behind):
        return Meaning(timed("deviation", stretch, setting), abs(mention.value))
    if word in ("plus", "till godo", "minus", "back"):
        size = abs(mention.value) * (1 if word in ("plus", "till godo") else -1)
        return Meaning(timed("deviation", stretch, setting), size)
    if word in ("ökade", "minskade", "sänkta"):
        return Meaning(change_measure(mention, False), abs(mention.value) * (1 if word == "ökade" else -1))
    up = word in ("högre", "mer", "fler", "större", "längre", "dyrare", "över", "utöver", "bättre", "extra")
    return _against(mention, stretch, setting, stretch.right, word, up)


def _against(mention: Mention, stretch: Stretch, setting: Setting, words: str, word: str, up: bool) -> Meaning | None:
    lex = lexicon()
    size = abs(mention.value)
    if lex.has("against_mean", words):
        return Meaning("deviation", size if up else -size)
    if lex.has("against_target", words):
        return Meaning("deviation", size if up else -size)
    compared = _against_forecast(mention, stretch, setting, words, word, up)
    if compared is not None:
        return compared
    earlier_budget = _BUDGET_OF_YEAR.search(words)
    if earlier_budget and int(earlier_budget["year"]) < setting.year:
        return Meaning(change_measure(mention, False), size if up else -size)
    is_then = _THAN_YEAR.search(words) or _THAN_THEN.search(words)
    is_compared_before = _COMPARED_BEFORE.search(stretch.left) and not lex.has("against_budget", words)
    is_earlier = lex.has("against_earlier", words) or is_compared_before or is_then
    if word in ("bättre", "sämre") and is_earlier:
        return Meaning("change", size if up else -size)
    if word in ("bättre", "sämre"):
        return Meaning(timed("deviation", stretch, setting), size if word == "bättre" else -size)
    if is_earlier:
        return Meaning(change_measure(mention, False), size if up else -size)
    if word in ("mer", "mindre") and mention.unit in MONEY and _GRANTED.search(stretch.left):
        return Meaning("change", size if up else -size)
    if word in ("fler", "färre") and mention.unit not in MONEY and " än" not in words and "budget" not in words:
        return Meaning("change", size if up else -size)
    if word in ("över", "under", "utöver") and not (
        lex.has("against_budget", words[:60]) or re.match(r"\W*(?:över|under) (?:\w+ )?\w*(?:ram|plan)", words)
    ):
        return None
    is_of_cost = mention.unit == "percent" and (lex.has("cost", stretch.left) or lex.has("revenue", stretch.left))
    if lex.has("against_budget", words) and mention.unit not in MONEY and not (is_of_cost or "kostnad" in words):
        return Meaning(timed("deviation", stretch, setting), size if up else -size)
    if lex.has("against_budget", words) or (mention.unit in MONEY and word in ("högre", "lägre")):
        return Meaning(timed("deviation", stretch, setting), size if is_good(up, words, stretch) else -size)
    return None


def _is_than_earlier(words: str) -> bool:
    return _THAN_EARLIER_ONE.search(words) is not None or _THAN_THEN.search(words) is not None


def _against_forecast(
    mention: Mention, stretch: Stretch, setting: Setting, words: str, word: str, up: bool
) -> Meaning | None:
    """`2 mnkr sämre än bedömningen i april`; of a forecast also `än i juli`; an outcome against its forecast."""
    lex = lexicon()
    about = stretch.before + stretch.left
    is_named = lex.has("against_forecast", words)
    is_elliptic = (
        mention.unit in MONEY
        and _FORECAST_IS.search(about) is not None
        and not lex.has("against_budget", words)
        and not lex.has("against_earlier", words)
        and (_is_than_earlier(words) or (word in ("bättre", "sämre") and " än" not in words[:40]))
    )
    is_worse = (
        mention.unit in MONEY
        and word in ("bättre", "sämre")
        and not setting.is_full_year
        and (setting.is_forecast_paragraph or lex.has("measure.forecast", about))
        and not lex.has("against_budget", words)
        and _THAN_REPORT.search(words) is not None
    )
    if not (is_named or is_elliptic or is_worse):
        return None
    good = up if word in ("bättre", "sämre") else is_good(up, words, stretch)
    is_outcome = is_named and setting.is_full_year and not _FORECAST_IS.search(about)
    return Meaning("forecast_error" if is_outcome else "forecast_change", abs(mention.value) * (1 if good else -1))


def _comparison_before(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`högre kostnader än budget med 6 mnkr`, `kostnaderna överstiger budget med 2 mnkr`."""
    if not BY.search(stretch.left):
        return None
    exceeded = _EXCEEDED.search(stretch.left[-120:]) or _OVERDRAWN.search(stretch.left)
    if exceeded:
        good = is_good("under" not in exceeded["verb"], stretch.left, stretch)
        return Meaning(timed("deviation", stretch, setting), abs(mention.value) * (1 if good else -1))
    if COMPARED_LEVEL.search(stretch.left):
        return None
    matches = list(_MORE_THAN.finditer(stretch.left[-160:]))
    if not matches:
        return None
    match = matches[-1]
    up = match["word"] in ("högre", "mer", "bättre", "fler")
    return _against(mention, stretch, setting, stretch.left[-160:], match["word"], up)
