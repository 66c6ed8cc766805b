"""Whose number it is: the unit, activity or thing that a sentence, or else its heading, speaks of.

Lives here: finding the noun phrase. Not here: what is said of it (`wording.py`). The order of the questions: a
parenthesis belongs to the words before it; a member of a list to its own words; `avvikelsen för X` to X; else the
phrase before the verb, or behind it where the sentence begins with an adverbial; else what is counted; else the heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.mentions import Mention
from dagster_project.domain.statements.stretches import Stretch

_TOKEN = re.compile(r"[^\s,;:()\"”“]+|[,;:()]")
_MEASURE_PHRASE = re.compile(
    r"(?P<noun>\w*avvikelse\w*|\w*prognos(?:en)?|utfall(?:et)?|resultat(?:et)?|\w*underskott(?:et)?|\w*överskott(?:et)?"
    r"|årsbudget\w*|budgeten|nettokostnad(?:en|erna)?)"
    r" (?:på helår |per \w+ |totalt )?(?:för|på|inom|i|hos|avseende|gällande) (?P<subject>[^,;:()]{2,90}?)"
    r"(?= (?:är|var|ligger|låg|uppgår|uppgick|sätts|beräknas|visar|landar|blir|blev|per|till och med|under|har|som|om|med|bedöms|pekar|innebär|för perioden|avser|redovisas|prognosticeras|förväntas|väntas|i)\b|$|\s*$)",
    re.I,
)
_TIME_PHRASE = re.compile(
    r"\b(?:per|under|till och med|t\.?o\.?m\.?|tom|för|i|från och med|fr\.?o\.?m\.?|från)"
    r" (?:(?:hela |perioden|året|helåret|helår|årets|halvåret|delåret|sommaren|hösten|våren|januari|februari|mars|april|maj|juni|juli"
    r"|augusti|september|oktober|november|december|månad\w*|(?:19|20)\d\d|år (?:19|20)\d\d|dagsläget|år|föregående år|tertial\w*)"
    r"[ –-]*)+(?:(?:till|och|-) (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december) ?)?",
    re.I,
)
_LEADING = re.compile(
    r"^(?:(?:och|samt|men|varav|där|dock|även|också|men|att|den totala|totala|total|totalt|sammanlagt|hela|fördelat på|fördelas på|det är|det finns|här|samtidigt"
    r"|däremot|vilket|vilken|vilka|som|medan|därav|av vilka|dessutom|en|ett|de|den|det|främst|bland annat|bl\.a\.|exempelvis|till exempel|t\.ex\.|för|inom|på|avseende|avser|avses|ca|cirka|–|-|alla|så|är|utöver det|finns|har|respektive|till|från|jämfört med|i jämförelse med|mot|eller)\b[\s,;]*)+",
    re.I,
)
_TRAILING = re.compile(
    r"(?:[\s,;:]+(?:på|om|med|till|för|i|av|från|är|var|ca|cirka|drygt|knappt|nästan|totalt|har|per|som|att|och|samt|den|det|en|ett|är att|uppgår|inom|vid|hos|mot|redan|nu|även|också|idag|hittills|helårs|sin|sitt|sina|över|minst|högst|varav|där|främst|framför allt|än|nationella|prognosen))+[\s,;:]*$",
    re.I,
)
_COUNT_NOUN_TAIL = re.compile(r"^ (?:inom|i|på|med|hos|till|enligt|från|under|som|på|för|per) [^,.;:()\d]{2,50}")
_DROP_HEAD = re.compile(
    r"^(?:den |det |de )?(?:totala |negativa |positiva |prognostiserade |ackumulerade )?(?:\w*avvikelse\w*|\w*prognos(?:en)?|utfallet|utfall|resultatet|resultat|\w*underskott(?:et)?|\w*överskott(?:et)?) (?:för|på|inom|i|hos|avseende|gällande) ",
    re.I,
)
MAX_SUBJECT = 90


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the sentence stands. heading: nearest heading that names something; row_label: of a one-row table above it.

    last: subject of the number before in the same paragraph, for `Dessa`, `Utfallet`, `den verksamheten`.
    """

    heading: str = ""
    row_label: str = ""
    last: str = ""


def find_subject(sentence: str, mention: Mention, stretch: Stretch, around: Surroundings, inherited: str) -> str:
    """The subject of one mention; `inherited` is that of the number before it in the same sentence, if any."""
    raw = _raw_subject(sentence, mention, stretch)
    subject = clean_phrase(raw)
    if mention.unit in ("count", "fte") and mention.noun and not _names_a_count(subject):
        return _counted_subject(sentence, mention)
    resolved = _resolve(subject, around, inherited)
    return resolved[:MAX_SUBJECT].strip(" ,;:-–")


def _raw_subject(sentence: str, mention: Mention, stretch: Stretch) -> str:
    left = stretch.left_text
    if mention.in_parentheses:
        return _before_parenthesis(sentence, mention)
    phrase = None
    for phrase in _MEASURE_PHRASE.finditer(left):
        pass
    if phrase is not None and not _is_time(phrase["subject"]):
        return phrase["subject"]
    tokens = _TOKEN.findall(left)
    verb_at = _first_verb(tokens)
    if verb_at is None:
        return _without_number_words(left)
    before = tokens[:verb_at]
    while before and before[0] in ",;:()":
        before = before[1:]
    if before and before[0].casefold() in _CONJUNCTIONS:
        before = before[1:]
    if not before or _is_adverbial(before):
        behind = _phrase_behind(tokens[verb_at + 1 :])
        if behind and clean_phrase(behind).casefold() not in lexicon().words["generic_subjects"]:
            return behind
        named = _named_by_adverbial(before)
        return named or behind
    return _join(before)


_CONJUNCTIONS = frozenset(("och", "samt", "men", "medan", "där", "varav", "att"))
_NAMING = re.compile(r"^(?:inom|för|på|hos|vid|gällande|avseende|i)\b (?P<name>.+)$", re.I)


def _named_by_adverbial(tokens: list[str]) -> str:
    text = _TIME_PHRASE.sub("", _join(tokens)).strip(" ,")
    match = _NAMING.match(text)
    return match["name"] if match and not _is_time(match["name"]) else ""


def _before_parenthesis(sentence: str, mention: Mention) -> str:
    opening = sentence.rfind("(", 0, mention.start)
    words = sentence[max(0, opening - 120) : opening].rstrip()
    inside = sentence[opening + 1 : mention.start].strip(" :")
    if len(inside) > 3 and not re.search(r"\d", inside) and inside.casefold() not in lexicon().words["adverbials"]:
        return inside
    parts = re.split(r"[,;:()]|\boch\b(?= \w+ ?\w* ?$)|(?<=\)) och |\bsamt\b|\bvarav\b", words)
    text = next((p for p in reversed(parts) if p.strip()), "")
    tokens = _TOKEN.findall(text)
    for i in range(len(tokens) - 1, -1, -1):
        if tokens[i].casefold() in lexicon().words["verbs"] and i + 1 < len(tokens):
            return _join(tokens[i + 1 :])
    return text


def _first_verb(tokens: list[str]) -> int | None:
    verbs = lexicon().words["verbs"]
    for i, token in enumerate(tokens):
        if token.casefold() in verbs and not (i and tokens[i - 1].casefold() in ("som",)):
            return i
    return None


def _is_adverbial(tokens: list[str]) -> bool:
    first = tokens[0].casefold()
    if first in ("av", "det", "där", "här", "nu"):
        return True
    if first in ("en", "ett", "den", "de"):
        return False
    return first in lexicon().words["adverbials"] and not (first == "i" and len(tokens) == 1)


def _phrase_behind(tokens: list[str]) -> str:
    taken: list[str] = []
    stops = lexicon().words["prepositions"] | lexicon().words["verbs"]
    for token in tokens:
        lower = token.casefold()
        if token in ",;:()" or lower in stops and taken or re.match(r"^[-–+]?\d", token):
            break
        if lower in (
            "en",
            "ett",
            "den",
            "det",
            "de",
            "vi",
            "även",
            "också",
            "dock",
            "i",
            "därmed",
            "bara",
            "sig",
            "man",
            "är",
            "på",
            "om",
            "med",
            "till",
            "av",
        ):
            if taken:
                break
            continue
        taken.append(token)
        if len(taken) == 5:
            break
    return _join(taken)


def _without_number_words(text: str) -> str:
    return re.sub(r"\b(?:19|20)\d\d\b:?", "", text)


def _join(tokens: list[str]) -> str:
    return re.sub(r" ([,;:)])", r"\1", " ".join(tokens)).replace("( ", "(")


def clean_phrase(text: str) -> str:
    """A noun phrase without conjunctions, prepositions at its ends, time phrases and the measure word that heads it."""
    phrase = _TIME_PHRASE.sub(" ", " ".join(text.split()))
    for _ in range(2):
        phrase = _LEADING.sub("", phrase.strip(" ,;:.–-()"))
        phrase = _TRAILING.sub("", phrase)
        phrase = _DROP_HEAD.sub("", phrase)
    phrase = re.sub(
        r"^(?:avdelningen|verksamheten|verksamhetsområdet|enheten|området) (?:för )?(?=\w)", "", phrase, flags=re.I
    )
    phrase = re.sub(
        r"(?<=\w\w\w)s (?:budgetavvikelse|avvikelse|prognos|underskott|överskott|resultat|utfall)$", "", phrase
    )
    return " ".join(phrase.split()).strip(" ,;:-–")


def _is_time(text: str) -> bool:
    return not _TIME_PHRASE.sub("", "för " + text.strip()).strip(" ,.")


def _names_a_count(subject: str) -> bool:
    low = subject.casefold()
    return "antal" in low or low.startswith("andel")


def _counted_subject(sentence: str, mention: Mention) -> str:
    at = sentence.find(mention.noun, mention.start)
    tail = sentence[at + len(mention.noun) :] if at >= 0 else ""
    match = _COUNT_NOUN_TAIL.match(tail)
    extra = ""
    if match:
        words = match.group(0).split()
        verbs = lexicon().words["verbs"]
        stop = next(
            (
                i
                for i, w in enumerate(words)
                if i
                and (
                    w.casefold() in verbs or w.casefold() in ("och", "samt", "jämfört", "som", "att", "vilket", "varav")
                )
            ),
            len(words),
        )
        if words[0].casefold() != "som":
            extra = " " + " ".join(words[: min(stop, 5)])
    return clean_phrase(_TIME_PHRASE.sub("", mention.noun + extra))


def _resolve(subject: str, around: Surroundings, inherited: str) -> str:
    low = subject.casefold()
    words = lexicon().words
    if inherited and (not subject or low in words["generic_subjects"]):
        return inherited
    if not subject or low in words["generic_subjects"] or len(subject) < 2:
        if around.row_label:
            return around.row_label
        if around.last and low in words["anaphoric_subjects"]:
            return around.last
        return around.heading or around.last
    return subject
