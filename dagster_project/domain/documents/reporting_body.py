"""Whose report it is within a municipality: a board's, or that of the municipality as a whole.

Next door: `identify.py` finds municipality, type and period. Source: DOMAIN.md section 1; the annual report
(årsredovisning) is the municipality's unless its title names a board.
"""

from __future__ import annotations

import re
from collections import Counter

from dagster_project.domain.model import Document, Paragraph
from dagster_project.domain.swedish.text import join_lines

#: how many blocks from the top may name the board
NEAR_TOP = 42
#: how many short lines from the top are the title
TITLE_LINES = 6
MAX_TITLE_LINE = 90
_BOARD = re.compile(
    r"\b(nämnden för [a-zåäö-]+(?:(?:, | och )[a-zåäö-]+){0,3}"
    r"|(?:[a-zåäö]+(?:-, |-? och |-? & |-|/))*(?:(?:tekniska|sociala|gemensamma|lokala) )?"
    r"[a-zåäö]*(?:nämnd(?:en|ens|s)?|styrelsen?|utskottet))\b",
    re.I,
)
_OFFICE = re.compile(r"\b\w+(?:förvaltning(?:en)?|kontoret)\b|\bsocialtjänsten\b", re.I)
_OF_ALL = re.compile(
    r"\b(?:kommunens|kommunfullmäktige|koncern\w*|kommunkoncern\w*|sammanställd redovisning|förvaltningsberättelse"
    r"|nämndernas|balanskrav\w*)\b",
    re.I,
)
_NO_BOARD = frozenset({"nämnden", "styrelsen", "kommunstyrelsen", "kommunstyrelse", "utskottet", "nämnd"})


def find_board(document: Document) -> str:
    """The board (nämnd) that reports, in its definite form; empty where several are named and the title names none."""
    top = document.paragraphs[:NEAR_TOP]
    in_title = _boards(_title_lines(document))
    named = in_title or _boards([p.text for p in top if p.kind != "furniture"])
    named += _boards([p.text for p in document.paragraphs if p.kind == "furniture"])
    ranked = named.most_common(2)
    if not ranked or (len(ranked) > 1 and (not in_title or ranked[0][1] == ranked[1][1])):
        return ""
    return ranked[0][0].capitalize()


def is_of_municipality(document: Document, printed_type: str) -> bool:
    """True for a report of all boards: its title names no single board and no office, and its words, its type or the
    boards that it goes through say so."""
    lines = _title_lines(document)
    if len(_boards(lines)) == 1 or any(_OFFICE.search(line) for line in lines):
        return False
    if any(_OF_ALL.search(line) for line in lines) or printed_type.casefold() in (
        "årsredovisning",
        "förvaltningsberättelse",
    ):
        return True
    rows = [cell.text for table in document.tables for cell in table.cells if cell.col_no == 1]
    return len(_boards([*(p.text for p in document.paragraphs[:NEAR_TOP]), *rows])) != 1


def _title_lines(document: Document) -> list[str]:
    lines = [join_lines(p.text) for p in document.paragraphs[: 2 * TITLE_LINES] if _is_line(p)]
    return [line for line in lines if len(line) <= MAX_TITLE_LINE][:TITLE_LINES]


def _is_line(paragraph: Paragraph) -> bool:
    return paragraph.kind in ("heading", "paragraph") and not paragraph.text.rstrip().endswith((".", "!"))


def _boards(texts: list[str]) -> Counter[str]:
    names: Counter[str] = Counter()
    for text in texts:
        for match in _BOARD.finditer(join_lines(text)):
            name = re.sub(r"nämnd(?:en|ens|s)?$", "nämnden", match.group(1).casefold())
            if len(name) > 8 and name not in _NO_BOARD:
                names[name] += 1
    return names
