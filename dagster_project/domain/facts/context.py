"""What stands around a table: its title, the headings above it and the notes below it.

Lives here: walking the document's blocks. What the words mean is decided elsewhere (`families.py`, `periods.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.domain.facts.anatomy import Anatomy
from dagster_project.domain.model import Block, Document, Paragraph, Table
from dagster_project.domain.swedish.lexicon import first_match, lexicon
from dagster_project.domain.swedish.text import fold, join_lines
from dagster_project.domain.swedish.units import money_unit

#: a caption is at most this long
MAX_CAPTION = 120
_KEY_VALUE = re.compile(r"^[^:]{2,30}:\s+\S")
_NAMES_TABLE = re.compile(
    r"redovisning|räkning|uppföljning|sammanställning|budget|prognos|analys|tabell|översikt|rapport", re.I
)


@dataclass(frozen=True, slots=True)
class TableContext:
    """title: the heading, caption, title row or corner that names the table. headings: the chain above, nearest last.

    notes: the paragraphs under the table up to the next heading or table. before: the paragraphs between heading
    and table.
    """

    title: str
    headings: tuple[str, ...]
    notes: tuple[str, ...]
    before: tuple[str, ...]


def find_contexts(document: Document, anatomies: dict[int, Anatomy]) -> dict[int, TableContext]:
    """The context of every table by table_no."""
    contexts: dict[int, TableContext] = {}
    chain: list[Paragraph] = []
    before: list[Paragraph] = []
    blocks = [b for b in document.blocks if not (isinstance(b, Paragraph) and b.kind == "furniture")]
    for i, block in enumerate(blocks):
        if isinstance(block, Table):
            title = _title(anatomies[block.table_no], chain, before)
            notes = tuple(p.text for p in _notes(blocks, i))
            headings = tuple(join_lines(p.text) for p in chain)
            contexts[block.table_no] = TableContext(title, headings, notes, tuple(p.text for p in before))
            before = []
        elif block.kind == "heading":
            chain = [h for h in chain if h.level < block.level] + [block]
            before = []
        else:
            before = [*before, block]
    return contexts


def _notes(blocks: list[Block], i: int) -> list[Paragraph]:
    notes: list[Paragraph] = []
    for block in blocks[i + 1 : i + 5]:
        if isinstance(block, Table) or block.kind == "heading":
            break
        notes.append(block)
    return notes


def _title(anatomy: Anatomy, chain: list[Paragraph], before: list[Paragraph]) -> str:
    """A title row in the table, else a corner that names the table, else a caption right above, else the heading."""
    if anatomy.title_row:
        return anatomy.title_row
    corner = anatomy.segments[0].corner if anatomy.segments else ""
    if money_unit(corner) and len(fold(corner).split()) > 1 and _NAMES_TABLE.search(corner):
        return corner
    above = _caption(before) or _heading(chain)
    if money_unit(corner) and not money_unit(above):
        return f"{above} {corner}".strip()
    return above


def _heading(chain: list[Paragraph]) -> str:
    """The nearest heading that can name a table; `Analys` or `Adressering: ...` leave it to the one above."""
    texts = [join_lines(p.text) for p in reversed(chain)]
    return next((t for t in texts if not lexicon().not_titles.match(fold(t))), texts[0] if texts else "")


def _caption(before: list[Paragraph]) -> str:
    """The line right above the table, if it reads as a caption: short, no sentence, no `key: value`, no note."""
    if not before:
        return ""
    text = join_lines(before[-1].text)
    if (
        before[-1].kind not in ("paragraph", "list_item")
        or len(text) > MAX_CAPTION
        or text.endswith((".", ",", ";"))
        or _KEY_VALUE.match(text)
        or lexicon().not_titles.match(fold(text))
    ):
        return ""
    starts_well = bool(re.match(r"[\dA-ZÅÄÖ(*]", text))
    return text.rstrip(":") if starts_well and len(text.split()) <= 14 else ""


def topic_text(context: TableContext, corner: str, section: tuple[str, ...]) -> str:
    """The words that say what rows are about, nearest first: section, corner, title, nearest heading."""
    return " / ".join([*reversed(section), corner, context.title, *(context.headings[-1:])])


def title_measures(context: TableContext, corner: str) -> tuple[str, ...]:
    """The measure that the title or the corner names for the whole table; empty if none."""
    return first_match(lexicon().title_measures, corner) or first_match(lexicon().title_measures, context.title)
