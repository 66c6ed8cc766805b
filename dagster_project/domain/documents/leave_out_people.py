"""Names of officials and diary numbers are the document's, not the data's: their lines are furniture.

Lives here: one pass over the paragraphs of a Document. Such lines stay in it (the archive keeps the original anyway),
but no reader of content, heading or statement sees them. Source: DOMAIN.md section 7.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.domain.model import Block, Document, Paragraph

_ROLE = (
    r"(?:(?:vice |1:e |2:e |förste |andre )?ordförande|(?:tf\.? |bitr\.? )?\w*(?:chef|direktör|ekonom|controller"
    r"|sekreterare|handläggare|samordnare|strateg|utredare)|kontaktperson|föredragande|justerare|upprättad av"
    r"|författare|ansvarig|dokumentansvarig|dnr|diarienr|diarienummer|ärendenummer|telefon|tel|e-post)"
)
_KEYED = re.compile(rf"^{_ROLE}\s*[:.]\s*\S", re.I)
_ALONE = re.compile(rf"^{_ROLE}$", re.I)
_PART = r"[A-ZÅÄÖÉ][a-zåäöéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?"
_NAME = re.compile(rf"^(?:{_PART}\s+){{1,3}}{_PART}(?:\s*\(\w{{1,3}}\))?$")


def leave_out_people(document: Document) -> Document:
    """The document with lines that name officials or diary numbers turned into furniture.

    A line is such a line if it is a role or number with its value (`Ordförande: ...`, `Diarienummer: ...`), or a name
    directly above a role that stands alone (a signature).
    """
    blocks = list(document.blocks)
    for i, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or block.kind == "furniture":
            continue
        text = " ".join(block.text.split())
        if _KEYED.match(text) and len(text) < 160:
            blocks[i] = _furniture(block)
        elif _ALONE.match(text) and i and _is_name(blocks[i - 1]):
            blocks[i - 1], blocks[i] = _furniture(blocks[i - 1]), _furniture(block)
        elif _is_signature(block.text):
            blocks[i] = _furniture(block)
    return replace(document, blocks=tuple(blocks))


def _is_name(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(_NAME.match(" ".join(block.text.split())))


def _is_signature(text: str) -> bool:
    """A name and a role as two lines of one block."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) == 2 and bool(_NAME.match(lines[0])) and bool(_ALONE.match(lines[1]))


def _furniture(block: Block) -> Block:
    return replace(block, kind="furniture", level=0) if isinstance(block, Paragraph) else block
