"""The measure word before a number: `underskottet uppgår till 3 mnkr`, `en budget på 41 mnkr`.

Lives here: which of several words before a number decides, and what a forecast word makes of it. Next door: the order
of all rules (`wording.py`), comparisons and changes (`comparisons.py`, `changes.py`).
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.meaning import BUDGETED, MONEY, Meaning, Setting, last_cue, signed, timed
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stretches import Stretch

_AGAINST_BUDGET = re.compile(
    r"\b(?P<noun>\w*avvikelse\w*|\w*överskott\w*|\w*underskott\w*|\w*överdrag\w*|\w*överskridande\w*"
    r"|\w*underskridande\w*) (?:\w+ ){0,2}?(?:jämfört med|mot|gentemot|i förhållande till|av)"
    rf" (?:\w+ ){{0,3}}?\w*budget\w*(?: (?:på|om|med|är|var|uppgår till|uppgick till)|,){ADVERBS}$"
)
_OF_BUDGET = re.compile(r"\bav (?:års|hel\w*|period|den totala )?\w*budgeten (?:har|är|hade)\b")
_SHARE_OF_BUDGET = re.compile(r"^\s*av (?:(?:årets|periodens|helårets|den totala|hela) )?\w*budget")
_FORECAST_HEAD = re.compile(r"(?<!vid )(?<!denna )(?<!vid en )\b\w{0,20}prognos")
_SPENT = re.compile(
    r"^ (?:(?:är|har|var) (?:\w+ )?(?:förbruka|utnyttja|upparbeta|använ)|(?:förbruka|utnyttja|upparbeta|använ)\w*ts?\b)"
)
#: `av budgeten återstår 3 mnkr`, `3 mnkr av budgeten finns kvar`
_LEFT = re.compile(rf"\b(?:återstår|återstod|kvarstår|kvarstod)(?: det)?{ADVERBS}$")
_LEFT_BEHIND = re.compile(r"^ (?:av (?:\w+ ){0,2}\w+ )?(?:återstår|återstod|kvarstår|är kvar|finns kvar|kvar av)\b")
_TO_BE_SPENT = re.compile(r"^ (?:kommer att )?(?:förbrukas|utnyttjas|upparbetas|användas?|används)\b")
_SHARE_BEHIND = re.compile(r"\b(?:det vill säga|dvs|d\.v\.s\.|alltså|motsvarar|motsvarande)\W*(?:ca |cirka )?$")
#: without such a word, `vid årets slut` in a report of the whole year is no forecast
_EXPECTED = re.compile(r"prognos|beräkna|vänta|bedöm|uppskatta")
#: `Budgeten för perioden är`, not `Utfallet mot budget är`
_BUDGET_IS = re.compile(
    r"(?P<before>(?:\w+ ){0,2})\b\w*budget(?:en)?(?: (?:för|på|till och med|per|i|inom|hos) [^,;.]{1,40}?)?"
    rf" (?:uppgår|uppgick|är|var|ligger|låg|omfattar)(?: till| på)?{ADVERBS}$"
)
_PREPOSITION = re.compile(r"\b(?:av|mot|gentemot|än|med|till|över|under|inom)\b")
#: `ligger över målet`, `mot målvärdet`: the number is not the target
BESIDE_TARGET = re.compile(r"\b(?:över|under|mot|än|med|når|nå|når inte) (?:\w+ )?\w*mål")
#: `medförde merkostnader`: what something has cost, no distance to a budget
_CAUSED_COST = re.compile(
    r"\b(?:medfört|medförde|medför|orsakat|orsakade|orsakar|inneburit|innebar|innebär|gett|gav|föranlett|lett till"
    r"|ledde till)\b[^,;.]{0,40}\b(?:merkostnad|fördyring)\w*[^,;.]{0,40}$"
)
_BUDGET_LEVEL = re.compile(rf"budget\w* (?:\w+ ){{0,3}}?(?:på|om|är|var|till){ADVERBS}$")


def read_left_words(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """The measure word nearest before the number decides; a forecast word anywhere before it makes it a forecast."""
    if mention.unit in MONEY and _TO_BE_SPENT.match(stretch.right):
        return Meaning(timed("actual", stretch, setting), mention.value)
    if mention.unit == "percent" and _SHARE_BEHIND.search(stretch.left) and "budget" in stretch.before + stretch.left:
        return Meaning("percent_of_budget", mention.value)
    if mention.unit == "percent" and (_SHARE_OF_BUDGET.match(stretch.right) or _OF_BUDGET.search(stretch.left)):
        return Meaning("percent_of_budget", mention.value)
    is_of_budget = mention.unit == "percent" and lexicon().has("measure.budget", stretch.before + stretch.left)
    if is_of_budget and _SPENT.match(stretch.right):
        return Meaning("percent_of_budget", mention.value)
    has_budget = lexicon().has("measure.budget", stretch.before + stretch.left + stretch.right)
    if mention.unit in MONEY and has_budget and (_LEFT.search(stretch.left) or _LEFT_BEHIND.match(stretch.right)):
        return Meaning("remaining_budget", mention.value)
    if _SPENT.match(stretch.right):
        return Meaning("actual", mention.value)
    kind = _nearest(mention, stretch)
    if kind == "forecast" and setting.is_full_year and not _EXPECTED.search(stretch.before + stretch.left):
        kind = "actual"
    if kind is None:
        return None
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
    if (
        not money
        and lexicon().has("measure.target", stretch.right[:30])
        and not BESIDE_TARGET.search(stretch.right[:30])
    ):
        return "target"
    if found is None:
        return None
    kind = found[1]
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
    if governing:
        return Meaning("forecast_deviation", signed(governing, mention, stretch.left))
    lex = lexicon()
    has_level = (
        lex.has("cost", stretch.left) or lex.has("revenue", stretch.left) or lex.has("measure.actual", stretch.left)
    )
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
