"""What the words around a number say: which measure it is, and its sign by meaning.

Lives here: the grammar from words to measure and sign. The words are data (`data/reference/statements.yml`).
Not here: whose number it is (`subjects.py`) and for when (`dates.py`).
Signs: against budget favourable + and unfavourable -; a change over time up + and down -; a changed forecast
better + and worse -.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.mentions import Mention
from dagster_project.domain.statements.stretches import Stretch

MONEY = frozenset({"kr", "tkr", "mnkr"})
_BY = re.compile(
    r"(?:med|om|på|av|,|\()\s*(?:(?:ca|cirka|c:a|drygt|knappt|nästan|hela|totalt|ytterligare|omkring|runt|motsvarande|närmare|i snitt|omfattande)\.?\s*)*$"
)
_TO = re.compile(r"\btill\s*(?:(?:ca|cirka|drygt|knappt|nästan|omkring|runt|totalt|närmare)\.?\s*)*$")
_FROM = re.compile(r"\bfrån\s*(?:(?:ca|cirka|drygt|knappt|nästan)\.?\s*)*$")
_COMPARED = re.compile(
    r"^\W*(?:(?:i|genom|med|totalt) )?(?P<word>högre|lägre|mer|mindre|fler|färre|större|bättre|sämre|dyrare|billigare|över|under"
    r"|plus|minus|back|extra)\b"
)
_RIGHT_NOUN = re.compile(
    r"^\s*(?:i|av|som|negativ|positiv|stort?|totalt?)*\s*(?:negativ |positiv )?(?:i )?(?P<noun>\w*avvikelse\w*|\w*underskott\w*|\w*överskott\w*|överskridande)"
)
_COMPARED_BEFORE = re.compile(r"\b(?:jämfört|jämförelse) med [^,]{0,40}(?:(?:19|20)\d\d|år|period|fjol|månad)\b")
_BUDGETED = re.compile(r"\bbudgeterad?[et]? (?:\w+ ){0,2}?(?:på|om|till)\s*(?:ca |cirka )?$|\bbudgeterade?\s*$")
_AGAINST_BUDGET = re.compile(
    r"\b(?P<noun>\w*avvikelse\w*|\w*överskott\w*|\w*underskott\w*) (?:\w+ ){0,2}?(?:jämfört med|mot|gentemot|i förhållande till)"
    r" (?:\w+ )?budget\w* (?:på|om|med)\s*(?:ca |cirka |totalt )?$"
)
_AHEAD = re.compile(r"^\W*(?:\w+ ){0,3}?(?:pekar|visar|är|var|blir) (?:\w+ )?\w*prognos")
_OF_BUDGET = re.compile(r"\bav (?:års|hel\w*|period|den totala )?\w*budgeten (?:har|är|hade)\b")
_THAN_YEAR = re.compile(r"\b(?:än|jämfört med|mot) (?:år )?(?:19|20)\d\d")
_EXCEEDED = re.compile(
    r"\b(?P<verb>(?:över|under)(?:skrid|sti[gt]|steg|skred)\w*) (?:\w+ ){0,2}?\w*(?:budget|ram)\w* (?:totalt )?med\b"
)
_SHARE_OF_BUDGET = re.compile(r"^\s*av (?:års|hel|period)?\w*budget")
_PAST = re.compile(
    r"\b(?:per|t\.?o\.?m\.?|till och med|tom|hittills|ackumulerat|i dagsläget|under perioden|för perioden|blev|blivit|har varit|hade|redovisades|gick|utföll)\b"
)
_FORECAST_HEAD = re.compile(r"(?<!vid )(?<!denna )(?<!vid en )\b\w{0,20}prognos")
#: a deficit that is made smaller, a surplus that is eaten up
_LESSENED = re.compile(
    r"\b(?:under|över)skott\w* (?:\w+ ){0,2}?(?:dämpas|minskas|minskar|reduceras|mildras|motverkas|vägs upp)\b"
    r"|\b(?:dämpar|minskar|reducerar|mildrar|drar ner|drar ned) (?:\w+ ){0,2}?\w*(?:under|över)skott"
)
_REPORTED = re.compile(r"\b(?:har|redovisar|visar|uppvisar)\b")
_FINISHED = re.compile(r"\b(?:slutade|landade|blev|utföll) (?:\w+ ){0,4}?(?:ca |cirka )?$")
_STANDS_FOR = re.compile(r"\b(?:står för|stod för|svarar för|svarade för|utgör|representerar|varav)\b")


@dataclass(frozen=True, slots=True)
class Meaning:
    """measure: as docs/extract.md names it; value: signed by meaning; is_inherited: taken from a number before it."""

    measure: str
    value: Decimal
    is_inherited: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands outside the sentence: headings, the paragraph so far, the report.

    is_forecast_heading: the heading is about a forecast. is_forecast_paragraph: the sentence before spoke of one.
    forecasts_are_deviations: True, False or None (not known) for money forecasts of the report's tables.
    is_full_year: the report covers the whole year.
    """

    is_forecast_heading: bool = False
    is_forecast_paragraph: bool = False
    forecasts_are_deviations: bool | None = None
    is_full_year: bool = False


def read_meaning(mention: Mention, stretch: Stretch, previous: Meaning | None, setting: Setting) -> Meaning:
    """The measure of a mention and its value signed by meaning."""
    if mention.kind == "balance":
        return Meaning(_timed("deviation", stretch, setting), Decimal(0))
    if previous is not None and (_STANDS_FOR.search(stretch.left) or _is_bare_member(mention, stretch, previous)):
        return Meaning(previous.measure, _as_printed_or_like(mention, previous), True)
    for rule in (_comparison, _in_parentheses, _change, _share_change, _forecast_change, _right_noun, _left_words):
        found = rule(mention, stretch, setting)
        if found is not None:
            return found
    if previous is not None and not (previous.measure == "comparison_mean" and _has_verb(stretch.left)):
        return Meaning(previous.measure, _as_printed_or_like(mention, previous), True)
    return _default(mention, stretch, setting)


def _comparison(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`1,8 mnkr högre kostnader än budget`, `2 mnkr plus`, `0,4 mnkr lägre än föregående år`."""
    match = _COMPARED.match(stretch.right)
    if match is None:
        return _comparison_before(mention, stretch, setting)
    word = match["word"]
    if word in ("plus", "minus", "back"):
        return Meaning(_timed("deviation", stretch, setting), abs(mention.value) * (1 if word == "plus" else -1))
    up = word in ("högre", "mer", "fler", "större", "dyrare", "över", "bättre", "extra")
    return _against(mention, stretch, setting, stretch.right, word, up)


def _against(mention: Mention, stretch: Stretch, setting: Setting, words: str, word: str, up: bool) -> Meaning | None:
    lex = lexicon()
    size = abs(mention.value)
    if lex.has("against_mean", words):
        return Meaning("deviation", size if up else -size)
    if lex.has("against_target", words):
        return Meaning("deviation", size if up else -size)
    is_earlier = lex.has("against_earlier", words) or _COMPARED_BEFORE.search(stretch.left) or _THAN_YEAR.search(words)
    if word in ("bättre", "sämre") and is_earlier and not lex.has("against_forecast", words):
        return Meaning("change", size if up else -size)
    if word in ("bättre", "sämre"):
        is_forecast = lex.has("against_forecast", words)
        measure = "forecast_change" if is_forecast else _timed("deviation", stretch, setting)
        return Meaning(measure, size if word == "bättre" else -size)
    if lex.has("against_forecast", words):
        return Meaning("forecast_change", size if _is_good(up, words, stretch) else -size)
    if is_earlier:
        return Meaning(_change_measure(mention, False), size if up else -size)
    if word in ("över", "under") and not re.match(r"\W*(?:över|under) (?:\w+ )?(?:budget|ram|plan)", words):
        return None
    if lex.has("against_budget", words) or (mention.unit in MONEY and word in ("högre", "lägre")):
        return Meaning(_timed("deviation", stretch, setting), size if _is_good(up, words, stretch) else -size)
    return None


def _comparison_before(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`ett högre utfall än budget med ca 29 mnkr`, `kostnaderna överstiger budget med 2 mnkr`."""
    if not _BY.search(stretch.left):
        return None
    exceeded = _EXCEEDED.search(stretch.left[-120:])
    if exceeded:
        good = _is_good(exceeded["verb"].startswith("över"), stretch.left, stretch)
        return Meaning(_timed("deviation", stretch, setting), abs(mention.value) * (1 if good else -1))
    match = None
    for match in re.finditer(
        r"\b(?P<word>högre|lägre|mindre|mer|bättre|sämre|fler|färre) (?:\w+ ){0,4}?(?P<ref>än|jämfört med|mot|i jämförelse)\b",
        stretch.left[-160:],
    ):
        pass
    if match is None:
        return None
    up = match["word"] in ("högre", "mer", "bättre", "fler")
    return _against(mention, stretch, setting, stretch.left[-160:], match["word"], up)


def _is_good(up: bool, words: str, stretch: Stretch) -> bool:
    """More revenue is good, more cost is bad; where neither is named, the number is a cost."""
    lex = lexicon()
    for text in (words, stretch.left, stretch.before):
        revenue, cost = lex.find_last("revenue", text), lex.find_last("cost", text)
        if revenue and (not cost or revenue.start() > cost.start()):
            return up
        if cost:
            return not up
    return not up


def _in_parentheses(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`Underskott på personal (-1,2 mnkr)`, `högre kostnader för konsulter (0,7 mnkr)`: the sentence governs."""
    if not mention.in_parentheses or mention.unit not in MONEY:
        return None
    lex, words = lexicon(), stretch.before + stretch.left
    deficit, surplus = lex.find_last("measure.deficit", words), lex.find_last("measure.surplus", words)
    governing = max((m for m in (deficit, surplus) if m), key=lambda m: m.start(), default=None)
    if governing is not None:
        kind = "deficit" if governing is deficit else "surplus"
        value = mention.value if mention.has_sign and mention.value > 0 else _signed(kind, mention, words)
        return Meaning(_timed("deviation", stretch, setting), value)
    more = re.search(r"\b(?P<word>högre|lägre|mindre|ökade|minskade)\b", words)
    if more and not lex.has("against_earlier", words + stretch.right):
        size = abs(mention.value)
        good = _is_good(more["word"] in ("högre", "ökade"), words[more.end() : more.end() + 30], stretch)
        return Meaning(_timed("deviation", stretch, setting), size if good else -size)
    return None


def _change(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`har ökat med 20 %`, `en utökning av 8 platser`, `ökade kostnader om 1,0 mnkr`."""
    if not _BY.search(stretch.left) or (mention.has_sign and lexicon().has("measure.deviation", stretch.left)):
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
    barrier = _last_cue(stretch.left)
    if barrier is not None and barrier[0] >= best[0] and barrier[1] in ("deviation", "deficit", "surplus"):
        return None
    if mention.in_parentheses and mention.unit in MONEY:
        return None
    size = abs(mention.value) * best[1]
    is_future = lex.has("measure.forecast", stretch.left) or re.search(r"\bkommer att\b", stretch.left)
    return Meaning(_change_measure(mention, bool(is_future)), size)


def _change_measure(mention: Mention, is_future: bool) -> str:
    """Percent of an earlier value is change_pct; percentage points are a change in the figure's own unit."""
    if mention.unit != "percent" or mention.is_points:
        return "change"
    return "forecast_change_pct" if is_future else "change_pct"


def _share_change(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`har minskat till hälften` is a change of -50 percent."""
    if mention.kind != "share" or not _TO.search(stretch.left):
        return None
    fall = lexicon().find_last("fall", stretch.left)
    return Meaning("change_pct", mention.value - 100) if fall else None


def _forecast_change(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`en förbättring mot föregående prognos med 1,7 mnkr`, `förbättrar sin prognos med 0,5 mnkr`."""
    if not _BY.search(stretch.left):
        return None
    lex = lexicon()
    better, worse = lex.find_last("improve", stretch.left), lex.find_last("worsen", stretch.left)
    best = max((m for m in (better, worse) if m), key=lambda m: m.start(), default=None)
    if best is None or _BUDGETED.search(stretch.left):
        return None
    barrier = _last_cue(stretch.left)
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


def _right_noun(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`-4 mnkr i budgetavvikelse`, `2,0 mnkr i underskott`."""
    match = _RIGHT_NOUN.match(stretch.right)
    if match is None or mention.unit not in MONEY | {"hours", "days", "percent", "fte"}:
        return None
    noun = match["noun"]
    kind = (
        "deficit" if "underskott" in noun or "överskrid" in noun else "surplus" if "överskott" in noun else "deviation"
    )
    return Meaning(_timed("deviation", stretch, setting), _signed(kind, mention, stretch.left + match.group(0)))


def _last_cue(text: str) -> tuple[int, str] | None:
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


def _left_words(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """The measure word nearest before the number decides; a forecast word anywhere before it makes it a forecast."""
    if mention.unit == "percent" and (_SHARE_OF_BUDGET.match(stretch.right) or _OF_BUDGET.search(stretch.left)):
        return Meaning("percent_of_budget", mention.value)
    kind = _nearest(mention, stretch)
    if kind is None:
        return None
    if kind in ("deviation", "deficit", "surplus"):
        return Meaning(_timed("deviation", stretch, setting), _signed(kind, mention, stretch.left))
    if kind == "budget":
        is_planned_deficit = "underskott" in stretch.left[-40:] and _BUDGETED.search(stretch.left)
        return Meaning("budget", -abs(mention.value) if is_planned_deficit else mention.value)
    if kind in ("prior_forecast", "forecast"):
        return _forecast(kind, mention, stretch, setting)
    if kind in ("target", "comparison_mean"):
        return Meaning(kind, mention.value)
    if mention.has_sign and mention.value < 0 and mention.unit in MONEY and _is_cost_level(stretch):
        return Meaning(_timed("deviation", stretch, setting), mention.value)
    return Meaning(_timed("actual", stretch, setting), mention.value)


def _is_cost_level(stretch: Stretch) -> bool:
    """A signed cost in text about deviations (`kostnader som uppgår till -0,8 mnkr`) is a deviation."""
    text = stretch.before + stretch.left
    return lexicon().has("measure.deviation", text) or "(" in stretch.left[-40:]


def _nearest(mention: Mention, stretch: Stretch) -> str | None:
    money = mention.unit in MONEY
    if _BUDGETED.search(stretch.left):
        return "budget"
    against = _AGAINST_BUDGET.search(stretch.left)
    if against:
        return "deficit" if "under" in against["noun"] else "surplus" if "över" in against["noun"] else "deviation"
    found = _last_cue(stretch.left)
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

    `avvikelsen för bidrag uppgår till`, `underskott på personalkostnader om`: the head of the phrase decides, unless
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
        return Meaning("forecast_deviation", _signed(governing, mention, stretch.left))
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


def _timed(measure: str, stretch: Stretch, setting: Setting) -> str:
    """deviation becomes forecast_deviation, actual forecast, where the sentence, heading or paragraph looks ahead."""
    future = {"deviation": "forecast_deviation", "actual": "forecast"}[measure]
    around = stretch.before + stretch.left + stretch.right
    if lexicon().has("measure.prior_forecast", stretch.left) and measure == "actual":
        return "prior_forecast"
    if _FINISHED.search(stretch.left):
        return measure
    if (
        lexicon().has("measure.forecast", stretch.before + stretch.left)
        or _AHEAD.search(stretch.right)
        or re.search(r"\b(?:på|för) hel(?:år|a året)\w*", around)
    ):
        return (
            measure if setting.is_full_year and not re.search(r"prognos|förväntas|beräknas|väntas", around) else future
        )
    if _PAST.search(around) or re.search(r"\b(?:under|för) (?:19|20)\d\d|\bunder \w+ månad|\bhar \w+[ta]ts\b", around):
        return measure
    if measure == "deviation" and setting.is_forecast_heading:
        return future
    if measure == "deviation" and setting.is_forecast_paragraph and not _REPORTED.search(stretch.left):
        return future
    return measure


def _signed(kind: str, mention: Mention, words: str) -> Decimal:
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


def _is_bare_member(mention: Mention, stretch: Stretch, previous: Meaning) -> bool:
    """`..., drift -1 079 tkr`: a signed amount with a name and no verb goes on with the deviation before it."""
    if not (mention.has_sign and previous.measure.endswith("deviation") and len(stretch.left.split()) <= 6):
        return False
    return not _has_verb(stretch.left)


def _has_verb(text: str) -> bool:
    verbs = lexicon().words["verbs"]
    return any(token in verbs for token in re.findall(r"\w+", text))


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
        return Meaning(_timed("deviation", stretch, setting), mention.value)
    cue = _last_cue(stretch.before)
    if cue and cue[1] in ("deviation", "deficit", "surplus"):
        return Meaning(_timed("deviation", stretch, setting), _signed(cue[1], mention, stretch.before))
    return Meaning(_timed("actual", stretch, setting), mention.value)
