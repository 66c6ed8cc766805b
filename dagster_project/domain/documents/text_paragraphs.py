"""Paragraphs, headings, list items and notes among the lines of a text report.

Lives here: what a line without cells is, its light markup, lines wrapped inside a sentence. Next door: `read_text.py`
makes tables of the other lines; `pdf_paragraphs.py` does the same for drawn pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.domain.documents.aligned_text import is_parted
from dagster_project.domain.documents.text_lines import LEADERS, TAG, TextLine
from dagster_project.domain.model import BlockKind, Paragraph
from dagster_project.domain.swedish.text import fold_spaces, join_lines

BOLD = re.compile(r"^\W*(?:\*\*|<b>|<strong>)", re.I)
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])")
_LIST = re.compile(r"^\s*(?:[-•~–]|\d{1,2}\.)\s+")
_NOTE = re.compile(r"^(?:\*|\d{1,2}\)|[¹²³])\s*\S")
#: a line that says no more than the unit of the amounts in a table is no heading
_UNIT = re.compile(
    r"^\(?(?:(?:alla )?(?:belopp|siffror|summor)(?: (?:anges|redovisas|är|visas))? i )?(?:hela )?"
    r"(?:tkr|mkr|mnkr|kkr|tusental(?: kronor| kr)?|tusen kronor|tusentals kronor|miljoner kronor|kronor|kr)\.?\)?$",
    re.I,
)
_GOES_ON = re.compile(r"^\s*(?:[a-zåäö(]|[-+−–]?\d)")
_NUMBER = re.compile(r"^\s*[-+−–]?\d")
#: the level of a heading known by its shape alone: below every heading that the text marks with #
SHAPED_LEVEL = 6
#: a heading is at most this long and ends without a full stop
MAX_HEADING = 110
#: a line shorter than this was not broken for lack of room
FULL_LINE = 60


def strip_markup(text: str) -> str:
    """The words of a piece of text without its light markup."""
    text = TAG.sub("", re.sub(r"</p>\s*<p>", "\n", text, flags=re.I))
    text = _EMPHASIS.sub(r"\1", text.replace("**", "")).replace("\\*", "*")
    return fold_spaces(text).strip()


def paragraphs_of(chunk: Sequence[TextLine]) -> list[Paragraph]:
    """One paragraph for each line of the chunk that has words; lines wrapped inside a sentence are one."""
    paragraphs: list[Paragraph] = []
    unwrapped = _unwrapped(chunk)
    for line in unwrapped:
        text = strip_markup(line.text.lstrip("# "))
        if text:
            paragraphs.append(_paragraph(line, text, alone=len(unwrapped) == 1))
    return paragraphs


def _unwrapped(chunk: Sequence[TextLine]) -> list[TextLine]:
    out: list[TextLine] = []
    for line in chunk:
        above = out[-1].text if out else ""
        if (
            len(chunk) > 1
            and len(above.rsplit("\n", 1)[-1].strip()) >= FULL_LINE
            and not _is_closed(above, line.text)
            and line.kind == "plain"
            and _GOES_ON.match(line.text)
            and not _LIST.match(line.text)
        ):
            out[-1] = TextLine(f"{above}\n{line.text}", "plain", line.page)
        else:
            out.append(line)
    return [TextLine(join_lines(line.text), line.kind, line.page) if "\n" in line.text else line for line in out]


def _is_closed(above: str, below: str) -> bool:
    """A line that ends its sentence, or announces a list; a colon before a number does not."""
    last = above.rstrip()[-1]
    return last in ".!?" or (last == ":" and not _NUMBER.match(below))


def _paragraph(line: TextLine, text: str, alone: bool) -> Paragraph:
    raw = line.text
    hashes = len(raw) - len(raw.lstrip("#"))
    kind: BlockKind = "paragraph"
    level = 0
    if line.kind == "furniture" or LEADERS.search(raw) or "\t" in raw:
        kind = "furniture"
    elif hashes:
        kind, level = "heading", min(hashes, SHAPED_LEVEL - 1)
    elif _NOTE.match(text) or _UNIT.match(text):
        kind = "note"
    elif _LIST.match(raw):
        kind = "list_item"
    elif (
        alone
        and not is_parted(raw)
        and len(text) <= MAX_HEADING
        and not text.endswith((".", ":", ";", ","))
        and re.match(r"\W?[\dA-ZÅÄÖ]", text)
    ):
        kind, level = "heading", SHAPED_LEVEL
    return Paragraph(text, line.page, kind, level, is_bold=bool(BOLD.match(raw.lstrip("# "))))
