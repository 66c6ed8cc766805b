"""What a phrase that names nothing points to: `Nämnden`, `Den verksamheten`, `Avvikelsen för avdelningen`.

Lives here: the surroundings of a sentence and which of them is meant. Next door: the phrase itself (`subjects.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.phrases import is_generic

_WHOLE = re.compile(r"\b(?:hela|total\w*|avdelning\w*|förvaltning\w*|nämnd\w*)\b", re.I)


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


def resolve(subject: str, raw: str, around: Surroundings, inherited: str) -> str:
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
    heading = "" if is_generic(around.heading) else around.heading
    if around.body and re.search(r"\bnämnd", raw, re.I):
        return around.body
    if _WHOLE.search(raw) and not re.search(r"\bövriga\b", raw, re.I):
        return heading or around.first or around.body
    return around.first or heading or around.last or around.body
