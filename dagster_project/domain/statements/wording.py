"""What the words around a number say: which measure it is, and its sign by meaning.

Lives here: the order of the rules, and the measure words before a number. Not here: comparisons and changes
(`comparisons.py`, `changes.py`), whose number it is (`subjects.py`) and for when (`dates.py`). The words are data
(`data/reference/statements.yml`). Signs: against budget favourable + and unfavourable -.
"""

from __future__ import annotations

import re
from decimal import Decimal

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.balances import read_own_balance
from dagster_project.domain.statements.beside import like_forecast_before, read_beside, read_offset
from dagster_project.domain.statements.budget_words import SPENT, read_saving, read_unbudgeted
from dagster_project.domain.statements.changes import (
    FROM,
    TO,
    read_balance_change,
    read_change,
    read_forecast_change,
    read_percent_beside,
    read_same_size,
    read_share_change,
)
from dagster_project.domain.statements.comparisons import read_comparison
from dagster_project.domain.statements.left_words import BESIDE_TARGET, kind_of, read_left_words
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.meaning import (
    MONEY,
    Meaning,
    Setting,
    has_verb,
    is_good,
    last_cue,
    signed,
    timed,
)
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.projects import read_frame, read_project
from dagster_project.domain.statements.stretches import Stretch

_RIGHT_NOUN = re.compile(
    r"^\s*(?:i|av|som|negativ|positiv|stort?|totalt?)*\s*(?:negativ |positiv )?(?:i )?(?P<noun>\w*avvikelse\w*"
    r"|\w*underskott\w*|\w*överskott\w*|överskridande)"
)
#: `4,9 mnkr av nämndens underskott på 6,6 mnkr`
_OF_BALANCE = re.compile(r" av (?:[\w-]+ ){0,3}?(?P<noun>\w*(?:underskott|överskott|överdrag)\w*)")
_EXPECTED_BEHIND = re.compile(r"^ (?:väntas|förväntas|beräknas|bedöms|befaras|prognosti[cs]eras|kommer att)\b")
#: the same behind the end of a range: `2,0–2,5 mnkr befaras`
_RANGE_EXPECTED = re.compile(
    r"[–-]\d[\d ,]*(?:[^\W\d]+)? (?:väntas|förväntas|beräknas|bedöms|befaras|prognosti[cs]eras)\b"
)
#: `0,9 mnkr av medlen väntas gå åt`
_PART_EXPECTED = re.compile(
    r"^ av [^,;.\d]{2,50}? (?:väntas|förväntas|beräknas|bedöms|prognosti[cs]eras|kommer att) \w+"
)
_IN_FORECAST = re.compile(r"^ (?:i|som|enligt) (?:\w+ )?(?:helårs|års)?prognos(?:en)?\b")
#: `..., fler placeringar, 5 mnkr, och lägre hyror, 2 mnkr`: what a deviation consists of
_CAUSE_BESIDE = re.compile(
    r"\b(?P<word>fler|färre|högre|lägre|ökade|minskade|större|mindre) (?!än\b)(?:[\w-]+ ){0,4}?[\w-]+, "
    r"(?:ca |cirka |drygt |knappt )?$"
)
_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
#: a budget of the period, not of the year
_OF_PERIOD = re.compile(
    r"\bperiod(?:ens |iserade? |)budget|\backumulerade? budget|\bbudget\w* (?:\w+ )?(?:för|till och med|t\.?o\.?m\.?"
    rf"|per|efter|under) (?:perioden|{_MONTHS})\b"
)
#: a target set beside what was reached before (`att jämföra med 9,7 procent 2022`)
_COMPARED_TO_PAST = re.compile(
    rf"\b(?:jämföra med|jämfört med|mot|från){ADVERBS}\|[^,.;]{{0,30}}\b"
    r"(?:20\d\d|föregående år|förra året|i ?fjol|idag|i dag)"
)
#: `målet överträffas med två procentenheter`
_BEATEN = re.compile(rf"\b(?:(?P<up>över(?:träff|skrid|stig)\w*)|(?:under(?:skrid|stig)|miss)\w*) med{ADVERBS}$")
#: `har 0,8 mnkr av 2,0 mnkr använts`
_OF_SUM = re.compile(rf"^\s*av(?: de| totalt)?{ADVERBS}$")
_SHARES = ("change_pct", "percent_of_budget")
#: `av budgeterade 48 200 timmar har 46 900 utförts`
_DONE = re.compile(r"^ \w{3,20}(?:ats|its|[lnr]ts)\b")
#: `av avvikelsen avser`: a part of the one stated before
_PART_OF_IT = re.compile(r"\bav (?:den (?:totala |samlade )?)?\w*avvikelsen\b")
#: `och för helåret väntas det bli`: the deviation before, ahead
_SAME_AHEAD = re.compile(
    r"\b(?:väntas|förväntas|beräknas|bedöms) (?:det|den|detta|denna)\b"
    r"|\b(?:det|den|detta|denna) (?:väntas|förväntas|beräknas|bedöms)\b"
)
#: `vikarierna uppskattas kosta`: not known yet
_ESTIMATED = re.compile(rf"\buppskattas\b[^,;.]{{0,60}}(?:till|kosta|bli){ADVERBS}$")
#: `bättre än prognosen i augusti, -10,1 mnkr`
_BESIDE_FORECAST = re.compile(r"\b(?:än|mot|med) [^,;]{0,40}prognos[^,;]{0,30}(?:,| \() ?$")
#: `+0,4 mnkr mot budget`, `-746 tkr från prognosen`
_AGAINST_BEHIND = re.compile(
    r"^ (?:mot|från|gentemot|jämfört med|i förhållande till) (?:\w+ ){0,3}?\w*(?P<what>budget|prognos)\w*"
)
#: a clause that goes on to the level after a change (`och är nu`, `då den låg på`)
_LEVEL_VERB = re.compile(rf"\b(?:är|var|låg|ligger|uppgår till|uppgick till|blev|landade på)(?: på)?{ADVERBS}$")
#: a target that is reached or not is named, not stated
_REACHED = re.compile(r"\b(?:nå|når|nås|nått|nåtts|nådde|uppnå\w*|uppfyll\w*|klara\w*)\b[^,;.]{0,30}\bmål")
_STANDS_FOR = re.compile(r"\b(?:står för|stod för|svarar för|svarade för|utgör|representerar|varav)\b")


def read_meaning(mention: Mention, stretch: Stretch, previous: Meaning | None, setting: Setting) -> Meaning:
    """The measure of a mention and its value signed by meaning."""
    found = read_frame(_read(mention, stretch, previous, setting), mention, stretch, setting)
    is_expected = bool(_EXPECTED_BEHIND.match(stretch.right) or _RANGE_EXPECTED.match(stretch.after.casefold()))
    if found.measure == "deviation" and is_expected:
        return Meaning("forecast_deviation", found.value)
    is_estimated = mention.unit in MONEY and not setting.is_full_year and _ESTIMATED.search(stretch.left) is not None
    is_expected = is_expected or (mention.unit in MONEY and _PART_EXPECTED.match(stretch.right) is not None)
    if found.measure == "actual" and (is_estimated or is_expected):
        return Meaning("forecast", found.value)
    if (
        found.measure == "budget"
        and not setting.is_full_year
        and _OF_PERIOD.search(f"{stretch.left}|{stretch.right[:40]}")
    ):
        return Meaning("period_budget", found.value)
    if found.measure == "deviation" and _IN_FORECAST.match(stretch.right):
        return Meaning("forecast_deviation", found.value)
    return found


def _read(mention: Mention, stretch: Stretch, previous: Meaning | None, setting: Setting) -> Meaning:
    beside = read_beside(mention, stretch, previous)
    if beside is not None:
        return beside
    of_sum = (
        read_own_balance(mention, stretch) or read_project(mention, stretch, previous) or read_saving(mention, stretch)
    )
    if of_sum is not None:
        return of_sum
    if mention.kind == "balance":
        return Meaning(timed("deviation", stretch, setting), Decimal(0))
    if previous is not None and previous.measure.endswith("deviation") and _PART_OF_IT.search(stretch.left):
        return Meaning(previous.measure, _as_printed_or_like(mention, previous))
    if mention.is_aside and previous is not None and previous.measure == "actual":
        return Meaning("actual", mention.value)
    same_size = read_same_size(mention, stretch, previous) if previous is not None else None
    if same_size is not None:
        return same_size
    moved = read_balance_change(mention, stretch, previous, setting) if previous is not None else None
    if moved is not None:
        return moved
    unbudgeted = read_unbudgeted(mention, stretch, setting)
    if unbudgeted is not None:
        return unbudgeted
    is_spent = SPENT.match(stretch.right) is not None and mention.unit in MONEY
    if (
        previous is not None
        and not is_spent
        and (_STANDS_FOR.search(stretch.left) or _is_bare_member(mention, stretch, previous))
    ):
        return Meaning(previous.measure, _as_printed_or_like(mention, previous))
    if previous is not None and previous.measure.endswith("deviation") and _SAME_AHEAD.search(stretch.left):
        return Meaning("forecast_deviation", _as_printed_or_like(mention, previous))
    is_beside = mention.has_sign and _BESIDE_FORECAST.search(stretch.before + stretch.left)
    if previous is not None and previous.measure in ("forecast_change", "forecast_error") and is_beside:
        return Meaning("forecast_deviation", mention.value)
    if previous is not None and previous.measure == "forecast_change" and TO.search(stretch.left) and mention.has_sign:
        return Meaning("forecast_deviation", mention.value)
    beaten = _BEATEN.search(stretch.left) if previous is not None and previous.measure == "target" else None
    if beaten:
        return Meaning("deviation", abs(mention.value) * (1 if beaten["up"] else -1))
    if previous is not None and previous.measure == "actual" and _OF_SUM.search(stretch.left) and is_spent:
        return Meaning("budget", mention.value)
    is_end = TO.search(stretch.left) or FROM.search(stretch.left)
    if previous is not None and previous.measure in ("change", "change_pct") and is_end:
        return Meaning(timed("actual", stretch, setting), mention.value)
    if previous is not None and mention.in_parentheses and mention.unit in MONEY and not mention.has_sign:
        governed = _in_parentheses(mention, stretch, setting)
        if governed is None and previous.measure.endswith("deviation"):
            return Meaning(previous.measure, _as_printed_or_like(mention, previous))
    caused = _CAUSE_BESIDE.search(stretch.left) if previous is not None and mention.unit in MONEY else None
    if previous is not None and caused and previous.measure.endswith("deviation") and not mention.has_sign:
        good = is_good(caused["word"] in ("fler", "högre", "ökade", "större"), caused[0], stretch)
        return Meaning(previous.measure, abs(mention.value) * (1 if good else -1))
    offset = read_offset(mention, stretch, previous)
    if offset is not None:
        return offset
    for rule in (
        _signed_against,
        read_comparison,
        _in_parentheses,
        read_percent_beside,
        read_change,
        read_share_change,
        read_forecast_change,
        _right_noun,
        read_left_words,
    ):
        found = rule(mention, stretch, setting)
        if found is not None:
            return like_forecast_before(found, mention, stretch, previous)
    if (
        previous is not None
        and previous.measure in ("target", "forecast")
        and _COMPARED_TO_PAST.search(f"{stretch.left}|{stretch.right}")
    ):
        return Meaning("actual", mention.value)
    is_level = previous is not None and "change" in previous.measure and _LEVEL_VERB.search(stretch.left)
    is_no_share = previous is not None and previous.measure in _SHARES and mention.unit != "percent"
    is_share_of_it = previous is not None and previous.measure == "budget" and mention.unit == "percent"
    is_done = previous is not None and previous.measure == "budget" and _DONE.match(stretch.right) is not None
    if is_level or is_no_share or is_done or (is_share_of_it and has_verb(stretch.left)):
        return _default(mention, stretch, setting)
    is_own = ("comparison_mean", "target") if mention.unit in MONEY else ("comparison_mean", "target", "budget")
    if previous is not None and not (previous.measure in is_own and has_verb(stretch.left)):
        return Meaning(previous.measure, _as_printed_or_like(mention, previous))
    return _default(mention, stretch, setting)


def _signed_against(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`+0,4 mnkr mot budget`; in a report of the whole year `-746 tkr från prognosen` is the error of the forecast."""
    match = _AGAINST_BEHIND.match(stretch.right) if mention.unit in MONEY and mention.has_sign else None
    if match is None:
        return None
    if match["what"] == "budget":
        return Meaning(timed("deviation", stretch, setting), mention.value)
    return Meaning("forecast_error", mention.value) if setting.is_full_year else None


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
    match = _RIGHT_NOUN.match(stretch.right) or _OF_BALANCE.match(stretch.after.casefold())
    if match is None or mention.unit not in MONEY | {"hours", "days", "percent", "fte"}:
        return None
    noun = match["noun"]
    return Meaning(timed("deviation", stretch, setting), signed(kind_of(noun), mention, stretch.left + match.group(0)))


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
        named = _REACHED.search(around) or BESIDE_TARGET.search(stretch.right)
        is_target = lex.has("measure.target", around) and not named
        if is_target or re.match(r"\s*eller (?:lägre|högre)", stretch.right):
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
