"""The running text of a document, passage by passage, each with the headings and the table it stands under.

Lives here: which blocks are read as text and what stands above them. Furniture, table cells and contents lists are
not. Next door: `sentences.py` cuts a passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dagster_project.domain.model import Document, Paragraph, Table
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.sentences import plain
from dagster_project.domain.swedish.text import join_lines
from dagster_project.domain.swedish.units import counted_unit, money_unit

_NUMBERING = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z]\.|(?:mål|bilaga|målområde)\s?\d{1,2}\s?[:–-])\s+", re.I
)
_META = re.compile(
    r"^(?:mått/metod|adressering|ansvarig|källa|mätmetod|mätmetod|datum|dnr|diarienummer|handläggare|till"
    r"|ny indikator)\b",
    re.I,
)
_LEADERS = re.compile(r"(?:\.{3}|…|\t)\s?\d{1,3}\s?$")
_CONTENTS_HEADING = re.compile(r"(?:\d+ )?innehåll(?:sförteckning)?\W*$", re.I)
_CONTENTS_LINE = re.compile(r"^\d{1,2}(?:\.\d{1,2})+\.?\s.{3,150}\s\d{1,3}$")
_TAIL_VALUE = re.compile(r"[\s:]*(?:\+-|±|[-–+])?\s?\d[\d ]*(?:,\d+)?\s?(?:mnkr|mkr|tkr|kr|%)?\W*$", re.I)
#: a heading that ends in a value, and not in a year
_VALUE_HEADING = re.compile(
    r"(?<!\d)(?!(?:\d{1,2} )?(?:19|20)\d\d\W*$)\d[\d ,.]{0,12}\W{0,3}(?:[^\W\d]{1,14})?\W{0,2}$"
)

#: a line that ends so goes on, whatever letter the next begins with (`Äldreboendet i` / `Källesjö`)
_OPEN_END = re.compile(r"\s(?:i|på|av|och|för|med|till|om|som|att|hos|vid|inom|från|mot|samt|en|ett|den|det|de)\s*$")

#: paragraphs longer than this are not joined with the next
MAX_JOINED = 4000


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of running text.

    heading: the path shown to the reader. topic: the nearest heading that names something. mood: the nearest generic
    heading (`Prognos`). row_label, row_unit: of the table directly above where it has one value row.
    """

    text: str
    page: int
    heading: str
    topic: str
    mood: str
    row_label: str
    row_unit: str
    is_heading: bool
    is_list_item: bool = False


def read_passages(document: Document) -> Iterator[Passage]:
    """Passages in reading order, a paragraph cut by a page break put together again."""
    held: Passage | None = None
    for passage in _passages(document):
        if held is not None and _goes_on(held, passage):
            held = replace(held, text=f"{held.text} {passage.text}")
            continue
        if held is not None:
            yield held
        held = passage
    if held is not None:
        yield held


def _goes_on(held: Passage, passage: Passage) -> bool:
    if held.is_heading or passage.is_heading or passage.is_list_item or held.heading != passage.heading:
        return False
    is_open = len(held.text) < MAX_JOINED and not held.text.rstrip().endswith((".", "!", "?", ":", ";"))
    return is_open and (passage.text.lstrip()[:1].islower() or _OPEN_END.search(held.text) is not None)


def _passages(document: Document) -> Iterator[Passage]:
    topic, mood, row_label, row_unit = "", "", "", ""
    is_contents = False
    for block in document.blocks:
        if isinstance(block, Table):
            row_label, row_unit = _table_subject(block, topic)
            continue
        if block.kind == "furniture" or not block.text.strip() or _is_contents(block.text):
            continue
        shown = _shown(topic, mood)
        is_heading = block.kind == "heading"
        is_contents = _CONTENTS_HEADING.match(block.text.strip()) is not None if is_heading else is_contents
        if is_contents:
            continue
        if is_heading and _VALUE_HEADING.search(_without_numbering(block.text)):
            yield Passage(_without_numbering(block.text), block.page, shown, topic, mood, row_label, row_unit, True)
        if is_heading:
            named = _heading_name(block)
            if named is None:
                continue
            row_label = row_unit = ""
            if named.casefold() in lexicon().words["generic_headings"]:
                mood = named
            elif _names_document(named):
                topic, mood = "", named
            else:
                topic, mood = named, ""
            continue
        yield Passage(block.text, block.page, shown, topic, mood, row_label, row_unit, False, block.kind == "list_item")
        if len(block.text) > 60:
            row_label = row_unit = ""


def _names_document(heading: str) -> bool:
    """`Delårsrapport 2025`, and behind a name: `Kommunstyrelsen, månadsrapport`, `Nämndens årsredovisning`."""
    pattern = lexicon().patterns["document_headings"]
    low = heading.casefold()
    behind = re.search(r"^[^,]+, (?P<rest>[^,]+)$|^\w+s (?P<named>.+)$", low)
    rest = (behind["rest"] or behind["named"]) if behind else ""
    return pattern.match(low) is not None or pattern.match(rest) is not None


def _is_contents(text: str) -> bool:
    return _LEADERS.search(text[-12:].rstrip()) is not None or (
        len(text) < 200 and _CONTENTS_LINE.search(text) is not None
    )


def _shown(topic: str, mood: str) -> str:
    return " > ".join(part for part in (topic, mood) if part)


def _without_numbering(text: str) -> str:
    return _NUMBERING.sub("", join_lines(plain(text)))


def _heading_name(block: Paragraph) -> str | None:
    """The heading without numbering and value; None for lines that only look like headings (`Utfall 2022: 4`)."""
    text = _without_numbering(block.text).strip(" :")
    low = text.casefold()
    if _META.match(text) or not re.search(r"[^\W\d]{2}", text):
        return None
    bare = _TAIL_VALUE.sub("", text).strip(" :") if re.search(r"\d", text) else text
    is_forecast = lexicon().patterns["forecast_headings"].match(low) is not None
    if (
        bare != text
        and not is_forecast
        and (re.match(r"(?:utfall|resultat|svarsfrekvens|mål)\b", low) or low.endswith("%"))
    ):
        return None
    if re.match(r"utfall (?:19|20)\d\d", low):
        return None
    if is_forecast and bare.casefold() not in lexicon().words["generic_headings"]:
        bare = re.sub(r"^(?:helårsprognos|årsprognos|prognos)\w*\s+(?:för |på )?", "", bare, flags=re.I) or bare
    if re.search(r"\d,\d|\d\d\d ?(?:tkr|kr|mnkr)", bare):
        return None
    return bare if bare and re.search(r"[^\W\d]{2}", bare) else None


def _table_subject(table: Table, topic: str) -> tuple[str, str]:
    """Label and unit of the one value row of a table; of a table with more rows only the unit they share."""
    labels = [c.text for c in table.cells if c.col_no == 1 and c.row_no > 1 and c.text.strip()]
    if not labels or len(labels) > 4:
        return "", ""
    joined = [join_lines(label) for label in labels]
    units = {counted_unit(label) or money_unit(label) for label in joined} - {""}
    unit = units.pop() if len(units) == 1 else ""
    if len(joined) > 1:
        return "", unit
    label = re.sub(r",\s*(?:procent|index|antal|%|andel, procent)\s*$", "", joined[0])
    if label.casefold() in ("målbeskrivning", "antal", "totalt", "antal individer", "andel"):
        label = re.sub(r"\s(?:ska|skall)\b.*$", "", topic) or label
    return label, unit
