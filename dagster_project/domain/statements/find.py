"""Numbers stated in running text, each with subject, measure, value, unit and period: the stage's front desk.

Lives here: the order of the questions for a passage, a sentence and a number. Not here: the answers
(`mentions.py`, `wording.py`, `subjects.py`, `dates.py`) and the comparison with the tables (`restates.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dagster_project.domain.model import Document, Fact, ReportProfile, Statement
from dagster_project.domain.statements.dates import find_period_end
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.mentions import Mention, find_mentions
from dagster_project.domain.statements.phrases import clean_phrase, is_generic
from dagster_project.domain.statements.repeats import mark_repeats
from dagster_project.domain.statements.restates import FactIndex, match_facts
from dagster_project.domain.statements.sections import Passage, read_passages
from dagster_project.domain.statements.sentences import plain, split_sentences
from dagster_project.domain.statements.stretches import Stretch, cut_stretches
from dagster_project.domain.statements.subjects import Surroundings, find_subject
from dagster_project.domain.statements.wording import MONEY, Meaning, Setting, read_meaning

_LEAD = re.compile(r"(?:[-•–*] ?)?(?P<lead>[A-ZÅÄÖ][^.:;\d()]{2,60}?)(?: [-–](?: |(?=[a-zåäö]))|: )(?=\S)")
#: a sentence that goes on with the number before it
_CONTINUES = re.compile(r"^(?:varav|därav|av (?:detta|dessa|dem)\b)|\bmotsvarande (?:siffra|andel|tal|värde|belopp)", re.I)
#: a quote longer than this is cut around its number
MAX_QUOTE = 400


@dataclass(frozen=True, slots=True)
class _Found:
    statement: Statement
    mention: Mention


@dataclass(slots=True)
class _Paragraph:
    """What one sentence leaves to the next: the subject, a forecast under discussion, an earlier year."""

    first: str = ""
    last: str = ""
    lead: str = ""
    is_forecast: bool = False
    past: date | None = None
    meaning: Meaning | None = None
    period_end: date | None = None


def find_statements(document: Document, profile: ReportProfile, facts: Sequence[Fact]) -> tuple[Statement, ...]:
    """Every number stated in the running text of a report, in reading order, compared with the facts of its tables.

    Args: facts: of the same document; they decide what the report's forecasts are and what a statement restates.
    Returns: statements numbered from 1. A pure function; linear in the length of the text.
    """
    index = FactIndex(facts)
    setting = Setting(
        forecasts_are_deviations=index.forecasts_are_deviations(),
        is_full_year=profile.period_end is not None and profile.period_end.month == 12,
    )
    found: list[_Found] = []
    for passage in read_passages(document):
        found.extend(_read_passage(passage, document, profile, setting, index))
    matched = [
        replace(match_facts(f.statement, f.mention, index), statement_no=n) for n, f in enumerate(found, start=1)
    ]
    return mark_repeats(matched)


def _read_passage(
    passage: Passage, document: Document, profile: ReportProfile, setting: Setting, index: FactIndex
) -> Iterator[_Found]:
    memory = _Paragraph(lead=_lead(passage.text))
    for sentence in split_sentences(passage.text, passage.is_list_item):
        low = sentence.casefold()
        here = replace(
            setting,
            heading=passage.heading.casefold(),
            is_forecast_heading=lexicon().patterns["forecast_headings"].match(passage.mood.casefold()) is not None
            or (passage.is_heading and lexicon().patterns["forecast_headings"].match(low) is not None),
            is_forecast_paragraph=memory.is_forecast,
        )
        mentions = _usable(sentence, find_mentions(sentence), passage, index)
        yield from _read_sentence(sentence, mentions, passage, document, profile, here, memory)
        memory.is_forecast = "prognos" in low or (memory.is_forecast and not mentions)


def _lead(text: str) -> str:
    """What a paragraph opens with before a dash or colon: `Hemtjänst - överskott på intäkter`."""
    match = _LEAD.match(plain(text[:120]))
    phrase = clean_phrase(match["lead"]) if match else ""
    return "" if is_generic(phrase) else phrase


def _usable(sentence: str, mentions: list[Mention], passage: Passage, index: FactIndex) -> list[Mention]:
    """Mentions with a unit; a bare number under a table takes the unit of its rows."""
    usable = []
    for m in mentions:
        if index.names(sentence[m.start : m.end]):
            continue
        if not m.unit or (m.unit == "count" and not m.noun and m.kind == "digits"):
            unit = passage.row_unit or m.unit
            if not unit and (passage.row_label or m.decimals == 0):
                unit = "count"
            m = replace(m, unit=unit or "count")
        usable.append(m)
    return usable


def _read_sentence(
    sentence: str,
    mentions: list[Mention],
    passage: Passage,
    document: Document,
    profile: ReportProfile,
    setting: Setting,
    memory: _Paragraph,
) -> Iterator[_Found]:
    previous = memory.meaning if _CONTINUES.search(sentence) else None
    is_same = previous is not None and "motsvarande" in sentence[:60].casefold()
    subject = ""
    for mention, stretch in zip(mentions, cut_stretches(sentence, mentions), strict=True):
        meaning = read_meaning(mention, stretch, previous, setting)
        if is_same and previous is not None:
            meaning = replace(meaning, measure=previous.measure)
        around = Surroundings(passage.topic, passage.row_label, memory.first, memory.last, memory.lead, profile.board)
        subject = find_subject(sentence, mention, stretch, around, subject)
        period_end = _period_end(meaning, mention, stretch, profile.period_end, memory, setting)
        if is_same:
            period_end = memory.period_end
        memory.last, memory.first = subject or memory.last, memory.first or subject
        previous = memory.meaning = meaning
        memory.period_end = period_end
        yield _Found(
            Statement(
                document=document.sha256,
                municipality_code=profile.municipality_code,
                page=passage.page,
                section_heading=passage.heading,
                quote=_quote(sentence, mention),
                subject=subject,
                measure=meaning.measure,
                value=_plain_decimal(meaning.value),
                unit=mention.unit,
                period_end=period_end,
            ),
            mention,
        )


def _period_end(
    meaning: Meaning,
    mention: Mention,
    stretch: Stretch,
    report_end: date | None,
    memory: _Paragraph,
    setting: Setting,
) -> date | None:
    carried = memory.past if mention.unit not in MONEY and meaning.measure in ("actual", "comparison_mean") else None
    is_ahead = setting.is_forecast_heading or setting.is_forecast_paragraph
    end = find_period_end(meaning.measure, mention, stretch, report_end, carried, is_ahead and mention.unit in MONEY)
    if end is not None and report_end is not None and meaning.measure in ("actual", "comparison_mean"):
        is_stated = end.year < report_end.year and mention.unit not in MONEY and not stretch.left.endswith("från ")
        memory.past = end if is_stated else memory.past
    return end


def _quote(sentence: str, mention: Mention) -> str:
    if len(sentence) <= MAX_QUOTE:
        return sentence
    start = max(0, mention.start - MAX_QUOTE // 2)
    end = min(len(sentence), mention.end + MAX_QUOTE // 2)
    head = sentence.rfind(" ", 0, start) + 1 if start else 0
    tail = sentence.find(" ", end) if end < len(sentence) else len(sentence)
    return ("… " if head else "") + sentence[head : tail if tail > 0 else end] + (" …" if end < len(sentence) else "")


def _plain_decimal(value: Decimal) -> Decimal:
    return value + 0 if value else Decimal(0)
