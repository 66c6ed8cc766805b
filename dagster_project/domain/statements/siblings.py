"""What a number takes over from the numbers around it: their unit, their noun, their parenthesis.

Lives here: numbers without a unit of their own. Not here: finding them (`mentions.py`) and the unit that words before
a number state (`find.py`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.domain.statements.adverbs import ADVERBS, LAST_YEAR
from dagster_project.domain.statements.mention import Mention

THAN = re.compile(r" (?:fler|färre|högre|lägre) än\b")
_LAST_YEAR_BEFORE = re.compile(rf"^[^().]{{0,60}}\({LAST_YEAR}[:,]? (?:var )?$", re.I)
_LAST_YEAR_BEHIND = re.compile(rf",? (?:under )?{LAST_YEAR}\)", re.I)
_AIMED = re.compile(r"\bmål", re.I)
_BY_POINTS = re.compile(rf"procentenhet.*\bmed{ADVERBS}$", re.I)
_BY = re.compile(rf"\bmed{ADVERBS}$", re.I)
_STATED = re.compile(r"\b(?:är|var|blev|uppgår till|uppgick till) $")
_JOINING = re.compile(
    r"(?:och|till|-|–|respektive|samt|eller|,|mot|av|jämfört med)(?: (?:ca|cirka|budgeterade?t?|planerade?t?|målet))?"
)


def in_parentheses(sentence: str, mention: Mention) -> bool:
    opening = sentence.rfind("(", max(0, mention.start - 60), mention.start)
    return (
        opening >= 0
        and ")" not in sentence[opening : mention.start]
        and ")" in sentence[mention.end : mention.end + 80]
    )


def is_aside(sentence: str, before: Mention, mention: Mention) -> bool:
    return before.unit == mention.unit and _stands_alone(sentence, before, mention)


def _stands_alone(sentence: str, before: Mention, mention: Mention) -> bool:
    """`2 370 kronor (2 100)`, `287 hittills i år (f.å. 241)`, `412 ansökningar kom in (388 i fjol)`."""
    between = sentence[before.end : mention.start]
    is_alone = _without_noun(between, before.noun).strip() == "("
    if sentence[mention.end : mention.end + 1] == ")":
        return is_alone or (_LAST_YEAR_BEFORE.search(between) is not None and between.count("(") == 1)
    return between.endswith("(") and _LAST_YEAR_BEHIND.match(sentence, mention.end) is not None


def share_units(sentence: str, mentions: list[Mention]) -> list[Mention]:
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
        elif before and before.unit and _stands_alone(sentence, before, m):
            shared.append(replace(m, unit=before.unit))
        elif m.decimals and before and before.unit != "count":
            is_points = before.is_points or (before.unit == "percent" and _BY_POINTS.search(sentence[: m.start]))
            shared.append(replace(m, unit=before.unit, is_points=bool(is_points)))
        elif before and (
            THAN.match(sentence, m.end) or (m.in_parentheses and _AIMED.search(sentence, before.end, m.start))
        ):
            shared.append(replace(m, unit=before.unit, noun=before.noun))
        elif _shares_with_next(sentence, mentions, i):
            shared.append(replace(m, unit=mentions[i + 1].unit, noun=mentions[i + 1].noun))
        elif before and before.unit and _continues(sentence, before, m):
            shared.append(replace(m, unit=before.unit, noun=before.noun))
        else:
            shared.append(m)
    return shared


def _continues(sentence: str, before: Mention, mention: Mention) -> bool:
    """`3 och 4 brukare`; not `ökade med 40 procent till 1 702`, where the second number is the level itself."""
    between = _without_noun(sentence[before.end : mention.start], before.noun)
    is_level = between.strip() == "till" and before.unit == "percent" and not mention.decimals and not before.is_points
    return _joined(between) and not (is_level and _BY.search(sentence[: before.start]))


def _shares_with_next(sentence: str, mentions: list[Mention], i: int) -> bool:
    """`3, 4 och 5 brukare`."""
    if i + 1 == len(mentions) or not mentions[i + 1].unit or _is_told(sentence, mentions[i]):
        return False
    if mentions[i + 1].unit == "percent" and mentions[i].value > 100:
        return False
    return _joined(sentence[mentions[i].end : mentions[i + 1].start])


def _is_told(sentence: str, mention: Mention) -> bool:
    """`blev 79, två enheter högre`: a number that a verb states and a comma ends shares nothing with the next."""
    return sentence[mention.end : mention.end + 1] == "," and _STATED.search(sentence[: mention.start]) is not None


def _without_noun(between: str, noun: str) -> str:
    return between.replace(noun, " ", 1) if noun else between


def _joined(between: str) -> bool:
    return _JOINING.fullmatch(between.strip().casefold()) is not None
