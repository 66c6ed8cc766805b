"""Text as Swedish reports print it: spaces, minus signs, lines joined with hyphenation undone, folding for look-ups.

Lives here: pure functions on strings that know the language but not its numbers (`numbers.py`), periods or units.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SPACES = re.compile(r"[ \t\u00a0\u2007\u2008\u2009\u200a\u202f\u3000]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_MINUS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\ufe63": "-", "\uff0d": "-"})
_MONTHS = (
    r"jan(?:uari)?|feb(?:ruari)?|mars?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|(?:sept?|okt|nov|dec)(?:o?ber|ember)?"
)
#: a hyphen at a line's end (or before a space) that only wraps a word: what follows is lower case, no conjunction and
#: no month (`jan-` over `aug`)
_WRAPPED = re.compile(
    r"(?<=[a-zåäöéA-ZÅÄÖ])-[ \n]+"
    rf"(?!(?:och|eller|samt|resp|till|mot|o|inom|per|i|{_MONTHS})\b)(?=[a-zåäöé])"
)
_WRAPPED_DATE = re.compile(rf"(?<=\d)-\n(?=\d)|-\n(?=(?:{_MONTHS})\b)")
_SLASHED = re.compile(r"(?<=[\w)])/\n(?=\w)")
_FOOTNOTE = re.compile(r"(?:\s*(?:\*+|(?<!\()\s\d{1,2}\)|[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+))+$")
_FOLD = re.compile(r"[^0-9a-zåäöéü%]+")
#: texts whose folded forms are kept: the same labels and headings are asked about again and again
KEPT = 8192


def fold_spaces(text: str) -> str:
    """One plain space for every run of blanks on a line; invisible marks (soft hyphen, bidi marks) out; lines kept."""
    text = _INVISIBLE.sub("", text)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip("\n")


@lru_cache(maxsize=KEPT)
def join_lines(text: str) -> str:
    """A label wrapped over lines as one line, hyphenation undone.

    `Investerings-\\nbudget 2021` is `Investeringsbudget 2021`, `Individ- och\\nfamiljeomsorg` keeps its hyphen, and
    so does a hyphen before a capital or a digit. A label printed on one line with a leftover hyphen and a space
    (`Budget- avvikelse`) is mended too.
    """
    text = _WRAPPED.sub("", fold_spaces(text))
    text = _SLASHED.sub("/", _WRAPPED_DATE.sub("-", text))
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()


def plain_minus(text: str) -> str:
    """Every typographic minus and hyphen as `-`; en and em dashes are left to the readers of numbers and periods."""
    return text.translate(_MINUS)


def strip_marks(text: str) -> str:
    """A label without its closing footnote marks (`Summa 1)`, `per månad. *`)."""
    bare = _FOOTNOTE.sub("", text).strip()
    return text.strip() if bare.count("(") > bare.count(")") else bare


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """Letters, digits and `%` in lower case with single spaces: for matching words, never for showing."""
    return _FOLD.sub(" ", plain_minus(join_lines(text)).casefold()).strip()
