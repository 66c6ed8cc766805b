"""Numbers written as Swedish words: `två`, `fjorton`, `tjugofem`, `hälften`, `två tredjedelar`, `ett tiotal`.

Lives here: the value of a number word. Not here: numbers in digits (`numbers.py`) and whether a number word in a
sentence states anything (`statements/`). Source: Svenska Akademiens grammatik, räkneord; Svenska skrivregler.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

_UNITS = {
    "noll": 0, "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9,
}  # fmt: skip
_TEENS = {
    "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17,
    "arton": 18, "aderton": 18, "nitton": 19,
}  # fmt: skip
_TENS = {
    "tjugo": 20, "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "sjuttio": 70, "åttio": 80, "nittio": 90,
}  # fmt: skip
_ABOUT = {
    "tiotal": 10, "tiotalet": 10, "dussin": 12, "tjugotal": 20, "tjugotalet": 20, "trettiotal": 30, "trettiotalet": 30,
    "fyrtiotal": 40, "femtiotal": 50, "hundratal": 100, "hundratalet": 100,
}  # fmt: skip
#: a share in percent; the longest wording first
_SHARES = {
    "två tredjedelar": Decimal("66.7"), "tre fjärdedelar": Decimal(75), "fyra femtedelar": Decimal(80),
    "en tredjedel": Decimal("33.3"), "en fjärdedel": Decimal(25), "en femtedel": Decimal(20),
    "en tiondel": Decimal(10), "hälften": Decimal(50),
}  # fmt: skip


@lru_cache(maxsize=4096)
def number_word(word: str) -> Decimal | None:
    """The value of one number word (`tjugofem` is 25, `tvåhundra` is 200), or None where the word is no number.

    Ordinals (`första`) and the indefinite articles' other uses are the caller's business: `en` and `ett` are 1 here.
    """
    text = word.casefold()
    if len(text) > 40:
        return None
    value = _below_million(text)
    return None if value is None else Decimal(value)


def about_word(word: str) -> Decimal | None:
    """The value of a rough count (`tiotal` is 10, `hundratal` is 100), or None."""
    value = _ABOUT.get(word.casefold())
    return None if value is None else Decimal(value)


def share_wordings() -> dict[str, Decimal]:
    """Wordings for a share, each with its percentage: `hälften` is 50. Longest first."""
    return dict(sorted(_SHARES.items(), key=lambda item: -len(item[0])))


def simple_words() -> tuple[str, ...]:
    """Every uncompounded number word above one, for building patterns; longest first."""
    words = [w for w, v in {**_UNITS, **_TEENS, **_TENS}.items() if v != 1]
    return tuple(sorted([*words, "hundra", "tusen"], key=len, reverse=True))


def _below_million(text: str) -> int | None:
    head, thousand, tail = text.partition("tusen")
    if thousand:
        count = 1 if not head else _below_thousand(head)
        rest = 0 if not tail else _below_thousand(tail)
        return None if count is None or rest is None else count * 1000 + rest
    return _below_thousand(text)


def _below_thousand(text: str) -> int | None:
    head, hundred, tail = text.partition("hundra")
    if hundred:
        count = 1 if not head else _UNITS.get(head)
        rest = 0 if not tail else _below_hundred(tail)
        return None if count is None or rest is None else count * 100 + rest
    return _below_hundred(text)


def _below_hundred(text: str) -> int | None:
    for table in (_UNITS, _TEENS, _TENS):
        if text in table:
            return table[text]
    for word, value in _TENS.items():
        if text.startswith(word) and text[len(word) :] in _UNITS:
            return value + _UNITS[text[len(word) :]]
    return None
