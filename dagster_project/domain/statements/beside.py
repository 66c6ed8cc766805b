"""Numbers that stand beside another: what others have, what has been done of a plan, what offsets a deviation.

Lives here: `398 tkr i riket`, `varav 2 mnkr har uppnåtts`, `mot 698 000 kr i bokslut 2021`, `ett överskott på 2 mnkr
som äts upp av övertid, 1,5 mnkr`. Next door: distances (`comparisons.py`) and changes (`changes.py`).
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.meaning import MONEY, Meaning
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stretches import Stretch

_OF_OTHERS = re.compile(
    r"^ (?:i (?:hela )?(?:riket|landet|länet)|nationellt|bland (?:deltagande|jämförbara|andra|liknande) kommuner)\b"
)
#: `Riket ligger på 87 procent`
_OTHERS_ARE = re.compile(
    r"(?:^\W*|\b(?:i|för|medan|men|och) )(?:hela )?(?:riket|landet|länet|(?:jämförbara|liknande|övriga) kommuner)"
    rf"(?: (?:är|var|ligger|låg|har|hade|uppgår|uppgick)(?: på| till| det)?)?{ADVERBS}$"
)
_PLANNED = ("forecast", "budget", "target")
#: `varav 2 mnkr har uppnåtts`: done, whatever was planned
_IS_DONE = re.compile(
    r"^ (?:har )?(?:redan |hittills |nu |ännu )?"
    r"(?:(?:fått|gett|gjort|nått|haft) (?:full |fullt |fulla )?(?:genomslag|effekt)|tagits hem|sparats|uppnåtts|nåtts"
    r"|realiserats|genomförts|verkställts|betalats|gett effekt|utförts|hämtats hem)\b"
)
#: `besparingar på 2 mnkr har genomförts`
_SAVINGS = re.compile(rf"\b\w*(?:besparing|effektivisering)(?:ar|arna|en)? (?:på|om|motsvarande){ADVERBS}$")
#: `mot 698 000 kr i bokslut 2021`: what has been, beside what is expected
_IN_ACCOUNTS = re.compile(r"^ (?:i|enligt|per) (?:\w+s )?(?:\w*bokslut(?:et)?|årsredovisning(?:en)?)\b")
#: `ett överskott på 2 mnkr som äts upp av övertid, 1,5 mnkr`, `täcks av funktionsstöd (2,4 mnkr)`: the other way
_OFFSET = re.compile(
    r"\b(?:täcks|äts upp|vägs upp|uppvägs|kompenseras|motverkas|balanseras|neutraliseras|möts|dämpas)"
    r" (?:\w+ ){0,2}?(?:av|genom) [^;.\d]{2,60}$"
)


#: `dyrare hyror belastar med 0,4 mnkr`
_BURDENS = re.compile(rf"\b(?:belastar|belastade|belastat|tynger|drar ned|drar ner)(?: \w+)?(?: med)?{ADVERBS}$")


#: `i mars räknade vi med`, said behind a deficit that is expected now
_WAS_EXPECTED = re.compile(
    r"\W*(?:\w+ )?(?:i|vid|efter) [^,;.\d]{3,25} (?:räknade|väntade|bedömde|befarade) (?:vi|man|nämnden)\b"
)


def read_beside(mention: Mention, stretch: Stretch, previous: Meaning | None) -> Meaning | None:
    """What others have, or what has been, beside what is planned; None elsewhere."""
    is_theirs = mention.unit in ("kr", "tkr") or mention.unit not in MONEY
    if is_theirs and _OF_OTHERS.match(stretch.right):
        return Meaning("comparison_mean", mention.value)
    if mention.unit not in MONEY and _OTHERS_ARE.search(stretch.left):
        return Meaning("comparison_mean", mention.value)
    is_planned = (previous is not None and previous.measure in _PLANNED) or _SAVINGS.search(stretch.left) is not None
    if is_planned and _IS_DONE.match(stretch.right):
        return Meaning("actual", mention.value)
    if previous is not None and previous.measure in ("forecast", "budget") and _IN_ACCOUNTS.match(stretch.right):
        return Meaning("actual", mention.value)
    return None


def read_offset(mention: Mention, stretch: Stretch, previous: Meaning | None) -> Meaning | None:
    """What covers a deficit is good, what eats up a surplus is not; a printed sign says it by itself."""
    is_unsigned = mention.unit in MONEY and not mention.has_sign
    if previous is None or not is_unsigned or not previous.measure.endswith("deviation"):
        return None
    size = abs(mention.value)
    if _BURDENS.search(stretch.left):
        return Meaning(previous.measure, -size)
    is_offset = _OFFSET.search((stretch.before + stretch.left).removesuffix("(")) is not None
    return Meaning(previous.measure, size if previous.value < 0 else -size) if is_offset else None


def like_forecast_before(found: Meaning, mention: Mention, stretch: Stretch, previous: Meaning | None) -> Meaning:
    """`ett underskott på 61 mnkr, medan prognosen i mars låg på 54 mnkr`: a deficit, too."""
    is_level = found.measure == "forecast" and mention.unit in MONEY and _WAS_EXPECTED.match(stretch.left)
    is_beside = is_level or (found.measure == "forecast_deviation" and "prognos" in stretch.left)
    if not is_beside or previous is None or previous.measure != "forecast_deviation" or previous.value >= 0:
        return found
    says_sign = lexicon().has("positive", stretch.left) or lexicon().has("measure.surplus", stretch.left)
    return found if mention.has_sign or says_sign else Meaning(previous.measure, -abs(found.value))
