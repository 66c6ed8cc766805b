"""Numbers that state nothing: dates, years, laws, ages, scales, numbering, names, rules.

Lives here: every reason for passing a number by, each a small question. Not here: finding the numbers
(`mentions.py`). Precision matters as much as recall: a dump of every number is worthless.
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.adverbs import ADVERBS, LAST_YEAR
from dagster_project.domain.statements.lexicon import lexicon

_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])\.[0-5]\d")
_LABEL_CHAIN = re.compile(r"(?P<label>[\wåäöÅÄÖ§.]{1,30})[:.]? (?:[\d:]{1,5}(?:,| och| samt| eller|[-–/]) ?){0,12}$")
_AFTER_WORD = re.compile(r"[ -]{0,2}(?P<word>[^\W\d]+|[%§+])")
_AFTER_SHORT = re.compile(r"\s?(?::[ea]n?\b|[ea]\b|:\d|§|-?åring|-?års|\+)")
_TIME_LIMIT = re.compile(
    r"(?:\binom|\bvänta\w*(?: i)? över|\befter|längre än|mer än|äldre än|yngre än|överstig\w+|understig\w+"
    r"|\bmax|\bhögst|\bminst|\bsenast|\bvarje|[<>≤≥])(?: \w+)? ?$",
    re.I,
)
_DATING = re.compile(
    r"\b(?:kvartalet|halvåret|hösten|våren|sommaren|vintern|år|under|i|sedan|från|för|till|och|med|januari"
    r"|februari|mars|april"
    r"|maj|juni|juli|augusti|september|oktober|november|december) $",
    re.I,
)
_PHONE = re.compile(r"(?:\b0\d{1,3}[-/ ]\d{2,3}|\b\d{2,4}-\d{2,3} \d{2}|@|\btelefon|\bdnr|\bdiarienr)", re.I)
_FRAME = re.compile(
    r"(?:\(i snitt\)|\b(?:till|på|är|var|om|från|med|mellan|och|blev|blir|utgör|totalt|antal|antalet"
    r"|oförändra[td]e?|rikets?|blivit|(?:var|är|blev) det|(?:var|är|blev) antalet [^,;.\d]{2,30}?|målsatta"
    r"|budgeterade|bli|hittills|motsvarande|visar|visade|målet|målvärdet|(?<=\()mål"
    r"|budgeterat"
    r"|planerade|utfall(?:et)?|resultat(?:et)?|prognos(?:en)?|uppgår|uppgick"
    r"|ca|cirka|drygt|knappt|nästan|i genomsnitt|i snitt|som (?:mest|flest|högst|lägst)|varav|än|mot"
    rf"|(?:utfall|resultat|prognos|värde) (?:19|20)\d\d)[:]?{ADVERBS}|:\s?|\(|\(\w+ |\({LAST_YEAR}[:,]? (?:var )?)$",
    re.I,
)
_VALUE_WORD = re.compile(r"(?:utfall|resultat|prognos|mål|värde)\w* (?:19|20)\d\d:? ?(?:[\w :,]{1,60}:? )?$", re.I)
_DEFINITE_COUNT = re.compile(r"\b(?:de|dessa)(?: övriga| andra| återstående| resterande| båda)? $", re.I)
#: `Av de 128 besluten har 119 verkställts`: the whole and its part
#: `27 platser men i snitt har 31 använts`
_HAS = re.compile(r"\b(?:har|hade) (?:nu |hittills |redan |i snitt )?$", re.I)
_BEEN_DONE = re.compile(r" (?:inte |redan )?\w{2,18}(?:ats|its|[lnrt]ts|it|[^aeiouyåäö\W]at|[adlkr]tt)\b")
#: `har inlett 94 utredningar och avslutat 88`
_ALSO_DONE = re.compile(r"(?:,| och| samt| men) \w{3,20}(?:at|it|tt|ade|de) $", re.I)
_OUT_OF = re.compile(r"\bav (?:de|dessa) $", re.I)
_SO_MANY = re.compile(r"(?: \w+){0,3} (?P<verb>\w+) \d")
_PART_OUT_OF = re.compile(
    r"\bav (?:(?:\w{3,40}s|årets|periodens|månadens|de|dessa|totalt|budgeterade|planerade|beviljade) )?\d[\d ]*"
    r" (?:[^.;,]{3,50} )?(?P<verb>\w+) $",
    re.I,
)
#: `19 i familjehem, 8 på HVB och 4 i stödboende`
_LISTED = re.compile(r"(?:[,;:]| och| samt| respektive) $", re.I)
_SOMEWHERE = re.compile(
    r" (?:(?:i|på|inom|hos|till|med|via|enligt|utan|genom) [^\W\d]"
    r"|(?:inte alls|inte|delvis|helt)\b"
    r"|som (?:har |inte )?\w{2,20}(?:at|it|tt|de)\b|(?:under |för |år )+20\d\d|\w{3,20}(?:ats|its|[lnr]ts)\b)"
)
#: `Norr har flest timmar, 12 480.`
_AFTER_THING = re.compile(
    r"\b(?:\w*timmar|\w*dygn|\w*ärenden|\w*placeringar|\w*anmälningar|\w*insatser|\w*beslut), $", re.I
)
#: `13 av de 31 barnen`: the part, and the whole
_OF_SO_MANY = re.compile(r" av (?:(?:de|dessa|totalt) )?\d")
#: `15 av besluten gäller`, `8 av dem`
_OF_THEM = re.compile(
    r" av (?:dem|dessa|(?:de |dessa )?[^\W\d]{2,}(?:erna|arna|orna|anden|ena|en|na))\b(?! (?:på|om) )"
)
_WHOLE = re.compile(r"\d av (?:de|dessa) $")
#: `I mars var 303 platser belagda, i april 298.`
_THEN = re.compile(
    r"(?:,| och) i (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|fjol|år) $"
)
_NEXT_WORD = re.compile(r" (?P<word>[^\W\d]+)")
_PASSIVE = re.compile(r"\w{2,30}(?:ade|ades|dde|ddes|[lnr]des|ttes)")
_PAGE_MARK = re.compile(r"\W*(?:sid(?:a|an)?\.?\s*)?\d{1,3}\s?(?:\(|/|av )\s?\d{1,3}\)?\W*", re.I)
_PAGE_OF = re.compile(r"\bsid(?:a|an)?\.?\s*\d{1,3}\s?(?:\(|/|av )\s?$", re.I)
#: `2 300 färre utförda timmar än budgeterat`
_MORE_THINGS = re.compile(r" (?:fler|färre) (?:\w+ ){1,3}än\b")
#: `beslut inom 14 dagar är 93 procent, målet är 100 procent`: the share has the target, not the limit
_SHARE = re.compile(r"procent|%", re.I)
#: `i snitt efter 47 dagar` is what it took
_MEAN = re.compile(r"\b(?:i snitt|i genomsnitt|i medel|genomsnittlig\w*|median\w*)\b[^,;.]{0,20}$", re.I)
_TARGETED = re.compile(r"mål|\bska (?:vara|ligga|uppgå|understiga)\b", re.I)
_CLOSED = re.compile(
    r"(?: (?:i|per) (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
    rf"|(?:,| under| år| för) (?:19|20)\d\d| året (?:före|innan)|,? (?:under )?{LAST_YEAR})?\)"
)
_YEAR_BEHIND = re.compile(r" \(\d[\d ]{0,8},? ?(?:år )?(?:19|20)\d\d\)")
#: `de fiktiva 26 mnkr`: something already named, not stated here
_DEFINITE = re.compile(
    r"\b(?:de|dessa) (?!(?:har|hade|är|var|blev|budgeterade|planerade|beviljade|tilldelade|avsatta) )(?:\w+ )?$", re.I
)
#: `de 12 mnkr som är budgeterade`: stated by its own clause
_DESCRIBED = re.compile(r"\W{0,2}som (?:är|var|har|hade)\b")
_SINGULAR_ADJECTIVE = re.compile(r"\b(?:en|ett)\b", re.I)
#: a legend's or page's number on a line of its own
_LEGEND_MARK = re.compile(r"\W*\(\d{1,3}\)\W*")
#: `Riktvärde förbrukat efter tre månader: 25 %` is a legend; `riktvärdet är 67 procent` is told
_GUIDE_LEGEND = re.compile(r"\W*riktvärde[^.:]{0,60}förbruk[^.:]{0,60}:", re.I)
#: the code of an account or a unit behind its name (`Barn och familj (7310)`)
_CODE = re.compile(r"\d{4,6}")
#: `18 och 24 år`; `från 18 till 24 år` is a span, too
_AGE_SPAN = re.compile(r" (?:och|till|eller|upp till) \d{1,3}(?:,\d)?[ -](?:år|årsåldern)\b")
_COUNTED_BEFORE = re.compile(r"\b(?:ökat|minskat|stigit|sjunkit|ökade|minskade|steg|sjönk|gått) (?:\w+ )?från $")
_RULE = re.compile(r"\b(?:enligt|krav\w*|lagkrav|lagstadga\w*|undantagsregl\w*|ersättningsskyldig|livslängd)\b", re.I)


def is_scale(sentence: str) -> bool:
    """A definition of a scale or a rule for classifying, where no number is an outcome."""
    return lexicon().has("scale_sentences", sentence.casefold()) or _GUIDE_LEGEND.match(sentence) is not None


def is_no_value(sentence: str, start: int, end: int, body: str, unit: str, noun: str, is_range: bool) -> bool:
    """A number in digits that is a date, year, law, age, code, street number, limit or part of a number series."""
    before = sentence[max(0, start - 70) : start]
    after = sentence[end : end + 40]
    if (len(body) > 1 and body[0] == "0" and body[1].isdigit()) or (not unit and _CLOCK.fullmatch(body)):
        return True
    if _YEAR.fullmatch(body) and (
        not unit or (unit not in ("mnkr", "tkr", "kr", "percent") and _DATING.search(before))
    ):
        return True
    is_definite = unit in ("mnkr", "tkr", "kr") and _DEFINITE.search(before) and not _DESCRIBED.search(after)
    if _is_named(before, after, unit) or is_definite:
        return True
    if unit in ("days", "hours") and is_time_limit(before, after):
        return _TARGETED.search(sentence) is None or _SHARE.search(sentence, end) is not None
    if not unit and _PHONE.search(sentence[max(0, start - 25) : end + 15]):
        return True
    if start == 0 and not unit and _is_numbering(body, after, noun):
        return True
    return _is_age(before, after, unit) or (is_range and not unit and not noun and not _FRAME.search(before))


def _is_age(before: str, after: str, unit: str) -> bool:
    """The lower end of an age or a span of years: `mellan 18 och 24 år`, `16 till 19 år`."""
    return not unit and _AGE_SPAN.match(after) is not None and not _COUNTED_BEFORE.search(before)


def is_page_mark(text: str) -> bool:
    """True for a text that is nothing but `Sida 2 (4)` or `(5)`."""
    return _PAGE_MARK.fullmatch(text) is not None or _LEGEND_MARK.fullmatch(text) is not None


def is_time_limit(before: str, after: str) -> bool:
    """A number of days or hours that limits or rules: `inom 14 dagar`, `längre än 59 dagar`, `11 timmars dygnsvila`."""
    if _MEAN.search(before):
        return False
    return bool(_TIME_LIMIT.search(before)) or "dygnsvila" in after[:40].casefold()


def _is_numbering(body: str, after: str, noun: str) -> bool:
    """`4.1 Rubrik`, `3) ...`, `2. ...` at the start of a line."""
    if re.match(r"[.)]", after):
        return True
    return bool(re.match(r"(?:\.\d+)* [A-ZÅÄÖ]", after)) and ("." in body or not _is_counted(noun))


def is_part(sentence: str, start: int) -> bool:
    """`Av 497 anmälningar ledde 163`: a number behind the verb is a part of the one before it."""
    part = _PART_OUT_OF.search(sentence[max(0, start - 90) : start])
    return part is not None and is_verb(part["verb"])


def is_verb(word: str) -> bool:
    """A verb of the lexicon, or a form that is one (`uppnåddes`)."""
    low = word.casefold()
    return low in lexicon().words["verbs"] or _PASSIVE.fullmatch(low) is not None


def _is_counted(noun: str) -> bool:
    return bool(noun) and lexicon().patterns["counted"].fullmatch(noun.rpartition(" ")[2].casefold()) is not None


def _is_named(before: str, after: str, unit: str) -> bool:
    """The words around make it a name or a number in a series: `mål 3`, `18-64 år`, `3:e`, `Storgatan 18`."""
    if unit:
        return False
    if _DEFINITE_COUNT.search(before):
        if _WHOLE.search(before) or (_OUT_OF.search(before) and after.startswith(" som ")):
            return False
        part = _SO_MANY.match(after) if _OUT_OF.search(before) else None
        return part is None or not is_verb(part["verb"])
    if _AFTER_SHORT.match(after) or is_label(before) or _PAGE_OF.search(before):
        return True
    word = _AFTER_WORD.match(after)
    if word and lexicon().patterns["not_counted_after"].fullmatch(word["word"].casefold()):
        return True
    if before and before[-1] in "\"”“'’" and after[:1] in "\"”“'’":
        return True
    last = before.rstrip().rpartition(" ")[2].casefold()
    return before.endswith(" ") and last.endswith(tuple(lexicon().words["street_endings"]))


def is_label(before: str) -> bool:
    """True when the text ends in a label for numbers and possibly more of the same (`artiklar 2, 3, `)."""
    chain = _LABEL_CHAIN.search(before)
    if chain is None:
        return False
    label = chain["label"].casefold().rstrip(".")
    return lexicon().patterns["label_before"].fullmatch(label) is not None


def is_label_number(sentence: str, start: int) -> bool:
    """The same question for a number word: `fas två`."""
    return is_label(sentence[max(0, start - 40) : start])


def is_framed(sentence: str, start: int, end: int, has_sibling: bool = False) -> bool:
    """A bare number that its surroundings state as a value: `uppgick till 214`, `Utfall 2022: 4`, `medianen är 101`.

    has_sibling: a count stands before it in the sentence, so that `, 8 på HVB` goes on with the list.
    """
    before = sentence[max(0, start - 40) : start]
    if _VALUE_WORD.search(before):
        return True
    after = sentence[end : end + 20]
    if (
        _OF_THEM.match(sentence, end)
        or before.endswith("varav ")
        or _YEAR_BEHIND.match(after)
        or _OF_SO_MANY.match(after)
    ):
        return True
    if before.endswith(", ") and re.match(r" (?:mot|jämfört med) \d", after):
        return True
    if _MORE_THINGS.match(sentence, end) or is_part(sentence, start):
        return True
    behind = _NEXT_WORD.match(after)
    is_subject = behind is not None and is_verb(behind["word"])
    if has_sibling and _LISTED.search(before) and (is_subject or _SOMEWHERE.match(after)):
        return True
    if has_sibling and _HAS.search(before) and _BEEN_DONE.match(after):
        return True
    if has_sibling and _ALSO_DONE.search(before) and re.match(r"[.,;)]|$| varav\b", after):
        return True
    if has_sibling and "," in sentence[start:end] and re.match(r"[.,;)]|$| (?:och|i|på|för)\b", after):
        return True
    if _THEN.search(before) and re.match(r"[.,;]|$", after):
        return True
    if _OUT_OF.search(before) and (_SO_MANY.match(after) or after.startswith(" som ")):
        return True
    if _AFTER_THING.search(before) and re.match(r"[.;]|$", after):
        return True
    if not _FRAME.search(before):
        return False
    if before.endswith("(") and _is_code(sentence[start:end], before):
        return False
    if before.endswith("(") or re.search(r"\([\w.]+(?: \w+)?[:,]? $", before):
        return _CLOSED.match(sentence, end) is not None
    return bool(
        re.match(
            r"\s?\*?(?:[.,;)]|$| hittills| per | och | respektive | eller | i | till | jämfört| mot | \(|%| för "
            r"| under | vid | samma | motsvarande | på | inom | hos | ett år| fler| färre| året| sedan"
            r"| högre| lägre| mer| mindre)",
            after,
        )
    )


def _is_code(body: str, before: str) -> bool:
    """Four digits and more without a space, in parentheses behind a name: no thousands, no number before to compare."""
    return _CODE.fullmatch(body) is not None and re.search(r"\d|\bantal", before, re.I) is None
