"""The stretch of a sentence that belongs to each of its numbers.

Lives here: cutting a sentence between its numbers, so that in `har -2 mkr i avvikelse och rehab har -3 mkr`
each number meets its own words. Next door: `wording.py` and `subjects.py` read the stretches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.domain.statements.mentions import Mention

_BETWEEN = re.compile(
    r"(?:, |; |: | och | samt | men | varav | där | liksom | lika?väl som | \(|\(|\)|jämfört med|i jämförelse"
    r"| medan | respektive | vilke[tn] "
    r"| av vilka | mot(?= (?:budgeterade?|planerade?)\b)"
    r"|(?: mot| till)(?= (?:ca |cirka |drygt |knappt |nästan |budgeterade |budgeterat "
    r"|planerade )?[-–+]?\d))"
)
_BREAK = re.compile(
    r"(?:; |[,]? (?:men|medan|vilket|vilka|vilken|varav|samtidigt som|där|utöver det|detta på grund"
    r"|orsakad|(?<=,) (?:dock|däremot)|då|när|eftersom|likaväl som|likväl som|liksom)\b)"
)
_QUOTE = re.compile(r"[\"”“»«]")
#: how far the words that belong to a number may reach
MAX_LEFT, MAX_RIGHT = 300, 170


@dataclass(frozen=True, slots=True)
class Stretch:
    """left, right: the words before and behind the number that are its own; before: the sentence up to `left`.

    All in lower case but `left_text` and `right_text`, which keep the printed letters for the subject. is_first:
    no number before it. after: the next letters of the sentence, whomever they belong to.
    left_start: where `left` begins in the sentence.
    """

    left: str
    right: str
    before: str
    left_text: str
    right_text: str
    after: str
    left_start: int
    is_first: bool


def cut_stretches(sentence: str, mentions: list[Mention]) -> list[Stretch]:
    """One stretch per mention, in order."""
    bounds: list[tuple[int, int]] = []
    start = 0
    for i, mention in enumerate(mentions):
        following = mentions[i + 1] if i + 1 < len(mentions) else None
        if following is None:
            end = _last_end(sentence, mention.end)
        else:
            end = _boundary(sentence, mention.end, following.start)
        bounds.append((start, end))
        start = end
    return [_stretch(sentence, m, s, e, i == 0) for i, (m, (s, e)) in enumerate(zip(mentions, bounds, strict=True))]


def _boundary(sentence: str, start: int, end: int) -> int:
    if end <= start:
        return max(start, end)
    for match in _BETWEEN.finditer(sentence, start, end + 3):
        if match.start() < end and not _is_quoted(sentence, start, match.start()):
            return match.start()
    return start if end - start <= 40 else end


def _is_quoted(sentence: str, start: int, at: int) -> bool:
    """True inside the quotation marks of a name (`statsbidraget "God vård och omsorg"`)."""
    return len(_QUOTE.findall(sentence, start, at)) % 2 == 1


def _last_end(sentence: str, start: int) -> int:
    match = _BREAK.search(sentence, start, start + MAX_RIGHT)
    return match.start() if match else min(len(sentence), start + MAX_RIGHT)


def _stretch(sentence: str, mention: Mention, start: int, end: int, is_first: bool) -> Stretch:
    left_start = max(start, mention.start - MAX_LEFT)
    for match in _BREAK.finditer(sentence, left_start, mention.start):
        left_start = match.start()
    left = sentence[left_start : mention.start]
    right = sentence[mention.end : max(mention.end, min(end, mention.end + MAX_RIGHT))]
    return Stretch(
        left.casefold(),
        right.casefold(),
        sentence[max(0, left_start - MAX_LEFT) : left_start].casefold(),
        left,
        right,
        sentence[mention.end : mention.end + 24],
        left_start,
        is_first,
    )
