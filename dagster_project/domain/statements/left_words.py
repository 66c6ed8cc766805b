"""The measure word before a number: `underskottet uppgår till 3 mnkr`, `en budget på 41 mnkr`.

Lives here: which of several words before a number decides, and what a forecast word makes of it. Next door: the order
of all rules (`wording.py`), comparisons and changes (`comparisons.py`, `changes.py`).
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.budget_words import read_budget_words
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.meaning import BUDGETED, MONEY, Meaning, Setting, last_cue, signed, timed
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stretches import Stretch

_AGAINST_BUDGET = re.compile(
    r"\b(?P<noun>\w*avvikelse\w*|\w*överskott\w*|\w*underskott\w*|\w*överdrag\w*|\w*överskridande\w*"
    r"|\w*underskridande\w*) (?:\w+ ){0,2}?(?:jämfört med|mot|gentemot|i förhållande till|av)"
    rf" (?:\w+ ){{0,3}}?\w*budget\w*(?: (?:på|om|med|är|var|uppgår till|uppgick till)|,){ADVERBS}$"
)
_FORECAST_HEAD = re.compile(r"(?<!vid )(?<!denna )(?<!vid en )\b\w{0,20}prognos")
#: `prognosen förutsätter sparåtgärder på`: a part of the forecast, no deviation
_PART_OF_FORECAST = re.compile(
    r"prognos\w*\b[^,;.]{0,30}\b(?:förutsätter|bygger på|innehåller|inkluderar|innefattar|inrymmer|omfattar"
    r"|baseras på|ingår|ingått|räknas in|är medräkna\w+|är inräkna\w+|finns|ryms)\b"
)
#: `prognosen är 219 mnkr mot en budget på 212 mnkr`: a level beside a level
_BESIDE_BUDGET = re.compile(
    rf"\W*(?:mot|jämfört med|att jämföra med|medan) (?:en |den )?(?:\w+ )?\w*budget\w*(?: (?:på|är|om))?{ADVERBS}\d"
)
#: `prognosen är 320 mnkr, vilket ger ett underskott på 8 mnkr`, `..., 8 mnkr över årets budget`
_WITH_DEVIATION = re.compile(
    r",? (?:\w+ ){0,4}?ett? (?:\w+ )?(?:under|över)skott"
    r"|,? (?:vilket är |det vill säga |alltså )?\d[\d ,]*[^\W\d]+"
    r" (?:över|under|(?:mer|mindre|högre|lägre|bättre|sämre) än) (?:\w+ ){0,2}\w*budget"
)
#: the result itself, no distance to a budget where the text sets it beside one
_RESULT = re.compile(r"\bresultat(?:et)?\b(?![^;.]*(?:avvik|budget))")
#: `årets budget är 312 mnkr och prognosen 320 mnkr`
_BUDGET_BESIDE = re.compile(r"\b\w*budget(?:en)? (?:\w+ ){0,3}?(?:är|på|uppgår till) \d[^.;]*$")
_IN_BALANCE = re.compile(r" i (?:\w+ )?balans\b")
_TARGET_BEFORE = re.compile(
    rf"\bmål(?:satta|satt|et|värde|värdet|nivå|nivån)?:?{ADVERBS}$|\briktvärde\w*\b(?: [^,;.\d]{{2,50}})?{ADVERBS}$"
)
#: without such a word, `vid årets slut` in a report of the whole year is no forecast
_EXPECTED = re.compile(r"prognos|beräkna|vänta|bedöm|uppskatta")
#: `Budgeten för perioden är`, not `Utfallet mot budget är`
_BUDGET_IS = re.compile(
    r"(?P<before>(?:\w+ ){0,2})\b\w*budget(?:en)?(?: (?:för|på|till och med|per|i|inom|hos) [^,;.]{1,40}?)?"
    rf" (?:uppgår|uppgick|är|var|ligger|låg|omfattar)(?: till| på)?{ADVERBS}$"
)
#: `Budgeten bygger på 27 placeringar`
_BUDGET_RESTS_ON = re.compile(
    r"\b\w*budget(?:en)?\b[^,;.\d]{0,40}\b(?:bygger|byggde|baseras|baserades|utgår|utgick|förutsätter|räcker|räckte|medger"
    r"|räknar med|(?:är|var) (?:beräknad|byggd|lagd|dimensionerad|satt|anpassad)|ger utrymme)\b[^,;.\d]{0,30}$"
)
_PREPOSITION = re.compile(r"\b(?:av|mot|gentemot|än|med|till|över|under|inom)\b")
#: `ligger över målet`, `mot målvärdet`: the number is not the target
BESIDE_TARGET = re.compile(
    r"\b(?:över|under|mot|än|med|når|nå|når inte) (?:\w+ )?\w*mål"
    r"|\b\w*mål(?:et|värdet|en)? (?:\w+ ){0,3}?(?:uppfyll|nås|nått|uppnå|klara)"
)
#: `medförde merkostnader`: what something has cost, no distance to a budget
_CAUSED_COST = re.compile(
    r"\b(?:medfört|medförde|medför|orsakat|orsakade|orsakar|inneburit|innebar|innebär|gett|gav|föranlett|lett till"
    r"|ledde till)\b[^,;.]{0,40}\b(?:merkostnad|fördyring)\w*[^,;.]{0,40}$"
)
_BUDGET_LEVEL = re.compile(rf"budget\w* (?:\w+ ){{0,3}}?(?:på|om|är|var|till){ADVERBS}$")


def read_left_words(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """The measure word nearest before the number decides; a forecast word anywhere before it makes it a forecast."""
    of_budget = read_budget_words(mention, stretch, setting)
    if of_budget is not None:
        return of_budget
    kind = _nearest(mention, stretch)
    if kind == "forecast" and setting.is_full_year and not _EXPECTED.search(stretch.before + stretch.left):
        kind = "actual"
    if kind is None:
        return None
    if kind == "deviation" and setting.is_result_level and _RESULT.search(stretch.left):
        return Meaning(timed("actual", stretch, setting), mention.value)
    if kind in ("deviation", "deficit", "surplus"):
        return Meaning(timed("deviation", stretch, setting), signed(kind, mention, stretch.left))
    if kind == "budget" and mention.has_sign and not _BUDGET_LEVEL.search(stretch.left):
        return Meaning(timed("deviation", stretch, setting), mention.value)
    if kind == "budget":
        is_planned_deficit = "underskott" in stretch.left[-40:] and BUDGETED.search(stretch.left)
        return Meaning("budget", -abs(mention.value) if is_planned_deficit else mention.value)
    if kind in ("prior_forecast", "forecast"):
        return _forecast(kind, mention, stretch, setting)
    if kind in ("target", "comparison_mean"):
        return Meaning(kind, mention.value)
    if mention.has_sign and mention.value < 0 and mention.unit in MONEY and _is_cost_level(stretch):
        return Meaning(timed("deviation", stretch, setting), mention.value)
    return Meaning(timed("actual", stretch, setting), mention.value)


def kind_of(noun: str) -> str:
    """deficit, surplus or deviation: `överskott` is good, `överskridande` is not."""
    if "underskott" in noun or "överskrid" in noun or "överdrag" in noun:
        return "deficit"
    return "surplus" if "överskott" in noun or "underskrid" in noun else "deviation"


def _is_cost_level(stretch: Stretch) -> bool:
    """A signed cost in text about deviations (`kostnader på -6 mnkr`) is a deviation."""
    text = stretch.before + stretch.left
    return lexicon().has("measure.deviation", text) or "(" in stretch.left[-40:]


def _nearest(mention: Mention, stretch: Stretch) -> str | None:
    money = mention.unit in MONEY
    if not money and _BUDGET_RESTS_ON.search(stretch.left):
        return "budget"
    if BUDGETED.search(stretch.left):
        return "budget"
    against = _AGAINST_BUDGET.search(stretch.left)
    if against:
        return kind_of(against["noun"])
    budgeted = _BUDGET_IS.search(stretch.left)
    if money and budgeted and not _PREPOSITION.search(budgeted["before"]):
        return "budget"
    if money and _CAUSED_COST.search(stretch.left) and "budget" not in stretch.left + stretch.right:
        return "actual"
    found = last_cue(stretch.left)
    behind = stretch.right[:30]
    is_target_behind = lexicon().has("measure.target", behind) and not BESIDE_TARGET.search(stretch.right[:60])
    if not money and (is_target_behind or _TARGET_BEFORE.search(stretch.left)):
        return "target"
    if found is None:
        return None
    kind = found[1]
    if kind == "budget" and _IN_BALANCE.match(stretch.left[found[0] :]):
        return None
    if (
        kind == "deviation"
        and money
        and not mention.has_sign
        and stretch.left[: found[0]].endswith(("budget", "budgeten"))
    ):
        kind = _governing(stretch.left) or kind
    if not money:
        if lexicon().has("measure.comparison_mean", stretch.left):
            return "comparison_mean"
        if kind in ("deficit", "surplus", "budget") and mention.unit in ("count", "percent") and mention.noun:
            return "actual"
        return "actual" if kind == "deviation" and "avvik" not in stretch.left else kind
    if kind == "actual" and money and _FORECAST_HEAD.search(stretch.left) and not lexicon().has("cost", stretch.left):
        return "forecast"
    if kind == "actual":
        inner = _governing(stretch.left)
        if inner == "deviation" and re.search(r"\bkommun(?:en|ens)?\b[^,]{0,40}\bresultat", stretch.left):
            return kind
        if inner is None and re.search(r"\b(?:är|var|har) budgeterat\b", stretch.left):
            return "budget"
        return inner or kind
    if (
        kind == "budget"
        and lexicon().has("against_budget", stretch.left)
        and not re.search(r"budget\w* (?:på|om|är)\W*(?:ca )?$", stretch.left)
    ):
        return _governing(stretch.left) or kind
    return kind


def _governing(left: str) -> str | None:
    """A deviation word earlier in the stretch that governs a weaker word near the number.

    `avvikelsen för hyror uppgår till`, `underskott på personalkostnader om`: the head of the phrase decides, unless
    a level verb (`utfallet uppgår till`) stands between.
    """
    for kind in ("deficit", "surplus", "deviation"):
        match = lexicon().find_last(f"measure.{kind}", left)
        if match and not re.search(r"\butfall\w*|\bsom beror på\b|\bberor på\b|\btill följd av\b", left[match.end() :]):
            return kind
    return None


def _forecast(kind: str, mention: Mention, stretch: Stretch, setting: Setting) -> Meaning:
    if kind == "prior_forecast":
        return Meaning("prior_forecast", mention.value)
    if mention.unit not in MONEY:
        return Meaning("forecast", mention.value)
    governing = _governing(stretch.left)
    after = stretch.after.casefold()
    if governing == "deviation" and _RESULT.search(stretch.left) and _WITH_DEVIATION.match(after):
        return Meaning("forecast", mention.value)
    if governing:
        return Meaning("forecast_deviation", signed(governing, mention, stretch.left))
    lex = lexicon()
    has_level = (
        lex.has("cost", stretch.left) or lex.has("revenue", stretch.left) or lex.has("measure.actual", stretch.left)
    )
    is_beside_budget = _BESIDE_BUDGET.match(after) or _BUDGET_BESIDE.search(stretch.before)
    is_level = not mention.has_sign and (is_beside_budget or _WITH_DEVIATION.match(after))
    if is_level or _PART_OF_FORECAST.search(stretch.left):
        return Meaning("forecast", mention.value)
    is_head = _FORECAST_HEAD.search(stretch.left) is not None
    if not is_head:
        is_deviation = mention.has_sign and not has_level
        return Meaning("forecast_deviation" if is_deviation else "forecast", mention.value)
    if (
        setting.forecasts_are_deviations
        or mention.has_sign
        or (not has_level and setting.forecasts_are_deviations is None)
    ):
        return Meaning("forecast_deviation", mention.value)
    return Meaning("forecast", mention.value)
