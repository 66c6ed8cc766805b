"""Shares told in words: `hälften`, `en tredjedel`, `tre av fyra brukare`, `var femte elev`.

Lives here: where they stand and how many percent they are. Next door: `mentions.py` makes them numbers of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.swedish.number_words import number_word, share_wordings

_SHARES = re.compile(r"(?<!\w)(?:" + "|".join(share_wordings()) + r")(?!\w)", re.I)
_FRACTION = re.compile(r"(?<!\w)(?P<part>[^\W\d]{2,6}) av (?P<whole>[^\W\d]{2,6})(?= [^\W\d])", re.I)
_EVERY_PERCENT = {"annan": 50, "fjärde": 25, "femte": 20, "tionde": 10}
_EVERY = re.compile(rf"(?<!\w)var (?P<nth>{'|'.join(_EVERY_PERCENT)}) (?P<noun>[^\W\d]+)", re.I)


def find_shares(sentence: str) -> Iterator[tuple[int, int, Decimal]]:
    """Where a share stands (start, end) and its percentage."""
    for match in _SHARES.finditer(sentence):
        yield match.start(), match.end(), share_wordings()[match.group(0).casefold()]
    for match in _FRACTION.finditer(sentence):
        part, whole = number_word(match["part"]), number_word(match["whole"])
        if part and whole and part < whole <= 10 and not _lists_things(sentence[match.end() :]):
            yield match.start(), match.end(), _percent(part, whole)
    for match in _EVERY.finditer(sentence):
        if lexicon().patterns["counted"].fullmatch(match["noun"].casefold()):
            yield match.start(), match.end("nth"), Decimal(_EVERY_PERCENT[match["nth"].casefold()])


def _lists_things(behind: str) -> bool:
    """`två av fem indikatorer` counts what the report lists."""
    noun = re.match(r" ([^\W\d]+)", behind)
    return noun is not None and lexicon().patterns["enumerated"].fullmatch(noun[1].casefold()) is not None


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    value = (part * 100 / whole).quantize(Decimal("0.1"))
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
