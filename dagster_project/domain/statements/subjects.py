"""Whose number it is: the unit, activity or thing that a sentence, or else its heading, speaks of.

Lives here: choosing the noun phrase. Not here: finding the phrase of a clause (`clauses.py`), cleaning it
(`phrases.py`), what is said of it (`wording.py`). The order of the questions: a parenthesis belongs to the words before
it; `avvikelsen för X` to X; a relative clause to what it describes; else the clause's own phrase; else what is counted
or stands behind the number; else the paragraph's subject or the heading.
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.clauses import (
    INFINITIVE,
    antecedent,
    around_verb,
    before_parenthesis,
    before_verb,
    has_own_subject,
    phrase_behind,
    relative_head,
)
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.phrases import TOKEN, clean_phrase, is_generic, is_time, join
from dagster_project.domain.statements.pointing import Surroundings, resolve
from dagster_project.domain.statements.stretches import Stretch

_MEASURE_PHRASE = re.compile(
    r"(?:\w*avvikelse\w*|\w*prognos(?:en)?|utfall(?:et)?|resultat(?:et)?|\w*underskott(?:et)?|\w*överskott(?:et)?"
    r"|årsbudget\w*|budgeten|nettokostnad(?:en|erna)?)"
    r" (?:på helår |per \w+ |totalt )?(?:för|på|inom|i(?! stället| nuläget| dagsläget| dag\b| år\b)|hos|avseende"
    r"|gällande) (?P<subject>[^,;:()]{2,90}?)"
    r"(?= (?:är|var|ligger|låg|uppgår|uppgick|sätts|beräknas|visar|landar|blir|blev|per|till och med|under|har"
    r"|som|om|med|beror|berodde|förklaras|orsakas"
    r"|bedöms|pekar|innebär|för perioden|avser|redovisas|prognosticeras|förväntas|väntas|i|på)\b|\s*$)",
    re.I,
)
_CAUSE = re.compile(r"(?:beror|berodde|förklaras|orsakas)(?: \w+){0,3}? (?:på|av|med) (?P<cause>.{3,120})$", re.I)
_CAUSE_CLAUSE = re.compile(
    r"\b(?:beror|berodde|förklaras|orsakas)(?: \w+){0,3}? (?:på|av|med) att (?P<clause>.+)$", re.I
)
_RESUMED = re.compile(r", (?:har|hade|är|var|visar|redovisar|uppgår|uppgick|ligger|prognosticerar|prognostiserar)\b")
_ATTRIBUTE = re.compile(
    r"(?:^|\s)(?P<noun>[^\W\d][\w/-]{3,40})(?: (?:om|på))(?: (?:ca|cirka|drygt|knappt|nästan|totalt|hela)\.?)?\s*$",
    re.I,
)
_RIGHT_PHRASE = re.compile(
    r"^(?: (?:mer|mindre|högre|lägre|fler|färre|ytterligare))?"
    r"(?: i (?=\w*(?:bidrag|ersättning|intäkt|medel|kostnad)))?"
    r"(?: (?:som|för|avseende|avser|avsåg|gäller|gällde|rör|gällande|inom|hos|på|av|till|kopplat till|är)(?= ))?"
    r" ?[\"”“]?(?P<subject>[^\W\d][^,.;:()\d\"”]{2,80})"
)
_COMPARED_NOUN = re.compile(
    r"^ (?:högre|lägre|mer|mindre|ökade|minskade) (?P<noun>[^\W\d][\w-]{3,40}(?: för \w+)?) än\b", re.I
)
_RIGHT_VERB = re.compile(
    r"^ (?:redovisar|visar|uppvisar|prognosticerar|prognostiserar|noteras|återfinns)\b(?P<rest>.{3,120})", re.I
)
#: a parenthesis behind a number is about the same thing: `53,7 mnkr (38,9 mnkr per augusti)`
_AFTER_NUMBER = re.compile(r"(?<![\d])(?!(?:19|20)\d\d ?$)\d[\d ,.]{0,14}(?:[^\W\d]{1,14}|%)?(?: kronor)? ?$")
#: `kön är 23 personer`: the subject before the verb is what is counted
_EQUATED = re.compile(
    r"\b(?:är|var|uppgår|uppgick|uppgått|består|bestod|motsvarar|motsvarade|omfattar|ligger|låg|blev|varav)"
    r"(?: (?:till|av|på|i snitt|nu|ca|cirka|totalt|drygt|knappt|dagsläget|i))*\s*$"
)
#: a second subject of the same verb: `vårddygnen uppgick till 3 212 och kostnaden till 9,4 mnkr`
_SHARED_VERB = re.compile(
    r"^\W*(?:och|samt) (?P<noun>(?:[\w-]+ ){0,3}?[\w-]{3,40}(?:en|et|na)) till (?:ca |cirka )?$", re.I
)
_NOUN_BEHIND = re.compile(r" (?P<noun>[^\W\d]{3,30})(?=[.,;]| och|$)")
_COUNT_TAIL = re.compile(r"^ (?:inom|i|på|med|hos|till|enligt|från|under|för|per|över) [^,.;:()\d]{2,50}")
_COMPARING = re.compile(r"^ (?:över|under) \w*(?:budget|ram|plan)|\b(?:än|jämfört|mot)\b")
_SHARE = re.compile(r" av (?!\w*budget)")
_MONEY = ("kr", "tkr", "mnkr")
MAX_SUBJECT = 90


def find_subject(sentence: str, mention: Mention, stretch: Stretch, around: Surroundings, inherited: str) -> str:
    """The subject of one mention; `inherited` is that of the number before it in the same sentence, if any."""
    if mention.in_parentheses and _AFTER_NUMBER.search(
        sentence[max(0, sentence.rfind("(", 0, mention.start) - 24) : sentence.rfind("(", 0, mention.start)]
    ):
        return resolve("", "", around, inherited)
    shared = _SHARED_VERB.match(stretch.left_text) if inherited else None
    if shared and mention.unit in _MONEY:
        return clean_phrase(shared["noun"]) or inherited
    raw = _raw_subject(sentence, mention, stretch)
    subject = clean_phrase(raw)
    if mention.unit in ("count", "fte") and mention.noun and not _names_a_count(subject):
        if inherited and mention.noun in sentence[: stretch.left_start]:
            return inherited
        counted = _counted_subject(sentence, mention)
        is_equated = _EQUATED.search(stretch.left) is not None
        return _count_in_context(counted, subject, around, inherited, is_equated)
    directly = _NOUN_BEHIND.match(stretch.right) if mention.unit == "percent" else None
    if directly and lexicon().patterns["counted"].fullmatch(directly["noun"]):
        return f"{directly['noun']} {'' if is_generic(subject) else subject}".strip()
    is_share = mention.unit == "percent" and _SHARE.match(stretch.right) and not mention.in_parentheses
    if is_share and not has_own_subject(stretch.left_text):
        share_of = _from_right(mention, stretch)
        subject = " ".join(part for part in (share_of, "" if is_generic(subject) else subject) if part) or subject
    elif is_generic(subject):
        behind = "" if inherited and len(re.findall(r"\w+", stretch.left)) > 1 else _from_right(mention, stretch)
        subject = (
            _attribute(mention, stretch)
            or _right_of_verb(stretch)
            or behind
            or _before_varav(sentence, stretch, inherited)
            or subject
        )
    elif (
        not mention.in_parentheses
        and mention.unit not in _MONEY
        and (stretch.is_first or len(stretch.left.split()) > 4)
    ):
        attribute = _attribute(mention, stretch)
        if attribute and attribute.casefold() not in subject.casefold():
            subject = f"{subject} {attribute}"
    if is_generic(subject) and not inherited and re.match(r"\W*vilket\b", stretch.left):
        subject = clean_phrase(around_verb(sentence[: stretch.left_start], True))
    return resolve(subject, raw, around, inherited)[:MAX_SUBJECT].strip(" ,;:-–")


def _raw_subject(sentence: str, mention: Mention, stretch: Stretch) -> str:
    left = stretch.left_text
    if mention.in_parentheses:
        phrase = before_parenthesis(sentence, mention.start)
        return "" if re.match(r"\W*\d", phrase) else phrase
    if mention.kind == "balance" and " att " in left:
        left = left.rpartition(" att ")[2]
    resumed = _RESUMED.search(left)
    if resumed and stretch.left_start:
        left = sentence[: stretch.left_start].partition(",")[0] + left[resumed.start() + 1 :]
    listed = left.rpartition(": ")[2]
    if ": " in left and len(listed.split()) <= 6 and not _first_verb_in(listed) and _names(listed):
        return listed
    caused = _CAUSE_CLAUSE.search(left)
    if caused and _names(around_verb(caused["clause"], False)):
        return around_verb(caused["clause"], False)
    named = [m["subject"] for m in _MEASURE_PHRASE.finditer(left) if _names(m["subject"])]
    if named:
        return named[-1]
    cause = _CAUSE.search(left)
    if cause and is_generic(clean_phrase(before_verb(left))) and _names(cause["cause"]):
        return antecedent(cause["cause"].partition(" som ")[0])
    head = relative_head(left)
    if head:
        return head
    if re.match(r"\W*där\b", left, re.I) and stretch.before and is_generic(clean_phrase(around_verb(left, False))):
        earlier = [
            m["subject"] for m in _MEASURE_PHRASE.finditer(sentence[: stretch.left_start]) if _names(m["subject"])
        ]
        if earlier:
            return earlier[-1]
    return around_verb(left, stretch.is_first)


def _names(phrase: str) -> bool:
    if re.match(r"\W*\d", phrase):
        return False
    return not is_time(phrase) and not is_generic(clean_phrase(phrase))


def _attribute(mention: Mention, stretch: Stretch) -> str:
    """`en sjukfrånvaro på 8 %`, `ett engångsbelopp om 3 mnkr`: the noun that the number describes, if no measure."""
    match = _ATTRIBUTE.search(stretch.left_text)
    if match is None or mention.in_parentheses:
        return ""
    noun = match["noun"]
    low = noun.casefold()
    lex = lexicon()
    if (
        INFINITIVE.fullmatch(low)
        or is_generic(noun)
        or low in lex.words["verbs"] | lex.words["adverbials"] | lex.words["prepositions"]
    ):
        return ""
    kinds = (
        *(f"measure.{k}" for k in ("deviation", "deficit", "surplus", "forecast", "target")),
        "negative",
        "positive",
    )
    if any(lex.patterns[kind].fullmatch(low) for kind in kinds):
        return ""
    return "" if lex.patterns["improve"].fullmatch(low) or lex.patterns["worsen"].fullmatch(low) else noun


def _right_of_verb(stretch: Stretch) -> str:
    """`Underskott på 75 tkr redovisar Rehab`; `18 tkr lägre personalkostnader än budget`."""
    noun = _COMPARED_NOUN.match(stretch.right_text)
    if noun:
        return noun["noun"]
    match = _RIGHT_VERB.match(stretch.right_text)
    phrase = clean_phrase(phrase_behind(TOKEN.findall(match["rest"]))) if match else ""
    return "" if is_generic(phrase) else phrase


def _before_varav(sentence: str, stretch: Stretch, inherited: str) -> str:
    """`vi hade en kö, varav 5 ...`: what `varav` points to."""
    if inherited or not re.match(r"\W*varav\b", stretch.left) or not stretch.left_start:
        return ""
    phrase = clean_phrase(antecedent(sentence[max(0, stretch.left_start - 120) : stretch.left_start]))
    return "" if is_generic(phrase) else phrase


def _from_right(mention: Mention, stretch: Stretch) -> str:
    """The phrase behind the number, where nothing before it names anything: `Varav 7 mnkr avser vikarier`."""
    if mention.kind == "balance" or _COMPARING.search(stretch.right[:25]):
        return ""
    match = _RIGHT_PHRASE.match(stretch.right_text)
    if match is None:
        return ""
    tokens = TOKEN.findall(match["subject"])
    stops = lexicon().words["verbs"] | lexicon().words["phrase_stops"]
    stop = next((i for i, t in enumerate(tokens) if t.casefold() in stops), len(tokens))
    phrase = clean_phrase(join(tokens[: min(stop, 8)]))
    if is_generic(phrase) or is_time(phrase) or phrase.casefold() in lexicon().words["verbs"]:
        return ""
    low = phrase.casefold()
    return (
        ""
        if any(lexicon().patterns[f"measure.{k}"].match(low) for k in ("deviation", "deficit", "surplus"))
        else phrase
    )


def _names_a_count(subject: str) -> bool:
    low = subject.casefold()
    return "antal" in low or low.startswith("andel")


def _counted_subject(sentence: str, mention: Mention) -> str:
    """The thing counted with its prepositional phrase: `platser inom korttidsvården`."""
    at = sentence.find(mention.noun, mention.start)
    match = _COUNT_TAIL.match(sentence[at + len(mention.noun) :]) if at >= 0 else None
    extra = ""
    if match:
        words = match.group(0).split()
        stops = lexicon().words["verbs"] | lexicon().words["phrase_stops"]
        stop = next((i for i, w in enumerate(words) if i and w.casefold() in stops), len(words))
        extra = " " + " ".join(words[: min(stop, 5)])
    return clean_phrase(mention.noun + extra)


def _count_in_context(counted: str, subject: str, around: Surroundings, inherited: str, is_equated: bool) -> str:
    """A bare noun (`hushåll`) with what it is counted for: the heading or phrase that names it, or the clause's own."""
    if " " in counted:
        return counted
    if is_equated and not is_generic(subject) and lexicon().patterns["bare_units"].fullmatch(counted.casefold()):
        return subject
    stem = counted.casefold()[:6]
    for named in (inherited, around.heading):
        if stem in named.casefold() and re.search(r"\b(?:antal|genomsnitt|medel)", named, re.I):
            return named
    if is_generic(subject) or stem in subject.casefold() or len(subject.split()) > 5 or _first_verb_in(subject):
        return counted
    return f"{subject} {counted}"


def _first_verb_in(phrase: str) -> bool:
    return any(t.casefold() in lexicon().words["verbs"] for t in TOKEN.findall(phrase))
