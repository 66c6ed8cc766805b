"""Letters whose accent is a glyph of its own (TeX without T1 fonts): `¨` over `a` becomes `ä`.

What does not live here: words (words.py).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from dagster_project.domain.tables.geometry import Char

ACCENTS = {"\u00a8": "\u0308", "\u02da": "\u030a", "\u00b4": "\u0301", "\u0060": "\u0300", "\u02c6": "\u0302"}
OFF_MIDDLE = 0.2  # of the font size: how far the middle of an accent is from the middle of its letter
MOST_ALONE = 300  # accents of a page whose letter is looked for all over it
RAISED = 0.4  # of the font size: how far the accent of a capital is moved up


def with_accents(chars: Iterable[Char]) -> list[Char]:
    """The glyphs in the order of the file; an accent and the letter that it stands over are one.

    The letter mostly comes right after its accent; the raised accent of a capital may come anywhere.
    """
    out: list[Char] = []
    alone: list[int] = []
    for c in chars:
        before = out[-1] if out else None
        if len(c.text) == 2 and c.text[0] in ACCENTS:
            out.append(c._replace(text=_composed(c.text[0], c.text[1])))
        elif before is not None and alone and alone[-1] == len(out) - 1 and _is_over(before, c):
            out[alone.pop()] = c._replace(text=_composed(before.text, c.text))
        else:
            if c.text in ACCENTS:
                alone.append(len(out))
            out.append(c)
    return _with_raised(out, alone[:MOST_ALONE])


def _with_raised(chars: list[Char], accents: list[int]) -> list[Char]:
    taken: set[int] = set()
    for i in accents:
        under = next((k for k, c in enumerate(chars) if c.text.isupper() and _is_over(chars[i], c)), None)
        if under is not None:
            chars[under] = chars[under]._replace(text=_composed(chars[i].text, chars[under].text))
            taken.add(i)
    return [c for i, c in enumerate(chars) if i not in taken] if taken else chars


def _composed(accent: str, letter: str) -> str:
    whole = unicodedata.normalize("NFC", letter + ACCENTS[accent])
    return whole if len(whole) == 1 else letter


def _is_over(accent: Char, letter: Char) -> bool:
    off = abs(accent.x0 + accent.x1 - letter.x0 - letter.x1) / 2
    rise = letter.baseline - accent.baseline
    return (
        letter.text.isalpha() and off < OFF_MIDDLE * letter.size and -0.05 * letter.size <= rise < RAISED * letter.size
    )
