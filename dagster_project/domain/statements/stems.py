"""Words of a subject or label brought to one form, so that `Den egna produktionen` meets `Egen produktion`.

Lives here: stems. Not here: what is compared by them (`restates.py`, `repeats.py`).
"""

from __future__ import annotations

from functools import cache, lru_cache

from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.swedish.text import fold

_SUFFIXES = (
    "ernas", "arnas", "ornas", "erna", "arna", "orna", "are", "ens", "ets", "en", "et", "er", "ar", "or", "na", "s",
    "n", "t", "e", "a",
)  # fmt: skip


def find_stems(text: str) -> frozenset[str]:
    """The stems of the words that tell one thing from another; empty for a text of empty words only."""
    return frozenset(
        _stem(word)
        for word in fold(text).split()
        if word not in lexicon().words["empty_words"] and (len(word) > 2 or word.isdigit())
    )


@cache
def institution_stems() -> frozenset[str]:
    """Stems of the words for the whole reporting body."""
    return frozenset(_stem(word) for word in lexicon().words["institution_words"])


def names_body(subject: str) -> bool:
    """True for a subject that is the reporting body, by a word for it or by its own name (`Vård- och äldrenämnden`)."""
    stems = find_stems(subject)
    last = subject.casefold().rstrip(" .").rpartition(" ")[2]
    has_its_name = lexicon().patterns["body_names"].fullmatch(last) is not None
    return has_its_name or (bool(stems) and stems <= institution_stems())


def _modern(word: str) -> str:
    """An older term of the field as today's: reports use both for one department."""
    return next((word.replace(old, new) for old, new in lexicon().synonyms if old in word), word)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """Endings off until none is left, four letters kept: `produktionen` and `produktion` are then one."""
    word = _modern(word)
    while len(word) > 5:
        bare = next((word.removesuffix(s) for s in _SUFFIXES if word.endswith(s) and len(word) - len(s) >= 4), word)
        if bare == word:
            break
        word = bare
    return word
