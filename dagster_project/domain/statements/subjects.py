"""Whose number it is: the unit, activity or thing that a sentence, or else its heading, speaks of.

Lives here: choosing the noun phrase. Not here: cutting and cleaning it (`phrases.py`), what is said of it
(`wording.py`). The order of the questions: a parenthesis belongs to the words before it; `avvikelsen för X` to X; a
relative clause to what it describes; else the phrase before the verb, or behind it where the sentence begins with an
adverbial; else what is counted or stands behind the number; else the paragraph's subject or the heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.mentions import Mention
from dagster_project.domain.statements.phrases import TOKEN, clean_phrase, is_generic, is_time, join, without_time
from dagster_project.domain.statements.stretches import Stretch

_MEASURE_PHRASE = re.compile(
    r"(?:\w*avvikelse\w*|\w*prognos(?:en)?|utfall(?:et)?|resultat(?:et)?|\w*underskott(?:et)?|\w*överskott(?:et)?"
    r"|årsbudget\w*|budgeten|nettokostnad(?:en|erna)?)"
    r" (?:på helår |per \w+ |totalt )?(?:för|på|inom|i|hos|avseende|gällande) (?P<subject>[^,;:()]{2,90}?)"
    r"(?= (?:är|var|ligger|låg|uppgår|uppgick|sätts|beräknas|visar|landar|blir|blev|per|till och med|under|har|som|om|med"
    r"|bedöms|pekar|innebär|för perioden|avser|redovisas|prognosticeras|förväntas|väntas|i|på)\b|\s*$)",
    re.I,
)
_RELATIVE = re.compile(r"(?P<head>[^,;:()]{3,80}?) som (?:\w+ ){0,2}?(?P<verb>\w+)(?: till| på| med| om| för)?[\w .]{0,25}$", re.I)
_CAUSE = re.compile(r"(?:beror|berodde|förklaras|orsakas)(?: \w+){0,3}? (?:på|av|med) (?P<cause>.{3,120})$", re.I)
_RESUMED = re.compile(r", (?:har|hade|är|var|visar|redovisar|uppgår|uppgick|ligger|prognosticerar|prognostiserar)\b")
_ATTRIBUTE = re.compile(r"(?:^|\s)(?P<noun>[^\W\d][\w/-]{3,40})(?: (?:om|på))(?: (?:ca|cirka|drygt|knappt|nästan|totalt|hela)\.?)?\s*$", re.I)
_RIGHT_PHRASE = re.compile(
    r"^(?: (?:mer|mindre|högre|lägre|fler|färre|ytterligare))?(?: i (?=\w*(?:bidrag|ersättning|intäkt|medel|kostnad)))?"
    r"(?: (?:som|för|avseende|avser|gällande|inom|hos|på|av|till|kopplat till|är))?"
    r" ?[\"”“]?(?P<subject>[^\W\d][^,.;:()\d\"”]{2,80})"
)
_NAMING = re.compile(r"^(?:inom|för|på|hos|vid|gällande|avseende|i)\b (?P<name>.+)$", re.I)
_WHOLE = re.compile(r"\b(?:hela|total\w*|avdelning\w*|förvaltning\w*|nämnd\w*)\b", re.I)
_COUNT_TAIL = re.compile(r"^ (?:inom|i|på|med|hos|till|enligt|från|under|för|per|över) [^,.;:()\d]{2,50}")
_SAYING = frozenset({"visar", "visade", "innebär", "är", "var", "betyder", "bedöms", "bedömer", "beräknas", "medför", "pekar"})
_CONJUNCTIONS = frozenset({"och", "samt", "men", "medan", "där", "varav", "att", "så"})
_SKIPPED = frozenset(
    {"en", "ett", "den", "det", "de", "vi", "även", "också", "dock", "i", "därmed", "bara", "sig", "man", "är", "på", "om"}
    | {"med", "till", "av", "delvis", "främst", "kraftigt", "något", "fortsatt", "stort", "ut", "upp", "in"}
)
MAX_SUBJECT = 90


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the sentence stands. heading: nearest heading that names something; row_label: of a one-row table above it.

    first, last: subjects of the first and the latest number of the same paragraph, for `Prognosen` and `Dessa`.
    lead: what the paragraph opens with (`Hemtjänst - ...`). body: the reporting board.
    """

    heading: str = ""
    row_label: str = ""
    first: str = ""
    last: str = ""
    lead: str = ""
    body: str = ""


def find_subject(sentence: str, mention: Mention, stretch: Stretch, around: Surroundings, inherited: str) -> str:
    """The subject of one mention; `inherited` is that of the number before it in the same sentence, if any."""
    raw = _raw_subject(sentence, mention, stretch)
    subject = clean_phrase(raw)
    if mention.unit in ("count", "fte") and mention.noun and not _names_a_count(subject):
        return _counted_subject(sentence, mention)
    if mention.unit == "percent" and stretch.right.startswith(" av ") and not mention.in_parentheses:
        share_of = _from_right(mention, stretch)
        subject = " ".join(part for part in (share_of, "" if is_generic(subject) else subject) if part) or subject
    elif is_generic(subject):
        behind = "" if inherited and len(stretch.left.split()) > 1 else _from_right(mention, stretch)
        subject = _attribute(mention, stretch) or behind or _before_varav(sentence, stretch, inherited) or subject
    elif not mention.in_parentheses and mention.unit not in ("kr", "tkr", "mnkr"):
        attribute = _attribute(mention, stretch)
        if attribute and attribute.casefold() not in subject.casefold() and not _is_listed(stretch):
            subject = f"{subject} {attribute}"
    resolved = _resolve(subject, raw, around, inherited)
    return resolved[:MAX_SUBJECT].strip(" ,;:-–")


def _raw_subject(sentence: str, mention: Mention, stretch: Stretch) -> str:
    left = stretch.left_text
    if mention.in_parentheses:
        return _before_parenthesis(sentence, mention)
    if mention.kind == "balance" and " att " in left:
        left = left.rpartition(" att ")[2]
    resumed = _RESUMED.search(left)
    if resumed and stretch.left_start:
        left = sentence[: stretch.left_start].partition(",")[0] + left[resumed.start() + 1 :]
    for pattern, group in ((_MEASURE_PHRASE, "subject"), (_CAUSE, "cause")):
        found = [m[group] for m in pattern.finditer(left) if not is_time(m[group]) and clean_phrase(m[group])]
        if found and (group != "cause" or is_generic(clean_phrase(_before_verb(left)))):
            return _antecedent(found[-1]) if group == "cause" else found[-1]
    relative = _RELATIVE.search(left)
    if relative and relative["verb"].casefold() in lexicon().words["verbs"]:
        return _antecedent(relative["head"])
    if re.match(r"\W*där\b", left, re.I) and stretch.before:
        inner = clean_phrase(_around_verb(left, stretch.is_first))
        earlier = [m["subject"] for m in _MEASURE_PHRASE.finditer(sentence[: stretch.left_start]) if not is_time(m["subject"])]
        if is_generic(inner) and earlier:
            return earlier[-1]
    return _around_verb(left, stretch.is_first)


def _antecedent(text: str) -> str:
    """The last noun phrase of a text: what stands behind its last verb or preposition that is not inside the phrase."""
    text = text.partition(" som ")[0]
    tokens = TOKEN.findall(text)
    stops = lexicon().words["verbs"] | {"på", "med", "av", "till", "att", "eller"}
    for i in range(len(tokens) - 1, -1, -1):
        if tokens[i].casefold() in stops and i + 1 < len(tokens):
            return join(tokens[i + 1 :])
    return text


def _before_verb(left: str) -> str:
    tokens = TOKEN.findall(left)
    verb_at = _first_verb(tokens)
    return join(tokens[:verb_at]) if verb_at is not None else left


def _said_clause(tokens: list[str], verb_at: int) -> str:
    """`visar att befolkningen kommer att öka`: the subject of the clause that is said, if it has a verb of its own."""
    lower = [t.casefold() for t in tokens]
    if lower[verb_at] not in _SAYING or "att" not in lower[verb_at + 1 : verb_at + 4]:
        return ""
    rest = tokens[lower.index("att", verb_at) + 1 :]
    inner = _first_verb(rest)
    phrase = join(rest[:inner]) if inner else ""
    return phrase if phrase and not is_generic(clean_phrase(phrase)) else ""


def _around_verb(left: str, is_first: bool) -> str:
    tokens = TOKEN.findall(left)
    verb_at = _first_verb(tokens)
    if verb_at is None:
        return re.sub(r"\b(?:19|20)\d\d\b:?", "", left)
    if verb_at == 0 and not is_first:
        return ""
    said = _said_clause(tokens, verb_at)
    if said:
        return said
    before = tokens[:verb_at]
    while before and (before[0] in ",;:()" or before[0].casefold() in _CONJUNCTIONS):
        before = before[1:]
    if before and not _is_adverbial(before):
        return join(before)
    behind = _phrase_behind(tokens[verb_at + 1 :])
    if behind and not is_generic(clean_phrase(behind)):
        return behind
    return _named_by_adverbial(before) or behind


def _named_by_adverbial(tokens: list[str]) -> str:
    text = without_time(join(tokens)).strip(" ,")
    match = _NAMING.match(" ".join(text.split()))
    if match is None or is_time(match["name"]) or match["name"].casefold().startswith("jämförelse"):
        return ""
    return match["name"]


def _before_parenthesis(sentence: str, mention: Mention) -> str:
    opening = sentence.rfind("(", 0, mention.start)
    words = sentence[max(0, opening - 120) : opening].rstrip()
    inside = sentence[opening + 1 : mention.start].strip(" :")
    if len(inside) > 3 and not re.search(r"\d", inside) and inside.casefold() not in lexicon().words["adverbials"]:
        return inside
    parts = re.split(r"[,;:()]|(?<=\)) och |\bsamt\b|\bvarav\b", words)
    text = next((p for p in reversed(parts) if p.strip()), "")
    tokens = TOKEN.findall(text)
    for i in range(len(tokens) - 1, -1, -1):
        if tokens[i].casefold() in lexicon().words["verbs"] and i + 1 < len(tokens):
            return join(tokens[i + 1 :])
    return text


def _first_verb(tokens: list[str]) -> int | None:
    verbs = lexicon().words["verbs"]
    for i, token in enumerate(tokens):
        if token.casefold() in verbs and not (i and tokens[i - 1].casefold() == "som"):
            return i
    return None


def _is_adverbial(tokens: list[str]) -> bool:
    first = tokens[0].casefold()
    if first in ("en", "ett", "den", "de") or (first in ("totalt", "sammanlagt") and len(tokens) > 1):
        return False
    return first in lexicon().words["adverbials"] and not (first == "i" and len(tokens) == 1)


def _phrase_behind(tokens: list[str]) -> str:
    """The noun phrase behind the verb of an inverted sentence, with one prepositional phrase of its own."""
    taken: list[str] = []
    words = lexicon().words
    for i, token in enumerate(tokens):
        lower = token.casefold()
        if token in ",;:()" or re.match(r"^[-–+]?\d", token) or len(taken) == 6:
            break
        if lower in words["verbs"]:
            if taken:
                break
            continue
        if taken and lower in ("för", "inom", "av", "och") and i + 1 < len(tokens) and tokens[i + 1].casefold() not in words["verbs"]:
            taken.append(token)
            continue
        if lower in _SKIPPED or lower in words["prepositions"]:
            if taken:
                break
            continue
        taken.append(token)
    return join(taken)


def _attribute(mention: Mention, stretch: Stretch) -> str:
    """`en sjukfrånvaro på 8 %`, `en engångssumma om 1,4 mnkr`: the noun that the number describes, if it is no measure."""
    match = _ATTRIBUTE.search(stretch.left_text)
    if match is None or mention.in_parentheses:
        return ""
    noun = match["noun"]
    low = noun.casefold()
    lex = lexicon()
    if is_generic(noun) or low in lex.words["verbs"] | lex.words["adverbials"] | lex.words["prepositions"]:
        return ""
    if any(lex.patterns[f"measure.{k}"].fullmatch(low) for k in ("deviation", "deficit", "surplus", "forecast", "target")):
        return ""
    return "" if lex.patterns["improve"].fullmatch(low) or lex.patterns["worsen"].fullmatch(low) else noun


def _before_varav(sentence: str, stretch: Stretch, inherited: str) -> str:
    """`vi hade kö för boendeplats, varav 3 ...`: what `varav` points to."""
    if inherited or not re.match(r"\W*varav\b", stretch.left) or not stretch.left_start:
        return ""
    phrase = clean_phrase(_antecedent(sentence[max(0, stretch.left_start - 120) : stretch.left_start]))
    return "" if is_generic(phrase) else phrase


def _from_right(mention: Mention, stretch: Stretch) -> str:
    """The phrase behind the number, where nothing before it names anything: `Varav 2,9 mnkr avser timvikarier`."""
    if mention.kind == "balance" or re.search(r"\b(?:än|jämfört|mot)\b", stretch.right[:25]):
        return ""
    match = _RIGHT_PHRASE.match(stretch.right_text)
    if match is None:
        return ""
    tokens = TOKEN.findall(match["subject"])
    verbs = lexicon().words["verbs"] | {"som", "och", "att", "än", "jämfört", "under", "men", "vilket", "mer", "när", "då", "genom"}
    stop = next((i for i, t in enumerate(tokens) if t.casefold() in verbs), len(tokens))
    phrase = clean_phrase(join(tokens[: min(stop, 8)]))
    if is_generic(phrase) or is_time(phrase) or phrase.casefold() in lexicon().words["verbs"]:
        return ""
    low = phrase.casefold()
    return "" if any(lexicon().patterns[f"measure.{k}"].match(low) for k in ("deviation", "deficit", "surplus")) else phrase


def _names_a_count(subject: str) -> bool:
    low = subject.casefold()
    return "antal" in low or low.startswith("andel")


def _is_listed(stretch: Stretch) -> bool:
    return not stretch.is_first and len(stretch.left.split()) <= 4


def _counted_subject(sentence: str, mention: Mention) -> str:
    """The thing counted with its prepositional phrase: `platser inom korttidsvården`."""
    at = sentence.find(mention.noun, mention.start)
    match = _COUNT_TAIL.match(sentence[at + len(mention.noun) :]) if at >= 0 else None
    extra = ""
    if match:
        words = match.group(0).split()
        stops = lexicon().words["verbs"] | {"och", "samt", "jämfört", "som", "att", "vilket", "varav"}
        stop = next((i for i, w in enumerate(words) if i and w.casefold() in stops), len(words))
        extra = " " + " ".join(words[: min(stop, 5)])
    return clean_phrase(mention.noun + extra)


def _resolve(subject: str, raw: str, around: Surroundings, inherited: str) -> str:
    """A phrase that names nothing is replaced by what it points to."""
    if not is_generic(subject):
        return subject
    if inherited:
        return inherited
    low, words = subject.casefold(), lexicon().words
    if around.row_label:
        return around.row_label
    if around.last and (low in words["anaphoric_subjects"] or raw.casefold().strip() in words["anaphoric_subjects"]):
        return around.last
    if around.lead:
        return around.lead
    if _WHOLE.search(raw) and not _WHOLE_IS_LIST.search(raw):
        return around.heading or around.first or around.body
    return around.first or around.heading or around.last or around.body


_WHOLE_IS_LIST = re.compile(r"\bövriga\b", re.I)
