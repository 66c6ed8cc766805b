"""Numbers stated in running text, each with subject, measure, value, unit and period: the stage's front desk.

Lives here: the order of the questions for a passage, a sentence and a number. Not here: the answers
(`mentions.py`, `wording.py`, `subjects.py`, `dates.py`) and the comparison with the tables (`restates.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice

from dagster_project.domain.model import Document, Fact, ReportProfile, Statement
from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.bare_numbers import with_unit
from dagster_project.domain.statements.changes import FROM
from dagster_project.domain.statements.dates import find_period_end, framed_period, past_period, year_before
from dagster_project.domain.statements.fact_index import FactIndex
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.meaning import MONEY, Meaning, Setting, has_verb
from dagster_project.domain.statements.memory import Memory
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.mentions import find_mentions
from dagster_project.domain.statements.phrases import clean_phrase, is_generic
from dagster_project.domain.statements.pointing import Surroundings
from dagster_project.domain.statements.repeats import mark_repeats
from dagster_project.domain.statements.restates import match_facts
from dagster_project.domain.statements.sections import Passage, read_passages
from dagster_project.domain.statements.sentences import plain, split_sentences
from dagster_project.domain.statements.stretches import Stretch, cut_stretches
from dagster_project.domain.statements.subjects import find_subject
from dagster_project.domain.statements.wording import read_meaning

_LEAD = re.compile(r"(?:[-•–*] ?)?(?P<lead>[A-ZÅÄÖ][^.:;\d()]{2,60}?)(?: [-–](?: |(?=[a-zåäö]))|: )(?=\S)")
#: a sentence that goes on with the number before it
_CONTINUES = re.compile(
    r"^(?:varav|därav|av (?:detta|dessa|dem)\b)|\bmotsvarande (?:siffra|andel|antal|tal|värde|belopp)"
    r"|^(?:detta|det|underskottet|överskottet|avvikelsen) (?:beror|förklaras|orsakas)\b"
    r"|^det är (?:främst|framför allt|framförallt|huvudsakligen|i huvudsak|i synnerhet|särskilt|inom)\b"
    r"|^det (?:vägs|uppvägs|kompenseras|motverkas|dämpas)\b"
    r"|^(?:främst|framför allt|framförallt) är det\b"
    r"|^(?:den|de) (?:enskilt |näst )?(?:största|tyngsta) (?:enskilda |enskilt )?"
    r"(?:post|avvikelse|del|förklaring|orsak)\w*",
    re.I,
)
#: of money only: `Orsaken är fler placeringar, 5 mnkr`
_CAUSES = re.compile(r"^(?:orsaken|orsakerna|anledningen|förklaringen|skälet)\b", re.I)
#: a part of what an earlier sentence stated
_PART_OF_BALANCE = re.compile(
    r"\bav (?:(?:det|den) (?:totala |samlade |prognostiserade )?)?"
    r"(?:(?:över|under)skottet|\w*avvikelsen|\w*överdraget)\b",
    re.I,
)
_BALANCE = re.compile(
    r"(?:över|under)skott|avvik|överdrag|\bett (?:minus|plus)\b|obalans"
    r"|(?:sämre|bättre|högre|lägre|mer|mindre) än|(?:över|under) budget",
    re.I,
)
#: `Vårdboendena står för 2,1 mnkr`: of what was stated before
_STANDS_FOR = re.compile(
    rf"^[^,;.\d]{{2,60}}\b(?:(?:står|stod|svarar|svarade) för|(?P<adds>bidrar|bidrog) med){ADVERBS}$"
)
#: `bidrar med 5,1 mnkr och ...`; with its own noun behind (`bidrar med 5,1 mnkr i hyror`) it is another thing
_ADDS_NO_MORE = re.compile(r" ?(?:[.;,]|och\b|$)")
_THIS_YEAR = re.compile(r"\b(?:i år|hittills|innevarande år|detta år|under året|i dag|idag|i dagsläget)\b", re.I)
_INVESTMENT = re.compile(r"\binvestering|\bprojekt", re.I)
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\b(?:förra|föregående) år|\bi ?fjol\b", re.I)
#: the title of a document that plans a year
_PLAN = re.compile(r"\b(?:intern|detalj|nämnds?|mål och )budget\b|^budget (?:19|20)\d\d|\bverksamhetsplan\b", re.I)
#: so many paragraphs of a document may hold its title
FRONT = 6
#: words that make the number a part or a cause of what the subject's own number is
_PART = re.compile(
    r"\b(?:dämpa\w*|bidra\w*|förklara\w*|varav|genom|påverka\w*|effekt\w*|motsvara\w*|därav|kompensera\w*)\b"
)
#: what is said of a time after the report's is expected
_AHEAD = {"actual": "forecast", "deviation": "forecast_deviation"}
#: no report states more; a longer list comes from text made to be long
MAX_STATEMENTS = 20_000
#: a quote longer than this is cut around its number
MAX_QUOTE = 400


def find_statements(document: Document, profile: ReportProfile, facts: Sequence[Fact]) -> tuple[Statement, ...]:
    """Every number stated in the running text of a report, in reading order, compared with the facts of its tables.

    Args: facts: of the same document; they decide what the report's forecasts are and what a statement restates.
    Returns: statements numbered from 1. A pure function; linear in the length of the text.
    """
    reader = _Reader(document, profile, FactIndex(facts))
    stream = (statement for passage in read_passages(document) for statement in reader.read(passage))
    found = list(islice(stream, MAX_STATEMENTS))
    return mark_repeats([replace(statement, statement_no=n) for n, statement in enumerate(found, start=1)])


class _Reader:
    """Reads passages of one document; holds what is the same for all of them."""

    def __init__(self, document: Document, profile: ReportProfile, index: FactIndex) -> None:
        planned = None if profile.report_type else _planned_year(document)
        if planned and profile.period_end is None:
            profile = replace(profile, period_end=date(planned, 12, 31))
        self._is_plan = planned is not None
        self._held, self._heading, self._is_list_ahead = Memory(), "", False
        self._document = document
        self._profile = profile
        self._index = index
        self._setting = Setting(
            forecasts_are_deviations=index.forecasts_are_deviations(),
            is_full_year=profile.period_end is not None and profile.period_end.month == 12,
            year=profile.period_end.year if profile.period_end else 0,
        )

    def read(self, passage: Passage) -> Iterator[Statement]:
        """The statements of one passage."""
        memory = self._opened(passage)
        forecast_heading = lexicon().patterns["forecast_headings"]
        for sentence in split_sentences(passage.text, passage.is_list_item):
            low = sentence.casefold()
            is_headed = forecast_heading.match(passage.mood.casefold()) is not None
            here = replace(
                self._setting,
                is_forecast_heading=is_headed or (passage.is_heading and forecast_heading.match(low) is not None),
                is_forecast_paragraph=memory.is_forecast,
                is_result_level=memory.is_result_level,
                is_investment=_INVESTMENT.search(passage.heading) is not None,
            )
            memory.past = self._past(sentence, memory)
            mentions = self._usable(sentence, passage)
            stated = list(self._read_sentence(sentence, mentions, passage, here, memory))
            yield from stated
            looks_ahead = any(s.measure.startswith("forecast") and s.unit in MONEY for s in stated)
            if "resultat" in low and stated and stated[0].measure in ("actual", "forecast"):
                memory.is_result_level = True
            is_open = memory.is_forecast and not any(s.unit in MONEY for s in stated)
            memory.is_forecast = "prognos" in low or looks_ahead or is_open
        self._held = memory
        if not passage.is_list_item:
            self._is_list_ahead = "prognos" in passage.text.casefold() and memory.is_all_ahead

    def _opened(self, passage: Passage) -> Memory:
        """What a passage starts from: a list goes on with the text above it, and `underskottet` means the latest one
        under its heading."""
        if passage.heading != self._heading:
            self._held, self._heading, self._is_list_ahead = Memory(), passage.heading, False
        is_ahead = passage.is_list_item and self._is_list_ahead and not has_verb(passage.text.casefold())
        return Memory(lead=_lead(passage.text), carried=self._held.own_balance, is_forecast=is_ahead)

    def _past(self, sentence: str, memory: Memory) -> date | None:
        """The earlier period that the paragraph goes on speaking of; a sentence with a date of its own ends it."""
        if not re.search(r"\b(?:19|20)\d\d\b", sentence):
            framed = framed_period(sentence, self._profile.period_end)
            return None if _THIS_YEAR.search(sentence) else framed or memory.past
        return past_period(sentence, self._profile.period_end)

    def _usable(self, sentence: str, passage: Passage) -> list[Mention]:
        """Mentions that are no part of a name; a bare number takes the unit that the words or its neighbours state."""
        usable: list[Mention] = []
        for mention in find_mentions(sentence):
            if not self._index.names(sentence[mention.start : mention.end]):
                usable.append(with_unit(sentence, mention, usable, passage.row_unit))
        return usable

    def _read_sentence(
        self, sentence: str, mentions: list[Mention], passage: Passage, setting: Setting, memory: Memory
    ) -> Iterator[Statement]:
        is_cause = bool(mentions) and mentions[0].unit in MONEY and _CAUSES.match(sentence) is not None
        continues = is_cause or _CONTINUES.search(sentence) is not None
        previous = memory.meaning if continues or _goes_on(sentence, mentions) else None
        if continues and previous is not None and previous.measure.startswith("forecast"):
            setting = replace(setting, is_forecast_paragraph=True)
        balance = memory.balance or memory.carried
        if balance is not None and (_is_share(sentence, mentions) or _PART_OF_BALANCE.search(sentence)):
            previous = balance
            if previous.measure.startswith("forecast"):
                setting = replace(setting, is_forecast_paragraph=True)
        is_same = previous is not None and "motsvarande" in sentence[:60].casefold()
        subject = ""
        was_money: bool | None = None
        opening_end: date | None = None
        for mention, stretch in zip(mentions, cut_stretches(sentence, mentions), strict=True):
            if was_money not in (None, mention.unit in MONEY) and not stretch.is_same_size:
                previous = None
            was_money = mention.unit in MONEY
            meaning = read_meaning(mention, stretch, previous, setting)
            is_same = is_same and not meaning.measure.startswith("change")
            if is_same and previous is not None:
                meaning = replace(meaning, measure=previous.measure)
            if _is_unsigned_deviation(meaning, mention, stretch) and self._index.is_unfavourable(mention):
                meaning = replace(meaning, value=-meaning.value)
            subject = self._subject(sentence, mention, stretch, passage, memory, subject)
            period_end = (
                memory.period_end
                if is_same and not _DATED.search(sentence)
                else self._period_end(meaning, mention, stretch, memory, setting, subject)
            )
            if mention.is_aside and memory.period_end is not None and period_end == _before(self._profile.period_end):
                period_end = year_before(memory.period_end)
            if meaning.measure == "comparison_mean" and not stretch.is_first and not _DATED.search(stretch.right):
                period_end = opening_end
            opening_end = period_end if stretch.is_first else opening_end
            report_end = self._profile.period_end
            if period_end is not None and report_end is not None and period_end > report_end:
                meaning = replace(meaning, measure=_AHEAD.get(meaning.measure, meaning.measure))
            if self._is_plan and meaning.measure in ("actual", "forecast") and not _is_past(period_end, report_end):
                meaning = replace(meaning, measure="budget")
            memory.last, memory.first = subject or memory.last, memory.first or subject
            previous = memory.meaning = meaning
            if meaning.measure.endswith("deviation") and _BALANCE.search(sentence):
                memory.balance = meaning
                memory.is_all_ahead = memory.is_all_ahead and meaning.measure.startswith("forecast")
            memory.period_end = period_end
            statement = Statement(
                document=self._document.sha256,
                municipality_code=self._profile.municipality_code,
                page=passage.page,
                section_heading=passage.heading,
                quote=_quote(sentence, mention),
                subject=subject,
                measure=meaning.measure,
                value=meaning.value if meaning.value else Decimal(0),
                unit=mention.unit,
                period_end=period_end,
            )
            yield match_facts(statement, mention, self._index, is_part=_PART.search(stretch.left) is not None)

    def _subject(
        self, sentence: str, mention: Mention, stretch: Stretch, passage: Passage, memory: Memory, inherited: str
    ) -> str:
        around = Surroundings(
            passage.topic, passage.row_label, memory.first, memory.last, memory.lead, self._profile.board
        )
        return self._index.full_label(find_subject(sentence, mention, stretch, around, inherited), sentence)

    def _period_end(
        self, meaning: Meaning, mention: Mention, stretch: Stretch, memory: Memory, setting: Setting, subject: str
    ) -> date | None:
        report_end = self._profile.period_end
        earlier = None
        if report_end is not None and FROM.search(stretch.left):
            earlier = self._index.earlier_end(mention.value, mention.unit, subject, year_before(report_end))
        can_be_past = mention.unit not in MONEY and meaning.measure in ("actual", "comparison_mean")
        is_ahead = (setting.is_forecast_heading or setting.is_forecast_paragraph) and mention.unit in MONEY
        carried = memory.past if can_be_past else None
        return find_period_end(meaning.measure, mention, stretch, report_end, carried, is_ahead, earlier)


def _is_unsigned_deviation(meaning: Meaning, mention: Mention, stretch: Stretch) -> bool:
    """`är den största avvikelsen, 5,7 mnkr`: only the table says which way."""
    is_open = meaning.measure.endswith("deviation") and meaning.value > 0 and not mention.has_sign
    return is_open and "avvikelse" in stretch.left and not lexicon().has("positive", stretch.before + stretch.left)


def _planned_year(document: Document) -> int | None:
    """The year of a budget or a plan: what the document states of it is decided, not done. None for a report."""
    titles = (p.text for p in islice(document.paragraphs, FRONT) if _PLAN.search(p.text))
    years = (re.search(r"\b20\d\d\b", title) for title in titles)
    return next((int(year[0]) for year in years if year), None)


def _is_share(sentence: str, mentions: list[Mention]) -> bool:
    """`Vårdboendena står för 2,1 mnkr`: a part of the balance before."""
    match = _STANDS_FOR.match(sentence[: mentions[0].start]) if mentions and mentions[0].unit in MONEY else None
    return match is not None and (not match["adds"] or _ADDS_NO_MORE.match(sentence, mentions[0].end) is not None)


def _before(day: date | None) -> date | None:
    return None if day is None else year_before(day)


def _is_past(period_end: date | None, report_end: date | None) -> bool:
    return period_end is not None and report_end is not None and period_end < report_end


def _lead(text: str) -> str:
    """What a paragraph opens with before a dash or colon: `Hemtjänst - överskott på intäkter`."""
    match = _LEAD.match(plain(text[:120]))
    phrase = clean_phrase(match["lead"]) if match else ""
    return "" if is_generic(phrase) else phrase


def _goes_on(sentence: str, mentions: list[Mention]) -> bool:
    """Without a verb before its number (`Äldreomsorgen med 10 mnkr.`) a sentence goes on with the one before."""
    left = sentence[: mentions[0].start].casefold() if mentions else ""
    return left.endswith(" med ") and not any(t in lexicon().words["verbs"] for t in re.findall(r"\w+", left))


def _quote(sentence: str, mention: Mention) -> str:
    if len(sentence) <= MAX_QUOTE:
        return sentence
    start = max(0, mention.start - MAX_QUOTE // 2)
    end = min(len(sentence), mention.end + MAX_QUOTE // 2)
    head = sentence.rfind(" ", 0, start) + 1 if start else 0
    tail = sentence.find(" ", end) if end < len(sentence) else len(sentence)
    return ("… " if head else "") + sentence[head : tail if tail > 0 else end] + (" …" if end < len(sentence) else "")
