"""Numbers in a sentence that could state something: digits, number words, shares and balanced budgets.

Lives here: where a number stands, its value as printed, its unit and the thing counted. Not here: which of them are
no statements (`exclusions.py`) and what they mean (`wording.py`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from dagster_project.domain.statements import exclusions, word_counts
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.share_words import find_shares
from dagster_project.domain.statements.siblings import THAN, in_parentheses, is_aside, share_units
from dagster_project.domain.swedish.number_words import about_word, number_word, simple_words

_BODY = r"\d{1,3}(?: \d{3})+(?![\d])(?:[.,]\d{1,3})?|\d{1,12}(?:[.,]\d{1,3})?"
_NUMBER = re.compile(
    rf"(?<![\w.,:/§*+–-])(?P<sign>(?:\+-|±|\+/-|[-–+])\s?|(?:minus|plus) )?(?P<body>{_BODY})"
    r"(?:\s?(?P<dash>[-–])\s?(?P<to>\d{1,6}(?:,\d{1,2})?))?(?![\d/:]|,\d|\.\d|-\d|–\d)",
    re.I,
)
_WORDS = re.compile(r"(?<![\w-])(?:" + "|".join(simple_words()) + r"|ett|en|\w{1,3}tio|ettusen)\w{0,18}(?![\w-])", re.I)
_ABOUT = re.compile(r"(?<!\w)ett (?P<word>\w*tiotal|dussin|tjugotal|trettiotal|femtiotal|hundratal)(?!\w)", re.I)
_HALF = re.compile(r"(?<!\w)en halv(?= (?:miljon|miljard|procentenhet|tjänst|årsarbetare)\b)", re.I)
_UNIT_GAP = re.compile(r"\s?(?:\*\s?)?")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_PLURAL = re.compile(r"\w{2,}(?:ar|er|or|are|ier)$")
_TOKEN = re.compile(r"[\w/-]+(?:[.:]\w+)?")
_APPROXIMATE = re.compile(
    r"(?:\b(?:ca|cirka|c:a|omkring|runt|ungefär|drygt|knappt|nästan|närmare|uppskattningsvis|dryga)\.?|~)\s*$", re.I
)
_SIGN_WORDS = {"minus ": "-", "plus ": "+", "Minus ": "-", "Plus ": "+"}
#: more numbers than this in one sentence are a table that was not recognised, not prose
MAX_MENTIONS = 40


def find_mentions(sentence: str) -> list[Mention]:
    """Every number of the sentence that could state something, in printed order; a range gives its two ends."""
    if exclusions.is_scale(sentence) or exclusions.is_page_mark(sentence):
        return []
    found = _digits(sentence)
    if len(found) > MAX_MENTIONS or _is_flattened_table(sentence, found):
        return []
    found += _shares(sentence)
    found += _words(sentence, found) + _balances(sentence, found)
    found.sort(key=lambda m: (m.start, m.end))
    found = [replace(m, is_points=m.unit == "percent" and "enhet" in sentence[m.start : m.end]) for m in found]
    found = share_units(sentence, [replace(m, in_parentheses=in_parentheses(sentence, m)) for m in found])
    return [replace(m, is_aside=is_aside(sentence, found[i - 1], m)) if i else m for i, m in enumerate(found)]


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
        is_compared = bool(mentions) and THAN.match(sentence, end) is not None
        is_decimal = "," in match["body"]
        has_sibling = any(is_decimal or m.unit in ("", "count") for m in mentions)
        is_framed = is_compared or exclusions.is_framed(sentence, match.start(), end, has_sibling)
        has_value_form = bool(unit or noun or sign) or is_framed
        if not has_value_form:
            continue
        for body, at in spans:
            value, decimals = _value(body, factor)
            is_bullet = (unit or "count") == "count" and match["sign"] and match["sign"] in ("- ", "– ")
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
        has_sibling = any(m.unit in ("", "count") for m in [*digits, *mentions])
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


def _balances(sentence: str, others: list[Mention]) -> list[Mention]:
    """A kept budget as a deviation of zero, unless the amount that says how well it is kept follows."""
    low = sentence.casefold()
    if len(low) != len(sentence):
        return []
    found = word_counts.find_balance(low)
    following = next((m for m in sorted(others, key=lambda m: m.start) if found and m.start >= found[1]), None)
    if found and following and following.unit in ("kr", "tkr", "mnkr"):
        between = low[found[1] : following.start]
        is_distance = following.has_sign or word_counts.is_distance(between, low[following.end :])
        if word_counts.says_how_far(between) and is_distance:
            return []
    return [Mention(found[0], found[1], Decimal(0), False, "mnkr", "", "balance", decimals=1)] if found else []


def _is_flattened_table(sentence: str, mentions: list[Mention]) -> bool:
    """A row of a table that lost its columns: fewer names than numbers."""
    words = [w for w in _LETTERS.findall(sentence) if w.casefold() not in lexicon().units]
    return len(mentions) >= 3 and len(words) < len(mentions)
