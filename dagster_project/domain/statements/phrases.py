"""Noun phrases: cutting one out of a sentence and cleaning its ends.

Lives here: tokens, time phrases, heads such as `avvikelsen för`, and the words that never begin or end a subject.
Next door: `subjects.py` decides which phrase is the subject.
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.swedish.number_words import number_word

TOKEN = re.compile(r"[^\s,;:()\"”“]+|[,;:()]")
_MONTHS = (
    "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    "|jan|feb|apr|aug|sept?|okt|nov|dec"
)
_TIME_WORD = (
    r"(?:hela|perioden|året|slut|helåret|helår|årets|verksamhetsåret|budgetåret|halvåret|delåret|sommaren|hösten|våren"
    r"|vintern|månad\w*|(?:19|20)\d\d"
    rf"|år (?:19|20)\d\d|dagsläget|år|föregående år\w*|tertial\w*(?: \d)?|kvartal\w*(?: \d)?|den|sista|första"
    rf"|andra|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|{_MONTHS}"
    r"|\d{1,2}(?= (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)))"
)
_TIME_PHRASE = re.compile(
    r"(?<!\w)(?:per|under|sedan|till och med|t\.?o\.?m\.?|tom|för|i|från och med|fr\.?o\.?m\.?|från|efter|vid)"
    rf" (?:{_TIME_WORD}(?!\w)[ –-]{{0,3}}){{1,6}}(?:(?:till|och|t\.?o\.?m\.?) (?:{_MONTHS})(?!\w) ?(?:(?:19"
    rf"|20)\d\d)?)?",
    re.I,
)
_NOW = re.compile(
    r"(?<!\w)(?:(?:de )?kommande (?:månader(?:na)?|året)|resten av året|för närvarande|just nu|i nuläget"
    r"|i dagsläget|i dag|idag|i år|förra året|föregående år|året (?:innan|före|dessförinnan)"
    r"|för \w+ (?:år|månader) sedan"
    r"|under innevarande år|i själva verket|i stället|istället)(?!\w)",
    re.I,
)
_DROP_HEAD = re.compile(
    r"^(?:\w*avvikelse\w*|\w*prognos(?:en)?|utfallet|utfall|resultatet|resultat|\w*underskott(?:et)?"
    r"|\w*överskott(?:et)?"
    r"|effekten|effekt) (?:för|på|inom|i|hos|avseende|gällande) ",
    re.I,
)
_DROP_BODY = re.compile(
    r"^(?:avdelningen|verksamheten|verksamhetsområdet|verksamhetsprogram(?:met)?|enheten|området"
    r"|nämnden) (?:för )?(?=[A-ZÅÄÖa-zåäö])"
)
_DROP_TAIL = re.compile(r"(?<=\w\w\w)s (?:budgetavvikelse|avvikelse|prognos|underskott|överskott|resultat|utfall)$")
#: the caption of a table names what the table shows, no subject
_CAPTION = re.compile(
    r"[(,] ?(?:belopp )?(?:i )?(?:tkr|mkr|mnkr|kkr|tusental kronor)\W*$"
    r"|^(?:resultat|utfall|prognos|avvikelse|budgetavvikelse|driftredovisning|nettokostnad\w*)"
    r" per (?:enhet|verksamhet|område|avdelning|ansvar|nämnd)",
    re.I,
)
#: clean_phrase looks at no more than this; a subject is shorter
MAX_PHRASE = 200


def clean_phrase(text: str) -> str:
    """A noun phrase without conjunctions and prepositions at its ends, time phrases and the measure word heading it."""
    phrase = _TIME_PHRASE.sub(" ", _NOW.sub(" ", " ".join(text[-MAX_PHRASE:].split())))
    for _ in range(2):
        phrase = _DROP_HEAD.sub("", _strip_ends(phrase))
    if "(" in phrase and ")" not in phrase:
        phrase = phrase.partition("(")[0]
    phrase = _DROP_BODY.sub("", phrase)
    phrase = _DROP_TAIL.sub("", phrase)
    return " ".join(phrase.split()).strip(" ,;:-–")


def _strip_ends(phrase: str) -> str:
    words = lexicon().words
    tokens = phrase.split()
    while tokens and (
        _bare(tokens[0]) in words["leading_words"] or not _bare(tokens[0]) or number_word(_bare(tokens[0]))
    ):
        tokens.pop(0)
    while tokens and (_bare(tokens[-1]) in words["trailing_words"] or not _bare(tokens[-1])):
        tokens.pop()
    return " ".join(tokens).strip(" ,;:.–-()")


def _bare(token: str) -> str:
    return token.casefold().strip(",;:()")


def is_time(text: str) -> bool:
    """True for a phrase that says only when: `helåret`, `mars 2024`."""
    return not _TIME_PHRASE.sub("", "för " + _NOW.sub("", text).strip()).strip(" ,.").removeprefix("för").strip()


def without_time(text: str) -> str:
    """The text without its time phrases."""
    return _TIME_PHRASE.sub(" ", _NOW.sub(" ", text))


def join(tokens: list[str]) -> str:
    """Tokens as text, punctuation closed up."""
    return re.sub(r" ([,;:)])", r"\1", " ".join(tokens)).replace("( ", "(")


def is_generic(phrase: str) -> bool:
    """True for a phrase that names nothing by itself: `avdelningen`, `prognosen`."""
    low = phrase.casefold()
    words = lexicon().words
    if len(low) < 2 or _CAPTION.search(low) or low in words["generic_subjects"] or not re.search(r"[^\W\d]", low):
        return True
    return all(token.strip(",.:") in words["generic_tokens"] or token.endswith("prognosen") for token in low.split())
