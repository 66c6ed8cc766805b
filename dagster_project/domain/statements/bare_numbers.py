"""The unit of a number that prints none: `Beviljade timmar uppgår till 56 200`, `målet är högst 110`.

Lives here: what the words before a number, the table above it and the numbers around it say of its unit. Next door:
neighbours that share a unit directly (`siblings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.statements import exclusions
from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.meaning import MONEY
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.siblings import THAN
from dagster_project.domain.swedish.units import counted_unit

#: `Beviljade timmar uppgår till`, `Vårddygnen var`
_TIMED_THING = re.compile(
    r"(?P<thing>\w*timmar(?:na)?|\w*dygn(?:en)?)\b[^,.;:\d]{0,60}(?:[\d,]+ (?:procent|%)[^,.;:]{0,40})?"
    r"(?:, (?=från\b))?"
    rf"(?:\b(?:är|var|blev|till|med|från){ADVERBS}|, )$",
    re.I,
)
_COMPARED_WITH = re.compile(
    rf"\bfrån \d[\d ,]*(?: [^,;.\d]{{1,40}})? till{ADVERBS}$"
    rf"|\bmed \d[\d ,]* till{ADVERBS}$|\bav de{ADVERBS}$"
    rf"|\d (?:och|samt|medan) [^,;.\d]{{2,40}} (?:till|på|med|var|är){ADVERBS}$"
    rf"|\d, (?:en|vilket är en) \w*(?:ökning|minskning) med{ADVERBS}$"
    r"|\b(?:att jämföra med|jämfört med|mot)(?: de| det)?"
    rf"(?: målsatta| budgeterade?| planerade?| budgeterat| målet| en budget på)?{ADVERBS}$"
)
_OF_WHICH = re.compile(rf"\bvarav{ADVERBS}$")
_AIMED_AT = re.compile(rf"\bmål(?:et|värdet)? (?:är|var|om|på|låg på|ligger på){ADVERBS}$", re.I)
_MORE_THINGS = re.compile(r" (?:fler|färre) (?P<things>(?:\w+ ){1,3})än\b")
#: `Antalet årsarbetare var`
_POSTS = re.compile(
    rf"\b(?:årsarbet(?:are|arna|skrafter(?:na)?)|heltidstjänster(?:na)?)\b(?:[^,.;:\d]|\d+ sedan){{0,60}}"
    rf"\b(?:är|var|blev|blir|bli|utgör|utgjorde|till|med|från|på){ADVERBS}$",
    re.I,
)
_INDEX = re.compile(r"\b(?:hme|nki|nöjd-kund-index|\w*index)\b", re.I)


def with_unit(sentence: str, mention: Mention, earlier: Sequence[Mention], row_unit: str) -> Mention:
    """The mention with its unit; count where nothing says more.

    Args: earlier: the numbers before it in the sentence. row_unit: of a table of one row above the text, or empty.
    """
    if mention.unit and not (mention.unit == "count" and not mention.noun and mention.kind == "digits"):
        return mention
    left = sentence[: mention.start]
    unit = row_unit or _labelled_unit(left) or _unit_beside(sentence, mention, earlier)
    return replace(mention, unit=unit or mention.unit or "count")


def _unit_beside(sentence: str, mention: Mention, earlier: Sequence[Mention]) -> str:
    """The unit of the number before, where the words set this one beside it."""
    more = _MORE_THINGS.match(sentence, mention.end)
    if more:
        return counted_unit(more["things"])
    if not earlier:
        return ""
    left = sentence[: mention.start]
    if mention.is_aside:
        return earlier[-1].unit
    if mention.has_sign and not mention.noun and mention.in_parentheses is False and earlier[-1].unit in MONEY:
        return earlier[-1].unit
    is_beside = _COMPARED_WITH.search(left) or _AIMED_AT.search(left) or THAN.match(sentence, mention.end)
    is_part = earlier[-1].unit in ("hours", "days") and (
        exclusions.is_part(sentence, mention.start) or _OF_WHICH.search(left) is not None
    )
    is_measured = mention.decimals > 0 and earlier[-1].unit != "count"
    return earlier[-1].unit if is_beside or is_measured or is_part else ""


def _labelled_unit(before: str) -> str:
    """The unit that the words before a bare number state: `Antal hemtjänsttimmar: 45 300`, `HME-värdet är 79`."""
    if _INDEX.search(before[-60:]):
        return "index"
    if before.rstrip().endswith(":"):
        return counted_unit(before[-80:])
    if _POSTS.search(before[-110:]):
        return "fte"
    timed = _TIMED_THING.search(before[-110:])
    return "" if timed is None else "hours" if "tim" in timed["thing"].casefold() else "days"
