"""Headings in full words: abbreviations and their compounds written out, words without a space between them parted.

Lives here: from the heading as printed to the words that the lexicon knows (`Ack.utf` is `ackumulerat utfall`, `Perbud`
is `periodbudget`). For matching only: what is shown stays as printed. The abbreviations are in the lexicon.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dagster_project.domain.swedish.lexicon import first_match, lexicon
from dagster_project.domain.swedish.text import join_lines

_GLUED = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ][a-zåäö])|(?<=[^\W\d_]{3})(?=\d{2})")
_WORD = re.compile(r"([^\W\d_]+)(\.?)(?=([^\W\d_])?)")
#: `per` is a preposition unless a dot, a budget word or the end of the heading says that it is `perioden`
_PERIOD = re.compile(r"\bper(?:\.(?=(\w)?)|(?= (?:bud|budg|budget|avv|avvik|avvikelse|utf|utfall)\b)|$)", re.I)
#: `pr` is the forecast before a month or a year, and at the end of a deviation's heading
_PROGNOSIS = re.compile(
    r"^pr\.? ?(?=(?:19|20)?\d\d|(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w*)"
    r"|(?<=avv )pr\.?$|(?<=avvik )pr\.?$|(?<=avvikelse )pr\.?$",
    re.I,
)
#: a heading that is nothing but the signs of a difference
_SIGNS = re.compile(r"^\s*(?:\+\s?/?\s?[-–−]|±)\s*$")
_ROUND_NO = re.compile(r"prognos\w* (?:nr )?(?P<round>[1-9])\b(?! \d)")
_ROUND_BEFORE = re.compile(r"\b(?:föregående|förra|tidigare)\b(?! år)")
_SCOPE = re.compile(r"\b(?:exkl|inkl|exklusive|inklusive)\b\.?[^,;()>/]*", re.I)
_LEGEND = re.compile(r"(?<![^\W_])(?P<short>[A-ZÅÄÖ][a-zåäö]?)\s?=\s?(?P<word>[^\W\d_]{3,})")
#: a heading that prints its formula (`Prognos-budget`)
_DIFFERENCE = re.compile(
    r"\b(\w*(?:prognos|budget|utfall|bokslut)(?: (?:19|20)\d\d)?)\s?[-–−]\s?(\w*(?:prognos|budget|utfall|bokslut))\b",
    re.I,
)


def named_measures(heading: str) -> tuple[str, ...]:
    """The measures that a heading's words may stand for, most likely first; empty where they name none.

    What is counted in or left out says nothing where the rest names a measure (`Utfall exkl. resultatdispositioner`).
    """
    words = _DIFFERENCE.sub(r"\1 minus \2", spell_out(heading))
    return first_match(lexicon().measures, _SCOPE.sub(" ", words)) or first_match(lexicon().measures, words)


def forecast_round(heading: str) -> int:
    """The number of a round of forecasts (`Prognos 2`, `Diff prognos 1`); 0 where the heading gives none."""
    found = _ROUND_NO.search(spell_out(heading).casefold())
    return int(found["round"]) if found else 0


def names_round_before(heading: str) -> bool:
    """True where a heading names an earlier round of follow-up (`Föreg. prognosavvikelse`, `Tidigare bedömning`)."""
    return _ROUND_BEFORE.search(spell_out(heading).casefold()) is not None


def read_legend(text: str) -> dict[str, str]:
    """What the letters over columns stand for, where the text says so: `U=Utgifter I=Inkomster`."""
    return {match["short"]: match["word"] for match in _LEGEND.finditer(join_lines(text))}


def spell_out(heading: str) -> str:
    """A heading with its abbreviations written out; digits, signs and everything else as printed."""
    if _SIGNS.match(heading):
        return "differens"
    text = _GLUED.sub(" ", join_lines(heading.replace("_", " ")))
    text = _PERIOD.sub(lambda m: "perioden " if m[1] else "perioden", text)
    return _WORD.sub(_written_out, _PROGNOSIS.sub("prognos ", text).strip())


def _written_out(match: re.Match[str]) -> str:
    word, dot, follows = match.groups()
    full = _full_word(word.casefold())
    if not full:
        return f"{word}{dot}"
    return f"{full} " if dot and follows else full


@lru_cache(maxsize=4096)
def _full_word(word: str) -> str:
    """An abbreviation or a compound of some (`budavv`) written out; empty for every other word."""
    known = lexicon().abbreviations
    if word == "per":  # a preposition where it stands alone; in a compound it is the period
        return ""
    if word in known:
        return known[word]
    parts = _parts(word, frozenset(known) | lexicon().heading_parts)
    return "".join(known.get(part, part) for part in parts) if any(part in known for part in parts) else ""


def _parts(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """The word parted into known parts, the longest first; empty where it cannot be."""
    for end in range(len(word), 1, -1):
        if word[:end] in known:
            rest = _parts(word[end:], known) if end < len(word) else ()
            if rest or end == len(word):
                return (word[:end], *rest)
    return ()
