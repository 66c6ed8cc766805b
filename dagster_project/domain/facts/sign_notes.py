"""What a report says of the signs of its deviations: `Plus = underskott`, `minustecken betyder lägre kostnad`.

Lives here: reading such a sentence. Where the numbers themselves prove the convention nothing is asked of it
(`difference_signs.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dagster_project.domain.swedish.text import join_lines, plain_minus

_WORSE = (
    r"(?:underskott|överskrid\w*|överdrag|merkostnad\w*|högre kostnad\w*|kostnad\w* (?:är |blir )?högre|dyrare|sämre)"
)
_BETTER = r"(?:överskott|underskrid\w*|lägre kostnad\w*|kostnad\w* (?:är |blir )?lägre|billigare|bättre)"
_PLUS = r"(?:(?<![\w+])\+(?!\d|/)|\bplus(?:tecken)?\b|\bpositiv\w*)"
_MINUS = r"(?:(?<![\w-])-(?!\w| ?\d)|\bminus(?:tecken)?\b|\bnegativ\w*)"
#: between a sign and what it means: nothing, or a word that says so, and no other sign or meaning
_OTHERS = rf"(?!{_WORSE}|{_BETTER}|\bminus|\bplus|\bnegativ|\bpositiv|\bmen\b|[.;,])."
_SAYS = r"(?:=|:|\bbetyder|\binnebär|\bavser|\banger|\bvisar|\bstår för|\bär)"
_NEAR = rf"(?:\s*|(?:{_OTHERS}){{0,30}}?{_SAYS}(?:{_OTHERS}){{0,25}}?)"
_TURNED = re.compile(rf"{_PLUS}{_NEAR}{_WORSE}|{_MINUS}{_NEAR}{_BETTER}")
_PLAIN = re.compile(rf"{_PLUS}{_NEAR}{_BETTER}|{_MINUS}{_NEAR}{_WORSE}")
MOST_CHARACTERS = 200


def plus_is_worse(texts: Iterable[str]) -> bool:
    """True where one of the texts around a table says that + is unfavourable, or - favourable, and none the opposite.

    A sentence about one amount (`ett negativt resultat, ett underskott`) says the usual and changes nothing.
    """
    flat = [plain_minus(join_lines(text)).replace("–", "-").casefold() for text in texts]
    near = [text for text in flat if len(text) <= MOST_CHARACTERS]
    return any(map(_TURNED.search, near)) and not any(map(_PLAIN.search, near))
