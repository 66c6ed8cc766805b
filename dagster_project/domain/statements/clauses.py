"""The phrase that a clause is about, found from where its verb stands.

Lives here: word order (before the verb, behind it after an adverbial, in what is said, in what a relative clause
describes). Not here: cleaning the phrase (`phrases.py`) and choosing among several (`subjects.py`). Swedish is a
verb-second language: what is not the first part of a main clause stands behind its verb.
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.adverbs import LAST_YEAR
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.phrases import TOKEN, clean_phrase, is_generic, is_time, join, without_time

_NAMING = re.compile(r"^(?:inom|för|på|hos|vid|gällande|avseende|av|i)\b (?P<name>.+)$", re.I)
_YEARS = re.compile(
    r"(?:de |den )?(?:senaste|kommande|första|sista|tidigare) .{0,20}(?:år|året|åren|månaderna|månaden|veckorna"
    r"|tiden)$",
    re.I,
)
_VERB_FORM = re.compile(r"\w{3,30}(?:ades|erats|eras|[lnr]des|ttes|ktes)")
_CONJUNCTIONS = frozenset(
    {"och", "samt", "men", "medan", "där", "varav", "att", "så", "då", "när", "eftersom", "likaväl"}
)
_SKIPPED = frozenset(
    {
        "en",
        "ett",
        "den",
        "det",
        "de",
        "vi",
        "även",
        "också",
        "dock",
        "i",
        "därmed",
        "bara",
        "sig",
        "man",
        "är",
        "på",
        "om",
    }
    | {
        "med",
        "till",
        "av",
        "delvis",
        "främst",
        "kraftigt",
        "något",
        "fortsatt",
        "stort",
        "ut",
        "upp",
        "in",
        "sin",
        "sitt",
    }
)
_ANTECEDENT_STOPS = frozenset({"på", "med", "av", "till", "att", "eller", "från"})
#: what follows `beräknas`, `väntas`, `kan`
INFINITIVE = re.compile(
    r"landa|hamna|kosta|uppgå|ligga|öka|minska|sjunka|stiga|överstiga|understiga|bli|få|gå|ge|ha|nå|stå|vara|hålla|klara"
)
#: words of a noun phrase behind a verb
MAX_BEHIND = 6


def is_verb(token: str) -> bool:
    """A finite verb of the lexicon, or a form that only verbs have (`-ades`, `-erats`, `-eras`)."""
    low = token.casefold()
    return low in lexicon().words["verbs"] or _VERB_FORM.fullmatch(low) is not None


def first_verb(tokens: list[str]) -> int | None:
    """The place of the first finite verb that is not the verb of a relative clause, or None."""
    for i, token in enumerate(tokens):
        if is_verb(token) and not (i and tokens[i - 1].casefold() == "som"):
            return i
    return None


def has_own_subject(left: str) -> bool:
    """True when a clause begins with a phrase that names something and its verb follows."""
    tokens = TOKEN.findall(left)
    verb_at = first_verb(tokens)
    return bool(verb_at) and not _is_adverbial(tokens) and not is_generic(clean_phrase(join(tokens[:verb_at])))


def before_verb(left: str) -> str:
    """The words before the verb, whatever they are."""
    tokens = TOKEN.findall(left)
    verb_at = first_verb(tokens)
    return join(tokens[:verb_at]) if verb_at is not None else left


def around_verb(left: str, is_first: bool) -> str:
    """The phrase that the clause before a number is about; empty where the clause begins with its verb.

    Where the first of two joined clauses names nothing, the second is asked.
    """
    phrase = _one_clause(left, is_first)
    first, och, second = left.rpartition(" och ")
    if och and (is_time(phrase) or is_generic(clean_phrase(phrase))):
        has_verbs = first_verb(TOKEN.findall(first)) is not None and first_verb(TOKEN.findall(second))
        return _one_clause(second, is_first) if has_verbs else phrase
    return phrase


def _one_clause(left: str, is_first: bool) -> str:
    said = _said_clause(left)
    if said:
        return said
    tokens = TOKEN.findall(left)
    verb_at = first_verb(tokens)
    if verb_at is None:
        return re.sub(r"\b(?:19|20)\d\d\b:?", "", left)
    if verb_at == 0 and not is_first:
        return ""
    before = tokens[:verb_at]
    while before and (before[0] in ",;:()" or before[0].casefold() in _CONJUNCTIONS):
        before = before[1:]
    if before and not _is_adverbial(before):
        return join(before)
    behind = phrase_behind(tokens[verb_at + 1 :])
    if behind and not is_generic(clean_phrase(behind)):
        return behind
    return _named_by_adverbial(before) or behind


def _said_clause(left: str) -> str:
    """`visar att befolkningen kommer att öka`, `leder till att Myndighet redovisar`: the subject of what is said."""
    parts = left.split(" att ")
    for part in reversed(parts[1:]):
        tokens = TOKEN.findall(part)
        verb_at = first_verb(tokens)
        if not verb_at or _is_adverbial(tokens):
            continue
        phrase = join(tokens[:verb_at])
        if not is_generic(clean_phrase(phrase)):
            return phrase
    return ""


def phrase_behind(tokens: list[str]) -> str:
    """The noun phrase behind the verb of an inverted clause, with one prepositional phrase of its own."""
    taken: list[str] = []
    words = lexicon().words
    for i, token in enumerate(tokens):
        lower = token.casefold()
        if i == 0 and INFINITIVE.fullmatch(lower):
            continue
        if token in ",;:()" or lower == "att" or re.match(r"^[-–+]?\d", token) or len(taken) == MAX_BEHIND:
            break
        if is_verb(token):
            if taken:
                break
            continue
        following = tokens[i + 1].casefold() if i + 1 < len(tokens) else ""
        if taken and lower in ("för", "inom", "av", "och") and following and not is_verb(following):
            taken.append(token)
            continue
        if lower in _SKIPPED or lower in words["prepositions"]:
            if taken:
                break
            continue
        taken.append(token)
    return join(taken)


def _named_by_adverbial(tokens: list[str]) -> str:
    text = without_time(join(tokens)).strip(" ,")
    match = _NAMING.match(" ".join(text.split()))
    if match is None or is_time(match["name"]) or match["name"].casefold().startswith("jämförelse"):
        return ""
    return match["name"]


def _is_adverbial(tokens: list[str]) -> bool:
    first = tokens[0].casefold()
    if _YEARS.match(" ".join(tokens)):
        return True
    if first == "det" and len(tokens) > 1 and not is_verb(tokens[1]):
        return False
    if first in ("en", "ett", "den", "de") or (first in ("totalt", "sammanlagt", "även") and len(tokens) > 1):
        return False
    return first in lexicon().words["adverbials"] and not (first == "i" and len(tokens) == 1)


def antecedent(text: str) -> str:
    """The last noun phrase of a text: what stands behind its last verb or preposition."""
    tokens = TOKEN.findall(text)
    for i in range(len(tokens) - 2, -1, -1):
        if is_verb(tokens[i]) or tokens[i].casefold() in _ANTECEDENT_STOPS:
            return join(tokens[i + 1 :])
    return text


def relative_head(left: str) -> str:
    """`lönerevisionen som uppgick till`: what the last relative clause before a number describes, or empty."""
    head, som, clause = left.rpartition(" som ")
    if not som:
        return ""
    tokens = TOKEN.findall(clause)[:3]
    has_verb = any(is_verb(t) for t in tokens)
    return antecedent(head[-160:]) if has_verb else ""


def before_parenthesis(sentence: str, start: int) -> str:
    """The words before the parenthesis in which a number stands, or the words inside it where they name something."""
    opening = sentence.rfind("(", 0, start)
    words = sentence[max(0, opening - 120) : opening].rstrip()
    inside = sentence[opening + 1 : start].strip(" :")
    is_year = re.fullmatch(LAST_YEAR, inside, re.I) is not None
    if (
        len(inside) > 3
        and not is_year
        and not re.search(r"\d", inside)
        and inside.casefold() not in lexicon().words["adverbials"]
    ):
        return inside
    parts = re.split(r"[,;:()]|(?<=\)) och |\bsamt\b|\bvarav\b", words)
    text = next((p for p in reversed(parts) if p.strip()), "")
    tokens = TOKEN.findall(text)
    for i in range(len(tokens) - 2, -1, -1):
        if is_verb(tokens[i]):
            return join(tokens[i + 1 :])
    return text
