"""Number words and wordings of balance: when they state something.

Lives here: `fjorton medarbetare` counts, `de två`, `fem år` and `SKR:s nio strategier` do not; `prognosticerar en
budget i balans` states a deviation of zero, `arbetar för en budget i balans` does not. Next door: `exclusions.py` does
the same for digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dagster_project.domain.statements.exclusions import is_time_limit, is_verb
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.swedish.number_words import number_word

_NEXT_WORD = re.compile(r"[ -]{0,2}(?P<word>[^\W\d]+)")
_GENITIVE = re.compile(r"(?:[A-ZÅÄÖ]{2,5}:?s|\w{2,40}(?:ens|ets|nas|ans|ers)|[A-ZÅÄÖ]\w{2,40}s) $")
_BECOMES = re.compile(r"\b(?:bli|blir|blev|uppgår till|uppgick till) $", re.I)
_EQUALS = re.compile(r"\b(?:är|var|utgör|blir|som) $", re.I)
_PART_OF = re.compile(
    r" av \w{3,40}s (?:\w+ )?\w{3,40}(?:na|en|er|ar|or)\b| av (?:(?:de|dessa) (?:\w+ )?)?[\w-]{3,40}(?:na|en|dem"
    r"|dessa|er|ar|or)\b| av (?:dem|dessa)\b"
)
#: `Antalet placerade barn på HVB är sju`
_NUMBER_OF = re.compile(
    r"\b(?:antalet|mål(?:et)? för)\b[^.;,]{3,60} (?:är|var|blev|till)(?: (?:minst|högst|totalt))? $"
    r"|\bmål(?:et|värdet)? (?:är|var|om|på)(?: (?:minst|högst))? $|\b(?:budgeterat|planerat) (?:är|var) $"
    r"|\bbudgeten (?:medger|räcker till|ger utrymme för|bygger på) $",
    re.I,
)
_TO_DIGITS = re.compile(r" till (?:totalt )?\d")
#: `har ökat från fyra till sex`
_FROM = re.compile(
    r"\b(?:öka|minska|stig|steg|sjunk|sjönk|gått|gick|växt|fler|färre|avveckla)\w*\b[^,;.]{0,40},? från $", re.I
)
#: `har minskat från 14 till nio`
_FROM_DIGITS = re.compile(r"\bfrån (?:\d[\d ]*|[^\W\d]+)(?: [^\W\d]+)? till $", re.I)
_TO_COUNT = re.compile(r" till (?:totalt )?(?P<word>[^\W\d]+)(?! (?:år|månader|veckor)\b)")
_COMPARED = re.compile(r" (?:fler|färre) än\b")
#: `Det är sju färre än i mars`
_IT_IS = re.compile(r"\b(?:det|vilket) (?:är|var|blev|innebär) $", re.I)
_ONLY_ONE = re.compile(r"\b(?:varav|endast|bara|enbart) $", re.I)
_HAS_ITS_VERB = re.compile(r" (?:till|avser|rör|inom|gäller|är|har|hos|på)\b")
#: `två av nämndens fyra indikatorer`: the part, and the whole
_WHOLE_BEHIND = re.compile(r" av (?:de |dessa |\w{3,40}s )?(?P<whole>[^\W\d]+) (?P<noun>[^\W\d]+)")
_PART_BEFORE = re.compile(r"(?<!\w)(?P<part>\w+) av (?:de |dessa |\w{3,40}s )?$", re.I)
#: `Av nämndens åtta mål bedöms fem uppnås`
_OUT_OF_OWNED = re.compile(r"^\W*av (?:de|våra|\w{3,40}s) $", re.I)
_OUT_OF_GOALS = re.compile(r"^\W*av (?:\w+ )?(?:\w+|\d+) (?P<noun>\w+) (?P<verb>\w+) $", re.I)
#: `två gula och en röd`, `ett inte alls`
_STATUS = re.compile(
    r" (?:(?:är|når|har|\w{3,20}des) )?(?:inte|ej|delvis|helt|röd|rött|gul|gult|grön|grönt|uppfyllt|uppfylld)\b"
)
_LISTED = re.compile(r"(?:,| och| samt| respektive|(?: mot| jämfört med)(?: budgeterade| planerade)?) $")
_NO_NOUN_NEEDED = re.compile(
    r"[.,;]|$| (?:på|i|inom|hos|till|enligt|under|föregående|förra|året|delvis|helt|inte|ej|är|var|har|hade"
    r"|blev)\b| \w{3,20}(?:ats|its|[lnr]ts)\b"
)
_AFTER_VARAV = re.compile(r"\bvarav\b.{0,80}(?:,| och|respektive) $", re.I)
_SAYING = frozenset({"och", "men", "litet", "mindre", "svagt", "lätt", "marginellt", "dock", "eller", "c"})
_STATES_BALANCE = re.compile(
    r"\b(?:prognos\w*|redovis\w*|vis\w*|är|var|har|hade|bedöms|blir|blev|ligger|låg|håll\w*|klar\w*|väntas"
    r"|beräknas|förväntas|nåtts"
    r"|pekar mot|innebär|landar|går|gick|löper|följer|utfall\w*|kommer|kommer att|stort sett|helt"
    r"|fortsatt)\s+(?:\w+\s+){0,3}$"
)


def is_word_count(sentence: str, start: int, end: int, unit: str, noun: str, value: Decimal, has_sibling: bool) -> bool:
    """A number word that counts something; has_sibling: another count stands in the same sentence."""
    before, after = sentence[max(0, start - 110) : start], sentence[end : end + 60]
    word = _NEXT_WORD.match(after)
    if word and lexicon().patterns["not_counted_after"].fullmatch(word["word"].casefold()):
        return False
    if unit and unit != "count":
        is_each = value == 1 and unit in ("days", "hours", "fte") and not re.search(r"\b(?:med|till|från) $", before)
        return not is_each and not (unit in ("days", "hours") and is_time_limit(before, after))
    if value == 1 and has_sibling and _LISTED.search(before) and _STATUS.match(after):
        return True
    if _COMPARED.match(after) and (has_sibling or _IT_IS.search(before)):
        return True
    if value == 1:
        return _is_single(sentence, start, before, after, noun)
    out_of = _OUT_OF_GOALS.match(before)
    if out_of and _is_enumerated(out_of["noun"]) and out_of["verb"].casefold() in lexicon().words["verbs"]:
        return True
    if _is_part_of_list(after) or _is_whole_of_list(before, noun):
        return True
    if _last_word(before) in lexicon().words["definite_before"] or _GENITIVE.search(before):
        return False
    has_verb = word is not None and is_verb(word["word"])
    if has_verb and not before.strip() and value > 1:
        return True
    if has_sibling and _LISTED.search(before) and (has_verb or _NO_NOUN_NEEDED.match(after)):
        return True
    if before.endswith(" med ") and _TO_DIGITS.match(after):
        return True
    if _FROM_DIGITS.search(before) and re.match(r"[.,;)]|$| \w", after):
        return True
    if _FROM.search(before) and _goes_to_a_count(after):
        return True
    if _NUMBER_OF.search(before) and re.match(r"[.,;]|$| (?:i|per|under|för)\b", after):
        return True
    if before.casefold().endswith("varav ") or _AFTER_VARAV.search(before):
        return True
    if _PART_OF.match(after):
        return not _EQUALS.search(before)
    if _BECOMES.search(before) and re.match(r"[.,]|$| (?:nästa|i|per|under|för)\b", after):
        return True
    return bool(noun) and (_looks_counted(noun) or has_sibling)


def _goes_to_a_count(after: str) -> bool:
    match = _TO_COUNT.match(after)
    return match is not None and number_word(match["word"]) is not None


def _is_part_of_list(after: str) -> bool:
    whole = _WHOLE_BEHIND.match(after)
    return whole is not None and number_word(whole["whole"]) is not None and _is_enumerated(whole["noun"])


def _is_whole_of_list(before: str, noun: str) -> bool:
    if _OUT_OF_OWNED.search(before):
        return _is_enumerated(noun)
    part = _PART_BEFORE.search(before)
    if part is None or number_word(part["part"]) is None:
        return False
    return _is_enumerated(noun, "owned_goals" if _GENITIVE.search(before) else "enumerated")


def _is_enumerated(noun: str, kind: str = "enumerated") -> bool:
    return lexicon().patterns[kind].fullmatch(noun.rpartition(" ")[2].casefold()) is not None


def _last_word(before: str) -> str:
    return before.strip().rpartition(" ")[2].casefold().strip(",;(")


def _is_single(sentence: str, start: int, before: str, after: str, noun: str) -> bool:
    """`en` or `ett` that counts: `varav en avser ...`, `endast en av ...`, or a person and what happened to it."""
    if _ONLY_ONE.search(before) and (_PART_OF.match(after) or _HAS_ITS_VERB.match(after)):
        return True
    if _AFTER_VARAV.search(before) and _HAS_ITS_VERB.match(after):
        return True
    last = noun.rpartition(" ")[2].casefold()
    if last not in lexicon().words["singular_counted"] or len(noun.split()) > 1 + noun.startswith("ensamkommande"):
        return False
    return lexicon().has("singular_verbs", sentence[max(0, start - 60) : start + 90].casefold())


def _looks_counted(noun: str) -> bool:
    last = noun.rpartition(" ")[2].casefold()
    if lexicon().patterns["not_counted_after"].fullmatch(last):
        return False
    if _is_enumerated(last):
        return True
    return bool(lexicon().patterns["counted"].fullmatch(last)) or bool(re.fullmatch(r"[\w-]{3,}(?:ar|er|or|are)", last))


def _kept_budgets(low: str) -> Iterator[re.Match[str]]:
    """Wordings of balance; between `håller` and `budget` only words that leave it kept (`i stort sett sin`)."""
    for match in lexicon().patterns["balance_kept"].finditer(low):
        if set(match.group(0).split()[1:-1]) <= lexicon().words["balance_between"]:
            yield match
    yield from lexicon().patterns["balanced"].finditer(low)


def says_how_far(between: str) -> bool:
    """True for the words between a kept budget and the amount that says how well (` och visar ett överskott på `).

    Args: between: lower-case text. A word that could name somebody else ends it.
    """
    lex = lexicon()
    kinds = ("measure.deviation", "measure.deficit", "measure.surplus", "positive", "negative")
    return "." not in between and all(
        word in lex.words["verbs"] | lex.words["prepositions"] | _SAYING
        or any(lex.patterns[kind].fullmatch(word) for kind in kinds)
        for word in re.findall(r"[^\W\d]+", between)
    )


def is_distance(between: str, behind: str) -> bool:
    """True where the words before or behind an amount make it a surplus or a deficit."""
    is_behind = re.match(r" (?:till godo|i (?:över|under)skott|plus|minus)\b", behind) is not None
    return is_behind or re.search(r"skott|avvikelse", between) is not None


def find_balance(low: str) -> tuple[int, int] | None:
    """Where lower-case text states that a budget is held, or None."""
    for match in _kept_budgets(low):
        before = low[max(0, match.start() - 60) : match.start()]
        if lexicon().has("balance_wished", before) or re.match(r"\W{1,2}(?:för att|att nå)", low[match.end() :][:12]):
            continue
        if match.re is lexicon().patterns["balance_kept"]:
            return match.span()
        if lexicon().has("balance_clauses", match.group(0)) or _STATES_BALANCE.search(before):
            return match.span()
    return None
