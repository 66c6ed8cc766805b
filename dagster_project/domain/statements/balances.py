"""What a unit that keeps its results has of its own: `ett negativt eget kapital på 1 300 tkr`, `skrivit av 420 tkr`.

Lives here: opening and closing balances, and what of a result is written off or handed back. Not here: the deviation of
a period (`left_words.py`).
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.meaning import MONEY, Meaning
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stretches import Stretch

_OWN = (
    r"(?:eget kapital|egna kapital(?:et)?|resultatfond(?:en)?|resultatreserv(?:en)?|balanskonto(?:t)?"
    r"|balanserat (?:resultat|underskott|överskott)|balanserade (?:resultatet|underskottet|överskottet))"
)
_IS = rf"(?:på|om|är|var|blev|uppgår till|uppgick till|fanns|finns|:){ADVERBS}$"
_CLOSING = re.compile(rf"\b(?:utgående (?:balans|saldo|\w*behållning|kapital)|{_OWN})\w*\b[^,;.\d]{{0,40}}?\b{_IS}")
_OPENING = re.compile(
    rf"\bingående (?:balans|saldo|\w*behållning|kapital|resultat|{_OWN})\w*\b[^,;.\d]{{0,40}}?\b{_IS}"
    rf"|\b(?:går|gick|gått) in i (?:året|20\d\d) med [^,;.\d]{{0,30}}{ADVERBS}$"
    rf"|\bmed sig ett? [^,;.\d]{{0,30}}{ADVERBS}$|\bvid (?:årets (?:början|ingång)|ingången av året)"
    rf"\b[^,;.\d]{{0,40}}{_OWN}[^,;.\d]{{0,20}}{_IS}"
)
_NEGATIVE = re.compile(r"\b(?:negativ\w*|minus|\w*underskott\w*)\b")
#: written off: the unit has more than before; handed back or used: less
_WRITTEN_OFF = re.compile(
    rf"\b(?:skrivit|skriver|skrevs|skrivs|skrivits) av{ADVERBS}$|\bavskriv\w+ (?:av|med|på){ADVERBS}$"
)
_HANDED_BACK = re.compile(rf"\b(?:återlämna\w*|lämna\w* tillbaka|disponera\w*|återför\w*){ADVERBS}$")
_ABOUT_OWN = re.compile(rf"\b{_OWN}|\bresultatenhet|\bunderskott")


def read_own_balance(mention: Mention, stretch: Stretch) -> Meaning | None:
    """opening_balance, closing_balance or result_disposition with its sign; None where the words say none of them."""
    if mention.unit not in MONEY:
        return None
    for measure, pattern in (("opening_balance", _OPENING), ("closing_balance", _CLOSING)):
        said = pattern.search(stretch.left)
        if said:
            is_negative = not mention.has_sign and _NEGATIVE.search(stretch.left) is not None
            return Meaning(measure, -abs(mention.value) if is_negative else mention.value)
    if not _ABOUT_OWN.search(stretch.before + stretch.left + stretch.right):
        return None
    if _WRITTEN_OFF.search(stretch.left):
        return Meaning("result_disposition", abs(mention.value))
    is_own = re.search(_OWN, stretch.before + stretch.left + stretch.right) is not None
    return Meaning("result_disposition", -abs(mention.value)) if is_own and _HANDED_BACK.search(stretch.left) else None
