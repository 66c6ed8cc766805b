"""Words that a narrow column broke without a hyphen (`Budgetavvikel` / `se 2024`), put together again.

Lives here: one pass over the cells of a Document, with the document's own words as the vocabulary. Hyphenated words
are mended by `swedish/text.join_lines`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.domain.model import Block, Cell, Document, Paragraph, Table
from dagster_project.domain.swedish.lexicon import lexicon

_WORD = re.compile(r"[^\W\d_]+")
_LONE = re.compile(r"^(?P<word>[^\W\d_]{3,})$")
_FRAGMENT = re.compile(r"^(?P<word>[a-zåäöéü]+)(?P<rest>.*)$")
#: short words that start a line in their own right, should the document not show them elsewhere
FILLS = 0.8
#: a year broken over lines (`20` / `19`) is mended in the first rows only: elsewhere two lines may be two numbers
HEADER_ROWS = 2
_BROKEN_YEAR = re.compile(r"^(?:(?:19|20)\|\d\d|(?:19|20)\d\|\d|[12]\|[09]\d\d)$")
_SHORT_WORDS = frozenset(
    {"och", "i", "på", "av", "per", "för", "mot", "med", "till", "från", "samt", "inkl", "exkl", "enl", "än", "om"}
    | {"jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}
    | {"som", "inom", "under", "kr", "tkr", "mkr", "mnkr", "st", "år", "den", "det", "de", "län", "kommun"}
)


def mend_words(document: Document) -> Document:
    """The document with broken words of table cells joined.

    A column breaks a word only where it does not fit on a line of its own: the first part stands alone on its line and
    fills the column, the second starts the next line in lower case. They are joined if the whole is a known word, or
    if the second part is none.
    """
    vocabulary = _vocabulary(document) | lexicon().heading_words
    return replace(document, blocks=tuple(_mended(block, vocabulary) for block in document.blocks))


def _mended(block: Block, vocabulary: frozenset[str]) -> Block:
    if isinstance(block, Paragraph):
        return block
    longest: dict[int, int] = {}
    for cell in block.cells:
        if cell.col_span == 1:
            widths = [len(line) for line in cell.text.split("\n")]
            longest[cell.col_no] = max(longest.get(cell.col_no, 0), *widths)
    cells = tuple(_mended_cell(cell, vocabulary, longest.get(cell.col_no, 0)) for cell in block.cells)
    return replace(block, cells=cells)


def _mended_cell(cell: Cell, vocabulary: frozenset[str], longest: int) -> Cell:
    if "\n" not in cell.text:
        return cell
    lines = cell.text.split("\n")
    done = [lines[0]]
    for line in lines[1:]:
        if cell.row_no <= HEADER_ROWS and _BROKEN_YEAR.match(f"{done[-1]}|{line}"):
            done[-1] = done[-1] + line
            continue
        first, second = _LONE.match(done[-1]), _FRAGMENT.match(line)
        if first and second and _is_broken(first["word"], second["word"], vocabulary, longest):
            done[-1] = done[-1] + line
        else:
            done.append(line)
    return replace(cell, text="\n".join(done))


def _is_broken(first: str, second: str, vocabulary: frozenset[str], longest: int) -> bool:
    """longest: characters of the longest line in the column; a broken word's first part comes close to it."""
    if second in _SHORT_WORDS:
        return False
    is_word, second_is_word = (first + second).casefold() in vocabulary, second.casefold() in vocabulary
    if is_word and not second_is_word:
        return True
    overflows = len(first) + len(second) > longest
    return overflows and (is_word or (not second_is_word and len(first) >= FILLS * longest))


def _vocabulary(document: Document) -> frozenset[str]:
    """Words printed whole: of paragraphs, and of cells but for the words beside a line break."""
    words: set[str] = set()
    for block in document.blocks:
        texts = [c.text for c in block.cells] if isinstance(block, Table) else [block.text]
        for text in texts:
            lines = text.split("\n")
            for i, line in enumerate(lines):
                found = [w.casefold() for w in _WORD.findall(line)]
                if isinstance(block, Table):
                    found = found[1 if i > 0 else 0 : -1 if i < len(lines) - 1 else None]
                words.update(w for w in found if len(w) > 1)
    return frozenset(words)
