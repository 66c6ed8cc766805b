"""Units as Swedish reports print them, and their factors to SEK.

Lives here: which unit a piece of text states (`find_unit`), and what a label counts (`counted_unit`). Not here: the
choice between cell, label, column, title and inference (`facts/units.py`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from dagster_project.domain.swedish.text import join_lines, plain_minus

#: SEK per printed unit
MONEY: dict[str, Decimal] = {
    "kr": Decimal(1),
    "tkr": Decimal(1_000),
    "mnkr": Decimal(1_000_000),
    "mdkr": Decimal(1_000_000_000),
}

_MONEY_PATTERNS = [
    ("mdkr", re.compile(r"\b(?:mdkr|mdr|miljard(?:er)?)\b")),
    ("mnkr", re.compile(r"\b(?:mnkr|mkr|mn\s?kr|milj\.?\s?(?:kr|kronor)\b|miljon(?:er)?(?: kronor| kr)?)(?=\W"
        r"|$)|\bmsek\b")),
    ("tkr", re.compile(r"\b(?:tkr|tsek|kkr|tusental(?:s)?(?: kronor| kr)?|tusen(?: kronor| kr))\b")),
    ("kr", re.compile(r"\b(?:kr|kronor|sek)\b")),
]  # fmt: skip
_THOUSANDS = re.compile(r"\b1[ .]?000[- ]?(?:tals?)? ?(?:kr(?:onor)?|sek)\b")
#: a unit word after a number belongs to a name (`Fiktiva 26 mkr`), it is not the unit of the line
_AMOUNT = re.compile(
    r"(?<!\b(?:19|20)\d)(?<!\d-\d)\d\s*(?:mdkr|mdr|mnkr|mkr|mn kr|milj\.?(?: ?kr)?|miljoner|tkr|kkr|kr|kronor)\b"
)
_PERCENT = re.compile(
    r"(?<![\d,.])\s*%|(?<!\d )\bprocent\b(?!enheter)|\bprocentenheter\b|\bandel(?:en)?\b"
    r"|\b(?:skattesats|utdebitering)\b(?! med\b)"
)
_PERCENT_MARK = re.compile(
    r"\(\s*(?:i\s+)?(?:%|procent)\s*\)|[,/]\s*(?:i\s+)?(?:%|procent)\s*$|\bi (?:%|procent\b)|\bandel\s*%?\s*$"
)
_COUNTED = [
    ("index", re.compile(r"\b\w*index(?:värde\w*|tal)?\b|\bnki\b")),
    ("hours", re.compile(r"\b\w*timmar(?:na)?\b|\btimtid\b|\btim\b|\bbrukartimm\w+")),
    ("days", re.compile(r"\b\w*dygn\b|\b\w*dagar\b|\bdagar\b")),
    ("fte", re.compile(r"\b(?:årsarbetare|årsarb|åa|heltidstjänster|helårstjänster|årstjänster|helårsarbetare"
        r"|heltidsekvivalenter)\b")),
    ("count", re.compile(r"\bantal(?:et)?\b|\bst\b|\bstycken\b|\bpersoner\b|\bbrukare\b|\bhushåll\b|\bplatser\b"
        r"|\bärenden\b|\bindivider\b|\belever\b|\bbarn\b|\banställda\b|\blägenheter\b|\binvånare\b|,\s*år$"
        r"|\(år\)")),
]  # fmt: skip
_COUNTED_OBJECT = re.compile(r"\bantal(?:et)?\b((?:(?!\b(?:per|med|som|inom|hos|till)\b)[^,;()])*)")
#: what a count is parted by is not what it counts (`Personer efter antal beviljade timmar`)
_PARTED_BY = re.compile(r"(?<=\w) (?:efter|fördelat på|per|(?:för|av) (?:förändrat|ändrat|ökat|minskat)) antal\b.*")
_LIMITS = re.compile(
    r"(?:inom|under|över|mer än|minst|max(?:imalt)?|fler än|högst"
    r"|[<>≤≥])\s+(?:\w+\s+)?[\w-]*?(?:dagar|dygn|timmar|år)\b|\d+\s*(?:dagar|dygn|timmar"
    r"|år)\b|\bper (?:dag|dygn|timme)\b|(?<=[a-zåäö])/(?:dag|dygn|timme|tim)\b"
)


def money_unit(text: str) -> str:
    """`kr`, `tkr`, `mnkr`, `mdkr` where the text states a money unit, else empty. The largest unit wins."""
    flat = join_lines(text).casefold()
    if _THOUSANDS.search(flat):
        return "tkr"
    flat = _AMOUNT.sub(" ", flat)
    return next((unit for unit, pattern in _MONEY_PATTERNS if pattern.search(flat)), "")


def counted_unit(text: str) -> str:
    """The unit that a label of a key figure states: percent, index, hours, days, fte, count, or empty.

    The thing counted decides: `antal vårddygn` is days, `antal timmar` hours, `Andel ... inom 14 dagar` percent; a
    limit (`inom 14 dagar`, `> 59 dagar`) is no unit, and `med 20%` is a number, no unit.
    """
    flat = plain_minus(join_lines(text)).casefold()
    if _PERCENT_MARK.search(flat):
        return "percent"
    bare = _LIMITS.sub(" ", _PARTED_BY.sub("", flat))
    if re.match(r"\W*(?:andel|procent)", bare) or re.search(r",\s*andel\b|\bandel(?:en)?\b", bare):
        return "percent"
    counted = _COUNTED_OBJECT.search(bare)
    if counted:
        thing = counted.group(1) if counted.group(1).strip() else bare[: counted.start()]
        unit = next((u for u, p in _COUNTED[1:4] if p.search(thing)), "")
        return unit or "count"
    if _PERCENT.search(bare):
        return "percent"
    return next((u for u, p in _COUNTED if p.search(bare)), "")


def find_unit(text: str) -> str:
    """The unit that a piece of text states: money first, then what it counts; empty if none."""
    return money_unit(text) or counted_unit(text)


def to_sek(value: Decimal, unit: str) -> Decimal | None:
    """An amount in SEK, or None where the unit is not money. Whole kronor where the unit allows."""
    if unit not in MONEY:
        return None
    amount = value * MONEY[unit]
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount
