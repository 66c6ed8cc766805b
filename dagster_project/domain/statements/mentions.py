"""Numbers in a sentence that could state something: digits, number words, shares and balanced budgets.

Lives here: where a number stands, its value as printed, its unit and the thing counted. Not here: which of them are
no statements (`exclusions.py`) and what they mean (`wording.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from dagster_project.domain.statements import exclusions, word_counts
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.share_words import find_shares
from dagster_project.domain.swedish.number_words import about_word, number_word, simple_words

_BODY = r"\d{1,3}(?: \d{3})+(?![\d])(?:[.,]\d{1,3})?|\d{1,12}(?:[.,]\d{1,3})?"
_NUMBER = re.compile(
    rf"(?<![\w.,:/§*+–-])(?P<sign>(?:\+-|±|\+/-|[-–+])\s?|(?:minus|plus) )?(?P<body>{_BODY})"
    r"(?:\s?(?P<dash>[-–])\s?(?P<to>\d{1,6}(?:,\d{1,2})?))?(?![\d/:]|,\d|\.\d|-\d|–\d)",
    re.I,
)
_WORDS = re.compile(r"(?<![\w-])(?:" + "|".join(simple_words()) + r"|ett|en|\w{1,3}tio|ettusen)\w{0,18}(?![\w-])", re.I)
_ABOUT = re.compile(r"(?<!\w)ett (?P<word>\w*tiotal|dussin|tjugotal|trettiotal|femtiotal|hundratal)(?!\w)", re.I)
_HALF = re.compile(r"(?<!\w)en halv(?= (?:miljon|miljard)\b)", re.I)
_UNIT_GAP = re.compile(r"\s?(?:\*\s?)?")
_PLURAL = re.compile(r"\w{2,}(?:ar|er|or|are|ier)$")
_TOKEN = re.compile(r"[\w/-]+(?:[.:]\w+)?")
_APPROXIMATE = re.compile(
    r"(?:\b(?:ca|cirka|c:a|omkring|runt|ungefär|drygt|knappt|nästan|närmare|uppskattningsvis|dryga)\.?|~)\s*$", re.I
)
_SIGN_WORDS = {"minus ": "-", "plus ": "+", "Minus ": "-", "Plus ": "+"}
#: more numbers than this in one sentence are a table that was not recognised, not prose
MAX_MENTIONS = 40


@dataclass(frozen=True, slots=True)
class Mention:
    """A number and where it stands in its sentence.

    value: as printed, in `unit`. has_sign: a sign is printed. unit: canonical unit, empty where none is printed.
    noun: the thing counted, empty for money and percentages. kind: digits, word, share or balance.
    decimals: printed decimals (after the factor of the unit). in_parentheses: stands in (...). is_points: the unit is
    percentage points. is_aside: stands alone in parentheses behind a number of its kind (`143 (158)`): the year before.
    """

    start: int
    end: int
    value: Decimal
    has_sign: bool = False
    unit: str = ""
    noun: str = ""
    kind: str = "digits"
    decimals: int = 0
    is_approximate: bool = False
    in_parentheses: bool = False
    is_points: bool = False
    is_aside: bool = False


def find_mentions(sentence: str) -> list[Mention]:
    """Every number of the sentence that could state something, in printed order; a range gives its two ends."""
    if exclusions.is_scale(sentence):
        return []
    found = _digits(sentence)
    if len(found) > MAX_MENTIONS or _is_flattened_table(sentence, found):
        return []
    found += _shares(sentence)
    found += _words(sentence, found) + _balances(sentence)
    found.sort(key=lambda m: (m.start, m.end))
    found = [replace(m, is_points=m.unit == "percent" and "enhet" in sentence[m.start : m.end]) for m in found]
    found = _share_units(sentence, [replace(m, in_parentheses=_in_parentheses(sentence, m)) for m in found])
    return [replace(m, is_aside=_is_aside(sentence, found[i - 1], m)) if i else m for i, m in enumerate(found)]


def _digits(sentence: str) -> list[Mention]:
    mentions: list[Mention] = []
    matches = list(_NUMBER.finditer(sentence))
    if len(matches) > 2 * MAX_MENTIONS:
        return []
    for match in matches:
        unit, factor, end = _unit_after(sentence, match.end())
        spans = [(match["body"], match.start("body"))]
        if match["to"]:
            spans.append((match["to"], match.start("to")))
        if not unit and end == match.end() and _glued(sentence, end):
            continue
        noun = _noun_after(sentence, end) if unit in ("", "count") else _unit_noun(sentence, match.end(), end, unit)
        unit, noun = _unit_of_noun(unit, noun)
        if exclusions.is_no_value(
            sentence, match.start("body"), match.end(), match["body"], unit, noun, bool(match["to"])
        ):
            continue
        sign = _SIGN_WORDS.get(match["sign"] or "", (match["sign"] or "").strip()) if not match["to"] else ""
        is_compared = bool(mentions) and _THAN.match(sentence, end) is not None
        is_framed = is_compared or exclusions.is_framed(sentence, match.start(), end)
        has_value_form = bool(unit or noun or sign) or is_framed
        if not has_value_form:
            continue
        for body, at in spans:
            value, decimals = _value(body, factor)
            is_bullet = (unit or "count") == "count" and match["sign"] and match["sign"].endswith(" ")
            negative = sign in ("-", "–") and value != 0 and not is_bullet
            mentions.append(
                Mention(
                    match.start() if at == spans[0][1] else at,
                    end if at == spans[-1][1] else at + len(body),
                    -value if negative else value,
                    bool(sign) and sign not in ("+-", "±", "+/-"),
                    unit or ("count" if noun else ""),
                    noun,
                    "digits",
                    decimals,
                    bool(_APPROXIMATE.search(sentence[max(0, match.start() - 20) : match.start()])),
                )
            )
    return mentions


def _value(body: str, factor: int) -> tuple[Decimal, int]:
    text = body.replace(" ", "").replace(",", ".")
    value = Decimal(text)
    decimals = len(text.partition(".")[2])
    return (value, decimals) if factor == 1 else (value * factor, max(0, decimals - len(str(factor)) + 1))


def _unit_after(sentence: str, at: int) -> tuple[str, int, int]:
    gap = _UNIT_GAP.match(sentence, at)
    start = gap.end() if gap else at
    match = lexicon().unit_pattern.match(sentence, start)
    if match is None:
        return "", 1, at
    word = lexicon().units[match.group(0).casefold()]
    return word.unit, word.factor, match.end()


def _glued(sentence: str, at: int) -> bool:
    return at < len(sentence) and (sentence[at].isalpha() or sentence[at] in "+&_'")


def _noun_after(sentence: str, at: int) -> str:
    """The thing counted: up to two adjectives and a noun directly behind the number, else empty."""
    tail = sentence[at : at + 80]
    if tail.startswith(" ("):
        closing = tail.find(")")
        tail = tail[closing + 1 :] if 0 < closing < 30 else tail
    if not tail.startswith(" "):
        return ""
    words: list[str] = []
    position = 1
    for match in _TOKEN.finditer(tail):
        if match.start() != position or len(words) == 4:
            break
        word = match.group(0)
        lower = word.casefold()
        if (
            lower in lexicon().words["verbs"]
            or lower in lexicon().words["prepositions"]
            or lower in lexicon().words["function_words"]
        ):
            break
        if lexicon().patterns["not_counted_after"].fullmatch(lower):
            return ""
        words.append(word)
        position = match.end() + 1
        if lexicon().patterns["counted"].fullmatch(lower):
            return " ".join(words)
        if tail[match.end() : match.end() + 1] != " ":
            break
    return " ".join(words[: _last_plural(words) + 1]) if words else ""


def _unit_of_noun(unit: str, noun: str) -> tuple[str, str]:
    """`11 450 utförda timmar` are hours, whatever stands between the number and the word; so are its compounds."""
    match = _TIME_NOUN.search(noun.casefold())
    if match is None:
        return unit, noun
    return ("hours" if match.group(0).startswith("tim") else "days"), ""


def _unit_noun(sentence: str, start: int, end: int, unit: str) -> str:
    return sentence[start:end].strip() if unit == "fte" else ""


_TIME_NOUN = re.compile(r"(?:timmar|dygn|(?:vård|arbets|sjuk|kalender)dagar)$")


def _last_plural(words: list[str]) -> int:
    plural = [i for i, w in enumerate(words) if _PLURAL.fullmatch(w.casefold())]
    return plural[0] if plural else 0


def _words(sentence: str, digits: list[Mention]) -> list[Mention]:
    mentions: list[Mention] = []
    for match in _HALF.finditer(sentence):
        unit, factor, end = _unit_after(sentence, match.end())
        mentions.append(Mention(match.start(), end, Decimal("0.5") * factor, False, unit, "", "word", 1))
    for match in [*_ABOUT.finditer(sentence), *_WORDS.finditer(sentence)]:
        value = about_word(match["word"]) if match.re is _ABOUT else number_word(match.group(0))
        if value is None or any(m.start <= match.start() < m.end for m in digits):
            continue
        if exclusions.is_label_number(sentence, match.start()):
            continue
        unit, factor, end = _unit_after(sentence, match.end())
        noun = _noun_after(sentence, end) if unit in ("", "count") else ""
        unit, noun = _unit_of_noun(unit, noun)
        has_sibling = any(m.unit == "count" for m in [*digits, *mentions])
        if word_counts.is_word_count(sentence, match.start(), match.end(), unit, noun, value, has_sibling):
            mentions.append(
                Mention(match.start(), end, value * factor, False, unit or "count", noun, "word", 0, match.re is _ABOUT)
            )
    return mentions


def _shares(sentence: str) -> list[Mention]:
    return [
        Mention(start, end, value, False, "percent", "", "share", 0, bool(_APPROXIMATE.search(sentence[:start][-20:])))
        for start, end, value in find_shares(sentence)
    ]


def _balances(sentence: str) -> list[Mention]:
    low = sentence.casefold()
    if len(low) != len(sentence):
        return []
    found = word_counts.find_balance(low)
    return [Mention(found[0], found[1], Decimal(0), False, "mnkr", "", "balance", decimals=1)] if found else []


def _is_flattened_table(sentence: str, mentions: list[Mention]) -> bool:
    """A row of a table that lost its columns: fewer names than numbers."""
    words = [w for w in _LETTERS.findall(sentence) if w.casefold() not in lexicon().units]
    return len(mentions) >= 3 and len(words) < len(mentions)


def _in_parentheses(sentence: str, mention: Mention) -> bool:
    opening = sentence.rfind("(", max(0, mention.start - 60), mention.start)
    return (
        opening >= 0
        and ")" not in sentence[opening : mention.start]
        and ")" in sentence[mention.end : mention.end + 80]
    )


def _is_aside(sentence: str, before: Mention, mention: Mention) -> bool:
    between = _without_noun(sentence[before.end : mention.start], before.noun)
    is_alone = between.strip() == "(" and sentence[mention.end : mention.end + 1] == ")"
    return is_alone and before.unit == mention.unit


def _is_aim(sentence: str, before: Mention, mention: Mention) -> bool:
    """`78 procent (målet är 80)`."""
    return mention.in_parentheses and _AIMED.search(sentence, before.end, mention.start) is not None


def _share_units(sentence: str, mentions: list[Mention]) -> list[Mention]:
    """A number without a unit takes that of its siblings: `(0,3)` between amounts in mnkr, `13 (16, 2023) brukare`."""
    shared: list[Mention] = []
    for i, m in enumerate(mentions):
        if m.unit:
            shared.append(m)
            continue
        others = [o for o in mentions if o.unit and (o.unit != "count" or o.noun)]
        before = shared[-1] if shared else None
        if m.in_parentheses and i and mentions[i - 1].unit == "count" and m.decimals == 0:
            shared.append(replace(m, unit="count", noun=mentions[i - 1].noun))
        elif m.in_parentheses and m.decimals and others:
            nearest = min(others, key=lambda o: abs(o.start - m.start))
            shared.append(replace(m, unit=nearest.unit))
        elif before and (
            _THAN.match(sentence, m.end) or (m.in_parentheses and _AIMED.search(sentence, before.end, m.start))
        ):
            shared.append(replace(m, unit=before.unit, noun=before.noun))
        elif i + 1 < len(mentions) and _joined(sentence[m.end : mentions[i + 1].start]) and mentions[i + 1].unit:
            shared.append(replace(m, unit=mentions[i + 1].unit, noun=mentions[i + 1].noun))
        elif before and before.unit and _joined(_without_noun(sentence[before.end : m.start], before.noun)):
            shared.append(replace(m, unit=before.unit, noun=before.noun))
        else:
            shared.append(m)
    return shared


_THAN = re.compile(r" (?:fler|färre|högre|lägre) än\b")
_AIMED = re.compile(r"\bmål", re.I)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_JOINING = re.compile(
    r"(?:och|till|-|–|respektive|samt|eller|,|mot|av|jämfört med)(?: (?:ca|cirka|budgeterade?t?|planerade?t?|målet))?"
)


def _without_noun(between: str, noun: str) -> str:
    return between.replace(noun, " ", 1) if noun else between


def _joined(between: str) -> bool:
    return _JOINING.fullmatch(between.strip().casefold()) is not None
