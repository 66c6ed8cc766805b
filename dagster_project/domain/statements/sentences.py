"""Running text cut into sentences, and sentences into the stretches that belong to one number.

Lives here: where a sentence ends and where a clause begins. Not here: what a number is (`mentions.py`) or means
(`wording.py`). Linear in the length of the text: every pattern is bounded, and no sentence is longer than a limit.
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.swedish.text import fold_spaces, plain_minus

#: longer stretches without a full stop are cut; no sentence that states something is this long
MAX_SENTENCE = 1500
_MARKUP = re.compile(r"\*\*|</?(?:b|i|u|p|em|strong|br)\s?/?>|^#{1,6} |^\s*>\s", re.I | re.M)
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\w)|(?<=[\w%.])\*(?![\w*])")
_BULLET = re.compile(r"^(?:[-–—•●▪◦·*»]|o(?= [A-ZÅÄÖ]))\s*(?=[^\s\d])")
_ITEM = re.compile(r"^(?:[-–—•●▪◦·*»]|\d{1,2}[.)]) +")
_BULLET_LINE = re.compile(r"\n(?=[-–—•●▪◦·»] ?[^\s\d])")
_END = re.compile(r"[.!?](?=[\"”’)]?\s+[\"”’(]?[A-ZÅÄÖ0-9+-])")
_COLON = re.compile(r"\b((?:utfall|resultat|prognos|mål|värde)\w{0,12} (?:19|20)\d\d):(?=\d)", re.I)
_LAST_WORD = re.compile(r"[\wåäöÅÄÖ.]{1,20}$")


def plain(text: str) -> str:
    """Text without markup and with one kind of minus; line breaks kept."""
    text = _MARKUP.sub("", fold_spaces(plain_minus(text)))
    return _COLON.sub(r"\1: ", _EMPHASIS.sub("", text))


def split_sentences(text: str, is_list_item: bool = False) -> list[str]:
    """Sentences of a block of text, each on one line, bullets taken off (a list item's before a number, too).

    Full stops after abbreviations (`t.ex.`, `ca.`) and inside numbers do not end a sentence.
    """
    sentences: list[str] = []
    for part in _BULLET_LINE.split(plain(text)):
        flat = _BULLET.sub("", " ".join(part.split()))
        if is_list_item:
            flat = _ITEM.sub("", flat)
        start = 0
        for match in _END.finditer(flat):
            if _is_abbreviation(flat[max(0, match.start() - 20) : match.start()], flat[match.end() : match.end() + 3]):
                continue
            sentences.extend(_cut(flat[start : match.end()].strip()))
            start = match.end()
        sentences.extend(_cut(flat[start:].strip()))
    return [s for s in sentences if s]


def _is_abbreviation(before: str, after: str) -> bool:
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    text = word.group(0).casefold().strip(".")
    if text.isdigit() and len(text) <= 2 and len(before.strip()) == len(text):
        return True
    if text in lexicon().abbreviations:
        return True
    return len(text) == 1 and text.isalpha() and after.strip()[:1].islower()


def _cut(sentence: str) -> list[str]:
    if len(sentence) <= MAX_SENTENCE:
        return [sentence] if sentence else []
    pieces = []
    while len(sentence) > MAX_SENTENCE:
        at = sentence.rfind(" ", MAX_SENTENCE // 2, MAX_SENTENCE)
        at = at if at > 0 else MAX_SENTENCE
        pieces.append(sentence[:at].strip())
        sentence = sentence[at:]
    return [*pieces, sentence.strip()]
