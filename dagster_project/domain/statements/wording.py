"""What the words around a number say: which measure it is, and its sign by meaning.

Lives here: the order of the rules, and the measure words before a number. Not here: comparisons and changes
(`comparisons.py`, `changes.py`), whose number it is (`subjects.py`) and for when (`dates.py`). The words are data
(`data/reference/statements.yml`). Signs: against budget favourable + and unfavourable -.
"""

from __future__ import annotations

import re
from decimal import Decimal

from dagster_project.domain.statements.changes import TO, read_change, read_forecast_change, read_share_change
from dagster_project.domain.statements.comparisons import read_comparison
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.meaning import (
    BUDGETED,
    MONEY,
    Meaning,
    Setting,
    has_verb,
    is_good,
    last_cue,
    signed,
    timed,
)
from dagster_project.domain.statements.mentions import Mention
from dagster_project.domain.statements.stretches import Stretch

_RIGHT_NOUN = re.compile(
    r"^\s*(?:i|av|som|negativ|positiv|stort?|totalt?)*\s*(?:negativ |positiv )?(?:i )?(?P<noun>\w*avvikelse\w*"
    r"|\w*underskott\w*|\w*överskott\w*|överskridande)"
)
_AGAINST_BUDGET = re.compile(
    r"\b(?P<noun>\w*avvikelse\w*|\w*överskott\w*|\w*underskott\w*) (?:\w+ ){0,2}?(?:jämfört med|mot|gentemot"
    r"|i förhållande till)"
    r" (?:\w+ )?\w*budget\w* (?:på|om|med)\s*(?:ca |cirka |totalt )?$"
)
_OF_BUDGET = re.compile(r"\bav (?:års|hel\w*|period|den totala )?\w*budgeten (?:har|är|hade)\b")
_SHARE_OF_BUDGET = re.compile(r"^\s*av (?:(?:årets|periodens|helårets|den totala|hela) )?\w*budget")
_FORECAST_HEAD = re.compile(r"(?<!vid )(?<!denna )(?<!vid en )\b\w{0,20}prognos")
_SPENT = re.compile(
    r"^ (?:(?:är|har|var) (?:\w+ )?(?:förbruka|utnyttja|upparbeta|använ)|(?:förbruka|utnyttja|upparbeta|använ)\w*ts?\b)"
)
_TO_BE_SPENT = re.compile(r"^ (?:kommer att )?(?:förbrukas|utnyttjas|upparbetas|användas?|används)\b")
_SHARE_BEHIND = re.compile(r"\b(?:det vill säga|dvs|d\.v\.s\.|alltså|motsvarar|motsvarande)\W*(?:ca |cirka )?$")
#: without such a word, `vid årets slut` in a report of the whole year is no forecast
_EXPECTED = re.compile(r"prognos|beräkna|vänta|bedöm|uppskatta")
_EXPECTED_BEHIND = re.compile(r"^ (?:väntas|förväntas|beräknas|bedöms|prognosti[cs]eras|kommer att)\b")
_IN_FORECAST = re.compile(r"^ (?:i|som|enligt) (?:\w+ )?(?:helårs|års)?prognos(?:en)?\b")
_OF_OTHERS = re.compile(
    r"^ (?:i (?:hela )?(?:riket|landet|länet)|nationellt|bland (?:deltagande|jämförbara|andra|liknande) kommuner)\b"
)
_UNBUDGETED = re.compile(r"^ (?:\w+ ){0,2}?(?:inte|ej) (?:var |är |varit )?budgetera")
_STANDS_FOR = re.compile(r"\b(?:står för|stod för|svarar för|svarade för|utgör|representerar|varav)\b")


def read_meaning(mention: Mention, stretch: Stretch, previous: Meaning | None, setting: Setting) -> Meaning:
    """The measure of a mention and its value signed by meaning."""
    found = _read(mention, stretch, previous, setting)
    if found.measure == "actual" and _EXPECTED_BEHIND.match(stretch.right):
        return Meaning("forecast", found.value)
    if found.measure == "deviation" and _IN_FORECAST.match(stretch.right):
        return Meaning("forecast_deviation", found.value)
    return found


def _read(mention: Mention, stretch: Stretch, previous: Meaning | None, setting: Setting) -> Meaning:
    if mention.kind == "balance":
        return Meaning(timed("deviation", stretch, setting), Decimal(0))
    if mention.unit not in MONEY and _OF_OTHERS.match(stretch.right):
        return Meaning("comparison_mean", mention.value)
    unbudgeted = _unbudgeted(mention, stretch, setting)
    if unbudgeted is not None:
        return unbudgeted
    if previous is not None and (_STANDS_FOR.search(stretch.left) or _is_bare_member(mention, stretch, previous)):
        return Meaning(previous.measure, _as_printed_or_like(mention, previous))
    if previous is not None and previous.measure in ("change", "change_pct") and TO.search(stretch.left):
        return Meaning(timed("actual", stretch, setting), mention.value)
    if previous is not None and mention.in_parentheses and mention.unit in MONEY and not mention.has_sign:
        governed = _in_parentheses(mention, stretch, setting)
        if governed is None and previous.measure.endswith("deviation"):
            return Meaning(previous.measure, _as_printed_or_like(mention, previous))
    for rule in (
        read_comparison,
        _in_parentheses,
        read_change,
        read_share_change,
        read_forecast_change,
        _right_noun,
        _left_words,
    ):
        found = rule(mention, stretch, setting)
        if found is not None:
            return found
    if previous is not None and not (previous.measure in ("comparison_mean", "target") and has_verb(stretch.left)):
        return Meaning(previous.measure, _as_printed_or_like(mention, previous))
    return _default(mention, stretch, setting)


def _unbudgeted(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`varav 9 mnkr inte var budgeterade`: the whole amount differs from budget."""
    if mention.unit not in MONEY or not _UNBUDGETED.match(stretch.right):
        return None
    good = is_good(True, stretch.left, stretch)
    return Meaning(timed("deviation", stretch, setting), abs(mention.value) * (1 if good else -1))


def _in_parentheses(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`Underskott på personal (-1,2 mnkr)`, `högre kostnader för konsulter (0,7 mnkr)`: the sentence governs."""
    if not mention.in_parentheses or mention.unit not in MONEY:
        return None
    lex, words = lexicon(), stretch.before + stretch.left
    deficit, surplus = lex.find_last("measure.deficit", words), lex.find_last("measure.surplus", words)
    governing = max((m for m in (deficit, surplus) if m), key=lambda m: m.start(), default=None)
    if governing is not None:
        kind = "deficit" if governing is deficit else "surplus"
        value = mention.value if mention.has_sign and mention.value > 0 else signed(kind, mention, words)
        return Meaning(timed("deviation", stretch, setting), value)
    more = re.search(r"\b(?P<word>högre|lägre|mindre|ökade|minskade)\b", words)
    if more and not lex.has("against_earlier", words + stretch.right):
        size = abs(mention.value)
        good = is_good(more["word"] in ("högre", "ökade"), words[more.end() : more.end() + 30], stretch)
        return Meaning(timed("deviation", stretch, setting), size if good else -size)
    return None


def _right_noun(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`-5 mnkr i avvikelse`, `2,0 mnkr i underskott`."""
    match = _RIGHT_NOUN.match(stretch.right)
    if match is None or mention.unit not in MONEY | {"hours", "days", "percent", "fte"}:
        return None
    noun = match["noun"]
    kind = (
        "deficit" if "underskott" in noun or "överskrid" in noun else "surplus" if "överskott" in noun else "deviation"
    )
    return Meaning(timed("deviation", stretch, setting), signed(kind, mention, stretch.left + match.group(0)))


def _left_words(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """The measure word nearest before the number decides; a forecast word anywhere before it makes it a forecast."""
    if mention.unit in MONEY and _TO_BE_SPENT.match(stretch.right):
        return Meaning(timed("actual", stretch, setting), mention.value)
    if mention.unit == "percent" and _SHARE_BEHIND.search(stretch.left) and "budget" in stretch.before + stretch.left:
        return Meaning("percent_of_budget", mention.value)
    if mention.unit == "percent" and (_SHARE_OF_BUDGET.match(stretch.right) or _OF_BUDGET.search(stretch.left)):
        return Meaning("percent_of_budget", mention.value)
    if _SPENT.match(stretch.right):
        return Meaning("actual", mention.value)
    kind = _nearest(mention, stretch)
    if kind == "forecast" and setting.is_full_year and not _EXPECTED.search(stretch.before + stretch.left):
        kind = "actual"
    if kind is None:
        return None
    if kind in ("deviation", "deficit", "surplus"):
        return Meaning(timed("deviation", stretch, setting), signed(kind, mention, stretch.left))
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
        return "deficit" if "under" in against["noun"] else "surplus" if "över" in against["noun"] else "deviation"
    found = last_cue(stretch.left)
    if lexicon().has("measure.target", stretch.right[:30]) and not money:
        return "target"
    if found is None:
        return None
    kind = found[1]
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


def _is_bare_member(mention: Mention, stretch: Stretch, previous: Meaning) -> bool:
    """`..., drift -1 079 tkr`: a signed amount with a name and no verb goes on with the deviation before it."""
    if not (mention.has_sign and previous.measure.endswith("deviation") and len(stretch.left.split()) <= 6):
        return False
    cue = last_cue(stretch.left)
    names_its_own = cue is not None and cue[1] in ("forecast", "prior_forecast", "budget", "target")
    return not names_its_own and not has_verb(stretch.left)


def _as_printed_or_like(mention: Mention, previous: Meaning) -> Decimal:
    if mention.has_sign or previous.measure in ("actual", "budget", "forecast", "target", "prior_forecast"):
        return mention.value
    return abs(mention.value) if previous.value >= 0 else -abs(mention.value)


def _default(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning:
    lex = lexicon()
    around = stretch.left + stretch.right
    if mention.unit not in MONEY:
        if lex.has("measure.target", around) or re.match(r"\s*eller (?:lägre|högre)", stretch.right):
            return Meaning("target", mention.value)
        if lex.has("measure.comparison_mean", stretch.right):
            return Meaning("comparison_mean", mention.value)
        if re.search(r"\b(?:beräknas|förväntas|prognos)", stretch.left):
            return Meaning("forecast", mention.value)
        return Meaning("actual", mention.value)
    if mention.has_sign and (setting.is_forecast_heading or "prognos" in stretch.before):
        return Meaning("forecast_deviation", mention.value)
    if mention.has_sign:
        return Meaning(timed("deviation", stretch, setting), mention.value)
    cue = last_cue(stretch.before)
    if cue and cue[1] in ("deviation", "deficit", "surplus"):
        return Meaning(timed("deviation", stretch, setting), signed(cue[1], mention, stretch.before))
    return Meaning(timed("actual", stretch, setting), mention.value)
