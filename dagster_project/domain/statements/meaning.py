"""What a number in a sentence means, and the pieces that every rule of the grammar uses.

Lives here: the values `Meaning` and `Setting`, the sign by meaning, forecast or outcome, the measure word nearest to a
number. Next door: the rules (`wording.py`, `comparisons.py`, `changes.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stretches import Stretch

MONEY = frozenset({"kr", "tkr", "mnkr"})
BY = re.compile(rf"(?:\b(?:med|om|på|av)|,|\(){ADVERBS}(?:(?:motsvarande|omfattande|i snitt)\s+)?$")
BUDGETED = re.compile(rf"\bbudgeterad?[et]? (?:\w+ ){{0,4}}?(?:på|om|till|är|var){ADVERBS}$|\bbudgeterade?{ADVERBS}$")
#: `dyrare än den totala budgeten på`, `en försämring mot aprilprognosen på`: the number is that level itself
COMPARED_LEVEL = re.compile(
    r"\b(?:mot|än|jämfört med|jämförelse med|förhållande till) (?:[\w-]+ ){0,3}?"
    rf"\w*(?:budget(?:en)?|ram(?:en)?|anslag(?:et)?|prognos(?:en)?|mål(?:et)?) (?:på|om){ADVERBS}$"
)
_AHEAD = re.compile(r"^\W*(?:\w+ ){0,3}?(?:pekar|visar|är|var|blir) (?:\w+ )?\w*prognos")
_PAST = re.compile(
    r"\b(?:per|t\.?o\.?m\.?|till och med|tom|hittills|ackumulerat|i dagsläget|under perioden|för perioden|blev"
    r"|blivit|har varit|hade|redovisades|gick|utföll)\b"
)
#: a deficit that is made smaller, a surplus that is eaten up
_LESSENED = re.compile(
    r"\b(?:under|över)skott\w* (?:\w+ ){0,2}?(?:dämpas|minskas|minskar|reduceras|mildras|motverkas|vägs upp)\b"
    r"|\b(?:dämpar|minskar|reducerar|mildrar|drar ner|drar ned) (?:\w+ ){0,2}?\w*(?:under|över)skott"
)
#: what is said of now, in a paragraph about a forecast, too: `har`, `är 2,7 mnkr högre än budgeterat`
_REPORTED = re.compile(
    rf"\b(?:har|gav|fick|kostade|redovisar|visar|uppvisar|(?:över|under)(?:stiger|skrider))\b|\b(?:är|ligger|går){ADVERBS}$"
)
_EXPECTED = re.compile(r"prognos|vänta[dst]|beräkna(?:s|de)|\bräkna(?:r|de) med|\bbefara|\bantas|\bspår\b")
_FINISHED = re.compile(r"\b(?:slutade|landade|blev|utföll) (?:\w+ ){0,4}?(?:ca |cirka )?$")

#: from here on the words say why (`större än budgeterat, främst för sjuklönekostnader`)
_WHY = re.compile(r",|\b(?:främst|framför allt|på grund av|till följd av|tack vare|beroende på|eftersom)\b")
_BECOMES = re.compile(r"\bblir\b")
#: a clause of its own about what has been (`väntas ..., som hittills har kostat`)
_SO_FAR = re.compile(r"\bhittills\b[^,]*$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """measure: as docs/extract.md names it; value: signed by meaning.

    Beside the measures of cells there is `forecast_change` (a forecast against the one before: better +, worse -).
    A distance to a target or to a mean of others is a `deviation` in the figure's own unit, above +.
    """

    measure: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands outside the sentence: headings, the paragraph so far, the report.

    is_forecast_heading: the heading is about a forecast. is_forecast_paragraph: the sentence before spoke of one.
    forecasts_are_deviations: True, False or None (not known) for money forecasts of the report's tables.
    is_full_year: the report covers the whole year. is_result_level: the paragraph has told the result itself beside its
    distance to the budget. year: the report's, 0 where not known. is_investment: the heading is about projects.
    """

    is_forecast_heading: bool = False
    is_forecast_paragraph: bool = False
    forecasts_are_deviations: bool | None = None
    is_full_year: bool = False
    is_result_level: bool = False
    year: int = 0
    is_investment: bool = False


def timed(measure: str, stretch: Stretch, setting: Setting) -> str:
    """deviation becomes forecast_deviation, actual forecast, where the sentence, heading or paragraph looks ahead."""
    future = {"deviation": "forecast_deviation", "actual": "forecast"}[measure]
    around = stretch.before + stretch.left + stretch.right
    if lexicon().has("measure.prior_forecast", stretch.left) and measure == "actual":
        return "prior_forecast"
    if _FINISHED.search(stretch.left) or _SO_FAR.search(stretch.left):
        return measure
    if (
        lexicon().has("measure.forecast", stretch.before + stretch.left)
        or _AHEAD.search(stretch.right)
        or re.search(r"\b(?:på|för) hel(?:år|a året)\w*", around)
    ):
        return measure if setting.is_full_year and not _EXPECTED.search(around) else future
    if _PAST.search(around) or re.search(r"\b(?:under|för) (?:19|20)\d\d|\bunder \w+ månad|\bhar \w+[ta]ts\b", around):
        return measure
    if measure == "deviation" and not setting.is_full_year and _BECOMES.search(stretch.left):
        return future
    if measure == "deviation" and setting.is_forecast_heading:
        return future
    speaks_ahead = setting.is_forecast_paragraph and not setting.is_full_year
    if measure == "deviation" and speaks_ahead and not _REPORTED.search(stretch.left):
        return future
    return measure


def signed(kind: str, mention: Mention, words: str) -> Decimal:
    size = abs(mention.value)
    if kind in ("deficit", "surplus") and _LESSENED.search(words):
        return size if kind == "deficit" else -size
    if kind == "deficit":
        return -size
    if kind == "surplus":
        return size
    if mention.has_sign and mention.value:
        return mention.value
    lex = lexicon()
    negative, positive = lex.find_last("negative", words), lex.find_last("positive", words)
    if negative and (not positive or negative.start() > positive.start()):
        return -size
    if positive:
        return size
    if re.search(r"\bavvik(?:a|er|it)\b", words) and re.search(r"kostnad", words):
        return -size
    return mention.value


def is_good(up: bool, words: str, stretch: Stretch) -> bool:
    """More revenue is good, more cost is bad; where neither is named, the number is a cost."""
    lex = lexicon()
    for text in (_WHY.split(words, maxsplit=1)[0], stretch.left, stretch.before):
        revenue, cost = lex.find_last("revenue", text), lex.find_last("cost", text)
        if revenue and (not cost or revenue.start() > cost.start()):
            return up
        if cost:
            return not up
    return not up


def last_cue(text: str) -> tuple[int, str] | None:
    """The measure word nearest to the end of the text: (where it ends, its kind)."""
    best: tuple[int, int, str] | None = None
    for kind in (
        "deviation",
        "deficit",
        "surplus",
        "budget",
        "forecast",
        "prior_forecast",
        "actual",
        "target",
        "comparison_mean",
    ):
        match = lexicon().find_last(f"measure.{kind}", text)
        if match:
            candidate = (match.end(), match.end() - match.start(), kind)
            if best is None or candidate[:2] > best[:2]:
                best = candidate
    return (best[0], best[2]) if best else None


def has_verb(text: str) -> bool:
    verbs = lexicon().words["verbs"]
    return any(token in verbs for token in re.findall(r"\w+", text))


def change_measure(mention: Mention, is_future: bool) -> str:
    """Percent of an earlier value is change_pct; percentage points are a change in the figure's own unit."""
    if mention.unit != "percent" or mention.is_points:
        return "change"
    return "forecast_change_pct" if is_future else "change_pct"
