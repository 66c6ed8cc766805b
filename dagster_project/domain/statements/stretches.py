"""The stretch of a sentence that belongs to each of its numbers.

Lives here: cutting a sentence between its numbers, so that in `har -2 mkr i avvikelse och rehab har -3 mkr`
each number meets its own words. Next door: `wording.py` and `subjects.py` read the stretches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.mention import Mention

_BETWEEN = re.compile(
    r"(?:, |; |: | och | samt | men | varav | där | liksom | lika?väl som | \(|\(|\)|jämfört med|i jämförelse"
    r"| att jämföra med| medan | respektive | vilke[tn] | eftersom | då | trots | genom att"
    r"| på grund av | till följd av | tack vare "
    r"| av vilka | mot(?= (?:budgeterade?|planerade?)\b)"
    r"|(?: mot| till)(?= (?:ca |cirka |drygt |knappt |nästan |budgeterade |budgeterat "
    r"|planerade )?[-–+]?\d))"
)
_BREAK = re.compile(
    r"(?:; |[,]? (?:men|medan|vilket|vilka|vilken|varav|samtidigt som|där|utöver det|detta på grund"
    r"|orsakad|(?<=,) (?:dock|däremot)|då|när|eftersom|likaväl som|likväl som|liksom)\b)"
)
#: a comparison behind a number is its own up to the next number or a comma (`7,5 mnkr dyrare än budgeten på 212 mnkr`)
_COMPARATIVE = re.compile(
    r"\W*(?:[\w-]+ ){0,2}?(?:högre|lägre|mer|mindre|fler|färre|större|längre|kortare|bättre|sämre|dyrare|billigare"
    r"|över|under) [^,;()]*"
)
#: two numbers that say one thing: `4,2 mnkr eller 3,1 procent högre`, `243, motsvarande 50 procent`, `12 mnkr (4 %)`
SAME_SAID = re.compile(
    rf"(?:,? (?:eller|motsvarande|(?:vilket|som) motsvarar|d\.?v\.?s\.?|det vill säga|alltså)(?: med)?| \()"
    rf"{ADVERBS}$"
)
_SAME_SAID_AFTER = re.compile(rf" [^,;.()\d]{{3,70}}{SAME_SAID.pattern}")
_LEVEL_BEFORE = re.compile(rf"\b(?:ligger på|låg på|är|var|uppgår till|uppgick till|blev){ADVERBS}$")
#: a clause without a verb: `och kostnaderna med`
_GAPPED = re.compile(
    rf"\W*(?:, |och |samt |medan |men )(?P<subject>[^,;.:]{{2,60}}?) (?P<link>med|till|på|från){ADVERBS}$"
)
#: a phrase that is more than the subject of such a clause
_NO_SUBJECT = re.compile(
    r"\b(?:en|ett|att|jämfört|mot|vilket|varav|som|än)\b|skott|avvikelse|budget|prognos|ökning|minskning"
)
#: `mellan 2023 och 2024` is one time
_BETWEEN_YEARS = re.compile(r"\bmellan (?:\w+ )?20\d\d och (?=$|(?:\w+ )?20\d\d)")
_WORD = re.compile(r"[^\W\d]+")
_QUOTE = re.compile(r"[\"”“»«]")
#: how far the words that belong to a number may reach
MAX_LEFT, MAX_RIGHT, MAX_AFTER = 300, 170, 90


@dataclass(frozen=True, slots=True)
class Stretch:
    """left, right: the words before and behind the number that are its own; before: the sentence up to `left`.

    All in lower case but `left_text` and `right_text`, which keep the printed letters for the subject. is_first:
    no number before it. after: the next letters of the sentence, whomever they belong to.
    left_start: where `left` begins in the sentence. is_same_size: the number says the size of the one before in
    another unit (`243, motsvarande 50 procent`).
    """

    left: str
    right: str
    before: str
    left_text: str
    right_text: str
    after: str
    left_start: int
    is_first: bool
    is_same_size: bool = False


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
    cut = [_stretch(sentence, m, s, e, i == 0) for i, (m, (s, e)) in enumerate(zip(mentions, bounds, strict=True))]
    for i in range(len(mentions) - 2, -1, -1):
        gap = sentence[mentions[i].end : mentions[i + 1].start]
        compared = _COMPARATIVE.match(gap)
        if _says_the_same(gap, mentions[i], mentions[i + 1], cut[i].left):
            cut[i] = replace(cut[i], right=cut[i + 1].right, right_text=cut[i + 1].right_text)
            cut[i + 1] = replace(cut[i + 1], is_same_size=True)
        elif _says_size_of_comparison(gap, mentions[i], mentions[i + 1]):
            cut[i + 1] = replace(cut[i + 1], is_same_size=True)
        elif compared and not _BETWEEN.search(gap) and len(compared.group(0)) > len(cut[i].right):
            cut[i] = replace(cut[i], right=compared.group(0).casefold(), right_text=compared.group(0))
    return [_with_verb(stretch, cut[:i]) for i, stretch in enumerate(cut)]


def _with_verb(stretch: Stretch, earlier: list[Stretch]) -> Stretch:
    """A clause that leaves out its verb takes that of the clause before: `intäkterna översteg budget med 1 mnkr och
    kostnaderna med 3 mnkr`. The subject stays its own."""
    gapped = _GAPPED.match(stretch.left)
    if gapped is None or _first_verb(gapped["subject"]) is not None or _NO_SUBJECT.search(gapped["subject"]):
        return stretch
    for other in reversed(earlier):
        verb_at = _first_verb(other.left)
        if verb_at is not None and re.search(rf"\b{gapped['link']}{ADVERBS}$", other.left):
            return replace(stretch, left=f"{gapped['subject']} {other.left[verb_at:]}")
    return stretch


def _first_verb(words: str) -> int | None:
    return next((w.start() for w in _WORD.finditer(words) if w[0] in lexicon().words["verbs"]), None)


def _says_the_same(gap: str, mention: Mention, following: Mention, before: str) -> bool:
    """True where two numbers of unlike units name one size; `gap` are the words between them, `before` those before.

    `ligger på 8 procent, det vill säga 1 procentenhet över målet` are a level and a distance.
    """
    if mention.unit == following.unit and mention.is_points == following.is_points:
        return False
    if mention.unit == following.unit and _LEVEL_BEFORE.search(before):
        return False
    bare = re.sub(r"\s+(?=[, ])", "", gap.replace(mention.noun, "", 1)) if mention.noun else gap
    return SAME_SAID.fullmatch(bare) is not None and (not bare.startswith(" (") or following.unit == "percent")


def _says_size_of_comparison(gap: str, mention: Mention, following: Mention) -> bool:
    """`15 mnkr högre än i fjol, motsvarande 4 procent`: the comparison stands between the two."""
    is_unlike = (mention.unit == "percent") != (following.unit == "percent")
    return is_unlike and _SAME_SAID_AFTER.fullmatch(gap) is not None


def _boundary(sentence: str, start: int, end: int) -> int:
    if end <= start:
        return max(start, end)
    for match in _BETWEEN.finditer(sentence, start, end + 3):
        is_inside = _is_quoted(sentence, start, match.start()) or _BETWEEN_YEARS.search(sentence, start, match.end())
        if match.start() < end and not is_inside:
            return match.start()
    if end - start <= 40 or _COMPARATIVE.match(sentence[start:end]):
        return start
    words = list(_WORD.finditer(sentence, start, end))
    verbs = (
        word.start()
        for before, word in zip([None, *words], words, strict=False)
        if word[0].casefold() in lexicon().words["verbs"] and not (before and before[0].casefold() == "som")
    )
    return next(verbs, end)


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
        sentence[mention.end : mention.end + MAX_AFTER],
        left_start,
        is_first,
    )
