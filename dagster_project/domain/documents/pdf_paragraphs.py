"""Running text of a PDF: lines outside tables become headings, paragraphs, list items and notes.

What lives here: grouping lines by size, weight, spacing and bullets. What does not: tables, page headers and footers
(pdf_furniture.py). A draft keeps font size and weight; what is a heading is decided when the body size of the whole
document is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.domain.model import BlockKind, Box, Paragraph
from dagster_project.domain.tables.geometry import HRule, Line
from dagster_project.domain.tables.rules import has_leader

PARAGRAPH_GAP = 0.3  # of the font size: this much more white space than between lines starts a paragraph
LINE_GAP = 0.75  # of the font size: most white space inside a paragraph
SAME_SIZE = 0.03  # relative difference of font sizes inside one paragraph
HEADING_SIZE = 1.08  # times the body size
LONGEST_HEADING = 160  # characters
SHORTEST_SENTENCE = 5  # words: so many that end in a full stop are a sentence, however large they are set
_BULLET = re.compile(r"^(?:[•●▪■◦‣·\uf0b7\uf0a7○➢➤✓]|[-–—](?=\s))\s*")
#: `Metod: årlig enkät`, `Prognos: -503 tkr`: a line of its own where the line above has room left for its first word
_KEY_VALUE = re.compile(r"[A-ZÅÄÖ][^:.;,\d]{2,28}: ?\S")
_NUMBERED = re.compile(r"^(?:\d{1,2}[.)]|[a-zåäö]\))\s")
_NOTE = re.compile(r"^(?:\*+|\d{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹])\s*\S")
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A paragraph before the document's body size is known."""

    text: str
    page: int
    box: Box
    size: float
    is_bold: bool
    n_lines: int
    is_contents: bool = False


def draft_paragraphs(lines: Sequence[Line], page: int, breaks: Sequence[float], rules: Sequence[HRule]) -> list[Draft]:
    """Group lines (top to bottom) to paragraphs. `breaks`: heights of tables and pictures, which part paragraphs."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, breaks, rules):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_draft(group, page, rules) for group in groups]


def is_contents_line(line: Line, rules: Sequence[HRule]) -> bool:
    """True for an entry of a contents list: dots, or a drawn line, lead to a page number."""
    return bool(_LEADERS.search(line.text)) or has_leader(line, rules)


def _continues(group: Sequence[Line], line: Line, breaks: Sequence[float], rules: Sequence[HRule]) -> bool:
    last = group[-1]
    if abs(line.size - last.size) > SAME_SIZE * last.size or line.is_bold != last.is_bold:
        return False
    if _starts_item(line) or _starts_entry(group, line) or any(last.baseline < y < line.baseline for y in breaks):
        return False
    if is_contents_line(line, rules) or is_contents_line(last, rules):
        return False
    gap = (line.baseline - last.baseline) / line.size - 1
    if gap > LINE_GAP or gap < -0.3:
        return False
    if len(group) > 1:
        usual = (last.baseline - group[-2].baseline) / line.size - 1
        return gap <= usual + PARAGRAPH_GAP / 2
    return True


def _starts_item(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _NUMBERED.match(line.text) or _NOTE.match(line.text))


def _starts_entry(group: Sequence[Line], line: Line) -> bool:
    """A line `key: value` below a line that ends early: it was not wrapped, it begins anew."""
    right, first = max(g.x1 for g in (*group, line)), line.words[0]
    return bool(_KEY_VALUE.match(line.text)) and group[-1].x1 + line.size / 4 + first.x1 - first.x0 < right


def _draft(group: Sequence[Line], page: int, rules: Sequence[HRule]) -> Draft:
    box = Box(min(g.x0 for g in group), group[0].top, max(g.x1 for g in group), group[-1].bottom)
    text = "\n".join(_fold(g) for g in group)
    return Draft(
        text, page, box, group[0].size, all(g.is_bold for g in group), len(group), is_contents_line(group[-1], rules)
    )


def _fold(line: Line) -> str:
    """The line's words; raised footnote marks are left out, so that no number gains a digit."""
    return " ".join(line.text.split())


def finish_paragraph(draft: Draft, body_size: float, levels: dict[float, int]) -> Paragraph:
    """The Paragraph of a draft. levels: font size of headings -> heading level 1-6."""
    kind, level = _kind(draft, body_size), 0
    text = draft.text
    if kind == "heading":
        level = levels.get(round(draft.size, 1), 6)
    if kind == "list_item":
        text = _BULLET.sub("", text)
    return Paragraph(text, draft.page, kind, level, draft.box, draft.is_bold)


def is_heading(draft: Draft, body_size: float) -> bool:
    """Short text that is no sentence and set larger than the body, or all bold."""
    text = draft.text.strip()
    if text.endswith(".") and len(text.split()) >= SHORTEST_SENTENCE:
        return False
    if len(text) > LONGEST_HEADING or draft.is_contents or not any(ch.isalpha() for ch in text):
        return False
    if draft.size >= HEADING_SIZE * body_size and draft.n_lines <= 4:
        return True
    return draft.is_bold and draft.size >= 0.8 * body_size and draft.n_lines <= 3 and not text.endswith(".")


def _kind(draft: Draft, body_size: float) -> BlockKind:
    if draft.is_contents:
        return "furniture"
    if is_heading(draft, body_size) and not _BULLET.match(draft.text):
        return "heading"
    if _NOTE.match(draft.text):
        return "note"
    if _BULLET.match(draft.text) or _NUMBERED.match(draft.text):
        return "list_item"
    return "paragraph"
